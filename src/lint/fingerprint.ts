import { createHash } from "node:crypto";
import type { Finding } from "./rule.ts";

/** What stays the same when lines move: rule, subject and the part of the subject that is meant. 32 hexadecimal digits. */
export function fingerprintOf({ ruleId, subject, part }: Pick<Finding, "ruleId" | "subject" | "part">): string {
  return createHash("sha256")
    .update(JSON.stringify([ruleId, subject, part]))
    .digest("hex")
    .slice(0, 32);
}
