import { describe, expect, it } from "vitest";
import { indexRoles } from "../../src/chain/role-index.ts";
import type { RoleNode } from "../../src/chain/types.ts";
import type { Role } from "../../src/model/inventory.ts";
import { type Hole, type Text, text } from "../../src/text/symbolic.ts";
import { AWAY, arn, HOME, nameOf, role, root, TRUSTS_SAGEMAKER, trusts, worldOf } from "./build.ts";

function hole(id: string, shape?: Hole["shape"]): Hole {
  return { id, cause: { kind: "environment", id, what: `${id} is not known` }, ...(shape && { shape }) };
}

const ACCOUNT = hole("AWS::AccountId", "account");

/** As a template has it: the account is a hole. */
function templateRole(name: Text, own: Partial<Role> = {}): Role {
  const account = text(ACCOUNT);
  return { ...role("any"), subject: "any", name, account, arn: text("arn:aws:iam::", ACCOUNT, ":role/", name), ...own };
}

function nodesOf(roles: readonly Role[]): readonly RoleNode[] {
  return worldOf({ roles }).nodes;
}

describe("the index of roles", () => {
  it("finds a role by its ARN, path included", () => {
    const [lake, ...others] = nodesOf([role("Lake"), role("Lake", { account: AWAY }), role("Lake", { arn: `arn:aws:iam::${HOME}:role/team/Lake` })]);
    const index = indexRoles([...(lake ? [lake] : []), ...others]);
    expect(index.byArn(arn("Lake"))).toBe(lake);
    expect(index.byArn(arn("Lake", AWAY))).toBe(others[0]);
    expect(index.byArn(`arn:aws:iam::${HOME}:role/team/Lake`)).toBe(others[1]);
    expect(index.byArn(arn("Lakes"))).toBeUndefined();
    expect(index.byArn(`arn:aws:iam::${HOME}:role/other/Lake`)).toBeUndefined();
  });

  it("finds a template's role by a reference that writes the account out, where only one role can be meant", () => {
    const [lake] = nodesOf([templateRole("Lake")]);
    const index = indexRoles(lake ? [lake] : []);
    expect(index.byArn(arn("Lake"))).toBe(lake);
    expect(index.byArn(text("arn:aws:iam::", ACCOUNT, ":role/Lake"))).toBe(lake);
    expect(index.byArn(arn("Other"))).toBeUndefined();
  });

  it("takes none of two roles that may both be meant", () => {
    const nodes = nodesOf([templateRole("Lake"), role("Lake", { account: AWAY })]);
    const index = indexRoles(nodes);
    const reference = text("arn:aws:iam::", hole("Account", "account"), ":role/Lake");
    expect(index.byArn(reference)).toBeUndefined();
    expect(index.byArn(arn("Lake", AWAY))).toBe(nodes[1]);
  });

  it("finds a role by name and account, as instance profiles name it", () => {
    const nodes = nodesOf([role("Node"), role("Node", { account: AWAY })]);
    const index = indexRoles(nodes);
    expect(index.byName("Node", AWAY)).toBe(nodes[1]);
    expect(index.byName("Node", "777788889999")).toBeUndefined();
    expect(index.byName("Node", text(ACCOUNT))).toBeUndefined();
  });

  it("lists the roles whose ARN begins with a prefix, and no symbolic one", () => {
    const names = ["lake-b", "lake-a", "lake", "lak", "lake-", "pond"];
    const index = indexRoles(nodesOf([...names.map((name) => role(name)), templateRole("lake-c")]));
    expect(index.withPrefix(arn("lake-")).map(nameOf)).toEqual(["lake-", "lake-a", "lake-b"]);
    expect(index.withPrefix(arn("sea"))).toEqual([]);
    expect(index.withPrefix("")).toHaveLength(names.length);
    expect(index.symbolic.map((node) => node.role.name)).toEqual(["lake-c"]);
  });
});

describe("the index of trust policies", () => {
  const { trusts: index } = worldOf({
    roles: [
      role("ByRole", { trust: [trusts(arn("Studio"))] }),
      role("BySession", { trust: [trusts(`arn:aws:sts::${HOME}:assumed-role/Studio/SageMaker`)] }),
      role("ByRoot", { trust: [trusts(root())] }),
      role("ById", { trust: [trusts(HOME)] }),
      role("ByOtherRoot", { trust: [trusts(root(AWAY))] }),
      role("Open", { trust: [trusts("*")] }),
      role("Service", { trust: [TRUSTS_SAGEMAKER] }),
      role("Denies", { trust: [trusts(root()), trusts(arn("Studio"), { Effect: "Deny" })] }),
      role("Tagged", { trust: [trusts(root(), { Condition: { StringEquals: { "aws:PrincipalTag/team": "lake" } } })] }),
      role("ByOrganization", { trust: [trusts("*", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abc" } } })] }),
      role("Inside", { trust: [{ Effect: "Allow", NotPrincipal: { AWS: arn("Intern") }, Action: "sts:AssumeRole" }] }),
    ],
  });

  it("finds the roles that name a role, or a session of it", () => {
    expect(index.naming({ name: "Studio" }).map(nameOf)).toEqual(["ByRole", "BySession"]);
    expect(index.naming({ name: "Other" })).toEqual([]);
  });

  it("keeps those that trust an account as a set: its root and its bare id are the same", () => {
    expect(index.delegatingTo(HOME).map(nameOf)).toEqual(["ByRoot", "ById", "Denies", "Tagged"]);
    expect(index.delegatingTo(AWAY).map(nameOf)).toEqual(["ByOtherRoot"]);
  });

  it("keeps those that let anyone in as a set, Allow with NotPrincipal among them", () => {
    expect(index.open.map(nameOf)).toEqual(["Open", "ByOrganization", "Inside"]);
  });

  it("finds the roles that trust a service", () => {
    expect(index.trustingService("sagemaker.amazonaws.com").map(nameOf)).toEqual(["Service"]);
    expect(index.trustingService("lambda.amazonaws.com")).toEqual([]);
  });

  it("knows whose answer differs from caller to caller of one account", () => {
    const dependent = [...index.delegatingTo(HOME), ...index.open].filter(index.isCallerDependent).map(nameOf);
    expect(dependent).toEqual(["Denies", "Tagged"]);
  });

  it("does not take a name of the input for something of its own", () => {
    const { trusts: odd } = worldOf({ roles: [role("Odd", { trust: [trusts(arn("constructor"))] })] });
    expect(odd.naming({ name: "constructor" }).map(nameOf)).toEqual(["Odd"]);
    expect(odd.naming({ name: "__proto__" })).toEqual([]);
  });
});
