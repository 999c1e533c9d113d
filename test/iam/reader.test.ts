import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPolicyReader } from "../../src/iam/compile.ts";
import { decide } from "../../src/iam/evaluate.ts";
import { parsePolicy } from "../../src/iam/parse.ts";
import type { DocumentProblem, Principal } from "../../src/iam/types.ts";
import { child, DOCUMENT, EMBEDDED, rebase, rootPointer, stepsOf } from "../../src/text/pointer.ts";
import { fromJson } from "../../src/text/value.ts";
import { choice, hole, type Json, statements, toDocument, toRequest, toText, toValue } from "./material.ts";

const ALLOW = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "sagemaker.amazonaws.com" } };
const written = JSON.stringify({ Version: "2012-10-17", Statement: [ALLOW] });

const question = toRequest({ principal: { service: "sagemaker.amazonaws.com" }, action: "sts:AssumeRole", resource: "arn:aws:iam::111122223333:role/x" });
const isAllowed = (document: ReturnType<typeof toDocument>) => decide([{ document, at: DOCUMENT, label: "trust" }], question).outcome;

describe("createPolicyReader", () => {
  it.each<[string, unknown]>([
    ["an object", JSON.parse(written)],
    ["JSON text", written],
    ["URL-encoded text, as IAM's API returns it", encodeURIComponent(written)],
    ["URL-encoded text in lower case", encodeURIComponent(written).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
    ["JSON text with white space around it", `\n  ${written}\n`],
  ])("reads %s", (_, json) => {
    const document = createPolicyReader()({ kind: "json", json });
    expect(document.problems).toEqual([]);
    expect(isAllowed(document)).toBe("allowed");
  });

  it("does not take + for a space, which RFC 3986 does not", () => {
    const encoded = encodeURIComponent(JSON.stringify(statements({ ...ALLOW, Condition: { StringEquals: { "sts:ExternalId": "a+b" } } }))).replace(
      "a%2Bb",
      "a+b",
    );
    const [statement] = createPolicyReader()({ kind: "json", json: encoded }).statements;
    expect(statement?.conditions[0]?.values[0]?.source).toBe("a+b");
  });

  it("reads equal documents once", () => {
    const read = createPolicyReader();
    expect(read({ kind: "json", json: JSON.parse(written) })).toBe(read({ kind: "json", json: JSON.parse(written) }));
    expect(read({ kind: "json", json: written })).toBe(read({ kind: "json", json: written }));
  });

  it("points into the document, and through the string where it is held in one", () => {
    const read = createPolicyReader();
    const place = child(rootPointer("roles.json"), "Role", "AssumeRolePolicyDocument");
    const stepsTo = (json: unknown) => stepsOf(rebase(read({ kind: "json", json }).statements[0]?.actions?.at ?? DOCUMENT, place));
    expect(stepsTo(JSON.parse(written))).toMatchObject({ root: { file: "roles.json" }, steps: ["Role", "AssumeRolePolicyDocument", "Statement", 0, "Action"] });
    expect(stepsTo(written).steps).toEqual(["Role", "AssumeRolePolicyDocument", EMBEDDED, "Statement", 0, "Action"]);
  });

  it("keeps the pointers of a template's values, and goes through its strings", () => {
    const at = child(rootPointer("template.yaml"), "Doc");
    const document = createPolicyReader()({ kind: "value", value: { kind: "scalar", value: written, at } });
    expect(stepsOf(document.statements[0]?.at ?? DOCUMENT)).toMatchObject({ root: { file: "template.yaml" }, steps: ["Doc", EMBEDDED, "Statement", 0] });
  });

  it("reads JSON text with holes in its strings", () => {
    const source = toText(JSON.stringify(statements({ Effect: "Allow", Action: "*", Resource: "arn:aws:iam::<<account:A>>:role/<<segment:R>>" })));
    const document = createPolicyReader()({ kind: "value", value: { kind: "scalar", value: source, at: DOCUMENT } });
    expect(document.problems).toEqual([]);
    expect(document.statements[0]?.resources?.patterns[0]?.source).toEqual(toText("arn:aws:iam::<<account:A>>:role/<<segment:R>>"));
  });

  it.each([
    ["a hole that stands for JSON", '{"Version":"2012-10-17","Statement":[<<Rest>>]}', "Rest"],
    [
      "a hole in a key",
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*","Condition":{"StringEquals":{"<<Key>>":"x"}}}]}',
      "Key",
    ],
  ])("knows nothing of what %s hides", (_, source, id) => {
    const document = createPolicyReader()({ kind: "value", value: { kind: "scalar", value: toText(source), at: DOCUMENT } });
    const decision = decide([{ document, at: DOCUMENT, label: "trust" }], question);
    expect(decision).toMatchObject({ outcome: "unknown", causes: [hole(id).cause] });
  });

  it.each<[string, unknown, DocumentProblem["kind"]]>([
    ["text that is not JSON", "{", "bad-json"],
    ["a broken escape", "%7B%", "bad-json"],
    ["nothing", "", "bad-json"],
    ["null", null, "not-an-object"],
    ["a list", [], "not-an-object"],
    ["a number in a string", "12", "not-an-object"],
    ["undefined", undefined, "bad-json"],
  ])("makes an unknown of %s", (_, json, kind) => {
    const document = createPolicyReader()({ kind: "json", json });
    expect(document.problems.map((problem) => problem.kind)).toEqual([kind]);
    expect(isAllowed(document)).toBe("unknown");
  });

  it("makes an unknown of what nests too deeply, in text and as an object", () => {
    let deep: unknown = [];
    for (let level = 0; level < 5_000; level++) deep = [deep];
    const read = createPolicyReader();
    expect(read({ kind: "json", json: deep }).problems.map((problem) => problem.kind)).toEqual(["bad-json"]);
    expect(read({ kind: "json", json: "[".repeat(100_000) }).problems.map((problem) => problem.kind)).toEqual(["bad-json"]);
  });

  it("says so where a key stands twice", () => {
    const document = createPolicyReader()({ kind: "json", json: '{"Statement":[],"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}' });
    expect(document.problems.map((problem) => problem.kind)).toEqual(["duplicate-key"]);
  });

  it("never throws, whatever it is given", () => {
    const read = createPolicyReader();
    const keys = fc.constantFrom(
      "Version",
      "Statement",
      "Effect",
      "Action",
      "NotAction",
      "Resource",
      "Principal",
      "AWS",
      "Service",
      "Condition",
      "StringEquals",
      "Null",
      "Sid",
      "Id",
      "__proto__",
      "constructor",
      "2012-10-17",
      "Allow",
      "*",
    );
    const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
      leaf: fc.oneof(keys, fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom("${", "arn:aws:iam::", "arn:::::", "%7B")),
      tree: fc.oneof({ depthSize: "small" }, tie("leaf"), fc.array(tie("tree"), { maxLength: 3 }), fc.dictionary(keys, tie("tree"), { maxKeys: 5 })),
    }));
    fc.assert(
      fc.property(fc.oneof(tree, fc.json(), fc.string(), fc.anything()), (json) => {
        const document = read({ kind: "json", json });
        expect(Array.isArray(document.statements)).toBe(true);
        expect(["allowed", "explicitly-denied", "implicitly-denied", "unknown"]).toContain(isAllowed(document));
      }),
      { numRuns: 3000 },
    );
  });

  it("keeps __proto__ a key like any other", () => {
    const document = createPolicyReader()({
      kind: "json",
      json: '{"__proto__":{"Statement":[]},"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"__proto__":"x"}}}}',
    });
    expect(document.problems.map((problem) => problem.kind)).toEqual(["unknown-element"]);
    expect([...document.keys]).toEqual(["__proto__"]);
  });
});

