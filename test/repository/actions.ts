/** GitHub's files as the runner reads them: actions and workflows, their steps, and the expressions in them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "./project.ts";

export interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Action {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly description?: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description?: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export interface Workflow {
  readonly on: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: Readonly<Record<string, string>>; readonly strategy?: unknown; readonly steps: readonly Step[] }>
  >;
}

export const ACTION = ".github/actions/lint-roles/action.yml";

export function readText(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

export function readAction(): Action {
  return parse(readText(ACTION));
}

export function parseWorkflow(text: string): Workflow {
  return parse(text);
}

/** The insides of each `${{ … }}`. */
export function expressions(text: string): readonly string[] {
  return [...text.matchAll(/\$\{\{\s*([\s\S]*?)\s*\}\}/g)].map(([, inside = ""]) => inside);
}

/** `uses:` lines that can change without a commit here: not of this repository, and not `owner/name@<40 digits> # v<version>`. */
export function unpinned(text: string): readonly string[] {
  return [...text.matchAll(/^\s*(?:- )?uses: (.+)$/gm)]
    .map(([, used = ""]) => used)
    .filter((used) => !used.startsWith("./") && !/^[\w.-]+(?:\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used));
}
