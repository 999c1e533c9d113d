/** Commands for policies that were read from AWS: what they hold, what they are checked for, and when there is none. */
import { describe, expect, it } from "vitest";
import type { CheckOptions } from "../../src/main.ts";
import { parseCommand } from "../rules/apply-command.ts";
import { ACCOUNT, account, allow, arn, BOTH, checkFiles, domain, SAGEMAKER, studio } from "./inputs.ts";

type Files = Parameters<typeof checkFiles>[0];

async function remedies(files: Files, options: Partial<CheckOptions> = {}) {
  const { report } = await checkFiles({ "domain.json": domain(), ...files }, options);
  return report.findings.map(({ ruleId, remedy }) => ({ ruleId, ...remedy }));
}

/** The only remedy, and the document of its only command. */
async function remedyOf(files: Files) {
  const [remedy, ...others] = await remedies(files);
  expect(others).toEqual([]);
  const [line, ...more] = remedy?.commands ?? [];
  expect(more).toEqual([]);
  return { text: remedy?.text ?? "", line, command: line === undefined ? undefined : parseCommand(line) };
}

/** The execution role alone, with this trust policy; `parts`: of the role. */
function studioWith(trust: unknown, parts: object = {}): Files {
  const role = {
    Path: "/",
    RoleName: "Studio",
    RoleId: "AROAEXAMPLEEXAMPLEEXA",
    Arn: arn("Studio"),
    AssumeRolePolicyDocument: trust,
    RolePolicyList: [],
    AttachedManagedPolicies: [],
    Tags: [],
    ...parts,
  };
  return { "roles.json": { RoleDetailList: [role], Policies: [] } };
}

const LACKING = allow("sts:AssumeRole", SAGEMAKER);
const trustPolicy = (...statements: readonly object[]) => ({ Version: "2012-10-17", Statement: statements });
const may = (role: string, action: string | readonly string[] = "sts:AssumeRole") => allow(action, { Resource: arn(role) });
const lake = { trust: [allow(BOTH, { Principal: { AWS: arn("Studio") } })] };

describe("a command for a trust policy", () => {
  it("holds the whole document, otherwise unchanged", async () => {
    const trust = {
      Statement: { Principal: { Service: ["sagemaker.amazonaws.com"] }, Action: "sts:AssumeRole", Sid: "S", Effect: "Allow" },
      Id: "x",
      Version: "2012-10-17",
    };
    const { line, text } = await remedyOf(studioWith(trust));
    expect(line).toBe(
      `aws iam update-assume-role-policy --role-name Studio --policy-document '{"Statement":{"Principal":{"Service":["sagemaker.amazonaws.com"]},"Action":["sts:AssumeRole","sts:SetSourceIdentity"],"Sid":"S","Effect":"Allow"},"Id":"x","Version":"2012-10-17"}'`,
    );
    expect(text).toBe("Add `sts:SetSourceIdentity` to the actions of that statement.");
  });

  it.each([
    ["text", (json: string) => json],
    ["text with white space", (json: string) => JSON.stringify(JSON.parse(json), undefined, 4)],
    ["URL-encoded text", (json: string) => encodeURIComponent(json)],
  ])("is made of a document that was given as %s", async (_kind, written) => {
    const { command } = await remedyOf(studioWith(written(JSON.stringify(trustPolicy(LACKING)))));
    expect(command?.document).toEqual(trustPolicy(allow(BOTH, SAGEMAKER)));
  });

  it("carries quotes and any characters of a condition", async () => {
    const condition = { Condition: { StringNotLikeIfExists: { "aws:PrincipalTag/team": ["it's", '$(id) `x` \\ "é" 表 \u202e \u0007'] } } };
    const { command, line = "" } = await remedyOf(studioWith(trustPolicy({ ...LACKING, Sid: "Studio", ...condition })));
    expect(command?.document).toEqual(trustPolicy({ ...allow(BOTH, SAGEMAKER), Sid: "Studio", ...condition }));
    expect(line).toMatch(/^[\x20-\x7e]+$/);
    expect(line).toContain("it'\\''s");
  });
});

