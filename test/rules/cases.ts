/** The cases under fixtures/rules: a folder each, with input files and a `case.json`. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rules } from "../../rules/index.ts";
import { readConfig, suppressionsOf } from "../../src/config/read-config.ts";
import { type CheckOptions, type CheckResult, check } from "../../src/main.ts";
import { readCheckFlags } from "./flags.ts";

export const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
export const FIXTURES = join(PROJECT, "fixtures/rules");

/** Kinds of input that a case's name begins with, after `bad-` or `ok-`. */
export const KINDS = ["cfn", "aws", "hcl", "plan"] as const;

export interface ExpectedFinding {
  readonly severity: string;
  readonly certainty?: "undetermined";
  readonly subject: string;
  /** `file:line:column` */
  readonly at: string;
  /** The source text that the span covers; its first line, where it has several. */
  readonly shows: string;
  /** A part of the message. */
  readonly says: string;
  /** The remedy's commands, in full; absent where it has none. */
  readonly commands?: readonly string[];
}

export interface Case {
  readonly ruleId: string;
  readonly name: string;
  readonly folder: string;
  /** Why the expectation holds: AWS's page, or the reasoning. */
  readonly why: string;
  readonly args: readonly string[];
  readonly expected: readonly ExpectedFinding[];
}

export function caseFolders(ruleId: string): readonly string[] {
  const folder = join(FIXTURES, ruleId);
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

export function readCase(ruleId: string, name: string): Case {
  const folder = join(FIXTURES, ruleId, name);
  const written: Partial<Case> = JSON.parse(readFileSync(join(folder, "case.json"), "utf8"));
  return { ruleId, name, folder, why: written.why ?? "", args: written.args ?? [], expected: written.expected ?? [] };
}

/** Checks the case's folder with that one rule, on the first of June 2026. */
export async function runCase(one: Pick<Case, "folder" | "ruleId" | "args">): Promise<CheckResult> {
  return check({ ...optionsOf(one), ...(await suppressionsIn(one.folder)), today: "2026-06-01" });
}

/** Of a configuration that lies there. Nothing else of it counts: the rest are flags, and cases have those. */
async function suppressionsIn(folder: string): Promise<Pick<CheckOptions, "suppressions">> {
  if (!existsSync(join(folder, "lint-roles.config.yaml"))) return {};
  const read = await readConfig(
    "lint-roles.config.yaml",
    folder,
    rules.map(({ meta }) => meta.id),
  );
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join("; "));
  return { suppressions: suppressionsOf(read.config, false) };
}

export function optionsOf({ folder, ruleId, args }: Pick<Case, "folder" | "ruleId" | "args">): CheckOptions {
  return { ...readCheckFlags(args), paths: ["."], cwd: folder, only: [ruleId] };
}

/** What a finding's span covers, its first line. */
export function shownBy(result: CheckResult, finding: CheckResult["report"]["findings"][number]): string {
  const { file, span } = finding.location;
  const line = result.sources.get(file)?.split(/\r?\n/)[span.startLine - 1] ?? "";
  return line.slice(span.startColumn - 1, span.endLine === span.startLine ? span.endColumn - 1 : undefined);
}
