import { describe, expect, it } from "vitest";
import { account, allow, arn, BOTH, checkFiles, domain, SAGEMAKER, studio } from "./inputs.ts";

async function readiness(files: { readonly [name: string]: object }, only: readonly string[] = []): Promise<string | undefined> {
  const { report } = await checkFiles(files, { only });
  return report.domains[0]?.readiness;
}

const may = (role: string) => allow(BOTH, { Resource: arn(role) });
const trusts = (role: string, action: string | readonly string[]) => ({ trust: [allow(action, { Principal: { AWS: arn(role) } })] });

describe("a domain is", () => {
  it("ready when every session gets through", async () => {
    expect(await readiness({ "domain.json": domain(), "roles.json": account({ Studio: studio(may("Lake")), Lake: trusts("Studio", BOTH) }) })).toBe("ready");
  });

  it("ready or blocked as if propagation were on, whatever it is now", async () => {
    const roles = account({ Studio: studio(may("Lake")), Lake: trusts("Studio", "sts:AssumeRole") });
    expect(await readiness({ "domain.json": domain({}, "DISABLED"), "roles.json": roles })).toBe("blocked");
  });

  it("blocked by a hop further along", async () => {
    const roles = account({
      Studio: studio(may("Lake")),
      Lake: { ...trusts("Studio", BOTH), permissions: [may("Vault")] },
      Vault: trusts("Lake", "sts:AssumeRole"),
    });
    expect(await readiness({ "domain.json": domain(), "roles.json": roles })).toBe("blocked");
  });

  it("not ready because the rule that would object was left out", async () => {
    const roles = account({ Studio: { trust: [allow("sts:AssumeRole", SAGEMAKER)] } });
    expect(await readiness({ "domain.json": domain(), "roles.json": roles }, ["stale-principal"])).toBe("blocked");
  });

  it("undetermined where only a wildcard leads to what breaks: nobody may ever go there", async () => {
    const lake = { trust: [allow("sts:AssumeRole", { Principal: { AWS: `arn:aws:iam::111122223333:root` } })] };
    expect(await readiness({ "domain.json": domain(), "roles.json": account({ Studio: studio(allow(BOTH, { Resource: "*" })), Lake: lake }) })).toBe(
      "undetermined",
    );
  });

  it("undetermined where a role of the chain is not in the input", async () => {
    expect(await readiness({ "domain.json": domain(), "roles.json": account({ Studio: studio(may("Elsewhere")) }) })).toBe("undetermined");
  });

  it("undetermined where only a summary of a profile, or of the domain, was seen", async () => {
    const roles = account({ Studio: studio() });
    const profiles = { UserProfiles: [{ DomainId: "d-abc123def456", UserProfileName: "alice", Status: "InService" }] };
    expect(await readiness({ "domain.json": domain(), "profiles.json": profiles, "roles.json": roles })).toBe("undetermined");
    const summary = {
      Domains: [
        { DomainArn: "arn:aws:sagemaker:eu-west-1:111122223333:domain/d-abc123def456", DomainId: "d-abc123def456", DomainName: "d", Status: "InService" },
      ],
    };
    expect(await readiness({ "domains.json": summary, "roles.json": roles })).toBe("undetermined");
  });

  it("undetermined where EMR runtime roles are listed and no cluster is in the input", async () => {
    const settings = { JupyterLabAppSettings: { EmrSettings: { ExecutionRoleArns: [arn("Runtime")] } } };
    expect(await readiness({ "domain.json": domain(settings), "roles.json": account({ Studio: studio(), Runtime: trusts("Emr", BOTH) }) })).toBe(
      "undetermined",
    );
  });

  const second = (execution: string): object => ({
    DomainArn: "arn:aws:sagemaker:eu-west-1:111122223333:domain/d-def456abc123",
    DomainId: "d-def456abc123",
    DefaultUserSettings: { ExecutionRole: arn(execution) },
    DomainSettings: {},
  });
  const verdicts = async (files: { readonly [name: string]: object }): Promise<readonly (string | undefined)[]> =>
    (await checkFiles(files)).report.domains.map(({ readiness: verdict }) => verdict);

  it("undetermined where others name the role that breaks, and only a wildcard leads there from here", async () => {
    const training = { trust: [allow("sts:AssumeRole", SAGEMAKER)] };
    const roles = { Studio: studio(allow("iam:PassRole", { Resource: arn("Training") })), Other: studio(allow("iam:PassRole", { Resource: "*" })) };
    const files = { "a.json": domain(), "b.json": second("Other"), "roles.json": account({ ...roles, Training: training }) };
    expect(await verdicts(files)).toEqual(["blocked", "undetermined"]);
  });

  it("blocked by the execution role of another domain, where its users create jobs with that", async () => {
    const roles = { Studio: studio(allow("iam:PassRole", { Resource: arn("Other") })), Other: { trust: [allow("sts:AssumeRole", SAGEMAKER)] } };
    expect(await verdicts({ "a.json": domain(), "b.json": second("Other"), "roles.json": account(roles) })).toEqual(["blocked", "blocked"]);
  });

  it("blocked where trusted identity propagation is enabled and refused", async () => {
    const settings = {
      DomainArn: "arn:aws:sagemaker:eu-west-1:111122223333:domain/d-abc123def456",
      DomainId: "d-abc123def456",
      AuthMode: "SSO",
      DefaultUserSettings: { ExecutionRole: arn("Studio") },
      DomainSettings: { ExecutionRoleIdentityConfig: "USER_PROFILE_NAME", TrustedIdentityPropagationSettings: { Status: "ENABLED" } },
    };
    expect(await verdicts({ "a.json": settings, "roles.json": account({ Studio: studio() }) })).toEqual(["blocked"]);
  });

  it("blocked by a runtime role that a cluster's instance role can't pass the identity to", async () => {
    const settings = { JupyterLabAppSettings: { EmrSettings: { ExecutionRoleArns: [arn("Runtime")] } } };
    const iam = { EnableApplicationScopedIAMRole: true, ApplicationScopedIAMRoleConfiguration: { PropagateSourceIdentity: true } };
    const files = {
      "domain.json": domain(settings),
      "configuration.json": {
        Name: "runtime",
        SecurityConfiguration: JSON.stringify({ AuthorizationConfiguration: { IAMConfiguration: iam } }),
        CreationDateTime: 1795452628.6,
      },
      "cluster.json": { Cluster: { Id: "j-1ABCDEFGHIJKL", Name: "c", SecurityConfiguration: "runtime", Ec2InstanceAttributes: { IamInstanceProfile: "Emr" } } },
      "roles.json": account({
        Studio: studio(),
        Emr: { trust: [allow("sts:AssumeRole", { Principal: { Service: "ec2.amazonaws.com" } })], permissions: [may("Runtime")] },
        Runtime: trusts("Emr", "sts:AssumeRole"),
      }),
    };
    expect(await readiness(files)).toBe("blocked");
  });
});