describe("several findings on one policy", () => {
  it("have one command that corrects them all, and say so", async () => {
    const roles = account({ Studio: studio(may("Lake"), may("Vault"), may("Spare", BOTH)), Lake: lake, Vault: lake, Spare: lake });
    const found = await remedies({ "roles.json": roles });
    expect(found.map(({ ruleId }) => ruleId)).toEqual(["caller-cannot-set-source-identity", "caller-cannot-set-source-identity"]);
    expect(new Set(found.flatMap(({ commands = [] }) => commands)).size).toBe(1);
    for (const { text } of found) expect(text).toContain(" The command also corrects 1 other finding on this policy.");
    expect(parseCommand(found[0]?.commands?.[0] ?? "").document).toEqual(trustPolicy(may("Lake", BOTH), may("Vault", BOTH), may("Spare", BOTH)));
  });

  it("are counted where there are more, over several rules and in one statement", async () => {
    const trust = [allow(["sts:AssumeRole", "sts:SourceIdentity", "sts:SetSourceId", "sts:SetSourceIdentiti"], SAGEMAKER)];
    const found = await remedies({ "roles.json": account({ Studio: { trust } }) });
    expect(found.map(({ ruleId }) => ruleId)).toEqual(Array.from({ length: 3 }, () => "source-identity-as-action"));
    expect(found[0]?.text).toBe("Write `sts:SetSourceIdentity`. The command also corrects 2 other findings on this policy.");
    expect(parseCommand(found[0]?.commands?.[0] ?? "").document).toEqual(trustPolicy(allow(BOTH, SAGEMAKER)));
  });

  it("count those that are reported alone", async () => {
    const trust = [LACKING, allow("sts:SourceIdentity", { Principal: { AWS: arn("Studio") } })];
    const [only, ...others] = await remedies({ "roles.json": account({ Studio: { trust } }) }, { only: ["execution-role-refuses-source-identity"] });
    expect(others).toEqual([]);
    expect(only?.text).not.toContain("also corrects");
    expect(parseCommand(only?.commands?.[0] ?? "").document).toEqual(trustPolicy(allow(BOTH, SAGEMAKER), trust[1] ?? {}));
  });

  it("keep apart the policies of roles whose documents are equal", async () => {
    const refusing = { trust: [allow("sts:AssumeRole", { Principal: { AWS: arn("Studio") } })] };
    const found = await remedies({ "roles.json": account({ Studio: studio(may("Lake", BOTH), may("Vault", BOTH)), Lake: refusing, Vault: refusing }) });
    expect(found.map(({ commands = [] }) => commands.map((line) => parseCommand(line).options.get("role-name")))).toEqual([["Lake"], ["Vault"]]);
  });
});

/** A statement for nobody that matters, padded so that the policy which `make` makes of it has `size` characters once it is corrected. */
function padded(size: number, make: (padding: object) => unknown): unknown {
  const statement = (length: number): object => ({ Sid: "P".repeat(length), Effect: "Deny", Action: "sts:AssumeRoot", Principal: "*" });
  return make(statement(size - JSON.stringify(make(statement(0))).length));
}

describe("the quota of trust policies", () => {
  const corrected = (padding: object) => trustPolicy(allow(BOTH, SAGEMAKER), padding);
  const lacking = async (size: number) => {
    const document = JSON.stringify(padded(size, corrected)).replace(JSON.stringify(BOTH), '"sts:AssumeRole"');
    const { text, command } = await remedyOf(studioWith(JSON.parse(document)));
    if (command !== undefined) expect(JSON.stringify(command.document)).toHaveLength(size);
    return { text, isGiven: command !== undefined };
  };

  it("is the default one, beyond which the command stays and the text says what is needed", async () => {
    expect(await lacking(2048)).toEqual({ text: "Add `sts:SetSourceIdentity` to the actions of that statement.", isGiven: true });
    const { text, isGiven } = await lacking(2049);
    expect(isGiven).toBe(true);
    expect(text).toContain('has 2,049 characters, more than the default quota of 2,048: unless that was done, have "Role trust policy length" raised first.');
  });

  it("can't be raised beyond 8,192", async () => {
    expect((await lacking(8192)).isGiven).toBe(true);
    const { text, isGiven } = await lacking(8193);
    expect(isGiven).toBe(false);
    expect(text).toContain("No command is given: the corrected trust policy would have 8,193 characters, and no account's quota goes beyond 8,192");
  });

  it("does not count white space", async () => {
    const spaced = {
      Sid: "P",
      Effect: "Deny",
      Action: "sts:AssumeRoot",
      Principal: "*",
      Condition: { StringEquals: { "aws:PrincipalTag/a": " ".repeat(3000) } },
    };
    expect((await remedyOf(studioWith(trustPolicy(LACKING, spaced)))).text).toBe("Add `sts:SetSourceIdentity` to the actions of that statement.");
  });
});

