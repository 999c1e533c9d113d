import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { locateAll } from "../../src/text/locate.ts";
import { parseYaml } from "../../src/text/parse-yaml.ts";
import { EMBEDDED, KEY, type Step } from "../../src/text/pointer.ts";
import type { SourceText } from "../../src/text/source-text.ts";
import { pathsOf } from "./paths.ts";

function source(text: string, firstLine = 1): SourceText {
  return { file: "x.yaml", format: "yaml", text, firstLine };
}

async function slices(text: string, ...paths: Step[][]): Promise<(string | undefined)[]> {
  const spans = await locateAll(source(text), paths);
  return spans.map((span) => span && text.slice(span.startOffset, span.endOffset));
}

const TEMPLATE = `# a template
Resources:
  Role: # the role
    Type: AWS::IAM::Role
    Properties:
      Arn: !GetAtt Other.Arn
      Name: !Sub "\${AWS::StackName}-x"
      List: !If
        - IsProd
        - [a, !Ref B]
        - !Ref AWS::NoValue
      Empty:
      Blank: !Ref

  Next: {a: 'it''s'}
`;
const PROPERTIES = ["Resources", "Role", "Properties"];

describe("locateAll in YAML", () => {
  it("finds values and keys", async () => {
    expect(await slices(TEMPLATE, ["Resources", "Role", KEY], ["Resources", "Role", "Type"], ["Resources", "Next", "a"], ["Resources", "Next"])).toEqual([
      "Role",
      "AWS::IAM::Role",
      "'it''s'",
      "{a: 'it''s'}",
    ]);
  });

  it("ends a block where its last value ends, not at the next key", async () => {
    const [role, list] = await slices(TEMPLATE, ["Resources", "Role"], [...PROPERTIES, "List", "Fn::If"]);
    expect(role?.startsWith("Type:")).toBe(true);
    expect(role?.endsWith("Blank:")).toBe(false);
    expect(list?.startsWith("- IsProd") && list.endsWith("AWS::NoValue")).toBe(true);
  });

  it("walks short tags by the steps of the long form", async () => {
    const at = (...steps: Step[]): Step[] => [...PROPERTIES, ...steps];
    expect(
      await slices(
        TEMPLATE,
        at("Arn"),
        at("Arn", "Fn::GetAtt"),
        at("Arn", "Fn::GetAtt", 0),
        at("Arn", "Fn::GetAtt", 1),
        at("Arn", "Fn::GetAtt", KEY),
        at("Name", "Fn::Sub"),
        at("List", "Fn::If", 1, 1, "Ref"),
        at("List", "Fn::If", 1, 1),
      ),
    ).toEqual(["!GetAtt Other.Arn", "Other.Arn", "Other.Arn", "Other.Arn", "!GetAtt", `"\${AWS::StackName}-x"`, "B", "!Ref B"]);
    expect(await slices(TEMPLATE, at("Arn", "Ref"), at("Arn", "Fn::GetAtt", 2), at("Name", 0), at("List", 0), at("Arn", "Fn::GetAtt", "Fn::GetAtt"))).toEqual(
      Array(5).fill(undefined),
    );
  });

  it("shows a value of which nothing is written at its key or tag", async () => {
    expect(await slices(TEMPLATE, [...PROPERTIES, "Empty"], [...PROPERTIES, "Blank"])).toEqual(["Empty", "!Ref"]);
  });

  it("finds the tag across anchors, comments and line ends", async () => {
    const text = "a: !Sub &x\n  # why !Sub\n  'text'\nb: !<!Sub> y\n";
    expect(await slices(text, ["a"], ["b"], ["b", "Fn::Sub"])).toEqual([text.slice(3, text.indexOf("\nb")), "!<!Sub> y", "y"]);
  });

  it("follows aliases and merge keys to where the text stands", async () => {
    const text = "base: &base {x: 1, y: [2]}\nmore: &more {<<: *base, x: 3}\nall:\n  <<: [*more]\n  z: *base\n";
    expect(await slices(text, ["all", "y", 0], ["all", "x"], ["all", "x", KEY], ["all", "z", "x"], ["all", "none"])).toEqual(["2", "3", "x", "1", undefined]);
  });

  it("finds a key in a tangle of merges without trying every way", async () => {
    const text = `a0: &a0 {x: 1}\n${Array.from({ length: 200 }, (_, i) => `a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}]}\n`).join("")}`;
    expect(await slices(text, ["a200", "x"], ["a200", "none"])).toEqual(["1", undefined]);
  });

  it("gives lines of the file, and none for text that is not YAML", async () => {
    const text = "\ufeffa: 1\r\nb: [x]\r\n";
    const [first, second] = await locateAll(source(text, 5), [["a"], ["b", 0]]);
    expect(first).toMatchObject({ startLine: 5, startColumn: 4 });
    expect(second).toMatchObject({ startLine: 6, startColumn: 5, endColumn: 6 });
    expect(await slices("a: [", ["a"])).toEqual([undefined]);
  });

  it("parseYaml's own locate agrees", async () => {
    const parsed = await parseYaml(TEMPLATE);
    const path = [...PROPERTIES, "List", "Fn::If", 1, 0];
    expect(parsed.ok && parsed.locate(path)).toEqual((await locateAll(source(TEMPLATE), [path]))[0]);
    expect(parsed.ok && parsed.locate(["nope"])).toBeUndefined();
  });

  it("finds every scalar of any document", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue({ maxDepth: 4 }),
        fc.constantFrom<"PLAIN" | "QUOTE_DOUBLE" | "QUOTE_SINGLE" | "BLOCK_LITERAL">("PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE", "BLOCK_LITERAL"),
        async (value, style) => {
          const plain: unknown = JSON.parse(JSON.stringify(value));
          const text = stringify(plain, { defaultStringType: style, defaultKeyType: "QUOTE_DOUBLE", aliasDuplicateObjects: false, lineWidth: 0 });
          const all = pathsOf(plain);
          const found = await slices(text, ...all.map(({ path }) => path));
          for (const [index, one] of all.entries()) {
            const slice = found[index] ?? "absent";
            if (typeof one.value === "string" && slice.startsWith('"')) expect(JSON.parse(slice)).toBe(one.value);
            else if (typeof one.value === "string" && !/\s/.test(one.value))
              expect(slice).toContain(one.value.replaceAll("'", slice.startsWith("'") ? "''" : "'"));
            else if (typeof one.value === "number" || typeof one.value === "boolean") expect(slice).toBe(String(one.value));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("documents inside YAML strings", () => {
  const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole", "it's"], Sid: "a\\b é" }] };
  const pretty = JSON.stringify(policy, null, 2);
  const action: Step[] = ["Doc", EMBEDDED, "Statement", 0, "Action"];
  const indent = (text: string, by = "  ") => text.replaceAll(/^/gm, by);

  it.each([
    ["a block scalar", `Doc: |\n${indent(pretty)}\nNext: 1\n`],
    ["a block scalar with header and comment", `Doc: |2- # policy\n${indent(pretty, "   ")}\n`],
    ["a folded scalar", `Doc: >-\n${indent(pretty)}\n`],
    ["a single-quoted scalar", `Doc: '${JSON.stringify(policy).replaceAll("'", "''")}'\n`],
    ["a single-quoted scalar over lines", `Doc: '${indent(pretty).replaceAll("'", "''").trim()}'\n`],
    ["CRLF", `Doc: |\r\n${indent(pretty).replaceAll("\n", "\r\n")}\r\n`],
    ["JSON as YAML", `Doc: ${JSON.stringify(pretty)}\n`],
  ])("%s", async (_, text) => {
    const [list, item, key] = await slices(text, action, [...action, 1], [...action, KEY]);
    const unquote = (slice: string | undefined) => (text.includes('\\"Version') ? JSON.parse(`"${slice}"`) : (slice ?? "").replaceAll("''", "'"));
    expect(JSON.parse(unquote(list))).toEqual(["sts:AssumeRole", "it's"]);
    expect(unquote(item)).toBe('"it\'s"');
    expect(unquote(key)).toBe('"Action"');
  });

  it("under a short tag, with holes in the strings", async () => {
    const text = `Doc: !Sub |\n  {\n    "Resource": "arn:aws:iam::\${AWS::AccountId}:role/x"\n  }\n`;
    expect(await slices(text, ["Doc", "Fn::Sub", EMBEDDED, "Resource"])).toEqual([`"arn:aws:iam::\${AWS::AccountId}:role/x"`]);
  });

  it("reads YAML's own escapes", async () => {
    const text = 'Doc: "\\x7b\\"a\\": \\u005b1,\\\n   \\U0001F600\\t2\\n] }"\n'.replace("\\U0001F600", '\\"\\U0001F600\\",');
    expect(await slices(text, ["Doc", EMBEDDED, "a", 1], ["Doc", EMBEDDED])).toEqual(['\\"\\U0001F600\\"', text.slice(6, -2)]);
  });

  it("a URL-encoded document: the whole string", async () => {
    const text = `Doc: "${encodeURIComponent(JSON.stringify(policy))}"\n`;
    expect(await slices(text, action, ["Doc", EMBEDDED, "nope"])).toEqual([text.slice(5, -1), undefined]);
  });

  it("every value of any document, in every style", async () => {
    const styles = fc.constantFrom<"QUOTE_DOUBLE" | "QUOTE_SINGLE" | "BLOCK_LITERAL" | "BLOCK_FOLDED">(
      "QUOTE_DOUBLE",
      "QUOTE_SINGLE",
      "BLOCK_LITERAL",
      "BLOCK_FOLDED",
    );
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), styles, fc.constantFrom(0, 2), async (value, style, width) => {
        const inner = JSON.stringify(value, null, width);
        const text = stringify({ Doc: inner }, { defaultStringType: style, defaultKeyType: "PLAIN" });
        const all = pathsOf(JSON.parse(inner)).filter((one) => typeof one.value !== "object" && !/\s/.test(JSON.stringify(one.value)));
        const found = await slices(text, ...all.map(({ path }): Step[] => ["Doc", EMBEDDED, ...path]));
        const [whole] = await slices(text, ["Doc"]);
        for (const [index, one] of all.entries()) {
          const slice = (found[index] ?? "absent").replaceAll(/\\\n *(?:\\(?= ))?/g, "");
          const read = whole?.startsWith('"') ? JSON.parse(`"${slice}"`) : whole?.startsWith("'") ? slice.replaceAll("''", "'") : slice;
          expect(JSON.parse(read)).toEqual(one.value);
        }
      }),
      { numRuns: 300 },
    );
  });
});
