/**
 * Runs that come to nothing: they must not look like runs that found nothing wrong.
 */
import type { ChainGraph } from "../chain/types.ts";
import type { Inventory } from "../model/inventory.ts";
import type { ReportedError } from "./report.ts";
import type { Finding } from "./rule.ts";

/** What a live run was asked for. */
export interface Live {
  readonly scope: { readonly roles: readonly string[] };
}

/** What a run has read. */
export interface Checked {
  readonly inventory: Inventory;
  /** In reading order. */
  readonly files: readonly string[];
  /** What was in the way is told already. */
  readonly problems: readonly unknown[];
  /** Of a live run: the accounts that were asked. */
  readonly tally?: { readonly accounts: readonly string[] };
}

/** Where the entry roles come from, if from no flag. */
export interface ConfiguredRoles {
  readonly source: { readonly file: string };
  readonly isSelection: boolean;
  readonly entryRoles: ReadonlySet<string>;
}

export interface Asked {
  readonly live?: Live | undefined;
  readonly configured?: ConfiguredRoles | undefined;
}

/** What was asked for and could not be done with inputs that are well in themselves. `findings`: of all rules. */
export function nothingChecked(input: Checked, graph: ChainGraph, findings: readonly Finding[], { live, configured }: Asked): readonly ReportedError[] {
  const unmatched = graph.unmatchedEntryRoles.flatMap((pattern) => unmatchedRole(pattern, live, configured));
  if (input.problems.length > 0) return [];
  if (unmatched.length > 0) return unmatched;
  if (live !== undefined && graph.entries.length > 0 && graph.entries.every(({ node }) => !node.inInput)) return [noRole(graph)];
  // Of a live run, roles that SageMaker may assume are not what was asked for: more likely the region is not the right one.
  const isWithoutDomains = live !== undefined && input.inventory.domains.length === 0 && graph.entries.every(({ kind }) => kind === "candidate");
  if (!isWithoutDomains && (graph.entries.length > 0 || findings.length > 0)) return [];
  return isWithoutDomains ? [noDomain(input)] : [nothingIn(input.files, graph)];
}

function nothingIn(files: readonly string[], { gaps: [gap] }: ChainGraph): ReportedError {
  return {
    file: files[0] ?? ".",
    message: `nothing to check was found: no domain, no user profile, and no role that SageMaker may assume in ${files.length === 1 ? "this file" : `${files.length} files`}`,
    help: gap === undefined ? "add the input that names the execution role, or name it with --entry-role ARN-or-pattern" : `not seen: ${gap.reason}`,
  };
}

function noDomain({ tally, inventory }: Checked): ReportedError {
  const gap = inventory.gaps.find(({ subject, mayHide }) => mayHide && subject.startsWith("sagemaker:"));
  return {
    file: "--live",
    message: `no domain was found in account ${(tally?.accounts ?? []).join(", ")}`,
    help:
      gap === undefined ? "name another region with --region (`all`: every one that is enabled), or start from roles with --role" : `not seen: ${gap.reason}`,
  };
}

function noRole({ entries, gaps: [gap] }: ChainGraph): ReportedError {
  const names = [...new Set(entries.map(({ node }) => node.role.subject))].slice(0, 3);
  return {
    file: "--live",
    message: `nothing was checked: not seen ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`,
    help: gap?.reason ?? "read the account that has it",
  };
}

function unmatchedRole(pattern: string, live: Live | undefined, configured: ConfiguredRoles | undefined): readonly ReportedError[] {
  const help = "name a role by its ARN, its name or its address; a pattern picks among the roles that SageMaker may assume";
  if (configured?.entryRoles.has(pattern) === true)
    return configured.isSelection
      ? []
      : [{ file: configured.source.file, message: `no role in the input is meant by \`${pattern}\`, one of the entry-roles`, help }];
  return [{ file: `${live?.scope.roles.includes(pattern) ? "--role" : "--entry-role"} ${pattern}`, message: "no role in the input is meant by it", help }];
}
