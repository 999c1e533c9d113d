// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so
/** What must hold for all policies, whatever they say: checked on random ones from a small vocabulary, so that things match. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authorize } from "../../src/iam/authorize.ts";
import { decide } from "../../src/iam/evaluate.ts";
import type { Outcome } from "../../src/iam/types.ts";
import { type Json, statements, toPolicies, toPolicy, toRequest, type WrittenPolicies, type WrittenRequest } from "./material.ts";

const CALLER = "arn:aws:iam::111122223333:role/a/Studio";
const SESSION = "arn:aws:sts::111122223333:assumed-role/Studio/alice";

const pick = (...values: readonly Json[]) => fc.constantFrom(...values);
const anyText = pick("a", "ab", "*", "a*", "<<Any>>", "a<<Any>>", "<<segment:Name>>", "?<<segment:Name>>", "${test:v}", "${test:v}b", "*<<Any>>*", "b");
const arnText = pick(
  "*",
  "*",
  "arn:aws:s3:::*",
  "arn:aws:s3:::a",
  "arn:aws:s3:::<<Any>>",
  "arn:aws:s3:::${test:v}",
  "arn:<<segment:Name>>:s3:::*",
  "<<Any>>",
  "arn:aws:s3:::?<<segment:Name>>",
);
const principal = pick(
  "*",
  CALLER,
  SESSION,
  "111122223333",
  "<<account:Acct>>",
  "arn:aws:iam::<<account:Acct>>:root",
  "arn:aws:iam::<<account:Acct>>:role/a/Studio",
  "arn:aws:iam::111122223333:role/a/<<segment:Name>>",
  "arn:aws:iam::111122223333:<<Any>>",
  "<<Any>>",
  "arn:aws:iam::444455556666:root",
);

/** A value, one that depends on a condition, or one that may not be there. */
function perhaps(value: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc.oneof(
    { weight: 6, arbitrary: value },
    { weight: 1, arbitrary: fc.record({ $if: pick("C", "D"), yes: value, no: value }) },
    { weight: 1, arbitrary: fc.record({ $if: pick("C", "D"), yes: value }) },
  );
}

const listOf = (value: fc.Arbitrary<Json>) => fc.oneof(value, fc.array(perhaps(value), { minLength: 1, maxLength: 3 }));
const operator = pick(
  "StringEquals",
  "StringNotEquals",
  "StringEqualsIgnoreCase",
  "StringLike",
  "StringNotLike",
  "StringLikeIfExists",
  "StringNotEqualsIfExists",
  "ArnLike",
  "ArnNotLike",
  "NumericEquals",
  "Bool",
  "Null",
  "ForAllValues:StringLike",
  "ForAnyValue:StringEquals",
  "ForAllValues:StringNotEquals",
  "ForAnyValue:StringNotLike",
  "IpAddress",
) as fc.Arbitrary<string>;
const testValue = fc.oneof(anyText, arnText, pick("true", "false", "1", "10.0.0.0/8"));
const condition = fc
  .array(fc.tuple(operator, fc.constantFrom("test:k", "test:v"), perhaps(listOf(testValue))), { minLength: 1, maxLength: 2 })
  .map((tests): Json => Object.fromEntries(tests.map(([name, key, value]) => [name, { [key]: value }])));

const action = fc.tuple(
  pick("Action", "Action", "Action", "Action", "NotAction"),
  perhaps(listOf(pick("x:get", "x:*", "*", "*", "y:put", "x:<<Any>>", "X:GET"))),
);
const effect = fc.oneof({ weight: 6, arbitrary: fc.constant("Allow") }, { weight: 1, arbitrary: fc.constant("Deny") });
const maybeCondition = fc.option(perhaps(condition), { nil: undefined, freq: 1 });

const identityStatement = fc
  .tuple(effect, action, fc.tuple(pick("Resource", "Resource", "Resource", "Resource", "NotResource"), perhaps(listOf(arnText))), maybeCondition)
  .map(
    ([Effect, [actionName, actions], [resourceName, resources], Condition]): Json => ({
      Effect,
      [String(actionName)]: actions,
      [String(resourceName)]: resources,
      ...(Condition !== undefined && { Condition }),
    }),
  );
const trustStatement = fc
  .tuple(effect, action, fc.tuple(pick("Principal", "Principal", "Principal", "NotPrincipal"), perhaps(listOf(principal))), maybeCondition)
  .map(
    ([Effect, [actionName, actions], [principalName, AWS], Condition]): Json => ({
      Effect,
      [String(actionName)]: actions,
      [String(principalName)]: { AWS },
      ...(Condition !== undefined && { Condition }),
    }),
  );
const identityDocument = fc.array(perhaps(identityStatement), { maxLength: 3 }).map((list) => statements(...list));
const trustDocument = fc.array(perhaps(trustStatement), { maxLength: 3 }).map((list) => statements(...list));

const contextValue = fc.oneof(
  anyText.filter((value) => !String(value).includes("$")),
  pick({ unknown: true }, { absent: true }, ["a", "b"], ["a", "<<Any>>"], "", "true", "1", "arn:aws:s3:::a", "10.1.2.3"),
);
const request: fc.Arbitrary<WrittenRequest> = fc.record({
  principal: fc.constantFrom({ role: CALLER, session: "alice" }, { role: "arn:aws:iam::<<account:Acct>>:role/a/Studio", session: "<<segment:Name>>" }),
  action: fc.constant("x:Get"),
  resource: fc.constantFrom("arn:aws:s3:::a", "arn:aws:s3:::<<segment:Name>>", "arn:aws:s3:::<<Any>>", "arn:aws:s3:::ab"),
  resourceAccount: fc.constantFrom("111122223333", "<<account:Acct>>", "444455556666"),
  context: fc.record({ "test:k": contextValue, "test:v": contextValue }),
});
const policies: fc.Arbitrary<WrittenPolicies> = fc.record(
  { trust: trustDocument, identity: fc.array(identityDocument, { minLength: 1, maxLength: 2 }), boundary: identityDocument, scps: fc.constantFrom([]) },
  { requiredKeys: ["identity"] },
);

