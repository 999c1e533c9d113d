import { describe, expect, it } from "vitest";
import { emptyInventory, type Inventory, type ManagedPolicy, type Role } from "../../src/model/inventory.ts";
import { mergeInventories } from "../../src/sources/merge.ts";
import { rootPointer } from "../../src/text/pointer.ts";
import { type Hole, text } from "../../src/text/symbolic.ts";
import { roleArn } from "./aws-answers.ts";

const HOLE: Hole = { id: "AWS::AccountId", cause: { kind: "environment", id: "AWS::AccountId", what: "the account id is not known" } };
const UNSEEN = { kind: "policy" as const, id: "x", what: "x is not in the input" };

function role(file: string, more: Partial<Role> = {}): Inventory {
  const at = rootPointer(file);
  const base: Role = {
    subject: file,
    at,
    guards: [],
    arn: roleArn("A"),
    name: "A",
    account: "111122223333",
    partition: "aws",
    roleId: undefined,
    trust: { kind: "json", json: {}, at },
    policies: [],
    policiesUnseen: undefined,
    boundary: undefined,
    tags: undefined,
    origin: undefined,
  };
  return { ...emptyInventory(), roles: [{ ...base, ...more }] };
}

function subjects(...inventories: readonly Inventory[]): readonly string[] {
  return mergeInventories(inventories).roles.map(({ subject }) => subject);
}

describe("mergeInventories", () => {
  it("of none is empty, of one is that one", () => {
    expect(mergeInventories([])).toEqual(emptyInventory());
    const only = role("a");
    expect(mergeInventories([only])).toBe(only);
  });

  it("a role in two inputs is one role: the first of two that tell as much", () => {
    expect(subjects(role("a"), role("b"))).toEqual(["a"]);
  });

  it("a role in two inputs is one role: the one that tells more, at the place of the first", () => {
    const other = role("c", { arn: roleArn("C") });
    expect(subjects(role("a", { policiesUnseen: UNSEEN }), other, role("b"))).toEqual(["b", "c"]);
    expect(subjects(role("a"), other, role("b", { trust: { kind: "unknown", cause: UNSEEN, at: rootPointer("b") } }))).toEqual(["a", "c"]);
  });

  it("roles whose ARNs are not fully known are not taken for one another", () => {
    const arn = text("arn:aws:iam::", HOLE, ":role/A");
    expect(subjects(role("a", { arn }), role("b", { arn }))).toEqual(["a", "b"]);
  });

  it("roles that depend on conditions are kept apart: they may exclude each other", () => {
    const cause = { kind: "condition" as const, id: "IsProd", what: "condition `IsProd` is not known" };
    expect(subjects(role("a", { guards: [{ cause, when: true }] }), role("b", { guards: [{ cause, when: false }] }))).toEqual(["a", "b"]);
  });

  describe("a role that is declared and deployed", () => {
    const policy = (file: string, name: string): Role["policies"][number] => ({
      kind: "inline",
      name,
      source: { kind: "json", json: {}, at: rootPointer(file) },
    });
    const managed: Role["policies"][number] = { kind: "managed", arn: "arn:aws:iam::aws:policy/P", at: rootPointer("aws"), guards: [] };
    const deployed = role("aws", {
      roleId: "AROAEXAMPLEEXAMPLEEXA",
      policies: [policy("aws", "own"), policy("aws", "old"), managed],
      boundary: managed,
      tags: new Map(),
    });
    const declared = role("tf", { policies: [policy("tf", "own")] });

    it.each([
      ["declared first", [declared, deployed]],
      ["deployed first", [deployed, declared]],
    ])("is as it will be, with what stays beside it: %s", (_what, inventories) => {
      const [only, ...others] = mergeInventories(inventories).roles;
      expect(others).toEqual([]);
      expect(only).toMatchObject({
        subject: "tf",
        at: rootPointer("tf"),
        trust: { at: rootPointer("tf") },
        roleId: "AROAEXAMPLEEXAMPLEEXA",
        boundary: managed,
      });
      expect(only?.policies).toEqual([policy("tf", "own"), policy("aws", "old"), managed]);
      expect(only?.tags).toEqual(new Map());
    });

    it("is none where it is looked up only: then what AWS says counts", () => {
      const lookedUp = role("tf", { policiesUnseen: UNSEEN });
      for (const inventories of [
        [lookedUp, deployed],
        [deployed, lookedUp],
      ])
        expect(mergeInventories(inventories).roles).toMatchObject([{ subject: "aws", policiesUnseen: undefined }]);
    });

    it("has the deployed trust policy only where the declared one is not known", () => {
      const open = role("tf", { trust: { kind: "unknown", cause: UNSEEN, at: rootPointer("tf") } });
      expect(mergeInventories([deployed, open]).roles[0]?.trust).toMatchObject({ at: rootPointer("aws") });
    });
  });

  it("a managed policy of the input counts before the table's", () => {
    const policy = (origin: ManagedPolicy["origin"]): Inventory => ({
      ...emptyInventory(),
      managedPolicies: [
        {
          subject: origin,
          at: rootPointer("x"),
          guards: [],
          arn: "arn:aws:iam::aws:policy/P",
          name: "P",
          origin,
          document: { kind: "json", json: {}, at: rootPointer("x") },
        },
      ],
    });
    expect(mergeInventories([policy("bundled"), policy("input")]).managedPolicies.map(({ origin }) => origin)).toEqual(["input"]);
  });

  it("keeps all gaps", () => {
    const gap = (subject: string): Inventory => ({ ...emptyInventory(), gaps: [{ subject, reason: "x", at: undefined }] });
    expect(mergeInventories([gap("a"), gap("b")]).gaps.map(({ subject }) => subject)).toEqual(["a", "b"]);
  });
});
