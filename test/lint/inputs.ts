/** A small account as the AWS CLI prints it, and a check of it from a temporary folder. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CheckOptions, type CheckResult, check } from "../../src/main.ts";
import { readCheckFlags } from "../rules/flags.ts";

export const ACCOUNT = "111122223333";
export const BOTH = ["sts:AssumeRole", "sts:SetSourceIdentity"];

export function arn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

export function allow(action: string | readonly string[], parts: object): object {
  return { Effect: "Allow", Action: action, ...parts };
}

export const SAGEMAKER = { Principal: { Service: "sagemaker.amazonaws.com" } };

export interface RoleParts {
  readonly trust: readonly object[];
  readonly permissions?: readonly object[];
}

export function account(roles: { readonly [name: string]: RoleParts }): object {
  return {
    RoleDetailList: Object.entries(roles).map(([name, { trust, permissions = [] }]) => ({
      Path: "/",
      RoleName: name,
      RoleId: "AROAEXAMPLEEXAMPLEEXA",
      Arn: arn(name),
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: trust },
      RolePolicyList: permissions.length === 0 ? [] : [{ PolicyName: "own", PolicyDocument: { Version: "2012-10-17", Statement: permissions } }],
      AttachedManagedPolicies: [],
      Tags: [],
    })),
    Policies: [],
  };
}

export function domain(settings: object = {}, propagation = "USER_PROFILE_NAME"): object {
  return {
    DomainArn: `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:domain/d-abc123def456`,
    DomainId: "d-abc123def456",
    DefaultUserSettings: { ExecutionRole: arn("Studio"), ...settings },
    DomainSettings: { ExecutionRoleIdentityConfig: propagation },
  };
}

/** The execution role that lets the identity through, and may assume `target`. */
export function studio(...permissions: readonly object[]): RoleParts {
  return { trust: [allow(BOTH, SAGEMAKER)], permissions };
}

export async function checkFiles(files: { readonly [name: string]: object | string }, options: Partial<CheckOptions> = {}): Promise<CheckResult> {
  const folder = mkdtempSync(join(tmpdir(), "lint-roles-"));
  try {
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
    return await check({ ...readCheckFlags([]), paths: ["."], cwd: folder, ...options });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
