import type { Report } from "../lint/report.ts";
import { printable } from "../text/printable.ts";

/** What was examined and what came of it, on every run: a clean report of nothing must not look like a clean report. */
export function coverageText({ coverage: seen, counts, gaps }: Report): string {
  const examined = [
    ...(seen.accounts === undefined ? [] : [amount(seen.accounts, "account")]),
    ...(seen.accounts !== undefined && seen.files === 0 ? [] : [amount(seen.files, "file")]),
    amount(seen.domains, "domain"),
    amount(seen.userProfiles, "user profile"),
    amount(seen.roles, "role"),
    amount(seen.hops, "hop"),
  ];
  const found = [
    amount(counts.error, "error"),
    amount(counts.warning, "warning"),
    amount(counts.note, "note"),
    `${counts.undetermined} undetermined`,
    amount(gaps.length, "gap"),
    `${counts.suppressed} suppressed`,
    ...(counts.known === undefined ? [] : [`${counts.known} known`]),
  ];
  const unseen = seen.unseen.length === 0 ? "" : `; not in the input, taken as not denying: ${seen.unseen.map(printable).join(", ")}`;
  return `${examined.join(", ")} examined: ${found.join(", ")}${unseen}`;
}

export function amount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
