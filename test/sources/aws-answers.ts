/**
 * Answers of AWS, as small as they can be: members as in the API references of IAM and SageMaker.
 */
export const ACCOUNT = "111122223333";

export const TRUST = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" }] };
export const PERMISSIONS = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }] };

export function roleArn(name: string, account = ACCOUNT): string {
  return `arn:aws:iam::${account}:role/${name}`;
}

export function role(name: string, more: object = {}): object {
  return { Path: "/", RoleName: name, RoleId: `AROA${name.toUpperCase()}`, Arn: roleArn(name), AssumeRolePolicyDocument: TRUST, ...more };
}

export function roleDetail(name: string, more: object = {}): object {
  return role(name, { InstanceProfileList: [], RolePolicyList: [], AttachedManagedPolicies: [], Tags: [], ...more });
}

export function accountDetails(roles: readonly object[], policies: readonly object[] = []): object {
  return { UserDetailList: [], GroupDetailList: [], RoleDetailList: roles, Policies: policies };
}

export function domain(id: string, more: object = {}): object {
  return { DomainArn: `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:domain/${id}`, DomainId: id, DomainName: `name-of-${id}`, ...more };
}

export function userProfile(domainId: string, name: string, more: object = {}): object {
  return { DomainId: domainId, UserProfileArn: `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:user-profile/${domainId}/${name}`, UserProfileName: name, ...more };
}

export function record(operation: string, output: object, input: object = {}, more: object = {}): object {
  return { operation, account: ACCOUNT, input, output, ...more };
}
