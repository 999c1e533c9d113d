/** A statement more in any policy, however it is written: the text then says that, and all the rest as before. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { StatementSnippet } from "../../src/lint/rule.ts";
import { copyBehind, type Insertions, insertionAfter } from "../../src/lint/statement-edits.ts";
import { parseInput } from "../../src/sources/parse-input.ts";
import { locatePaths } from "../../src/text/locate.ts";
import type { SourceText } from "../../src/text/source-text.ts";

const ADDED: StatementSnippet = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "sts:SetSourceIdentity" };

const word = fc.constantFrom("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity", "s3:Get*", "*");
const statement = fc.record(
  {
    Sid: fc.constantFrom("First", "Second", "on"),
    Effect: fc.constantFrom("Allow", "Deny"),
    Principal: fc.constantFrom({ Service: "sagemaker.amazonaws.com" }, { AWS: ["111122223333", "arn:aws:iam::444455556666:root"] }),
    Action: fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 3 })),
    Condition: fc.constantFrom({ StringEquals: { "sts:ExternalId": "a: b # c" } }, { Null: { "aws:PrincipalArn": "false" } }),
  },
  { requiredKeys: ["Effect", "Principal", "Action"] },
);
const policy = fc.record({ Version: fc.constant("2012-10-17"), Statement: fc.array(statement, { minLength: 1, maxLength: 3 }) });

type Policy = { readonly Version: string; readonly Statement: readonly object[] };

const WAYS: Readonly<Record<string, (value: Policy) => SourceText>> = {
  "JSON on one line": (value) => source("p.json", JSON.stringify(value)),
  "JSON, two spaces": (value) => source("p.json", `${JSON.stringify(value, undefined, 2)}\n`),
  "JSON, tabs and carriage returns": (value) => source("p.json", JSON.stringify(value, undefined, "\t").replaceAll("\n", "\r\n")),
  "YAML in block style": (value) => source("p.yaml", stringify(value)),
  "YAML, lists not indented": (value) => source("p.yaml", stringify(value, { indentSeq: false })),
  "YAML in flow style": (value) => source("p.yaml", `Policy: ${stringify(value, { collectionStyle: "flow", lineWidth: 0 })}`),
};

function source(file: string, text: string): SourceText {
  return { file, format: file.endsWith(".json") ? "json" : "yaml", text, firstLine: 1 };
}

function put(text: string, insertions: Insertions): string {
  return insertions.toSorted((a, b) => b.offset - a.offset).reduce((made, { offset, text: more }) => made.slice(0, offset) + more + made.slice(offset), text);
}

async function read(of: SourceText): Promise<unknown> {
  const parsed = await parseInput(of);
  if (!parsed.ok) throw new Error(`${parsed.problem.message} in ${of.text}`);
  return parsed.value;
}

describe.each(Object.entries(WAYS))("%s", (way, write) => {
  it("takes a statement at its end, and says all the rest as before", async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(policy, async (value) => {
        const text = write(value);
        const root = way.includes("flow") ? ["Policy"] : [];
        const [last] = await locatePaths(text, [{ steps: [...root, "Statement", value.Statement.length - 1] }]);
        const insertion = last && insertionAfter(text.text, last, ADDED, undefined);
        if (insertion === undefined) return;
        made += 1;
        const after = put(text.text, insertion);
        const expected = { ...value, Statement: [...value.Statement, ADDED] };
        expect(await read({ ...text, text: after })).toEqual(root.length === 0 ? expected : { Policy: expected });
        expect(after.includes("\r\n")).toBe(text.text.includes("\r\n"));
      }),
      { numRuns: 60 },
    );
    expect(made).toBeGreaterThan(40);
  });

  it("takes a copy of a statement for one action, without its condition", async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(policy, fc.nat(), async (value, pick) => {
        const text = write(value);
        const index = pick % value.Statement.length;
        const original: Readonly<Record<string, unknown>> = { ...value.Statement[index] };
        if (original["Condition"] === undefined) return;
        const root = way.includes("flow") ? ["Policy"] : [];
        const at = (...steps: readonly (string | number)[]) => ({ steps: [...root, "Statement", ...steps] });
        const [last, whole, actions, condition] = await locatePaths(text, [
          at(value.Statement.length - 1),
          at(index),
          at(index, "Action"),
          at(index, "Condition"),
        ]);
        const sid = typeof original["Sid"] === "string" ? original["Sid"] : undefined;
        const action = original["Action"];
        const listed = (Array.isArray(action) ? action : [action]).map(String);
        if (last === undefined || whole === undefined || actions === undefined || condition === undefined) throw new Error("not located");
        const insertion = copyBehind(text.text, last, { statement: whole, actions, listed, condition, sid }, "sts:SetSourceIdentity", undefined);
        if (insertion === undefined) return;
        made += 1;
        const after = put(text.text, insertion);
        const { Condition: _condition, ...rest } = original;
        const copy = { ...rest, ...(sid !== undefined && { Sid: `${sid}SourceIdentity` }), Action: ["sts:SetSourceIdentity"] };
        const expected = { ...value, Statement: [...value.Statement, copy] };
        expect(await read({ ...text, text: after })).toEqual(root.length === 0 ? expected : { Policy: expected });
      }),
      { numRuns: 100 },
    );
    expect(made).toBeGreaterThan(15);
  });
});
