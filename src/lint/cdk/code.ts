/** What lines of a CDK app say, before they are in a language. */

export type LanguageName = "typescript" | "javascript" | "python" | "java" | "csharp" | "go";

export type TextPart =
  | string
  /** What CloudFormation fills in: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Aws.html */
  | { readonly kind: "pseudo"; readonly name: "ACCOUNT_ID" | "REGION" | "URL_SUFFIX" }
  /** The ARN of a role in a variable. */
  | { readonly kind: "role-arn"; readonly variable: Name }
  /** A string in a variable. */
  | { readonly kind: "string"; readonly variable: Name };

/** The words of a name, in lower case: each language joins them in its own way. */
export type Name = readonly string[];

export type Code =
  | { readonly kind: "text"; readonly parts: readonly TextPart[] }
  | { readonly kind: "texts"; readonly items: readonly Code[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [string, Code])[] }
  | { readonly kind: "principals"; readonly items: readonly PrincipalCode[] };

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_iam-readme.html#using-existing-roles and its section on principals */
export interface PrincipalCode {
  readonly type: "AnyPrincipal" | "AccountPrincipal" | "ArnPrincipal" | "ServicePrincipal" | "FederatedPrincipal";
  /** Absent for anyone. */
  readonly argument?: Code;
}

/** The properties of an `iam.PolicyStatement` that allows something, in order. */
export type StatementCode = readonly (readonly ["actions" | "principals" | "resources" | "conditions", Code])[];

export type Line =
  /** A statement more: in a role's trust policy, in its own permissions, or in a policy that stands by itself. */
  | { readonly kind: "add"; readonly to: "trust" | "role" | "policy"; readonly variable: Name; readonly statement: StatementCode }
  /** A property of an L1 construct, as the template has it: https://docs.aws.amazon.com/cdk/v2/guide/cfn-layer.html#develop-customize-override */
  | { readonly kind: "override"; readonly variable: Name; readonly path: string; readonly value: Code };

export function textCode(text: string): Code {
  return { kind: "text", parts: [text] };
}

export function textsCode(texts: readonly string[]): Code {
  return { kind: "texts", items: texts.map(textCode) };
}
