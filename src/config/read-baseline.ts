/**
 * The file of a baseline, read. It is written by this tool and merged by people and by git, so that anything may stand in it.
 */
import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { Ajv, type ErrorObject } from "ajv";
import type { Baseline } from "../lint/baseline.ts";
import type { BaselineEntry, ReportedError } from "../lint/report.ts";
import { shellWord } from "../lint/shell.ts";
import schema from "../report/baseline.schema.json" with { type: "json" };
import { decode } from "../sources/read-text.ts";
import { jsonPointerSteps } from "../text/json-pointer.ts";
import { locateAll } from "../text/locate.ts";
import { findDuplicateKey, parseJson } from "../text/parse-json.ts";
import { KEY, type Step } from "../text/pointer.ts";

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
  let bytes: Buffer | undefined;
  try {
    bytes = await readBytes(resolve(cwd, file));
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return refused(`the baseline can't be read: ${failure(error)}`, isMissing ? { help: `${write(shellWord(file))} writes it` } : {});
  }
  if (bytes === undefined) return refused(`the file has more than ${MAX_BYTES / 1_000_000} MB, which no baseline has`);
  const decoded = decode(bytes);
  if (!decoded.ok) return refused(decoded.message, { ...(decoded.help && { help: decoded.help }), ...(decoded.span && { span: decoded.span }) });
  const { text } = decoded;
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
  const validate = new Ajv({ strict: false, validateSchema: false }).compile<{ readonly findings: readonly BaselineEntry[] }>(schema);
  if (validate(parsed.value)) return { ok: true, baseline: { file, entries: parsed.value.findings } };
  const [error] = validate.errors ?? [];
  const wrong = versionProblem(parsed.value) ?? (error && shapeProblem(error, parsed.value));
  if (wrong === undefined) return refused("this is no baseline");
  const [span] = await locateAll({ file, format: "json", text, firstLine: 1 }, [wrong.steps]);
  return refused(wrong.message, { ...(span && { span }), ...(wrong.help && { help: wrong.help }) });
}

/** A pipe, too, as in `--baseline <(git show main:baseline.json)`. Undefined for what is too large. */
async function readBytes(path: string): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  // `end` is inclusive: one byte more than is allowed tells that there is more.
  for await (const chunk of createReadStream(path, { end: MAX_BYTES })) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return bytes.length > MAX_BYTES ? undefined : bytes;
}

function failure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "no such file";
  if (code === "EISDIR") return "it is a folder";
  return code === "EACCES" || code === "EPERM" ? "no permission to read it" : error.message;
}

/** https://git-scm.com/docs/git-merge#_how_conflicts_are_presented */
function isConflict(text: string, at: number): boolean {
  return /^(?:<{7}|={7}|>{7})/.test(text.slice(text.lastIndexOf("\n", at) + 1, at + 7));
}

interface Wrong {
  readonly steps: readonly Step[];
  readonly message: string;
  readonly help?: string;
}

function versionProblem(value: unknown): Wrong | undefined {
  const version: unknown = typeof value === "object" && value !== null && Object.hasOwn(value, "schemaVersion") ? Reflect.get(value, "schemaVersion") : 1;
  if (typeof version !== "number" || version === 1) return undefined;
  return {
    steps: ["schemaVersion"],
    message: `the baseline is of version ${version}; expected version 1`,
    help: "use the version of lint-roles that wrote it, or remove the file and write it anew with this one: `lint-roles baseline`",
  };
}

/** The first thing that the schema refuses. */
function shapeProblem({ instancePath, keyword, params, message }: ErrorObject, value: unknown): Wrong {
  const steps = jsonPointerSteps(instancePath, value);
  const path = steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
  const what = path === "" ? "it" : `\`${path.replace(/^\./, "")}\``;
  const unlike = (why: string): string => `this is not as \`lint-roles baseline\` writes it: ${what} ${why}`;
  if (keyword === "additionalProperties") {
    const name = String(params["additionalProperty"]);
    return { steps: [...steps, name, KEY], message: unlike(`has a member \`${name.slice(0, 60)}\`, which is not known`) };
  }
  if (keyword === "required") return { steps, message: unlike(`has no \`${String(params["missingProperty"])}\``) };
  if (keyword === "pattern") return { steps, message: unlike("should be 32 hexadecimal digits") };
  if (keyword === "const") return { steps, message: unlike(`should be ${JSON.stringify(params["allowedValue"])}`) };
  if (keyword === "minLength") return { steps, message: unlike("should not be empty") };
  if (keyword === "type") return { steps, message: unlike(`should be ${params["type"] === "array" ? "a list" : `of type ${String(params["type"])}`}`) };
  return { steps, message: unlike(message ?? "is of another kind") };
}
