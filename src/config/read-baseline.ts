/**
 * The file of a baseline, read. It is written by this tool and merged by people and by git, so that anything may stand in it.
 */
import { resolve } from "node:path";
import { Ajv, type ErrorObject } from "ajv";
import type { Baseline } from "../lint/baseline.ts";
import type { BaselineEntry, ReportedError } from "../lint/report.ts";
import { shellWord } from "../lint/shell.ts";
import schema from "../report/baseline.schema.json" with { type: "json" };
import { locateAll } from "../text/locate.ts";
import { findDuplicateKey, parseJson } from "../text/parse-json.ts";
import { readOwnFile } from "./read-file.ts";
import { type Misshapen, misshapen } from "./shape.ts";

export type ReadBaseline = { readonly ok: true; readonly baseline: Baseline } | { readonly ok: false; readonly problem: ReportedError };

/** Some 300,000 findings. A file that is larger is none of ours; it is not read to its end. */
const MAX_BYTES = 50_000_000;

/** `file`: as the user named it, relative to `cwd`. Never throws for what is in it, or not there. */
export async function readBaseline(file: string, cwd: string): Promise<ReadBaseline> {
  const write = (name: string): string => `\`lint-roles baseline -o ${name}\`, with the paths and flags of this run,`;
  const refused = (message: string, rest: Pick<ReportedError, "help" | "span"> = {}): ReadBaseline => ({
    ok: false,
    problem: { file, message, help: `name a baseline; ${write("FILE")} writes one`, ...rest },
  });
  const opened = await readOwnFile(resolve(cwd, file), "baseline", MAX_BYTES);
  if (!opened.ok) {
    const { why, message, help, span } = opened;
    const told = why === "missing" ? `${write(shellWord(file))} writes it` : help;
    return refused(message, { ...(told && { help: told }), ...(span && { span }) });
  }
  const { text } = opened;
  if (text.trim() === "") return refused("the file is empty; expected a baseline");
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { message, span } = parsed.problem;
    return isConflict(text, span.startOffset)
      ? refused("the file holds a conflict that git left there; expected a baseline", {
          span,
          help: "keep the lines of either side, or both; then write it anew with `lint-roles baseline`",
        })
      : refused(`the baseline is not JSON as it should be: ${message}`, { span });
  }
  const twice = findDuplicateKey(text);
  if (twice !== undefined) return refused(twice.message, { span: twice.span });
  const validate = new Ajv({ strict: false, validateSchema: false, verbose: true }).compile<{ readonly findings: readonly BaselineEntry[] }>(schema);
  if (validate(parsed.value)) return { ok: true, baseline: { file, entries: parsed.value.findings } };
  const [error] = validate.errors ?? [];
  const wrong = versionProblem(parsed.value) ?? (error && shapeProblem(error, parsed.value));
  if (wrong === undefined) return refused("this is no baseline");
  const [span] = await locateAll({ file, format: "json", text, firstLine: 1 }, [wrong.steps]);
  return refused(wrong.message, { ...(span && { span }), ...(wrong.help && { help: wrong.help }) });
}

/** https://git-scm.com/docs/git-merge#_how_conflicts_are_presented */
function isConflict(text: string, at: number): boolean {
  return /^(?:<{7}|={7}|>{7})/.test(text.slice(text.lastIndexOf("\n", at) + 1, at + 7));
}

function versionProblem(value: unknown): Misshapen | undefined {
  const version: unknown = typeof value === "object" && value !== null && Object.hasOwn(value, "schemaVersion") ? Reflect.get(value, "schemaVersion") : 1;
  if (typeof version !== "number" || version === 1) return undefined;
  return {
    steps: ["schemaVersion"],
    message: `the baseline is of version ${version}; expected version 1`,
    help: "use the version of lint-roles that wrote it, or remove the file and write it anew with this one: `lint-roles baseline`",
  };
}

/** The first thing that the schema refuses. */
function shapeProblem(error: ErrorObject, value: unknown): Misshapen | undefined {
  // Only a fingerprint has a pattern.
  const wrong = misshapen(error.keyword === "pattern" ? { ...error, message: "should be 32 hexadecimal digits" } : error, value);
  return wrong && { steps: wrong.steps, message: `this is not as \`lint-roles baseline\` writes it: ${wrong.message}` };
}
