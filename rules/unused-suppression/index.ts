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
  const others = subject === undefined ? elsewhere.slice(0, 3).map(({ ruleId, at: place }) => ({ message: `not covered: \`${ruleId}\``, at: place })) : [];
  const where = subject === undefined ? "in what it covers" : `about \`${subject}\``;
  return finding({
    ruleId: "unused-suppression",
    severity: "warning",
    message: `${suppressionName(suppression)} suppresses nothing: ${listed(rules)} ${rules.length === 1 ? "reports" : "report"} nothing ${where}.`,
    subject: file,
    at,
    part: suppressionPart(suppression),
    related: [...covered, ...others],
    remedy: { text: others.length > 0 ? "Move it to the line above what it is meant for, or remove it." : removal(suppression, rules) },
  });
}

function removal(suppression: JudgedSuppression, rules: readonly string[]): string {
  return `Remove ${rules.length === suppression.rules.length ? "it" : `${listed(rules)} from it`}.`;
}
