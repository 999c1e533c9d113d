/** How findings call a suppression, and what of it makes their fingerprint. */
import type { JudgedSuppression } from "./rule.ts";

/** For the beginning of a sentence. */
export function suppressionName({ writtenAs }: JudgedSuppression): string {
  return writtenAs === "comment" ? "This comment" : writtenAs === "metadata" ? "This entry of the metadata" : "This suppression";
}

/** Nothing that changes when lines move. */
export function suppressionPart({ rules, subject, reason }: JudgedSuppression): string {
  return JSON.stringify([rules, subject ?? "", reason]);
}
