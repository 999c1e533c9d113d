/**
 * One text, many things: a policy document that several roles share, a block that `for_each` repeats. What is to be changed is there
 * once, so it is reported once.
 */
import { pointerKey } from "../text/pointer.ts";
import type { Finding, Related } from "./rule.ts";
import { groupBy } from "./scope.ts";
import { listed } from "./words.ts";

/** Findings of one rule that point at one place and weigh the same, as the first of them, which names the others. Order is kept. */
export function together(findings: readonly Finding[]): readonly Finding[] {
  return groupBy(findings, weightAndPlace).flatMap(joined);
}

/** What is set aside for one of them is not for the others. */
function weightAndPlace({ ruleId, severity, certainty, at, suppressed }: Finding): string {
  return `${ruleId} ${severity} ${certainty} ${pointerKey(at)} ${suppressed === undefined ? "" : pointerKey(suppressed.at)}`;
}

function joined(group: readonly [Finding, ...Finding[]]): readonly Finding[] {
  // The one that a chain leads to says most.
  const first = group.find(({ chain }) => chain.length > 0) ?? group[0];
  const others = group.filter((finding) => finding.subject !== first.subject);
  if (others.length === 0) return group;
  // Several findings on one subject at one place say different things of it; so do those on the others.
  const own = group.filter((finding) => finding.subject === first.subject);
  const names = [...new Set(others.map(({ subject }) => subject))];
  const related = others.flatMap((finding) => roleStep(finding));
  const message = (finding: Finding): string =>
    `${finding.message} The same holds for ${listed(names)}, which ${names.length === 1 ? "shares" : "share"} this text.`;
  return own.map((finding) => ({ ...finding, message: message(finding), related: [...finding.related, ...related] }));
}

/** Where the other thing is declared, if a chain leads there. */
function roleStep({ subject, chain }: Finding): readonly Related[] {
  const at = chain.at(-1)?.at;
  return at === undefined ? [] : [{ message: `also \`${subject}\``, at }];
}
