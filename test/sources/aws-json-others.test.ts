import { describe, expect, it } from "vitest";
import { child, EMBEDDED, rootPointer } from "../../src/text/pointer.ts";
import { PERMISSIONS } from "./aws-answers.ts";
import { loadFiles } from "./input-folder.ts";

describe("EMR", () => {
  const at = child(rootPointer("emr.json"), "SecurityConfiguration");
  const iam = child(at, EMBEDDED, "AuthorizationConfiguration", "IAMConfiguration");

  async function configuration(content: unknown): Promise<object | undefined> {
    const SecurityConfiguration = typeof content === "string" ? content : JSON.stringify(content);
    const { inventory } = await loadFiles({ "emr.json": { Name: "runtime", SecurityConfiguration, CreationDateTime: 1_795_452_628 } });
    return inventory.emrSecurityConfigurations[0];
  }

  it("describe-security-configuration: both switches are read from the JSON in the string", async () => {
    const scoped = { EnableApplicationScopedIAMRole: true, ApplicationScopedIAMRoleConfiguration: { PropagateSourceIdentity: true } };
    expect(await configuration({ AuthorizationConfiguration: { IAMConfiguration: scoped } })).toMatchObject({
      name: "runtime",
      runtimeRoles: { value: true, at: child(iam, "EnableApplicationScopedIAMRole") },
      propagatesSourceIdentity: { value: true, at: child(iam, "ApplicationScopedIAMRoleConfiguration", "PropagateSourceIdentity") },
    });
  });

  it("an absent switch is off, at the nearest object that is there", async () => {
    expect(await configuration({ AuthorizationConfiguration: { IAMConfiguration: { EnableApplicationScopedIAMRole: true } } })).toMatchObject({
      runtimeRoles: { value: true },
      propagatesSourceIdentity: { value: false, at: iam },
    });
    expect(await configuration({})).toMatchObject({ runtimeRoles: { value: false, at }, propagatesSourceIdentity: { value: false, at } });
  });

  it.each(["not JSON", "[]", '"text"'])("a content that is %s is unknown, not off", async (content) => {
    expect(await configuration(content)).toMatchObject({
      runtimeRoles: { value: { kind: "malformed" } },
      propagatesSourceIdentity: { value: { kind: "malformed" } },
    });
  });

  it("describe-cluster tells instance profile and security configuration", async () => {
    const Cluster = {
      Id: "j-1",
      Name: "spark",
      ClusterArn: "arn:aws:elasticmapreduce:eu-west-1:111122223333:cluster/j-1",
      SecurityConfiguration: "runtime",
      Ec2InstanceAttributes: { IamInstanceProfile: "nodes" },
    };
    const { inventory } = await loadFiles({ "cluster.json": { Cluster } });
    const place = child(rootPointer("cluster.json"), "Cluster");
    expect(inventory.emrClusters).toEqual([
      {
        subject: Cluster.ClusterArn,
        at: place,
        guards: [],
        name: "spark",
        account: "111122223333",
        securityConfiguration: { value: "runtime", at: child(place, "SecurityConfiguration") },
        instanceProfile: { value: "nodes", at: child(place, "Ec2InstanceAttributes", "IamInstanceProfile") },
      },
    ]);
  });
});

describe("Organizations", () => {
  function policy(type: string, more: object = {}): object {
    const PolicySummary = {
      Id: "p-1",
      Arn: "arn:aws:organizations::999988887777:policy/o-1/service_control_policy/p-1",
      Name: "guard",
      Type: type,
      AwsManaged: false,
      ...more,
    };
    return { Policy: { PolicySummary, Content: JSON.stringify(PERMISSIONS) } };
  }

  it.each([
    ["SERVICE_CONTROL_POLICY", "scp"],
    ["RESOURCE_CONTROL_POLICY", "rcp"],
  ])("describe-policy of a %s gives an %s whose targets are not told", async (type, policyKind) => {
    const { inventory } = await loadFiles({ "policy.json": policy(type) });
    const at = child(rootPointer("policy.json"), "Policy");
    expect(inventory.organizationPolicies).toEqual([
      {
        subject: "arn:aws:organizations::999988887777:policy/o-1/service_control_policy/p-1",
        at,
        guards: [],
        policyKind,
        name: "guard",
        document: { kind: "json", json: JSON.stringify(PERMISSIONS), at: child(at, "Content") },
        accounts: undefined,
        managementAccount: "999988887777",
        level: undefined,
      },
    ]);
  });

  it("policies that grant and deny nothing are left out", async () => {
    const { inventory, skipped } = await loadFiles({ "policy.json": policy("TAG_POLICY") });
    expect(inventory.organizationPolicies).toEqual([]);
    expect(skipped).toHaveLength(1);
  });

  it("list-policies has no documents and says what to give instead", async () => {
    const { skipped } = await loadFiles({ "scps.json": { Policies: [{ Id: "p-1", Name: "x", Type: "SERVICE_CONTROL_POLICY", AwsManaged: true }] } });
    expect(skipped[0]?.reason).toContain("describe-policy");
  });
});
