/** The tables of the page on decisions (`src/chain/README.md`), row by row, against what decides. */
import { describe, expect, it } from "vitest";
import { entryContext, hopContext, jobContext } from "../../src/chain/request-context.ts";
import { authorize, createPolicyReader } from "../../src/iam/index.ts";
import type { ApplicablePolicies, ContextValue, Policy, Request, RequestContext } from "../../src/iam/types.ts";
import type { Domain, Role } from "../../src/model/inventory.ts";
import { readPage } from "./pages.ts";

/** The cells of the table whose header begins so. */
function table(header: string): readonly (readonly string[])[] {
  const page = readPage("src/chain/README.md");
  const [rows = ""] = page.slice(page.indexOf(`\n| ${header}`) + 1).split("\n\n");
  return rows
    .split("\n")
    .slice(2)
    .map((row) => row.slice(2, -2).split(" | "));
}

const OWN = "111122223333";
const OTHER = "444455556666";
const CALLER = `arn:aws:iam::${OWN}:role/caller`;
const ACTION = "sts:SetSourceIdentity";

const read = createPolicyReader();
const policy = (label: string, ...statements: readonly object[]): Policy => {
  const document = read({ kind: "json", json: { Version: "2012-10-17", Statement: statements } });
  return { label, document, at: document.at };
};
const allow = { Effect: "Allow", Action: "*", Resource: "*" };
const deny = { Effect: "Deny", Action: "*", Resource: "*" };
const nothing = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

const LAYERS = ["trust", "identity", "boundary", "scps"] as const;
type LayerName = (typeof LAYERS)[number];

/** All layers allow, but for one that says something else. */
function policies(principal: object, odd?: { readonly layer: LayerName | "rcps"; readonly says: object }): ApplicablePolicies {
  const said = (layer: LayerName | "rcps", usual: object): object => (odd?.layer === layer ? odd.says : usual);
  return {
    resource: { kind: "trust", policy: policy("trust", { Principal: principal, ...said("trust", { Effect: "Allow", Action: "sts:*" }) }) },
    identity: [policy("identity", said("identity", allow))],
    boundary: policy("boundary", said("boundary", allow)),
    scps: [[policy("scp", said("scps", allow))]],
    rcps: [policy("rcp", { ...said("rcps", allow), Principal: "*" })],
  };
}

interface Situation {
  readonly row: string;
  readonly principals: readonly object[];
  readonly account: string;
  readonly service?: boolean;
}

const SITUATIONS: readonly Situation[] = [
  { row: "entry, or a job: SageMaker calls", principals: [{ Service: "sagemaker.amazonaws.com" }], account: OWN, service: true },
  { row: "other account", principals: [{ AWS: CALLER }, { AWS: OWN }], account: OTHER },
  { row: "same account, trust names the account (`:root` or its id)", principals: [{ AWS: `arn:aws:iam::${OWN}:root` }, { AWS: OWN }], account: OWN },
  { row: "same account, trust names the caller's role, or `*`", principals: [{ AWS: CALLER }, { AWS: "*" }], account: OWN },
  { row: "same account, trust names the caller's session", principals: [{ AWS: `arn:aws:sts::${OWN}:assumed-role/caller/SageMaker` }], account: OWN },
];

describe("who must allow what", () => {
  const rows = new Map(table("situation").map(([situation = "", ...cells]) => [situation, cells]));

  it("has a row for each situation", () => {
    expect([...rows.keys()]).toEqual(SITUATIONS.map(({ row }) => row));
  });

  describe.each(SITUATIONS)("$row", ({ row, principals, account, service = false }) => {
    const request: Request = {
      principal: service
        ? { kind: "service", service: "sagemaker.amazonaws.com" }
        : { kind: "role-session", roleArn: CALLER, roleName: "caller", account: OWN, partition: "aws", sessionName: "SageMaker" },
      action: ACTION,
      resource: `arn:aws:iam::${account}:role/target`,
      resourceAccount: account,
      context: { keys: new Map(), other: () => ({ kind: "absent" }) },
    };
    const outcome = (principal: object, odd?: Parameters<typeof policies>[1]): string => authorize(request, policies(principal, odd)).outcome;

    it.each(principals)("trust policy with %j", (principal) => {
      expect(outcome(principal)).toBe("allowed");
      for (const [index, layer] of LAYERS.entries()) {
        const needed = rows.get(row)?.[index] === "must allow";
        const silent = layer === "trust" ? { Effect: "Allow", Action: "sts:TagSession" } : nothing;
        expect(outcome(principal, { layer, says: silent }), layer).toBe(needed ? "implicitly-denied" : "allowed");
        // What bears on the caller bears on no service.
        if (layer !== "trust" && !service) expect(outcome(principal, { layer, says: deny }), layer).toBe("explicitly-denied");
      }
      expect(outcome(principal, { layer: "rcps", says: deny })).toBe("explicitly-denied");
      expect(outcome(principal, { layer: "rcps", says: nothing })).toBe("allowed");
    });
  });
});

const role: Role = {
  subject: CALLER,
  at: { kind: "root", file: "roles.json" },
  guards: [],
  arn: CALLER,
  name: "caller",
  account: OWN,
  partition: "aws",
  roleId: undefined,
  trust: { kind: "json", json: {}, at: { kind: "root", file: "roles.json" } },
  policies: [],
  policiesUnseen: undefined,
  boundary: undefined,
  tags: new Map([["x", "y"]]),
  origin: undefined,
};

const domain = { account: OWN, region: "eu-west-1", partition: "aws", sessionNameMode: undefined } as Domain;
const IDENTITY = { kind: "name", name: "alice" } as const;

/** What a cell says of a key, and what the request has. */
function expectCell(cell: string, { keys, other }: RequestContext, key: string): void {
  const id = key.toLowerCase().replace("…", "x");
  const value: ContextValue = keys.get(id) ?? other(id);
  const cause = value.kind === "unknown" ? value.cause.kind : undefined;
  if (cell.startsWith("absent")) expect(value, key).toEqual({ kind: "absent" });
  else if (cell === "unknown") expect(cause, key).toBe("context-key");
  else if (cell === "the caller's choice") expect(cause, key).toBe("caller-choice");
  else if (cell === "true" || cell === "false") expect(value, key).toEqual({ kind: "values", values: [cell] });
  else expect(value.kind, `${key}: ${cell}`).toBe("values");
}

describe("condition keys", () => {
  const contexts = [
    entryContext("sts:AssumeRole", role, domain, IDENTITY),
    hopContext("sts:AssumeRole", role, role, IDENTITY),
    jobContext("sts:AssumeRole", role, role, "eu-west-1", IDENTITY),
  ];

  it.each(table("key ").map(([names = "", ...cells]) => [names, cells] as const))("%s", (names, cells) => {
    const keys = [...names.matchAll(/`([^`]+)`/g)].map(([, key = ""]) => key);
    expect(cells).toHaveLength(contexts.length);
    for (const [index, context] of contexts.entries()) {
      // One value for all keys of the row, or one for each.
      const said = cells[index]?.split(/, (?=true|false)/) ?? [];
      for (const [at, key] of keys.entries()) expectCell(said[at] ?? said[0] ?? "", context, key);
    }
  });

  it("has SageMaker's literal asterisk in the source ARN", () => {
    expect(contexts[0]?.keys.get("aws:sourcearn")).toEqual({ kind: "values", values: [`arn:aws:sagemaker:eu-west-1:${OWN}:*`] });
    expect(contexts[0]?.keys.get("sts:rolesessionname")).toEqual({ kind: "values", values: ["SageMaker"] });
  });
});
