import { describe, expect, it } from "vitest";
import { parseArn, roleArn, roleArnParts, sessionArn } from "../../src/iam/arn.ts";
import { authorize } from "../../src/iam/authorize.ts";
import { decide, matchElement } from "../../src/iam/evaluate.ts";
import { allOf, and, anyOf, mergeCauses, not, or, unknownBecause } from "../../src/iam/kleene.ts";
import { matchPrincipal } from "../../src/iam/principals.ts";
import type { Answer } from "../../src/iam/types.ts";
import { cause, type Json, statements, toDocument, toPolicies, toPolicy, toRequest, toText } from "./material.ts";

const CALLER = "arn:aws:iam::111122223333:role/a/Studio";
const hop = toRequest({ principal: { role: CALLER }, action: "sts:SetSourceIdentity", resource: "arn:aws:iam::111122223333:role/Data" });

describe("Kleene logic", () => {
  const a = unknownBecause(cause("a"));
  const b = unknownBecause(cause("b"));
  const rank = (answer: Answer) => (answer === "no" ? 0 : answer === "yes" ? 2 : 1);

  it("is minimum, maximum and swap", () => {
    for (const x of ["yes", "no", a] as const) {
      for (const y of ["yes", "no", b] as const) {
        expect(rank(and(x, y))).toBe(Math.min(rank(x), rank(y)));
        expect(rank(or(x, y))).toBe(Math.max(rank(x), rank(y)));
      }
      expect(rank(not(x))).toBe(2 - rank(x));
    }
  });

  it("keeps the causes of what is left open, each once", () => {
    expect(and(a, or(b, a))).toEqual({ unknown: [cause("a"), cause("b")] });
    expect(not(a)).toEqual(a);
  });

  it("keeps at most twenty causes", () => {
    const many = Array.from({ length: 50 }, (_, index) => cause(`c${index}`));
    expect(mergeCauses([], many)).toHaveLength(20);
    expect(mergeCauses(many.slice(0, 10), many)).toHaveLength(20);
  });

  it("stops at what settles a list", () => {
    const asked: number[] = [];
    const ask = (answer: Answer) => (item: number) => {
      asked.push(item);
      return answer;
    };
    expect(allOf([1, 2], ask("no"))).toBe("no");
    expect(anyOf([3, 4], ask("yes"))).toBe("yes");
    expect(asked).toEqual([1, 3]);
    expect([allOf([], ask("no")), anyOf([], ask("yes"))]).toEqual(["yes", "no"]);
  });
});

describe("ARNs", () => {
  it("come apart at the first five colons", () => {
    expect(parseArn("arn:aws:logs:us-east-1:111122223333:log-group:x")).toEqual({
      partition: "aws",
      service: "logs",
      region: "us-east-1",
      account: "111122223333",
      resource: "log-group:x",
    });
    expect(parseArn(toText("arn:<<P>>:iam::<<account:A>>:role/<<R>>"))).toEqual({
      partition: toText("<<P>>"),
      service: "iam",
      region: "",
      account: toText("<<account:A>>"),
      resource: toText("role/<<R>>"),
    });
    expect([parseArn("arn:aws:iam"), parseArn(toText("<<Arn>>")), parseArn("urn:a:b:c:d:e")]).toEqual([undefined, undefined, undefined]);
  });

  it("of roles have path and name, and can be made again from them", () => {
    for (const written of [
      "arn:aws:iam::111122223333:role/Data",
      "arn:aws-cn:iam::111122223333:role/a/b/Data",
      "arn:aws:iam::<<account:A>>:role/p/<<segment:N>>",
    ]) {
      const parts = roleArnParts(toText(written));
      expect(parts && roleArn(parts.partition, parts.account, parts.path, parts.name)).toEqual(toText(written));
    }
    expect(roleArnParts("arn:aws:iam::111122223333:role/a/b/Data")).toMatchObject({ path: "/a/b/", name: "Data" });
    expect(roleArnParts("arn:aws:iam::111122223333:role/Data")).toMatchObject({ path: "/", name: "Data" });
  });

  it.each([
    "arn:aws:iam::111122223333:user/Data",
    "arn:aws:sts::111122223333:assumed-role/R/S",
    "arn:aws:iam::111122223333:role",
    "arn:aws:iam::111122223333:role/",
    "Data",
    "",
  ])("that are no role's: %s", (written) => {
    expect(roleArnParts(written)).toBeUndefined();
  });

  it("of sessions have no path", () => {
    expect(sessionArn("aws", "111122223333", "Studio", toText("<<S>>"))).toEqual(toText("arn:aws:sts::111122223333:assumed-role/Studio/<<S>>"));
  });
});

