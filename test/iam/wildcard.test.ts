// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePattern, matchTokens, unify } from "../../src/iam/wildcard.ts";
import type { Text } from "../../src/text/symbolic.ts";
import { hole, toText } from "./material.ts";

const plain = { variables: false };

/** A second, slow way to say it: a regular expression. */
function reference(pattern: string, subject: string): boolean {
  const source = [...pattern]
    .map((character) => (character === "*" ? "[^]*" : character === "?" ? "[^]" : character.replace(/[\\^$.|+()[\]{}]/g, "\\$&")))
    .join("");
  return new RegExp(`^(?:${source})$`).test(subject);
}

const letters = (alphabet: string, maxLength: number) => fc.array(fc.constantFrom(...alphabet), { maxLength }).map((characters) => characters.join(""));

describe("matchTokens on known strings", () => {
  it("agrees with a regular expression", () => {
    fc.assert(
      fc.property(letters("ab*?", 8), letters("ab*?", 8), (pattern, subject) => {
        expect(matchTokens(compilePattern(pattern, plain), subject)).toBe(reference(pattern, subject) ? "yes" : "no");
      }),
      { numRuns: 5000 },
    );
  });

  it("ignores case when asked", () => {
    const tokens = compilePattern("sts:assume*", plain);
    expect(matchTokens(tokens, "STS:AssumeRole", { ignoreCase: true })).toBe("yes");
    expect(matchTokens(tokens, "STS:AssumeRole")).toBe("no");
  });

  it("takes wildcards as characters when told to", () => {
    const tokens = compilePattern("a*", { variables: false, wildcards: false });
    expect(matchTokens(tokens, "a*")).toBe("yes");
    expect(matchTokens(tokens, "ab")).toBe("no");
  });

  it("stays fast on patterns that make backtracking explode", () => {
    const tokens = compilePattern(`${"*a".repeat(40)}*b`, plain);
    const started = performance.now();
    expect(matchTokens(tokens, "a".repeat(20_000))).toBe("no");
    expect(matchTokens(tokens, toText(`${"a".repeat(3_000)}<<x>>`))).not.toBe("no");
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("matchTokens with holes", () => {
  const pieces = fc
    .array(fc.constantFrom("a", "b", ":", "/", "1", "*", "?", "<<x>>", "<<y>>", "<<segment:n>>", "<<account:i>>", "111122223333"), { maxLength: 5 })
    .map((list) => list.join(""));
  const fillings = fc.record({
    x: fc.constantFrom("", "a", "b", "ab", "*", "a:b", "/", "1"),
    y: fc.constantFrom("", "a", "b", "ba", "?", ":"),
    "segment:n": fc.constantFrom("a", "b", "ab", "1", "bb"),
    "account:i": fc.constantFrom("111122223333", "444455556666"),
  });

  it("is certain only of what holds for every filling", () => {
    let certain = 0;
    fc.assert(
      fc.property(pieces, pieces, fillings, (pattern, subject, by) => {
        const answer = matchTokens(compilePattern(toText(pattern), plain), toText(subject));
        const fill = (written: string) => written.replace(/<<([^<>]+)>>/g, (_, name: string) => by[name as keyof typeof by]);
        if (typeof answer !== "string" || pattern === fill(pattern)) return;
        certain++;
        expect(reference(fill(pattern), fill(subject))).toBe(answer === "yes");
      }),
      { numRuns: 20_000 },
    );
    expect(certain).toBeGreaterThan(1000);
  });

  it.each<[string, string, string, "yes" | "no" | "unknown"]>([
    ["the same hole matches itself", "arn:aws:iam::<<account:A>>:role/x", "arn:aws:iam::<<account:A>>:role/x", "yes"],
    ["another hole may be equal", "<<account:A>>", "<<account:B>>", "unknown"],
    ["* covers a hole", "role/*", "role/<<segment:N>>", "yes"],
    ["? covers a digit of an account", "????????????", "<<account:A>>", "yes"],
    ["?* covers a segment, which is never empty", "?*", "<<segment:N>>", "yes"],
    ["?* may not cover any text", "?*", "<<x>>", "unknown"],
    ["an account has no letters", "12345678901a", "<<account:A>>", "no"],
    ["an account has twelve digits", "12345", "<<account:A>>", "no"],
    ["a segment has no slash", "a/b", "<<segment:N>>", "no"],
    ["any text may have one", "a/b", "<<x>>", "unknown"],
    ["literals around a hole settle it", "role/a-<<segment:N>>", "role/b-x", "no"],
    ["the same hole, another ending", "<<segment:N>>-a", "<<segment:N>>-b", "no"],
    ["a hole in a pattern may be a wildcard", "a<<x>>", "abc", "unknown"],
  ])("%s", (_, pattern, subject, expected) => {
    const answer = matchTokens(compilePattern(toText(pattern), plain), toText(subject));
    expect(typeof answer === "string" ? answer : "unknown").toBe(expected);
  });

  it("names the holes that would settle it, each once", () => {
    expect(matchTokens(compilePattern(toText("<<x>>:<<x>>:<<y>>"), plain), "a:b:c")).toEqual({ unknown: [hole("x").cause, hole("y").cause] });
  });
});

describe("unify", () => {
  it.each<[string, string, "yes" | "no" | "unknown"]>([
    ["a", "a", "yes"],
    ["a", "A", "no"],
    ["a*", "ab", "no"],
    ["x<<x>>", "x<<x>>", "yes"],
    ["x<<x>>", "x<<y>>", "unknown"],
    ["<<x>>a", "<<x>>b", "no"],
    ["a<<x>>", "<<x>>a", "unknown"],
  ])("%s and %s: %s", (a, b, expected) => {
    const answers = [unify(toText(a), toText(b)), unify(toText(b), toText(a))];
    expect(answers.map((answer) => (typeof answer === "string" ? answer : "unknown"))).toEqual([expected, expected]);
  });

  it("ignores case when asked", () => {
    expect(unify("Alice", "aLICE", { ignoreCase: true })).toBe("yes");
  });
});

describe("compilePattern", () => {
  const compile = (source: Text) => compilePattern(source, { variables: true });

  it("makes literals, wildcards, variables and escapes", () => {
    expect(compile("a**b?${AWS:UserName}${*}c${$}${x, 'd f'}")).toEqual([
      { kind: "literal", value: "a" },
      { kind: "any" },
      { kind: "literal", value: "b" },
      { kind: "one" },
      { kind: "variable", key: "aws:username", fallback: undefined },
      { kind: "literal", value: "*c$" },
      { kind: "variable", key: "x", fallback: "d f" },
    ]);
  });

  it("leaves an unclosed and an empty variable as text", () => {
    expect(compile("a${b")).toEqual([{ kind: "literal", value: "a${b" }]);
    expect(compile("${}")).toEqual([{ kind: "literal", value: "${}" }]);
    expect(compile(toText("a${b<<x>>"))).toEqual([
      { kind: "literal", value: "a${b" },
      { kind: "hole", hole: hole("x") },
    ]);
  });

  it("makes one variable of a key with a hole, and goes on after it", () => {
    const tokens = compile(toText("p/${aws:PrincipalTag/<<Tag>>}/${aws:username}*"));
    expect(tokens.map((token) => token.kind)).toEqual(["literal", "variable", "literal", "variable", "any"]);
    expect(tokens[1]).toMatchObject({ hole: hole("Tag") });
  });

  it("knows no variables unless told", () => {
    expect(compilePattern("${aws:username}", plain)).toEqual([{ kind: "literal", value: "${aws:username}" }]);
  });
});
