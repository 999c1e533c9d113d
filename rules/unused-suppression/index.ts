import { finding, listed, suppressionName, suppressionPart } from "../../src/lint/evidence.ts";
import type { Finding, JudgedSuppression, Related, Rule } from "../../src/lint/rule.ts";

/** What is suppressed is not found any more: the suppression would hide the next finding unseen. */
export const rule: Rule = {
  meta: {
    id: "unused-suppression",
    summary: "A suppression suppresses nothing",
    severity: "warning",
    precision: "very-high",
    securitySeverity: 2,
    tags: ["suppression"],
  },
  *checkSuppressions(suppressions) {
    for (const suppression of suppressions) {
      if (suppression.outcome.kind === "unused") yield report(suppression, suppression.outcome.rules, suppression.outcome.elsewhere);
    }
  },
};

function report(suppression: JudgedSuppression, rules: readonly string[], elsewhere: readonly Finding[]): Finding {
  const { subject, covers, file, at } = suppression;
  const [first] = covers;
  const covered: readonly Related[] = first === undefined ? [] : [{ message: "what it covers", at: first }];
  const others = elsewhere.map((each) => ({ message: `not covered: \`${each.ruleId}\` on \`${each.subject}\``, at: each.at }));
  const isInPart = rules.length < suppression.rules.length;
  const where = subject === undefined ? "in what it covers" : `about \`${subject}\``;
  return finding({
    ruleId: "unused-suppression",
    severity: "warning",
    message: `${suppressionName(suppression)} suppresses ${isInPart ? "less than it names" : "nothing"}: ${listed(rules)} ${rules.length === 1 ? "reports" : "report"} nothing ${where}.`,
    subject: file,
    at,
    part: suppressionPart(suppression),
    related: [...covered, ...others],
    remedy: { text: remedyText(suppression, isInPart ? rules : [], others.length > 0), decision: "what is suppressed is for people to say" },
  });
}

function remedyText({ subject }: JudgedSuppression, rules: readonly string[], isElsewhere: boolean): string {
  if (rules.length > 0) return `Remove ${listed(rules)} from it.`;
  if (!isElsewhere) return "Remove it.";
  return subject === undefined ? "Move it to the line above what it is meant for, or remove it." : "Name what it is meant for, or remove it.";
}
