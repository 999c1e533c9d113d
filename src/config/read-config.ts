/**
 * The configuration of a project, read: `lint-roles.config.yaml` or `.json`. People write it, so all that is wrong with it is told at once,
 * each with its place; and pull requests change it, so it names nothing outside of its own folder.
 */
import { dirname, relative, resolve, sep } from "node:path";
import { Ajv } from "ajv";
import type { ReportedError } from "../lint/report.ts";
import type { GivenSuppressions } from "../lint/suppressions.ts";
import { locateAll } from "../text/locate.ts";
import { findDuplicateKey, parseJson } from "../text/parse-json.ts";
import { parseYaml } from "../text/parse-yaml.ts";
import { child, KEY, pointerKey, rootPointer, type Step } from "../text/pointer.ts";
import type { SourceText } from "../text/source-text.ts";
import schema from "./config.schema.json" with { type: "json" };
import { readOwnFile } from "./read-file.ts";
import { type Misshapen, misshapen } from "./shape.ts";

/** What a configuration may say, in the words of the flags. Paths are relative to the file's folder. */
export interface ConfigValues {
  readonly inputs?: readonly string[];
  readonly "fail-on"?: "error" | "warning" | "note" | "never";
  readonly strict?: boolean;
  readonly propagation?: "as-configured" | "on" | "off";
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly severities?: Readonly<Record<string, "error" | "warning" | "note" | "off">>;
  readonly "entry-roles"?: readonly string[];
  readonly account?: string | number;
  readonly region?: string;
  readonly partition?: string;
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  readonly "account-names"?: Readonly<Record<string, string>>;
  readonly baseline?: string;
  readonly suppressions?: readonly Omit<GivenSuppressions["entries"][number], "at">[];
}

export interface Config {
  readonly source: SourceText;
  /** Absolute. */
  readonly folder: string;
  readonly values: ConfigValues;
}

export type ReadConfig = { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly problems: readonly ReportedError[] };

const MAX_BYTES = 5_000_000;
/** More than this of one file helps nobody. */
const MOST_PROBLEMS = 20;
const INIT = "`lint-roles init` writes one, with all that it may hold";

/** `path`: absolute, or relative to `cwd`. Never throws for what is in it, or not there. */
export async function readConfig(path: string, cwd: string, ruleIds: readonly string[]): Promise<ReadConfig> {
  const absolute = resolve(cwd, path);
  const file = shown(absolute, cwd);
  const opened = await readOwnFile(absolute, "configuration", MAX_BYTES);
  if (!opened.ok) {
    const help = opened.why === "missing" ? INIT : opened.help;
    return refused({ file, message: opened.message, ...(help && { help }), ...(opened.span && { span: opened.span }) });
  }
  const source: SourceText = { file, format: file.endsWith(".json") ? "json" : "yaml", text: opened.text, firstLine: 1 };
  const parsed = await parse(source);
  if (!parsed.ok) return refused({ file, message: `the configuration can't be read: ${parsed.problem.message}`, span: parsed.problem.span });
  const validated = validate(parsed.value, ruleIds);
  if (!validated.ok) return { ok: false, problems: await placed(validated.wrong, source) };
  return { ok: true, config: { source, folder: dirname(absolute), values: validated.values } };
}

/** Under the working folder, or from there upwards; with forward slashes. */
function shown(absolute: string, cwd: string): string {
  return (relative(cwd, absolute) || absolute).split(sep).join("/");
}

function refused(problem: ReportedError): ReadConfig {
  return { ok: false, problems: [problem] };
}

async function parse(source: SourceText) {
  if (source.format === "yaml") {
    const parsed = await parseYaml(source);
    // A file of nothing but comments says nothing.
    return parsed.ok && parsed.value === null ? { ok: true as const, value: {} } : parsed;
  }
  const parsed = parseJson(source.text);
  const twice = parsed.ok ? findDuplicateKey(source.text) : undefined;
  return twice === undefined ? parsed : { ok: false as const, problem: twice };
}

type Validated = { readonly ok: true; readonly values: ConfigValues } | { readonly ok: false; readonly wrong: readonly Misshapen[] };

/** What the schema refuses, each place once. */
function validate(value: unknown, ruleIds: readonly string[]): Validated {
  const withRules = { ...schema, $defs: { ...schema.$defs, rule: { ...schema.$defs.rule, enum: ruleIds } } };
  const isConfig = new Ajv({ strict: false, validateSchema: false, allErrors: true, verbose: true }).compile<ConfigValues>(withRules);
  if (isConfig(value)) return { ok: true, values: value };
  const wrong = new Map<string, Misshapen>();
  for (const error of isConfig.errors ?? []) {
    const found = misshapen(error, value);
    if (found === undefined) continue;
    // What is of another type is of no pattern either; of several members that are missing, each is told.
    const place = pointerKey(child(rootPointer(""), ...found.steps));
    const key = error.keyword === "required" ? `${place} ${found.message}` : place;
    if (!wrong.has(key)) wrong.set(key, found);
  }
  return { ok: false, wrong: [...wrong.values()] };
}

async function placed(wrong: readonly Misshapen[], source: SourceText): Promise<readonly ReportedError[]> {
  const shownOnes = wrong.slice(0, MOST_PROBLEMS);
  const spans = await locateAll(
    source,
    shownOnes.map(({ steps }) => steps),
  );
  const problems = shownOnes.map(({ message, help }, index): ReportedError => {
    const span = spans[index];
    return { file: source.file, message, ...(help && { help }), ...(span && { span }) };
  });
  return problems.sort((a, b) => (a.span?.startOffset ?? 0) - (b.span?.startOffset ?? 0));
}

/** What it sets aside, with the place of each entry. */
export function suppressionsOf({ source, values }: Config, isSelection: boolean): GivenSuppressions {
  const root = rootPointer(source.file);
  return { source, isSelection, entries: (values.suppressions ?? []).map((entry, index) => ({ ...entry, at: child(root, "suppressions", index) })) };
}

/** `file:line:column` of what it says there. */
export async function placeIn({ source }: Config, steps: readonly Step[]): Promise<string> {
  const [span] = await locateAll(source, [steps]);
  return span === undefined ? source.file : `${source.file}:${span.startLine}:${span.startColumn}`;
}

/** The line of each key that stands in it, by its steps joined with a space: `fail-on`, `parameters Environment`. */
export async function linesOf({ source, values }: Config): Promise<ReadonlyMap<string, number>> {
  const paths = Object.entries(values).flatMap(([key, value]): Step[][] => [
    [key],
    ...(typeof value === "object" && !Array.isArray(value) ? Object.keys(value).map((name) => [key, name]) : []),
  ]);
  const spans = await locateAll(
    source,
    paths.map((steps) => [...steps, KEY]),
  );
  return new Map(paths.flatMap((steps, index) => (spans[index] === undefined ? [] : [[steps.join(" "), spans[index].startLine]])));
}
