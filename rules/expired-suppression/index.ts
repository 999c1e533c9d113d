import { finding, listed, suppressionName, suppressionPart } from "../../src/lint/evidence.ts";
import type { Finding, JudgedSuppression, Rule } from "../../src/lint/rule.ts";

/** A suppression's last day is over: what it suppressed is reported again. */
export const rule: Rule = {
  meta: {
    id: "expired-suppression",
    summary: "A suppression has expired",
    severity: "warning",
    precision: "very-high",
    securitySeverity: 2,
    tags: ["suppression"],
  },
  *checkSuppressions(suppressions) {
    for (const suppression of suppressions) if (suppression.outcome.kind === "expired") yield report(suppression);
  },
};

function report(suppression: JudgedSuppression): Finding {
  const { rules, subject, expires, owner, file, at } = suppression;
  const about = subject === undefined ? "" : ` about \`${subject}\``;
  return finding({
    ruleId: "expired-suppression",
    severity: "warning",
    message: `${suppressionName(suppression)} expired on ${expires}: what ${listed(rules)} reports${about} counts again.`,
    subject: file,
    at,
    part: suppressionPart(suppression),
    remedy: {
      text: `${owner === undefined ? "" : `Ask ${owner}. `}Mend what it was for and remove it, or give it a later date and a reason that still holds.`,
    },
  });
}