interface Filling {
  readonly holes: { readonly [name: string]: string };
  readonly conditions: { readonly [name: string]: boolean };
  readonly keys: { readonly [key: string]: Json };
}

const filling: fc.Arbitrary<Filling> = fc.record({
  holes: fc.record({
    Any: fc.constantFrom("", "a", "b", "*", "a*", "a:b", "?", "get", "111122223333", CALLER, SESSION, "role/a/Studio", "root", "arn:aws:s3:::a"),
    "segment:Name": fc.constantFrom("a", "ab", "b", "aws", "alice", "Studio", "x.y"),
    "account:Acct": fc.constantFrom("111122223333", "444455556666", "000000000000"),
  }),
  conditions: fc.record({ C: fc.boolean(), D: fc.boolean() }),
  keys: fc.record({
    "test:k": pick({ absent: true }, "", "a", "b", ["a", "b"], "1", "true", "arn:aws:s3:::a"),
    "test:v": pick({ absent: true }, "a", "ab", ["a", "b"], "b"),
  }),
});

const ABSENT = Symbol("not there");

/** The notation with everything filled in: strings without holes, branches taken. */
function fill(json: Json, by: Filling): Json | typeof ABSENT {
  if (typeof json === "string") return json.replace(/<<([^<>]+)>>/g, (_, name: string) => by.holes[name] ?? "");
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map((item) => fill(item, by)).filter((item) => item !== ABSENT) as Json[];
  const { $if, yes, no, ...rest } = json as { readonly [key: string]: Json };
  if (typeof $if === "string") {
    const branch = by.conditions[$if] ? yes : no;
    return branch === undefined ? ABSENT : fill(branch, by);
  }
  return Object.fromEntries(
    Object.entries(rest).flatMap(([key, value]) => {
      const filled = fill(value, by);
      return filled === ABSENT ? [] : [[key, filled]];
    }),
  );
}

function fillRequest(written: WrittenRequest, by: Filling): WrittenRequest {
  const known = Object.entries(written.context ?? {}).map(([key, value]) => [
    key,
    typeof value === "object" && value !== null && "unknown" in value ? by.keys[key] : value,
  ]);
  return fill({ ...written, context: Object.fromEntries(known) } as unknown as Json, by) as unknown as WrittenRequest;
}

const isDenied = (outcome: Outcome) => outcome === "explicitly-denied" || outcome === "implicitly-denied";

describe("an unknown", () => {
  it("filled with anything never turns an answer that was certain", () => {
    const reached = new Map<string, number>();
    fc.assert(
      fc.property(request, policies, filling, (asked, written, by) => {
        const before = authorize(toRequest(asked), toPolicies(written)).outcome;
        const filled = fill(written as unknown as Json, by) as unknown as WrittenPolicies;
        const after = authorize(toRequest(fillRequest(asked, by)), toPolicies(filled)).outcome;
        reached.set(before, (reached.get(before) ?? 0) + 1);
        if (before === "allowed" || before === "explicitly-denied") expect(after).toBe(before);
        // A template's element that falls away may leave a document that IAM refuses: then nothing is known, and nothing allowed.
        if (before === "implicitly-denied") expect(after).not.toBe("allowed");
      }),
      { numRuns: 5000 },
    );
    // The property says nothing if the vocabulary never leads to a certain answer.
    for (const outcome of ["allowed", "explicitly-denied", "implicitly-denied", "unknown"]) expect(reached.get(outcome) ?? 0).toBeGreaterThan(50);
  });
});

describe("a Deny", () => {
  it("that is added never lets anything in", () => {
    fc.assert(
      fc.property(request, fc.array(identityStatement, { maxLength: 4 }), identityStatement, (asked, list, more) => {
        const question = toRequest(asked);
        const denying = { ...(more as { readonly [key: string]: Json }), Effect: "Deny" };
        const before = decide([toPolicy(statements(...list))], question).outcome;
        const after = decide([toPolicy(statements(...list, denying))], question).outcome;
        if (before !== "allowed") expect(after).not.toBe("allowed");
        if (isDenied(before)) expect(isDenied(after)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });
});

describe("the order", () => {
  // Implicit or explicit is left aside: a Deny that is certain only by going through all branches counts as either.
  it("of statements and policies does not matter", () => {
    fc.assert(
      fc.property(request, fc.array(identityStatement, { maxLength: 4 }), (asked, list) => {
        const question = toRequest(asked);
        const ask = (...documents: readonly Json[]) => {
          const { outcome } = decide(
            documents.map((document) => toPolicy(document)),
            question,
          );
          return isDenied(outcome) ? "denied" : outcome;
        };
        const together = ask(statements(...list));
        const reversed = ask(statements(...[...list].reverse()));
        const apart = ask(...list.map((statement) => statements(statement)));
        expect([reversed, apart]).toEqual([together, together]);
      }),
      { numRuns: 1500 },
    );
  });
});
