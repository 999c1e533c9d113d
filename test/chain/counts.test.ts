/**
 * How much work the walk does, counted in policy evaluations (`counts.authorizations`), so that a slip in the algorithm fails
 * on any machine. Two evaluations answer for a hop or a grant (AssumeRole, SetSourceIdentity), three for an entry.
 */
import { describe, expect, it } from "vitest";
import type { Inventory, Role } from "../../src/model/inventory.ts";
import { arn, attached, BOTH, domain, executionRole, graphOf, managedPolicy, may, mayNot, profile, role, root, TRUSTS_SAGEMAKER, trusts } from "./build.ts";

function authorizations(parts: Partial<Inventory>): number {
  return graphOf(parts).counts.authorizations;
}

function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** `count` profiles, each with an execution role of its own: all of them are entries. */
function everyoneStarts(count: number, make: (index: number) => Role): Partial<Inventory> {
  return {
    domains: [domain("d-1", {})],
    userProfiles: many(count, (index) => profile(`user-${index}`, "d-1", { execution: arn(`Role${index}`) })),
    roles: many(count, make),
  };
}

const name = (index: number): string => `Role${index}`;
const DOMAIN = [domain("d-1", { execution: arn("Role0") })];

describe("the work of a walk", () => {
  it("is three evaluations for an entry alone, whatever else the account holds", () => {
    const others = many(500, (index) => role(`Other${index}`, { trust: [trusts(arn(`Other${index + 1}`))], permissions: [may(BOTH, "*")] }));
    expect(authorizations({ domains: DOMAIN, roles: [executionRole("Role0"), ...others] })).toBe(3);
  });

  it("is two evaluations for a hop that the trust policy names, and four for one that permissions name", () => {
    const lake = role("Lake", { trust: [trusts(arn("Role0"))] });
    expect(authorizations({ domains: DOMAIN, roles: [executionRole("Role0"), lake] })).toBe(3 + 2);
    expect(authorizations({ domains: DOMAIN, roles: [executionRole("Role0", [may(BOTH, arn("Lake"))]), lake] })).toBe(3 + 4);
  });

  it("grows with the roles that are reached, not with those that exist", () => {
    // A chain of k roles, among n others that trust one another.
    const chain = (k: number): Role[] =>
      many(k, (index) =>
        executionRole(name(index), [may(BOTH, arn(name(index + 1)))], { trust: index === 0 ? [TRUSTS_SAGEMAKER] : [trusts(arn(name(index - 1)))] }),
      );
    const crowd = (n: number): Role[] =>
      many(n, (index) => role(`Crowd${index}`, { trust: [trusts(arn(`Crowd${(index + 1) % n}`))], permissions: [may(BOTH, arn(`Crowd${index}`))] }));
    const count = (k: number, n: number): number => authorizations({ domains: DOMAIN, roles: [...chain(k), ...crowd(n)] });
    expect(count(10, 10)).toBe(count(10, 1000));
    // Each further role of the chain: one hop and one grant. The last one's grant names a role outside the input.
    expect(count(20, 100) - count(10, 100)).toBe(10 * 4);
    expect(count(200, 100) - count(100, 100)).toBe(100 * 4);
  });

  it("stays linear where all roles trust the account's root and all may assume any", () => {
    const count = (n: number): number =>
      authorizations(everyoneStarts(n, (index) => executionRole(name(index), [may(BOTH, "*")], { trust: [TRUSTS_SAGEMAKER, trusts(root())] })));
    // For each role: its entry, its grant, and one hop for all who share the wildcard.
    for (const n of [10, 100, 400]) expect(count(n)).toBe(n * (3 + 2 + 2));
  });

  it("stays linear where each of them also names a role of its own, and has one policy like no other's", () => {
    const permissions = (index: number): object[] => [may(BOTH, "*"), may(BOTH, arn(`Own${index}`)), may("s3:GetObject", `arn:aws:s3:::bucket-${index}/*`)];
    const parts = (n: number): Partial<Inventory> => {
      const all = everyoneStarts(n, (index) => executionRole(name(index), permissions(index), { trust: [TRUSTS_SAGEMAKER, trusts(root())] }));
      return { ...all, roles: [...(all.roles ?? []), ...many(n, (index) => role(`Own${index}`, { trust: [trusts(root())] }))] };
    };
    // For each pair: entry, two grants, the shared hops to both roles, the hop by name. The first caller does not share its own.
    const perRole = authorizations(parts(200)) - authorizations(parts(199));
    expect(perRole).toBe(3 + 4 + 4 + 2);
    expect(authorizations(parts(400)) - authorizations(parts(200))).toBe(200 * perRole);
  });

  it("stays linear where all have one boundary that denies some of the roles", () => {
    const boundary = [may("*", "*"), mayNot("sts:AssumeRole", arn("Admin*"))];
    const parts = (n: number): Partial<Inventory> => {
      const all = everyoneStarts(n, (index) =>
        executionRole(name(index), [may(BOTH, "*"), may("s3:GetObject", `arn:aws:s3:::bucket-${index}/*`)], { trust: [TRUSTS_SAGEMAKER, trusts(root())] }),
      );
      const bounded = (all.roles ?? []).map((one) => ({ ...one, boundary: attached("boundary") }));
      return {
        ...all,
        roles: [...bounded, ...many(n, (index) => role(`Admin${index}`, { trust: [trusts(root())] }))],
        managedPolicies: [managedPolicy("boundary", boundary)],
      };
    };
    expect(authorizations(parts(200)) - authorizations(parts(100))).toBe(100 * (3 + 2 + 2 + 2));
  });

  it("asks no role that trusts neither the account nor anyone about a wildcard", () => {
    const closed = many(300, (index) => role(`Closed${index}`, { trust: [trusts(arn("Nobody"))] }));
    expect(authorizations({ domains: DOMAIN, roles: [executionRole("Role0", [may(BOTH, "*")]), ...closed] })).toBe(3 + 2);
  });

  it("asks only the roles that a wildcard's prefix can match", () => {
    const roles = many(300, (index) => role(`${index % 30 === 0 ? "lake" : "pond"}-${index}`, { trust: [trusts(root())] }));
    expect(authorizations({ domains: DOMAIN, roles: [executionRole("Role0", [may(BOTH, arn("lake-*"))]), ...roles] })).toBe(3 + 2 + 10 * 2);
  });

  it("asks name by name only where a condition looks at the source identity", () => {
    const parts = (condition: object): Partial<Inventory> => ({
      domains: DOMAIN,
      userProfiles: many(50, (index) => profile(`user-${index}`, "d-1", {})),
      roles: [executionRole("Role0"), role("Lake", { trust: [trusts(arn("Role0"), condition)] })],
    });
    expect(authorizations(parts({}))).toBe(3 + 2);
    // The hop is asked once during the walk and once more with its names: two actions, any name and each of the 50. Both
    // times also whether the role could be assumed without any identity.
    expect(authorizations(parts({ Condition: { StringLike: { "sts:SourceIdentity": "user-1*" } } }))).toBe(3 + (2 + 1) + (2 * (1 + 50) + 1));
  });

  it("asks about passed roles once for all callers whose policies say the same of it, and only those that may refuse", () => {
    const passes = may("iam:PassRole", "*");
    const refusing = { ...trusts("x"), Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" };
    const parts = (callers: number, jobs: number): Partial<Inventory> => {
      const all = everyoneStarts(callers, (index) => executionRole(name(index), [passes]));
      const ready = many(50, (index) => executionRole(`Ready${index}`));
      return { ...all, roles: [...(all.roles ?? []), ...ready, ...many(jobs, (index) => role(`Job${index}`, { trust: [refusing] }))] };
    };
    // For each job's role: may SageMaker assume it, may it set the identity. That any role may be passed is asked once.
    expect(authorizations(parts(1, 10)) - authorizations(parts(1, 0))).toBe(10 * 2);
    expect(authorizations(parts(200, 10)) - authorizations(parts(200, 0))).toBe(10 * 2);
  });

  it("asks SageMaker's side of passed roles once, also for callers whose policies say different things", () => {
    const refusing = { ...trusts("x"), Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" };
    const parts = (callers: number, jobs: number): Partial<Inventory> => {
      const all = everyoneStarts(callers, (index) => executionRole(name(index), [may("iam:PassRole", ["*", arn(`Own${index}`)])]));
      return { ...all, roles: [...(all.roles ?? []), ...many(jobs, (index) => role(`Job${index}`, { trust: [refusing] }))] };
    };
    // That any role may be passed is asked for each of them, SageMaker's two questions for each role.
    expect(authorizations(parts(50, 10)) - authorizations(parts(50, 0))).toBe(10 * 2);
    const jobs = graphOf(parts(50, 10)).jobs.filter(({ target }) => target.role.name.toString().startsWith("Job"));
    expect(jobs.map(({ callers }) => callers.flat().length)).toEqual(many(10, () => 50));
  });

  it("asks what users may do only where a statement speaks of it", () => {
    const speaks = (actions: string): number => authorizations({ domains: DOMAIN, roles: [executionRole("Role0", [may(actions, "*")])] });
    expect(speaks("s3:*")).toBe(3);
    expect(speaks("sagemaker:UpdateDomain")).toBe(3 + 1);
  });
});
