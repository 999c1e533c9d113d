import { describe, expect, it } from "vitest";
import { awsManagedName } from "../../src/sources/managed-policies/index.ts";
import { type Hole, text } from "../../src/text/symbolic.ts";
import { accountDetails, roleDetail } from "./aws-answers.ts";
import { loadFiles } from "./input-folder.ts";

function attached(...arns: readonly string[]): object {
  return accountDetails([roleDetail("A", { AttachedManagedPolicies: arns.map((PolicyArn) => ({ PolicyName: "x", PolicyArn })) })]);
}

async function bundled(...arns: readonly string[]): Promise<readonly { arn: unknown; json: unknown }[]> {
  const { inventory } = await loadFiles({ "gaad.json": attached(...arns) });
  return inventory.managedPolicies.map(({ arn, document }) => ({ arn, json: document.kind === "json" ? document.json : undefined }));
}

describe("AWS managed policies", () => {
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
  it("AdministratorAccess allows everything", async () => {
    const [policy] = await bundled("arn:aws:iam::aws:policy/AdministratorAccess");
    expect(policy?.json).toMatchObject({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["*"], Resource: "*" }] });
  });

  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSageMakerFullAccess.html
  it("AmazonSageMakerFullAccess has no statement on domains and none on sts", async () => {
    const [policy] = await bundled("arn:aws:iam::aws:policy/AmazonSageMakerFullAccess");
    expect(JSON.stringify(policy?.json)).toContain("arn:aws:sagemaker:*:*:domain/*");
    expect(JSON.stringify(policy?.json)).not.toContain("sts:");
  });

  it("a policy that touches nothing we ask about is known to be empty", async () => {
    const [policy] = await bundled("arn:aws:iam::aws:policy/AWSAccountActivityAccess");
    expect(policy?.json).toEqual({ Version: "2012-10-17", Statement: [] });
  });

  it("a policy that the table does not hold is unknown, not empty", async () => {
    expect(await bundled("arn:aws:iam::aws:policy/NotMadeYet", "arn:aws:iam::aws:policy/__proto__", "arn:aws:iam::aws:policy/constructor")).toEqual([]);
  });

  it("a customer's policy of the same name is not AWS's", async () => {
    expect(await bundled("arn:aws:iam::111122223333:policy/AdministratorAccess")).toEqual([]);
  });

  it.each(["arn:aws-cn:iam::aws:policy/AdministratorAccess", "arn:aws-us-gov:iam::aws:policy/job-function/AdministratorAccess"])(
    "%s: partition and path do not matter",
    async (arn) => {
      expect((await bundled(arn)).map((policy) => policy.arn)).toEqual([arn]);
    },
  );

  it("what the input holds itself counts", async () => {
    const arn = "arn:aws:iam::aws:policy/AdministratorAccess";
    const own = { PolicyName: "AdministratorAccess", Arn: arn, PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document: { Statement: [] } }] };
    const { inventory } = await loadFiles({ "gaad.json": { ...attached(arn), Policies: [own] } });
    expect(inventory.managedPolicies.map(({ origin }) => origin)).toEqual(["input"]);
  });

  it("a boundary is looked up too", async () => {
    const { inventory } = await loadFiles({
      "gaad.json": accountDetails([roleDetail("A", { PermissionsBoundary: { PermissionsBoundaryArn: "arn:aws:iam::aws:policy/PowerUserAccess" } })]),
    });
    expect(inventory.managedPolicies.map(({ name, origin }) => [name, origin])).toEqual([["PowerUserAccess", "bundled"]]);
  });

  it("is recognised where only the partition is not known", () => {
    const partition: Hole = { id: "AWS::Partition", cause: { kind: "environment", id: "AWS::Partition", what: "the partition is not known" } };
    expect(awsManagedName(text("arn:", partition, ":iam::aws:policy/service-role/X"))).toBe("X");
    expect(awsManagedName(text("arn:aws:iam::", partition, ":policy/X"))).toBeUndefined();
  });
});
