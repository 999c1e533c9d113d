import {
  type ConditionTest,
  editActions,
  groupBy,
  isAssumeOnlyKey,
  isKnown,
  oneOrList,
  type Policy,
  type PrincipalEntry,
  type Statement,
} from "../../src/lint/evidence.ts";
import type { Remedy, StatementSnippet } from "../../src/lint/rule.ts";

const SET_SOURCE_IDENTITY = "sts:SetSourceIdentity";

/**
 * The action taken off the statement, as far as it is listed there by its name beside others, and a statement for it alone: for the same
 * principals, under the other conditions. Where a part of those is not known, the text alone can tell them.
 */
export function splitOff(policy: Policy, statement: Statement): Pick<Remedy, "edits"> {
  const Principal = principalOf(statement);
  const Condition = conditionOf(statement.conditions.filter((test) => !isAssumeOnlyKey(test.keyId)));
  const set: StatementSnippet =
    Principal === undefined || Condition === undefined
      ? { Action: SET_SOURCE_IDENTITY }
      : { Effect: "Allow", Principal, Action: SET_SOURCE_IDENTITY, ...(Object.keys(Condition).length > 0 && { Condition }) };
  const without = [...new Set(statement.conditions.map(({ keyId }) => keyId).filter(isAssumeOnlyKey))];
  return { edits: [...withoutAction(policy, statement), { policy, copyOf: { statement, without }, set }] };
}

function withoutAction(policy: Policy, statement: Statement): NonNullable<Remedy["edits"]> {
  const { actions } = statement;
  const isIt = (action: string): boolean => action.toLowerCase() === SET_SOURCE_IDENTITY.toLowerCase();
  if (actions === undefined || actions.negated || !actions.patterns.some(({ source }) => isKnown(source) && isIt(source))) return [];
  return editActions(policy, statement, { drop: isIt }).edits ?? [];
}

function principalOf({ principals }: Statement): StatementSnippet["Principal"] {
  const entries = principals?.negated === false ? principals.entries : [];
  const isWritable = ({ principal, source, guards }: PrincipalEntry): boolean => isKnown(source) && guards.length === 0 && PRINCIPAL_TYPES.has(principal.kind);
  if (entries.length === 0 || !entries.every(isWritable)) return undefined;
  const byType = groupBy(entries, ({ principal }) => PRINCIPAL_TYPES.get(principal.kind) ?? "");
  return Object.fromEntries(
    byType.map((group) => [PRINCIPAL_TYPES.get(group[0].principal.kind) ?? "", oneOrList(group.map(({ source }) => source).filter(isKnown))] as const),
  );
}

const PRINCIPAL_TYPES: ReadonlyMap<PrincipalEntry["principal"]["kind"], string> = new Map([
  ["anyone", "AWS"],
  ["account", "AWS"],
  ["role", "AWS"],
  ["session", "AWS"],
  ["user", "AWS"],
  ["service", "Service"],
  ["federated", "Federated"],
]);

function conditionOf(tests: readonly ConditionTest[]): StatementSnippet["Condition"] {
  const isWritable = ({ key, values, guards }: ConditionTest): boolean =>
    key !== "" && guards.length === 0 && values.every((value) => isKnown(value.source) && value.guards.length === 0);
  if (!tests.every(isWritable)) return undefined;
  const valuesOf = ({ key, values }: ConditionTest) => [key, oneOrList(values.map(({ source }) => source).filter(isKnown))] as const;
  return Object.fromEntries(groupBy(tests, ({ written }) => written).map((group) => [group[0].written, Object.fromEntries(group.map(valuesOf))]));
}
