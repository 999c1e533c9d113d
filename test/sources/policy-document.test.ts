import { describe, expect, it } from "vitest";
import { rootPointer } from "../../src/text/pointer.ts";
import { holesOf } from "../../src/text/symbolic.ts";
import { accountDetails, PERMISSIONS, roleArn, roleDetail, TRUST } from "./aws-answers.ts";
import { folderWith, load, loadFiles } from "./input-folder.ts";

describe("bare policy documents", () => {
  it("with a Principal: the trust policy of a role that is not named, its permissions unseen", async () => {
    const { inventory, problems, files } = await loadFiles({ "trust.json": TRUST });
    expect(problems).toEqual([]);
    expect(files).toEqual(["trust.json"]);
    const [role] = inventory.roles;
    expect(role).toMatchObject({
      subject: "trust.json",
      trust: { kind: "json", json: TRUST, at: rootPointer("trust.json") },
      policies: [],
      policiesUnseen: { kind: "policy" },
    });
    expect(role?.arn).toMatchObject({
      parts: ["arn:aws:iam::", { id: "AWS::AccountId", shape: "account" }, ":role/", { id: "role of trust.json", shape: "segment" }],
    });
  });

  it("without one: a permissions policy, the trust unseen", async () => {
    const { inventory } = await loadFiles({ "perms.json": PERMISSIONS });
    expect(inventory.roles[0]).toMatchObject({
      subject: "perms.json",
      trust: { kind: "unknown", cause: { kind: "policy" } },
      policies: [{ kind: "inline", source: { kind: "json", json: PERMISSIONS, at: rootPointer("perms.json") } }],
      policiesUnseen: undefined,
    });
  });

  it("two files are two roles: their names equal nothing else", async () => {
    const { inventory } = await loadFiles({ "a.json": TRUST, "b.json": TRUST });
    const names = inventory.roles.flatMap(({ name }) => holesOf(name).map(({ id }) => id));
    expect(new Set(names).size).toBe(2);
  });

  it("account and partition come from the flags", async () => {
    const { inventory } = await loadFiles({ "trust.json": TRUST }, { account: "444455556666", partition: "aws-cn" });
    expect(inventory.roles[0]).toMatchObject({ account: "444455556666", partition: "aws-cn" });
    expect(inventory.roles[0]?.arn).toMatchObject({ parts: ["arn:aws-cn:iam::444455556666:role/", { id: "role of trust.json" }] });
  });

  it("permissions and the trust in SageMaker are those of the one --entry-role that no input describes", async () => {
    const { inventory } = await loadFiles({ "a.json": PERMISSIONS, "b.json": PERMISSIONS, "trust.json": TRUST }, { entryRoles: [roleArn("Exec")] });
    expect(inventory.roles).toHaveLength(1);
    expect(inventory.roles[0]).toMatchObject({
      subject: roleArn("Exec"),
      arn: roleArn("Exec"),
      trust: { kind: "json", json: TRUST, at: rootPointer("trust.json") },
      policies: [{ source: { at: rootPointer("a.json") } }, { source: { at: rootPointer("b.json") } }],
      policiesUnseen: undefined,
    });
  });

  it("the trust alone is that role's too, its permissions unseen", async () => {
    const { inventory } = await loadFiles({ "trust.json": TRUST }, { entryRoles: [roleArn("Exec")] });
    expect(inventory.roles).toHaveLength(1);
    expect(inventory.roles[0]).toMatchObject({ arn: roleArn("Exec"), trust: { kind: "json", json: TRUST }, policies: [], policiesUnseen: { kind: "policy" } });
  });

  it("a trust policy that does not name SageMaker is another role's", async () => {
    const target = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: roleArn("Exec") }, Action: "sts:AssumeRole" }] };
    const { inventory } = await loadFiles({ "target.json": target, "trust.json": TRUST }, { entryRoles: [roleArn("Exec")] });
    expect(inventory.roles.map(({ subject, trust }) => [subject, trust.at])).toEqual([
      ["target.json", rootPointer("target.json")],
      [roleArn("Exec"), rootPointer("trust.json")],
    ]);
  });

  it("of two that name SageMaker, nobody can tell which is that role's", async () => {
    const { inventory } = await loadFiles({ "a.json": TRUST, "b.json": TRUST }, { entryRoles: [roleArn("Exec")] });
    expect(inventory.roles.map(({ subject }) => subject)).toEqual(["a.json", "b.json"]);
  });

  it.each([
    ["it is in the input", [roleArn("Known")]],
    ["it is a pattern", ["arn:aws:iam::111122223333:role/Ex*"]],
    ["there are two", [roleArn("A"), roleArn("B")]],
  ])("but not when %s", async (_, entryRoles) => {
    const { inventory } = await loadFiles({ "perms.json": PERMISSIONS, "gaad.json": accountDetails([roleDetail("Known")]) }, { entryRoles });
    expect(inventory.roles.map(({ subject }) => subject)).toEqual([roleArn("Known"), "perms.json"]);
  });

  it.each([
    ["a bucket policy", { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" }] }],
    ["a resource control policy", { Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: "*", Action: "sts:*", Resource: "*" }] }],
  ])("%s is no role's policy", async (_, document) => {
    const { inventory, skipped } = await loadFiles({ "policy.json": document, "trust.json": TRUST });
    expect(inventory.roles.map(({ subject }) => subject)).toEqual(["trust.json"]);
    expect(skipped.map(({ file }) => file)).toEqual(["policy.json"]);
  });

  it("a trust policy with a Resource is malformed, and still a trust policy", async () => {
    const statement = { Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: ["sts:AssumeRole"], Resource: "*" };
    const { inventory } = await loadFiles({ "trust.json": { Version: "2012-10-17", Statement: statement } });
    expect(inventory.roles[0]?.trust.kind).toBe("json");
  });

  it("one that comes through standard input is called so", async () => {
    const { inventory } = await load(folderWith({}), ["-"], {}, JSON.stringify(TRUST));
    expect(inventory.roles[0]).toMatchObject({ subject: "<stdin>", trust: { at: rootPointer("-") } });
  });

  it("a policy may be YAML", async () => {
    const { inventory } = await loadFiles({
      "trust.yaml": "Version: 2012-10-17\nStatement:\n  - Effect: Allow\n    Principal: {Service: sagemaker.amazonaws.com}\n    Action: sts:AssumeRole\n",
    });
    expect(inventory.roles[0]?.trust).toMatchObject({ json: { Version: "2012-10-17", Statement: [{ Action: "sts:AssumeRole" }] } });
  });
});
