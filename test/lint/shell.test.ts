import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asciiJson, shellOption, shellWord } from "../../src/lint/shell.ts";
import { shellWords } from "./shell-words.ts";

describe("a word for the shell", () => {
  it.each([
    ["DataScience", "DataScience"],
    ["a+b=c,d.e@f_g-h/i:j", "a+b=c,d.e@f_g-h/i:j"],
    ["", "''"],
    ["it's", "'it'\\''s'"],
    ['$HOME `id` "x" \\', "'$HOME `id` \"x\" \\'"],
    // zsh: the path of a command of that name.
    ["=ls", "'=ls'"],
    ["~root", "'~root'"],
    ["a;b", "'a;b'"],
  ])("%s", (text, word) => {
    expect(shellWord(text)).toBe(word);
  });

  it("is one word to a shell, whatever it holds", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom("'", "\\", '"', " ", "a", "$") }))), (texts) => {
        expect(shellWords(texts.map(shellWord).join(" "))).toEqual(texts);
      }),
    );
  });
});

describe("an option", () => {
  it("stands apart from its value, unless that looks like an option itself", () => {
    expect(shellOption("role-name", "Lake")).toBe("--role-name Lake");
    expect(shellOption("role-name", "-Lake")).toBe("--role-name='-Lake'");
  });
});

describe("JSON for a command", () => {
  it("is in ASCII without control characters, and the same to a reader", () => {
    expect(asciiJson({ a: "é表\u007f\u202e\ud83d\ude00" })).toBe('{"a":"\\u00e9\\u8868\\u007f\\u202e\\ud83d\\ude00"}');
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const written = asciiJson(value);
        expect(written).toMatch(/^[\x20-\x7e]*$/);
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