const permissions = (size: number, ...statements: readonly object[]) =>
  padded(size, (padding) => trustPolicy(...statements, { ...padding, Principal: undefined, Resource: "*" }));

describe("the quota of inline policies", () => {
  const withPolicies = (own: object, other: unknown, more: Parameters<typeof account>[0] = {}): Files => {
    const roles = account({ Studio: { trust: [allow(BOTH, SAGEMAKER)] }, Lake: lake, ...more });
    const RolePolicyList = [
      { PolicyName: "it's", PolicyDocument: own },
      { PolicyName: "other", PolicyDocument: other },
    ];
    const list = "RoleDetailList" in roles && Array.isArray(roles.RoleDetailList) ? roles.RoleDetailList : [];
    return { "roles.json": { ...roles, RoleDetailList: list.map((role) => (role.RoleName === "Studio" ? { ...role, RolePolicyList } : role)) } };
  };
  const own = JSON.stringify(trustPolicy(may("Lake", BOTH))).length;

  it("is for all of a role's together", async () => {
    const { line } = await remedyOf(withPolicies(trustPolicy(may("Lake")), permissions(10_240 - own)));
    expect(line).toMatch(/^aws iam put-role-policy --role-name Studio --policy-name 'it'\\''s' --policy-document '/);
    const { text, command } = await remedyOf(withPolicies(trustPolicy(may("Lake")), permissions(10_241 - own)));
    expect(command).toBeUndefined();
    expect(text).toContain("corrected, the role's inline policies would have 10,241 characters together, and IAM takes 10,240; move");
  });

  it("counts the others as they will be corrected", async () => {
    // The added action makes either policy 24 characters longer: together they are two too many.
    const both = permissions(10_241 - own, may("Vault", BOTH));
    const lacking: unknown = JSON.parse(JSON.stringify(both).replace(JSON.stringify(BOTH), '"sts:AssumeRole"'));
    const found = await remedies(withPolicies(trustPolicy(may("Lake")), lacking, { Vault: lake }));
    expect(found).toHaveLength(2);
    for (const { text, commands } of found) {
      expect(commands).toBeUndefined();
      expect(text).toContain("10,241 characters together");
    }
  });
});

describe("the quota of managed policies", () => {
  const attached = (document: unknown, policyArn = `arn:aws:iam::${ACCOUNT}:policy/team/Reach`): Files => {
    const roles = account({ Studio: { trust: [allow(BOTH, SAGEMAKER)] }, Lake: lake });
    const list = "RoleDetailList" in roles && Array.isArray(roles.RoleDetailList) ? roles.RoleDetailList : [];
    const AttachedManagedPolicies = [{ PolicyName: "Reach", PolicyArn: policyArn }];
    const version = { Document: document, VersionId: "v3", IsDefaultVersion: true, CreateDate: "2025-03-04T09:10:11+00:00" };
    const policy = { PolicyName: "Reach", PolicyId: "ANPAEXAMPLE", Arn: policyArn, Path: "/", DefaultVersionId: "v3", PolicyVersionList: [version] };
    return {
      "roles.json": { RoleDetailList: list.map((role) => (role.RoleName === "Studio" ? { ...role, AttachedManagedPolicies } : role)), Policies: [policy] },
    };
  };
  const lacking = (size: number): unknown => JSON.parse(JSON.stringify(permissions(size, may("Lake", BOTH))).replace(JSON.stringify(BOTH), '"sts:AssumeRole"'));

  it("can't be raised", async () => {
    const { line, text } = await remedyOf(attached(lacking(6144)));
    expect(line).toContain(`aws iam create-policy-version --policy-arn arn:aws:iam::${ACCOUNT}:policy/team/Reach --set-as-default --policy-document '{`);
    expect(text).toContain("at most five versions: the oldest may have to be deleted first");
    const over = await remedyOf(attached(lacking(6145)));
    expect(over.command).toBeUndefined();
    expect(over.text).toContain("the corrected policy would have 6,145 characters, and IAM takes 6,144; put what is to be added into a policy of its own");
  });

  it("is no matter where AWS manages the policy: there is no command for it", async () => {
    const { text, command } = await remedyOf(attached(lacking(500), "arn:aws:iam::aws:policy/Reach"));
    expect(command).toBeUndefined();
    expect(text).toContain("AWS manages that policy");
  });
});

