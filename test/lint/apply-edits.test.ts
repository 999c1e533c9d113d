import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPolicyReader } from "../../src/iam/compile.ts";
import { applyEdits } from "../../src/lint/apply-edits.ts";
import type { PolicyEdit, StatementSnippet } from "../../src/lint/rule.ts";
import { rootPointer } from "../../src/text/pointer.ts";

const SAGEMAKER = { Service: "sagemaker.amazonaws.com" };

/** Edits of a document: of the statement with that index, or (undefined) by a statement of their own. */
function editsOf(json: unknown, ...edits: readonly (readonly [index: number | undefined, set: StatementSnippet])[]): readonly PolicyEdit[] {
  const policy = { document: createPolicyReader()({ kind: "json", json }), at: rootPointer("roles.json"), label: "trust policy" };
  return edits.map(([index, set]) => {
    const statement = policy.document.statements.find((each) => each.index === index);
    if (index !== undefined && statement === undefined) throw new Error(`no statement ${index}`);
    return { policy, set, ...(statement !== undefined && { statement }) };
  });
}

function edited(json: unknown, ...edits: Parameters<typeof editsOf> extends [unknown, ...infer Rest] ? Rest : never): unknown {
  return applyEdits(json, editsOf(json, ...edits));
}

const trust = (Action: unknown, parts: object = {}) => ({ Effect: "Allow", Principal: SAGEMAKER, Action, ...parts });
const document = (Statement: unknown) => ({ Version: "2012-10-17", Id: "trust", Statement });

describe("edits of a statement", () => {
  it("make a list of what was one string, and leave all else as it was, in its order", () => {
    const before = { Statement: { Sid: "A", Action: "sts:AssumeRole", Effect: "Allow", Principal: SAGEMAKER, Condition: {} }, Version: "2012-10-17" };
    const after = edited(before, [0, { Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] }]);
    expect(JSON.stringify(after)).toBe(
      '{"Statement":{"Sid":"A","Action":["sts:AssumeRole","sts:SetSourceIdentity"],"Effect":"Allow","Principal":{"Service":"sagemaker.amazonaws.com"},"Condition":{}},"Version":"2012-10-17"}',
    );
  });

  it("change nothing where the action is there already, in whatever case", () => {
    const before = document([trust(["sts:AssumeRole", "STS:setsourceidentity"])]);
    expect(edited(before, [0, { Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] }])).toBe(before);
  });

  it("are united: what one adds and what another takes off both hold", () => {
    const before = document([trust(["sts:AssumeRole", "sts:SourceIdentity", "sts:SetSourceId"])]);
    const after = edited(
      before,
      [0, { Action: ["sts:AssumeRole", "sts:SetSourceId", "sts:SetSourceIdentity"] }],
      [0, { Action: ["sts:AssumeRole", "sts:SourceIdentity", "sts:SetSourceIdentity"] }],
      [0, { Action: ["sts:AssumeRole", "sts:SourceIdentity", "sts:SetSourceId", "sts:TagSession"] }],
    );
    expect(after).toEqual(document([trust(["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"])]));
  });

  it("put Action in the place of NotAction, and the other way round", () => {
    const { Action: _, ...rest } = trust("");
    const before = document([{ NotAction: "sts:SetSourceIdentity", ...rest }]);
    const after = edited(before, [0, { Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] }]);
    expect(JSON.stringify(after)).toBe(JSON.stringify(document([{ Action: ["sts:AssumeRole", "sts:SetSourceIdentity"], ...rest }])));
    expect(edited(document([{ ...rest, Action: "sts:*" }]), [0, { NotAction: "iam:*" }])).toEqual(document([{ ...rest, NotAction: "iam:*" }]));
  });

  it("that contradict each other give nothing", () => {
    const { Action: _, ...rest } = trust("");
    const before = document([{ ...rest, NotAction: ["sts:SetSourceIdentity", "iam:*"] }]);
    expect(edited(before, [0, { Action: "sts:AssumeRole" }], [0, { NotAction: "iam:*" }])).toBeUndefined();
    // Between them they would leave nothing.
    const both = document([trust(["sts:A", "sts:B"])]);
    expect(edited(both, [0, { Action: "sts:A" }], [0, { Action: "sts:B" }])).toBeUndefined();
  });

  it("of anything but lists give nothing, rather than a part of what was meant", () => {
    expect(edited(document([trust("sts:AssumeRole")]), [0, { Action: ["sts:AssumeRole", "sts:TagSession"], Principal: "*" }])).toBeUndefined();
  });

  it("keep one string one string, and a list of one a list", () => {
    expect(edited(document([trust("sts:SourceIdentity")]), [0, { Action: "sts:SetSourceIdentity" }])).toEqual(document([trust("sts:SetSourceIdentity")]));
    expect(edited(document([trust(["sts:SourceIdentity"])]), [0, { Action: "sts:SetSourceIdentity" }])).toEqual(document([trust(["sts:SetSourceIdentity"])]));
  });

  it("keep members that JavaScript has a meaning for", () => {
    const before: unknown = JSON.parse('{"Version":"2012-10-17","Statement":[{"__proto__":{"a":1},"Effect":"Allow","Action":"sts:AssumeRole"}]}');
    expect(JSON.stringify(edited(before, [0, { Action: ["sts:AssumeRole", "sts:TagSession"] }]))).toContain('{"__proto__":{"a":1},"Effect"');
  });
});

describe("statements that are added", () => {
  const own = { Effect: "Allow", Principal: SAGEMAKER, Action: "sts:SetSourceIdentity" } as const;

  it("follow the others, and make a list of a single one", () => {
    expect(edited(document(trust("sts:AssumeRole")), [undefined, own])).toEqual(document([trust("sts:AssumeRole"), own]));
    expect(edited(document([trust("sts:AssumeRole")]), [undefined, own])).toEqual(document([trust("sts:AssumeRole"), own]));
  });

  it("are there once, however often they are asked for or written", () => {
    const before = document([trust("sts:AssumeRole")]);
    expect(edited(before, [undefined, own], [undefined, { ...own, Action: ["sts:SetSourceIdentity"] }])).toEqual(document([trust("sts:AssumeRole"), own]));
    const known = document([{ Sid: "Known", Action: ["sts:SetSourceIdentity"], Principal: { Service: ["sagemaker.amazonaws.com"] }, Effect: "Allow" }]);
    expect(edited(known, [undefined, own])).toBe(known);
  });
});

describe("what is no policy document", () => {
  it.each([[undefined], [null], ["text"], [[]]])("is not edited: %j", (json) => {
    expect(applyEdits(json, [])).toBeUndefined();
  });
});

const action = fc.constantFrom("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession", "sts:SourceIdentity", "sts:SetContext");
const list = fc.uniqueArray(action, { minLength: 1 });

describe("any edits", () => {
  it("are there once they are applied: applied again they change nothing", () => {
    fc.assert(
      fc.property(list, fc.array(list, { maxLength: 3 }), fc.boolean(), (before, sets, single) => {
        const json = document(single ? trust(before) : [trust(before)]);
        const edits = sets.map((Action) => [0, { Action }] as const);
        const after = edited(json, ...edits);
        if (after === undefined) return;
        expect(JSON.stringify(after)).not.toMatch(/("sts:\w+")(?=[^\]]*\1)/);
        // What each adds is there, what each takes off is not.
        const actions = new Set(JSON.stringify(after).match(/sts:\w+/g));
        for (const set of sets) {
          for (const item of set) if (!before.includes(item)) expect(actions).toContain(item);
          for (const item of before) if (!set.includes(item)) expect(actions).not.toContain(item);
        }
      }),
    );
  });
});
