/**
 * The condition operators, their names and their kinds.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { isBase64, isNetwork, parseDate, parseNumber } from "./literals.ts";
import type { ConditionOperator, ConditionTest } from "./types.ts";

export type Comparison =
  | { readonly kind: "string"; readonly ignoreCase: boolean }
  | { readonly kind: "arn" | "number" | "date" | "bool" | "binary" | "ip" | "null" };

export interface OperatorMeaning {
  readonly comparison: Comparison;
  /** None of the values may match. */
  readonly negated: boolean;
  /** `*` and `?` in the values are wildcards. */
  readonly wildcards: boolean;
  /** Policy variables are replaced in the values. */
  readonly variables: boolean;
  /** For numbers and dates: what the request's value must be, compared with the policy's. */
  readonly order: "equal" | "less" | "less-or-equal" | "greater" | "greater-or-equal";
}

const plain = { negated: false, wildcards: false, variables: false, order: "equal" } as const;
const string = { ...plain, comparison: { kind: "string", ignoreCase: false }, variables: true } as const;
const anyCase = { ...string, comparison: { kind: "string", ignoreCase: true } } as const;
const like = { ...string, wildcards: true } as const;
const arn = { ...plain, comparison: { kind: "arn" }, wildcards: true, variables: true } as const;
const number = { ...plain, comparison: { kind: "number" } } as const;
const date = { ...plain, comparison: { kind: "date" } } as const;
const ip = { ...plain, comparison: { kind: "ip" } } as const;
const negated = { negated: true } as const;

const MEANINGS: Readonly<Record<ConditionOperator, OperatorMeaning>> = {
  StringEquals: string,
  StringNotEquals: { ...string, ...negated },
  StringEqualsIgnoreCase: anyCase,
  StringNotEqualsIgnoreCase: { ...anyCase, ...negated },
  StringLike: like,
  StringNotLike: { ...like, ...negated },
  NumericEquals: number,
  NumericNotEquals: { ...number, ...negated },
  NumericLessThan: { ...number, order: "less" },
  NumericLessThanEquals: { ...number, order: "less-or-equal" },
  NumericGreaterThan: { ...number, order: "greater" },
  NumericGreaterThanEquals: { ...number, order: "greater-or-equal" },
  DateEquals: date,
  DateNotEquals: { ...date, ...negated },
  DateLessThan: { ...date, order: "less" },
  DateLessThanEquals: { ...date, order: "less-or-equal" },
  DateGreaterThan: { ...date, order: "greater" },
  DateGreaterThanEquals: { ...date, order: "greater-or-equal" },
  // AWS's page on the Bool operator says that variables may be used with it.
  Bool: { ...plain, comparison: { kind: "bool" }, variables: true },
  BinaryEquals: { ...plain, comparison: { kind: "binary" } },
  IpAddress: ip,
  NotIpAddress: { ...ip, ...negated },
  // ArnEquals behaves as ArnLike.
  ArnEquals: arn,
  ArnLike: arn,
  ArnNotEquals: { ...arn, ...negated },
  ArnNotLike: { ...arn, ...negated },
  Null: { ...plain, comparison: { kind: "null" } },
};

const BY_NAME: ReadonlyMap<string, ConditionOperator> = new Map((Object.keys(MEANINGS) as ConditionOperator[]).map((name) => [name.toLowerCase(), name]));

export function meaningOf(operator: ConditionOperator): OperatorMeaning {
  return MEANINGS[operator];
}

/** Takes an operator's name apart; its case does not matter. `operator` is undefined where IAM knows no such operator. */
export function parseOperator(written: string): Pick<ConditionTest, "qualifier" | "operator" | "ifExists"> {
  const match = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(written.toLowerCase());
  const qualifier = match?.[1] === "forallvalues" ? "ForAllValues" : match?.[1] === "foranyvalue" ? "ForAnyValue" : undefined;
  const ifExists = match?.[3] !== undefined;
  const operator = BY_NAME.get(match?.[2] ?? "");
  // `Null` asks for existence itself and takes no IfExists.
  return { qualifier, operator: operator === "Null" && ifExists ? undefined : operator, ifExists };
}

/** What a known value must look like for the operator; undefined where it does. */
export function expectedForm(operator: ConditionOperator, value: string): string | undefined {
  switch (MEANINGS[operator].comparison.kind) {
    case "number":
      return parseNumber(value) === undefined ? "a number" : undefined;
    case "date":
      return parseDate(value) === undefined ? "an ISO 8601 date or seconds since 1970" : undefined;
    case "bool":
      return /^(true|false)$/i.test(value) || value.includes("${") ? undefined : "`true` or `false`";
    case "null":
      return /^(true|false)$/i.test(value) ? undefined : "`true` or `false`";
    case "ip":
      return isNetwork(value) ? undefined : "an IP address or a CIDR range";
    case "binary":
      return isBase64(value) ? undefined : "base64";
    default:
      return undefined;
  }
}
