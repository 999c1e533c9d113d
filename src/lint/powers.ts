/** What the rules on what users may do say alike: by which statement, how certain, and how to take it from them. */
import type { Power } from "../chain/types.ts";
import type { StatementRef } from "../iam/types.ts";
import { matchTokens } from "../iam/wildcard.ts";
import { type Pointer, pointerKey } from "../text/pointer.ts";
import { type Cause, isKnown, type Text } from "../text/symbolic.ts";
import { isGap } from "./doubts.ts";
import { oneOrList } from "./elements.ts";
import { actionPlace, statementPart } from "./places.ts";
import type { Finding, Remedy } from "./rule.ts";
import { listed, statementName } from "./words.ts";

/** A power by one of the statements that grant it. */
export type Granted = Power & { readonly grant: StatementRef | undefined };

/** Powers that are there, or may be there for more than want of input: once for each statement that grants them. */
export function told(powers: readonly Power[], kind: Power["kind"]): readonly Granted[] {
  return powers
    .filter((power) => power.kind === kind && (isCertain(power) || !isGap(power.causes)))
    .flatMap((power): readonly Granted[] =>
      power.grants.length === 0 ? [{ ...power, grant: undefined }] : power.grants.map((grant) => ({ ...power, grant })),
    );
}

function isCertain({ isAllowed, doubts }: Power): boolean {
  return isAllowed && doubts.length === 0;
}

/** "statement 2 of inline policy `x`"; of a policy whose text is not at hand the numbers are not known. */
export function grantName({ grant }: Granted): string {
  if (grant === undefined) return "its permissions policies";
  const { policy, statement } = grant;
  if (!policy.opaque) return `${statementName(statement)} of ${policy.label}`;
  return statement.sid === undefined || statement.sid === "" ? policy.label : `statement \`${statement.sid}\` of ${policy.label}`;
}

export function grantPlace({ grant, holder }: Granted): Pick<Finding, "at" | "part"> {
  const at: Pointer = grant === undefined ? holder.role.at : actionPlace(grant.policy, grant.statement);
  return { at, part: grant === undefined ? "permissions" : statementPart(grant.policy, grant.statement) };
}

/** Of those that one statement grants one role. Statements of a policy whose text is not at hand have one place. */
export function groupKey(power: Granted): string {
  const { at, part } = grantPlace(power);
  return `${power.holder.role.subject} ${pointerKey(at)} ${part}`;
}

/** The domains that it is about. */
export function relatedDomains(group: readonly Granted[]): Finding["related"] {
  const domains = new Map(group.flatMap(({ domain }) => (domain === undefined ? [] : [[pointerKey(domain.at), domain] as const])));
  return [...domains.values()].map(({ subject, at }) => ({ message: `domain \`${subject}\``, at }));
}

/** Certainty and causes of a finding on these powers: one that is certain settles it. */
export function certaintyOf(powers: readonly Power[]): Pick<Finding, "certainty" | "causes"> {
  if (powers.some(isCertain)) return { certainty: "definite", causes: [] };
  const causes = powers.flatMap((power) => [...power.causes, ...power.doubts]).filter(({ kind }) => kind !== "caller-choice");
  return { certainty: "undetermined", causes: [...new Map(causes.map((cause): [string, Cause] => [cause.id, cause])).values()] };
}

/**
 * How to take it from them. No edit is made of it: what else the statement grants, and to whom, a person has to see. A Deny has to stand
 * where sessions can't take it off again.
 */
export function withoutActions({ grant }: Granted, actions: readonly string[], resources: readonly Text[]): Remedy {
  const list = listed(actions, actions.length);
  const wanted = new Set(actions.map((action) => action.toLowerCase()));
  const elements = grant?.statement.actions;
  const patterns = elements?.negated === false ? elements.patterns : [];
  const named = patterns.filter(({ source }) => isKnown(source) && wanted.has(source.toLowerCase()));
  const others = patterns.filter((pattern) => !named.includes(pattern));
  const isNamed =
    named.length > 0 && !others.some((pattern) => actions.some((action) => matchTokens(pattern.tokens, action.toLowerCase(), { ignoreCase: true }) !== "no"));
  if (grant !== undefined && !grant.policy.awsManaged && isNamed) {
    return {
      text:
        others.length === 0
          ? `Remove that statement, or take the resources in question out of it.`
          : `Take ${list} off that statement, or the resources in question out of it.`,
    };
  }
  const known = resources.filter(isKnown);
  const on = known.length === resources.length && known.length <= 5 ? known : [];
  const grantLess =
    grant?.policy.awsManaged === true ? `Detach ${grant.policy.label} from the role and grant what its users need` : "Grant less than a wildcard there";
  return {
    text: `${grantLess}, or deny ${list} where the role's sessions can't take it off again: in a permissions boundary or a service control policy.`,
    ...(on.length > 0 && { snippet: { Effect: "Deny" as const, Action: oneOrList(actions), Resource: oneOrList(on) } }),
  };
}
