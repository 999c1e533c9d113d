import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { locateAll } from "../../src/text/locate.ts";
import { EMBEDDED, KEY, type Step } from "../../src/text/pointer.ts";
import { pathsOf } from "./paths.ts";

async function slices(text: string, ...paths: Step[][]): Promise<(string | undefined)[]> {
  const spans = await locateAll({ file: "x.json", format: "json", text, firstLine: 1 }, paths);
  return spans.map((span) => span && text.slice(span.startOffset, span.endOffset));
}

/** Prints JSON with the given white space, round robin, at every place where JSON allows some. */
function print(value: unknown, spaces: readonly string[]): string {
  let turn = 0;
  const space = () => spaces[turn++ % spaces.length] ?? "";
  const write = (node: unknown): string => {
    if (Array.isArray(node)) return `${space()}[${node.map(write).join(",")}${space()}]${space()}`;
    if (typeof node === "object" && node !== null) {
      const entries = Object.entries(node).map(([key, entry]) => `${space()}${JSON.stringify(key)}${space()}:${write(entry)}`);
      return `${space()}{${entries.join(",")}${space()}}${space()}`;
    }
    return `${space()}${JSON.stringify(node)}${space()}`;
  };
  return write(value);
}

const whiteSpace = fc.array(fc.constantFrom("", " ", "\n", "\r\n", "\t", "  "), { minLength: 1, maxLength: 7 });

describe("locateAll in JSON", () => {
  it("finds values, keys and nothing where there is nothing", async () => {
    const text = '{ "a" : [1, {"b": "x"}], "c": null }';
    expect(await slices(text, [], ["a", 1, "b"], ["a", KEY], ["a", 1, "b", KEY], ["c"], ["a", 0])).toEqual([text, '"x"', '"a"', '"b"', "null", "1"]);
    const nowhere: Step[][] = [["d"], ["a", 2], ["a", "1"], ["a", 0, "x"], [0], [KEY], ["a", 0, KEY], ["a", KEY, 0], ["c", EMBEDDED], ["a", -1], ["a", 0.5]];
    expect(await slices(text, ...nowhere)).toEqual(nowhere.map(() => undefined));
  });

  it("gives lines of the file and offsets of the text", async () => {
    const text = '{"a":\r\n  [true]}';
    const [span] = await locateAll({ file: "x.jsonl", format: "json", text, firstLine: 41 }, [["a", 0]]);
    expect(span).toEqual({ startLine: 42, startColumn: 4, endLine: 42, endColumn: 8, startOffset: 10, endOffset: 14 });
  });

  it("lets the last of equal keys count, and forgets what was under the first", async () => {
    const text = '{"a":{"x":1,"y":{"z":2}},"a":{"x":3},"a":{"x":{"y":4}}}';
    expect(await slices(text, ["a", "x"], ["a", "y"], ["a", "y", "z"], ["a", "x", "y"], ["a"])).toEqual([
      '{"y":4}',
      undefined,
      undefined,
      "4",
      '{"x":{"y":4}}',
    ]);
    expect(await slices('{"a":"[1]","a":2}', ["a", EMBEDDED, 0], ["a", KEY])).toEqual([undefined, '"a"']);
  });

  it("reads keys through their escapes, __proto__ among them", async () => {
    expect(await slices('{"\\u0061\\"":1,"__proto__":2}', ['a"'], ["__proto__"], ["constructor"])).toEqual(["1", "2", undefined]);
  });

  it("every value of any document is found, and its text is that value", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), whiteSpace, fc.boolean(), async (value, spaces, mark) => {
        const text = (mark ? "\ufeff" : "") + print(value, spaces);
        const all = pathsOf(JSON.parse(print(value, [""])));
        const found = await slices(text, ...all.map(({ path }) => path));
        expect(found.map((slice) => JSON.parse(slice ?? "absent"))).toEqual(all.map((one) => one.value));
      }),
      { numRuns: 300 },
    );
  });

  it("the same for a document inside a string, spelled in the outer file's escapes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), whiteSpace, fc.boolean(), async (value, spaces, unicode) => {
        const inner = print(value, spaces);
        const spelled = unicode
          ? JSON.stringify(inner).replace(/(?<!\\)[[\]{}:,]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
          : JSON.stringify(inner);
        const all = pathsOf(JSON.parse(inner));
        const found = await slices(`{"doc": ${spelled}}`, ...all.map(({ path }): Step[] => ["doc", EMBEDDED, ...path]));
        expect(found.map((slice) => JSON.parse(JSON.parse(`"${slice}"`)))).toEqual(all.map((one) => one.value));
      }),
      { numRuns: 300 },
    );
  });

  it("a document in a string in a document in a string", async () => {
    const innermost = '{"Action": ["é", "\\"q\\""]}';
    const text = JSON.stringify([JSON.stringify({ policy: innermost })], null, 2);
    const steps: Step[] = [0, EMBEDDED, "policy", EMBEDDED, "Action", 1];
    const [slice, key] = await slices(text, steps, [0, EMBEDDED, "policy", EMBEDDED, "Action", KEY]);
    expect(JSON.parse(JSON.parse(`"${JSON.parse(`"${slice}"`)}"`))).toBe('"q"');
    expect(JSON.parse(JSON.parse(`"${JSON.parse(`"${key}"`)}"`))).toBe("Action");
  });

  it("shows the whole string for a URL-encoded document, if the path leads somewhere in it", async () => {
    const encoded = encodeURIComponent('{"Statement":[{"Effect":"Allow"}]}');
    const text = `{"PolicyDocument":"${encoded}"}`;
    expect(await slices(text, ["PolicyDocument", EMBEDDED, "Statement", 0], ["PolicyDocument", EMBEDDED, "nope"])).toEqual([`"${encoded}"`, undefined]);
    expect(await slices('["%7B%"]', [0, EMBEDDED, "a"])).toEqual([undefined]);
    expect(await slices('["{\\"a%22\\":\\"%7B\\"}"]', [0, EMBEDDED, "a%22"])).toEqual(['\\"%7B\\"']);
  });

  it("ends on any text, within the text", async () => {
    const fragments = fc.constantFrom("{", "}", "[", "]", ":", ",", '"', "\\", '"a"', '"[1"', "1", " ", "\n");
    const step = fc.constantFrom<Step>("a", 0, 1, KEY, EMBEDDED);
    await fc.assert(
      fc.asyncProperty(fc.array(fragments), fc.array(fc.array(step, { maxLength: 5 })), async (parts, paths) => {
        const text = parts.join("");
        for (const span of await locateAll({ file: "x", format: "json", text, firstLine: 1 }, paths)) {
          if (span === undefined) continue;
          expect(span.startOffset).toBeLessThanOrEqual(span.endOffset);
          expect(span.endOffset).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("takes deep documents and absurd paths", async () => {
    const text = "[".repeat(100_000) + "]".repeat(100_000);
    expect(
      await slices(
        text,
        Array.from({ length: 100_000 }, () => 0),
      ),
    ).toEqual([undefined]);
    expect(
      await slices(
        text,
        Array.from({ length: 100 }, () => 0),
      ),
    ).toEqual([text.slice(100, -100)]);
  });

  it("does not work itself to death over repeated keys", async () => {
    const paths = Array.from({ length: 10_000 }, (_, index): Step[] => ["a", `k${index}`]);
    const text = `{${'"a":{},'.repeat(200_000)}"a":{"k7":1}}`;
    const found = await slices(text, ...paths);
    expect(found.filter((slice) => slice !== undefined)).toEqual(["1"]);
  });
});