describe("matchPrincipal", () => {
  const ask = (principal: Json) => {
    const element = toDocument(statements({ Effect: "Allow", Action: "*", Principal: principal })).statements[0]?.principals;
    if (element === undefined) throw new Error("no principals");
    const { answer, via } = matchPrincipal(element, hop.principal);
    return [typeof answer === "string" ? answer : "unknown", via];
  };

  it.each<[string, Json, string, string | undefined]>([
    ["the role", { AWS: CALLER }, "yes", "role"],
    ["the session", { AWS: "arn:aws:sts::111122223333:assumed-role/Studio/SageMaker" }, "yes", "session"],
    ["the account", { AWS: "111122223333" }, "yes", "account"],
    ["everyone", "*", "yes", "anyone"],
    ["nobody", { Service: "ec2.amazonaws.com" }, "no", undefined],
    ["the account and the role", { AWS: ["111122223333", CALLER] }, "yes", "role"],
    ["the account, and perhaps the role", { AWS: ["<<Caller>>", "111122223333"] }, "yes", "account"],
    ["perhaps the role", { AWS: "arn:aws:iam::111122223333:role/a/<<segment:N>>" }, "unknown", "role"],
  ])("says how %s is named", (_, principal, answer, via) => {
    expect(ask(principal)).toEqual([answer, via]);
  });
});

describe("decide", () => {
  const allow = (more: { readonly [key: string]: Json }): Json => statements({ Effect: "Allow", Action: "sts:SetSourceIdentity", Resource: "*", ...more });

  it("names the tests that fail", () => {
    const { nearMisses } = decide([toPolicy(allow({ Condition: { StringEquals: { a: "1", b: "2" }, Bool: { c: "true" } } }))], {
      ...hop,
      context: { keys: new Map([["b", { kind: "values", values: ["2"] }]]), other: () => ({ kind: "absent" }) },
    });
    expect(nearMisses.map((miss) => [miss.element, miss.tests.map((test) => test.key)])).toEqual([["condition", ["a", "c"]]]);
  });

  it("says through whom the principal was meant", () => {
    const trust = toPolicy(statements({ Effect: "Allow", Action: "sts:*", Principal: { AWS: "111122223333" } }));
    expect(decide([trust], hop).determining.map((ref) => ref.via)).toEqual(["account"]);
  });

  it("takes a condition of the template as given", () => {
    const policy = toPolicy(statements({ $if: "C", yes: { Effect: "Allow", Action: "*", Resource: "*" } }));
    expect(decide([policy], hop, new Map([["C", true]])).outcome).toBe("allowed");
    expect(decide([policy], hop, new Map([["C", false]])).outcome).toBe("implicitly-denied");
    expect(decide([policy], hop)).toMatchObject({ outcome: "unknown", causes: [cause("C", "condition")] });
  });

  it("knows that a policy may not be attached", () => {
    const policy = toPolicy(allow({}));
    if (!("document" in policy)) throw new Error("no document");
    const guarded = { ...policy, guards: [{ cause: cause("C", "condition"), when: false }] };
    expect(decide([guarded], hop)).toMatchObject({ outcome: "unknown", undecided: [{ policy: guarded }] });
    expect(decide([guarded], hop, new Map([["C", true]])).outcome).toBe("implicitly-denied");
  });

  it("lists what is undecided only as far as it matters", () => {
    const certain = toPolicy(allow({ Sid: "Certain" }));
    const perhaps = toPolicy(allow({ Sid: "Perhaps", Resource: "<<R>>" }));
    const denied = toPolicy(statements({ Sid: "Deny", Effect: "Deny", Action: "<<A>>", Resource: "*" }));
    const sids = (decision: ReturnType<typeof decide>) => decision.undecided.map((ref) => ref.statement.sid);
    expect(sids(decide([certain, perhaps, denied], hop))).toEqual(["Deny"]);
    expect(sids(decide([perhaps, denied], hop))).toEqual(["Deny", "Perhaps"]);
    expect(decide([certain, perhaps, denied], hop).causes.map((found) => found.id)).toEqual(["A"]);
  });

  it("asks for a Principal where the policy is a resource's", () => {
    const pasted = toPolicy(allow({}));
    expect(decide([pasted], hop).outcome).toBe("allowed");
    expect(decide([pasted], hop, undefined, { principalRequired: true })).toMatchObject({ outcome: "implicitly-denied", nearMisses: [] });
  });
});

