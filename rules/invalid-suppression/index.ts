import { finding, suppressionName, suppressionPart } from "../../src/lint/evidence.ts";
import type { Finding, JudgedSuppression, Rule } from "../../src/lint/rule.ts";

/** Something is written like a suppression, and can't be one: without a reason, or of a rule that there is not. */
export const rule: Rule = {
  meta: {
    id: "invalid-suppression",
    summary: "A suppression gives no reason, names no rule, or can't be read",
    severity: "warning",
    precision: "very-high",
    securitySeverity: 2,
    tags: ["suppression"],
  },
  *checkSuppressions(suppressions) {
    for (const suppression of suppressions) if (suppression.outcome.kind === "invalid") yield report(suppression, suppression.outcome.why);
  },
};

function report(suppression: JudgedSuppression, why: string): Finding {
  const { writtenAs, file, at } = suppression;
  const form =
    writtenAs === "comment"
      ? "Write it as `lint-roles: ignore[rule-id] reason`, in a comment above the element that it is about or on the line where that begins."
      : 'Write it as `{ "rule": "rule-id", "reason": "…" }`, with `expires` (YYYY-MM-DD) and `owner` as you like.';
  return finding({
    ruleId: "invalid-suppression",
    severity: "warning",
    message: `${suppressionName(suppression)} suppresses nothing: it ${why}.`,
    subject: file,
    at,
    part: suppressionPart(suppression),
    remedy: { text: `${form} \`lint-roles rules\` lists the rules.` },
  });
}