describe("parsePolicy", () => {
  it("reads what the grammar allows without complaint", () => {
    const document = toDocument({
      Version: "2012-10-17",
      Id: "p",
      Statement: [
        {
          Sid: "A",
          Effect: "Allow",
          Principal: { AWS: ["111122223333", "*"], Service: "ec2.amazonaws.com", Federated: "x", CanonicalUser: "79a5" },
          Action: ["sts:*"],
        },
        {
          Sid: "B",
          Effect: "Deny",
          NotPrincipal: "*",
          NotAction: "*",
          NotResource: "*",
          Condition: { Bool: { "aws:SecureTransport": false }, NumericLessThan: { "s3:max-keys": 10 } },
        },
      ],
    });
    expect(document).toMatchObject({ version: "2012-10-17", id: "p", problems: [] });
    expect([...document.keys]).toEqual(["aws:securetransport", "s3:max-keys"]);
    expect(document.statements.map((statement) => [statement.index, statement.sid, statement.effect])).toEqual([
      [0, "A", "Allow"],
      [1, "B", "Deny"],
    ]);
  });

  it.each<[string, Json, DocumentProblem["kind"], number | undefined]>([
    ["no Statement", { Version: "2012-10-17" }, "no-statement", undefined],
    ["an empty Statement", { Statement: [] }, "no-statement", undefined],
    ["another Version", { Version: "2012-10-18", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }, "bad-version", undefined],
    ["an unknown element", { Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Resources: "*" }] }, "unknown-element", 0],
    ["an unknown element of the document", { statement: [], Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }, "unknown-element", undefined],
    ["a statement that is a string", statements("Allow"), "bad-element", 0],
    ["no Effect", statements({ Action: "*", Resource: "*" }), "bad-effect", 0],
    ["an Effect in lower case", statements({ Effect: "allow", Action: "*", Resource: "*" }), "bad-effect", 0],
    ["no Action", statements({ Effect: "Allow", Resource: "*" }), "no-action", 0],
    ["both Action and NotAction", statements({ Effect: "Allow", Action: "*", NotAction: "x:y", Resource: "*" }), "both-forms", 0],
    ["an Action that is a number", statements({ Effect: "Allow", Action: 1, Resource: "*" }), "bad-element", 0],
    ["an Action in a list in a list", statements({ Effect: "Allow", Action: [["x:y"]], Resource: "*" }), "bad-element", 0],
    ["a bare string as Principal", statements({ Effect: "Allow", Action: "*", Principal: "ec2.amazonaws.com" }), "bad-principal", 0],
    ["an unknown type of principal", statements({ Effect: "Allow", Action: "*", Principal: { Aws: "*" } }), "bad-principal", 0],
    ["a wildcard in a principal", statements({ Effect: "Allow", Action: "*", Principal: { AWS: "arn:aws:iam::111122223333:role/*" } }), "bad-principal", 0],
    ["an account id of eleven digits", statements({ Effect: "Allow", Action: "*", Principal: { AWS: "11112222333" } }), "bad-principal", 0],
    ["a list of everyone as service", statements({ Effect: "Allow", Action: "*", Principal: { Service: "*" } }), "bad-principal", 0],
    ["an unknown operator", statements({ Effect: "Allow", Action: "*", Resource: "*", Condition: { StringIs: { a: "b" } } }), "unknown-operator", 0],
    ["a Condition that is a list", statements({ Effect: "Allow", Action: "*", Resource: "*", Condition: [] }), "bad-condition", 0],
    ["an operator with a string", statements({ Effect: "Allow", Action: "*", Resource: "*", Condition: { Bool: "true" } }), "bad-condition", 0],
    ["a malformed number", statements({ Effect: "Allow", Action: "*", Resource: "*", Condition: { NumericEquals: { a: "many" } } }), "bad-condition", 0],
    ["a malformed date", statements({ Effect: "Allow", Action: "*", Resource: "*", Condition: { DateEquals: { a: "2026-02-30" } } }), "bad-condition", 0],
    ["a malformed address", statements({ Effect: "Allow", Action: "*", Resource: "*", Condition: { IpAddress: { a: "10.0.0.256" } } }), "bad-condition", 0],
    ["a value of Null that is no boolean", statements({ Effect: "Allow", Action: "*", Resource: "*", Condition: { Null: { a: "no" } } }), "bad-condition", 0],
  ])("reports %s", (_, json, kind, statement) => {
    expect(toDocument(json).problems.map((problem) => [problem.kind, problem.statement])).toEqual([[kind, statement]]);
  });

  it("reports a Sid that is used twice, but not in two branches", () => {
    const named = { Sid: "A", Effect: "Allow", Action: "*", Resource: "*" };
    expect(toDocument(statements(named, named)).problems.map((problem) => [problem.kind, problem.statement])).toEqual([["duplicate-sid", 1]]);
    expect(toDocument(statements({ $if: "C", yes: named, no: named })).problems).toEqual([]);
  });

  it("counts characters without white space, and not at all where a part is not known", () => {
    const json = statements({ Effect: "Allow", Action: "sts:AssumeRole", Resource: "a b" });
    const compact = JSON.stringify(json).replaceAll(" ", "");
    expect(toDocument(json).size).toBe(compact.length);
    expect(parsePolicy(fromJson(json, DOCUMENT)).size).toBe(compact.length);
    expect(createPolicyReader()({ kind: "json", json: JSON.stringify(json, null, 4) }).size).toBe(compact.length);
    expect(toDocument(statements({ Effect: "Allow", Action: "<<A>>", Resource: "*" })).size).toBeUndefined();
  });

  it.each<[string, Principal]>([
    ["*", { kind: "anyone" }],
    ["111122223333", { kind: "account", account: "111122223333", partition: undefined }],
    ["arn:aws-cn:iam::111122223333:root", { kind: "account", account: "111122223333", partition: "aws-cn" }],
    ["<<account:A>>", { kind: "account", account: toText("<<account:A>>"), partition: undefined }],
    ["arn:aws:iam::<<account:A>>:root", { kind: "account", account: toText("<<account:A>>"), partition: "aws" }],
    ["arn:aws:iam::111122223333:role/p/R", { kind: "role", arn: "arn:aws:iam::111122223333:role/p/R" }],
    ["arn:aws:iam::111122223333:role/<<R>>", { kind: "role", arn: toText("arn:aws:iam::111122223333:role/<<R>>") }],
    ["arn:aws:sts::111122223333:assumed-role/R/S", { kind: "session", arn: "arn:aws:sts::111122223333:assumed-role/R/S" }],
    ["arn:aws:iam::111122223333:user/u", { kind: "user", arn: "arn:aws:iam::111122223333:user/u" }],
    ["arn:aws:sts::111122223333:federated-user/u", { kind: "federated-user", arn: "arn:aws:sts::111122223333:federated-user/u" }],
    ["AROAEXAMPLEEXAMPLE12", { kind: "unique-id", id: "AROAEXAMPLEEXAMPLE12" }],
    ["AIDAEXAMPLEEXAMPLE12", { kind: "unique-id", id: "AIDAEXAMPLEEXAMPLE12" }],
    ["arn:aws:iam::111122223333:group/g", { kind: "invalid", value: "arn:aws:iam::111122223333:group/g" }],
    ["arn:aws:sts::111122223333:assumed-role/R", { kind: "invalid", value: "arn:aws:sts::111122223333:assumed-role/R" }],
    ["arn:aws:iam::ACCOUNT:root", { kind: "invalid", value: "arn:aws:iam::ACCOUNT:root" }],
    ["<<P>>", { kind: "unknown", value: toText("<<P>>"), cause: hole("P").cause }],
    ["arn:aws:iam::111122223333:<<P>>", { kind: "unknown", value: toText("arn:aws:iam::111122223333:<<P>>"), cause: hole("P").cause }],
  ])("knows what %s names", (aws, expected) => {
    expect(toDocument(statements({ Effect: "Allow", Action: "*", Principal: { AWS: aws } })).statements[0]?.principals?.entries[0]?.principal).toEqual(
      expected,
    );
  });

  it("gives a statement for each branch of an Effect, with one index", () => {
    const document = toDocument(statements({ Effect: { $if: "C", yes: "Allow", no: "Deny" }, Action: "*", Resource: "*" }));
    expect(document.statements.map(({ index, effect, guards }) => [index, effect, guards.map((guard) => [guard.cause.id, guard.when])])).toEqual([
      [0, "Allow", [["C", true]]],
      [0, "Deny", [["C", false]]],
    ]);
  });

  it("leaves out branches that contradict each other", () => {
    const inner = { $if: "C", yes: "Allow", no: "Deny" };
    const document = toDocument(statements({ $if: "C", yes: { Effect: inner, Action: "*", Resource: "*" } }));
    expect(document.statements.map((statement) => statement.effect)).toEqual(["Allow"]);
  });

  it("copes with values nested deeper than any template", () => {
    let value = toValue("x");
    for (let level = 0; level < 1_000; level++) value = choice(`c${level}`, value, undefined);
    expect(parsePolicy(value).statements).toEqual([]);
  });
});

it("answers for a hundred thousand policies within the time a test may take", () => {
  const read = createPolicyReader();
  const policies = Array.from({ length: 100_000 }, (_, index) => {
    const json = statements({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: `arn:aws:iam::111122223333:role/caller-${index % 5_000}` } });
    return { document: read({ kind: "json", json }), at: DOCUMENT, label: "trust" };
  });
  const hop = toRequest({
    principal: { role: "arn:aws:iam::111122223333:role/caller-7" },
    action: "sts:AssumeRole",
    resource: "arn:aws:iam::111122223333:role/x",
  });
  expect(policies.filter((policy) => decide([policy], hop).outcome === "allowed")).toHaveLength(20);
});