describe("matchElement", () => {
  const actions = (json: { readonly [key: string]: Json }) => {
    const element = toDocument(statements({ Effect: "Allow", Resource: "*", ...json })).statements[0]?.actions;
    if (element === undefined) throw new Error("no actions");
    return element;
  };

  it("ignores case for actions as written in a request", () => {
    expect(matchElement(actions({ Action: "STS:Assume*" }), "sts:AssumeRole", { ignoreCase: true })).toBe("yes");
    expect(matchElement(actions({ NotAction: "sts:*" }), "sts:AssumeRole", { ignoreCase: true })).toBe("no");
  });
});

describe("authorize", () => {
  const trust = (action: Json, principal: Json = { AWS: CALLER }) => statements({ Effect: "Allow", Action: action, Principal: principal });
  const everything = statements({ Effect: "Allow", Action: "*", Resource: "*" });

  it("judges each layer by itself, required or not", () => {
    const { layers, required } = authorize(
      hop,
      toPolicies({
        trust: trust("sts:*"),
        identity: [statements()],
        boundary: everything,
        session: [statements()],
        scps: [[everything]],
        rcps: [statements()],
      }),
    );
    expect(required).toEqual(["scp", "rcp", "resource", "boundary", "session"]);
    expect(Object.fromEntries(Object.entries(layers).map(([layer, decision]) => [layer, decision.outcome]))).toEqual({
      scp: "allowed",
      rcp: "allowed",
      resource: "allowed",
      identity: "implicitly-denied",
      boundary: "allowed",
      session: "implicitly-denied",
    });
  });

  it("joins the levels of SCPs: those that refuse are the evidence", () => {
    const narrow = statements({ Sid: "Narrow", Effect: "Allow", Action: "s3:*", Resource: "*" });
    const { layers } = authorize(hop, toPolicies({ trust: trust("sts:*"), identity: [], scps: [[everything], [narrow]] }));
    expect(layers.scp).toMatchObject({ outcome: "implicitly-denied", nearMisses: [{ statement: { sid: "Narrow" }, element: "action" }] });
  });

  it("has a decision for permissions policies that were not given but are needed", () => {
    const { layers, outcome } = authorize(hop, toPolicies({ trust: trust("sts:*", { AWS: "111122223333" }) }));
    expect([outcome, layers.identity?.outcome]).toEqual(["unknown", "unknown"]);
  });

  it("asks conditions of the template in all layers at once", () => {
    const when = (action: string): Json => ({ $if: "C", yes: action, no: "x:y" });
    const unless = (action: string): Json => ({ $if: "C", yes: "x:y", no: action });
    const own = (action: Json) => [statements({ Effect: "Allow", Action: action, Resource: "*" })];
    const ask = (trusted: Json, owned: Json) => authorize(hop, toPolicies({ trust: trust(trusted, { AWS: "111122223333" }), identity: own(owned) }));
    expect(ask(when("sts:*"), unless("sts:*"))).toMatchObject({ outcome: "implicitly-denied", decisive: ["resource", "identity"], causes: [] });
    expect(ask([when("sts:*"), unless("sts:*")], [when("sts:*"), unless("sts:*")]).outcome).toBe("allowed");
    expect(ask(when("sts:*"), when("sts:*"))).toMatchObject({ outcome: "unknown", causes: [cause("C", "condition")] });
  });

  it("says that the account id would settle it", () => {
    const asked = toRequest({ principal: { role: CALLER }, action: "sts:SetSourceIdentity", resource: "arn:aws:iam::<<account:A>>:role/Data" });
    const { causes } = authorize(asked, toPolicies({ trust: trust("sts:*"), identity: [statements()] }));
    expect(causes[0]).toMatchObject({ kind: "environment", settle: "pass --account" });
  });
});
