import { describe, expect, it } from "vitest";
import { largeWorld, sampleWorld } from "./sample.ts";
import type { FakeWorld } from "./world.ts";

/** The ARNs of the roles and managed policies that are there. */
function known({ accounts }: FakeWorld): ReadonlySet<string> {
  return new Set(
    accounts.flatMap(({ id, roles, policies }) => [
      ...roles.map(({ path, name }) => `arn:aws:iam::${id}:role${path ?? "/"}${name}`),
      ...policies.map(({ arn }) => arn),
    ]),
  );
}

function named(value: unknown): readonly string[] {
  return JSON.stringify(value).match(/arn:aws:iam::\w+:(?:role|policy)\/[\w/-]+/g) ?? [];
}

describe("the sample", () => {
  const world = sampleWorld();

  it("names only roles and policies that are there", () => {
    const names = named(world.accounts);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !known(world).has(name))).toEqual([]);
  });

  it("has IDs of its own for everything", () => {
    const ids = world.accounts.flatMap(({ roles }) => roles.map(({ roleId }) => roleId));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^AROA[A-Z0-9]{16,17}$/.test(id))).toEqual([]);
  });

  it("is the same each time", () => {
    expect(sampleWorld()).toEqual(world);
  });
});

describe("a large world", () => {
  const world = largeWorld(230, 1000);
  const [account] = world.accounts;
  const region = account?.regions["eu-west-1"];

  it("is as large as wanted, and has at least the roles that it needs", () => {
    expect([account?.roles.length, region?.domains.length, region?.userProfiles.length]).toEqual([1000, 1, 230]);
    expect(largeWorld(100, 0).accounts[0]?.roles).toHaveLength(11);
  });

  it("gives every tenth profile a role of its own", () => {
    const own = named(region?.userProfiles);
    expect(new Set(own).size).toBe(23);
    expect(own.filter((name) => !known(world).has(name))).toEqual([]);
  });

  it("has a trust policy for each role, of a size that occurs", () => {
    const texts = account?.roles.map(({ trust }) => JSON.stringify(trust)) ?? [];
    expect(new Set(texts).size).toBe(1000);
    expect(texts[999]?.length).toBeGreaterThan(900);
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(2048);
  });
});