describe("no command is given", () => {
  it("for a role that was not read from AWS", async () => {
    const { text, command } = await remedyOf(studioWith(trustPolicy(LACKING), { RoleId: undefined }));
    expect(text).toBe("Add `sts:SetSourceIdentity` to the actions of that statement.");
    expect(command).toBeUndefined();
  });

  it("for a document that IAM would not save", async () => {
    const unknown = { Effect: "allow", Principal: "*", Action: "sts:TagSession" };
    const found = await remedies(studioWith(trustPolicy(LACKING, unknown)));
    expect(found.length).toBeGreaterThan(0);
    expect(found.flatMap(({ commands = [] }) => commands)).toEqual([]);
  });

  it("for a trust policy that names a deleted principal", async () => {
    const stale = allow("sts:AssumeRole", { Principal: { AWS: ["AROAEXAMPLEEXAMPLEEXB", "AROAEXAMPLEEXAMPLEEXB"] } });
    const found = await remedies(studioWith(trustPolicy(LACKING, stale)), { only: ["execution-role-refuses-source-identity"] });
    expect(found[0]?.commands).toBeUndefined();
    expect(found[0]?.text).toContain("names a deleted principal (stale-principal); remove or replace `AROAEXAMPLEEXAMPLEEXB` first.");
  });

  it("for a number that can't be written again as it was", async () => {
    const other = { Principal: { AWS: arn("Studio") }, Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": "N" } } };
    const document = JSON.stringify(trustPolicy(LACKING, allow("sts:TagSession", other))).replace('"N"', "12345678901234567890");
    const found = await remedies(studioWith(document));
    expect(found[0]?.text).toContain("a number that is too large to be written again as it was");
    expect(found[0]?.commands).toBeUndefined();
  });

  it.each(["/aws-service-role/sagemaker.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/eu-west-1/"])("for a role under %s", async (path) => {
    const own = `arn:aws:iam::${ACCOUNT}:role${path}Studio`;
    const files = { ...studioWith(trustPolicy(LACKING), { Arn: own, Path: path }), "domain.json": domain({ ExecutionRole: own }) };
    const { text, command } = await remedyOf(files);
    expect(command).toBeUndefined();
    expect(text).toContain(`belong to a service of AWS`);
  });

  it("for a name that no role can have", async () => {
    const [finding] = await remedies(studioWith(trustPolicy(LACKING), { RoleName: "Studio; rm -rf /", Arn: arn("Studio") }));
    expect(finding?.commands).toBeUndefined();
    expect(finding?.text).toContain("`Studio; rm -rf /` is not a valid name in IAM");
  });
});

describe("the account", () => {
  it("is told where the input describes several", async () => {
    const other = JSON.stringify(account({ Elsewhere: studio() })).replaceAll(ACCOUNT, "444455556666");
    const roles = account({ Studio: { trust: [LACKING] } });
    expect((await remedyOf({ "roles.json": roles, "other.json": other })).text).toBe(
      `Add \`sts:SetSourceIdentity\` to the actions of that statement. Run the command in account ${ACCOUNT}.`,
    );
    expect((await remedyOf({ "roles.json": roles })).text).not.toContain("account");
  });
});
