/**
 * The table of contents: load → graph → rules → locate → triage, or → plan. Rendering is left to the caller (`render`), so that one
 * check can be written in several formats. Also the library's face.
 */
import { rules as allRules } from "../rules/index.ts";
import { buildChainGraph } from "./chain/index.ts";
import { withSwitchOfItsOwn } from "./chain/members.ts";
import { rolesNeeded } from "./chain/needed.ts";
import { editedTexts, type FileChange, isEdited } from "./fix/texts.ts";
import { withAccountNames } from "./lint/account-names.ts";
import { entriesOf } from "./lint/baseline.ts";
import { sourceLinesOf } from "./lint/cdk/source-lines.ts";
import { fixesOf, fixPlaces } from "./lint/fixes.ts";
import { alsoReading, type Located, locatePointers, type ReadText } from "./lint/locate.ts";
import { nothingChecked } from "./lint/nothing-checked.ts";
import type { Report } from "./lint/report.ts";
import type { Finding } from "./lint/rule.ts";
import { runRules, selectRules } from "./lint/run.ts";
import { withSeverities } from "./lint/severity.ts";
import { suppress } from "./lint/suppressions.ts";
import { together } from "./lint/together.ts";
import { exitCodeOf, isOpen, makeReport, pointersOf } from "./lint/triage.ts";
import type { Inventory } from "./model/inventory.ts";
import type { CheckOptions, CheckResult, FixResult, Given, PlanOptions, PlanResult, SnapshotOptions } from "./options.ts";
import { baselineFile } from "./report/baseline.ts";
import type { LiveResult, LiveScope } from "./sources/aws-live/scope.ts";
import type { Tally } from "./sources/aws-live/tally.ts";
import { type LoadedInputs, loadInputs } from "./sources/index.ts";
import type { LiveInput } from "./sources/live-input.ts";
import type { InputProblem } from "./sources/types.ts";
import { version } from "./version.ts";

export type { FileChange } from "./fix/texts.ts";
export type { Report } from "./lint/report.ts";
export type { CheckOptions, CheckResult, FixResult, LeftFinding, LiveOptions, PlanOptions, PlanResult, SnapshotOptions } from "./options.ts";
export type { Plan } from "./plan/types.ts";
export { formats, planFormats, render, renderPlan } from "./report/index.ts";
export type { LeftOut, LiveResult, LiveScope } from "./sources/aws-live/scope.ts";
export type { Tally } from "./sources/aws-live/tally.ts";
export type { InputProblem, SkippedFile } from "./sources/types.ts";

/** Checks inputs. Never throws for what is in them: that is told in `problems`. Throws for bugs of ours. */
export async function check(options: CheckOptions): Promise<CheckResult> {
  return checkTexts(options, new Map());
}

/** `instead`: texts, by file as shown, that are checked in the place of what the files hold. */
async function checkTexts(options: CheckOptions, instead: ReadonlyMap<string, string>): Promise<CheckResult> {
  const read = options.baseline === undefined ? undefined : await (await import("./config/read-baseline.ts")).readBaseline(options.baseline, options.cwd);
  const { input, inventory, graph, judged } = await judge(options, { instead });
  const { suppressions } = options;
  const readText = alsoReading(input.readText, options.configured?.source ?? (suppressions === "none" ? undefined : suppressions?.source));
  const triaged = await withSuppressions(judged, options, { input, inventory, readText });
  const rules = selectRules(allRules, options).map((rule) => rule.meta);
  const asked = triaged.filter(({ ruleId }) => rules.some(({ id }) => id === ruleId));
  const findings = together(withSeverities(asked, options.severities));
  const open = findings.filter(isOpen);
  const places = [
    ...pointersOf(findings, graph),
    ...(options.edits === false ? [] : fixPlaces(open, input.written)),
    ...input.problems.flatMap(({ at }) => at ?? []),
  ];
  const located = await locatePointers(places, readText);
  const { constructs, written } = input;
  const aside = findings.filter((finding) => !isOpen(finding));
  const { managedPolicies } = inventory;
  const fixes = options.edits === false ? undefined : fixesOf(open, { graph, aside, managedPolicies, constructs, located, written });
  const problems = [
    ...input.problems.map((problem) => placed(problem, located)),
    ...nothingChecked(input, graph, judged, options),
    ...(read?.ok === false ? [read.problem] : []),
  ];
  const made = makeReport({
    tool: TOOL,
    inventory,
    graph,
    findings,
    judged,
    rules,
    errors: problems,
    files: input.files.length,
    accounts: input.tally?.accounts.length ?? 0,
    located,
    fixes,
    sources: sourceLinesOf(findings, { constructs, roles: inventory.roles }),
    baseline: read?.ok === true ? read.baseline : undefined,
  });
  const report = withAccountNames(made, options.accountNames);
  return {
    report,
    problems,
    skipped: input.skipped,
    files: input.files,
    ignoredAssemblies: input.ignoredAssemblies,
    exitCode: problems.length > 0 ? 2 : exitCodeOf(report, options),
    sources: located.sources,
    left: [...(fixes?.reasons ?? [])].map(([{ ruleId, subject }, reason]) => ({ ruleId, subject, reason })),
    ...(input.tally && { tally: input.tally }),
  };
}

/** What is set aside is worked out where anything is. */
async function withSuppressions(
  judged: readonly Finding[],
  { suppressions, today = new Date().toISOString().slice(0, 10) }: CheckOptions,
  { input, inventory, readText }: { readonly input: LoadedInputs; readonly inventory: Inventory; readonly readText: ReadText },
): Promise<readonly Finding[]> {
  if (suppressions === "none" || (suppressions === undefined && input.directives.length === 0)) return judged;
  const { directives, problems } = input;
  return suppress(judged, { directives, rules: allRules, inventory, today, isPartial: problems.length > 0, readText, ...suppressions });
}

/** What a check found, as the text of a file for `CheckOptions.baseline`. The same findings give the same text. */
export function makeBaseline({ tool, findings }: Report): string {
  return baselineFile(tool, entriesOf(findings));
}

const TOOL = { name: "lint-roles", version };

interface Judging {
  /** Propagation is going to be set, so the conditions that decide on it now decide on the rest alone. */
  readonly isSwitched?: boolean;
  readonly instead?: ReadonlyMap<string, string>;
}

async function judge(options: Given, { isSwitched = false, instead }: Judging = {}) {
  const input = await loadInputs(options.paths, options, {
    cwd: options.cwd,
    stdin: options.stdin,
    instead,
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(options.live && { live: { ...liveInput(options.live.scope, options.live.onTally), save: options.live.save } }),
  });
  options.onProgress?.("walking role chains");
  // What is judged as if it were so is so whatever decides it now.
  const inventory = isSwitched || options.propagation !== "as-configured" ? withSwitchOfItsOwn(input.inventory) : input.inventory;
  const graph = buildChainGraph(inventory, options);
  return { input, inventory, graph, judged: runRules(allRules, { inventory, graph }) };
}

/** A chain that is mended may bring to light what is wrong further along; it gets longer each time. */
const MOST_PASSES = 20;

/** Corrects what can be corrected without deciding anything, and checks that. Changes no file itself. Throws for bugs of ours, as `check` does. */
export async function fix(options: CheckOptions): Promise<FixResult> {
  const changes = new Map<string, FileChange>();
  const texts = new Map<string, string>();
  const edited = new Set<string>();
  const before = await check(options);
  let after = before;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const made = editedTexts(after.report, after.sources);
    if (made.length === 0) break;
    for (const finding of after.report.findings) if (isEdited(finding)) edited.add(finding.fingerprint);
    for (const change of made) {
      changes.set(change.file, { ...change, before: changes.get(change.file)?.before ?? change.before });
      texts.set(change.file, change.after);
    }
    const again = await checkTexts(options, texts);
    if (again.problems.length > after.problems.length) throw new Error(`an edit of ours left a text that can't be read: ${again.problems.at(-1)?.message}`);
    after = again;
  }
  // Beside a plan, which is that of before, a finding stays although the file is corrected.
  const remaining = new Set(after.report.findings.map(({ fingerprint }) => fingerprint).filter((fingerprint) => !edited.has(fingerprint)));
  return { after, changes: [...changes.values()], fixed: before.report.findings.filter(({ fingerprint }) => !remaining.has(fingerprint)).length };
}

/** The runbook for turning propagation on or off in one domain. Changes nothing. Throws for bugs of ours alone, as `check` does. */
export async function plan(options: PlanOptions): Promise<PlanResult> {
  const { domain, to } = options;
  // What breaks once propagation is on is found, and told, as things are now; what breaks without it only as if it were off.
  const { input, inventory, graph, judged } = await judge({ ...options, propagation: to === "on" ? "as-configured" : "off" }, { isSwitched: true });
  const told = { skipped: input.skipped, ...(input.tally && { tally: input.tally }) };
  const { chooseDomain, makePlan, placesOf, planWithAccountNames, weigh } = await import("./plan/index.ts");
  const target = chooseDomain(inventory, domain, to);
  if ("refused" in target) {
    return { ...told, problems: input.problems, refused: { why: target.refused, domains: target.domains }, exitCode: 2 };
  }
  const known = { tool: TOOL, inventory, graph, findings: judged, isPartial: input.problems.length > 0, written: input.written, constructs: input.constructs };
  const weighed = weigh(target, to, known);
  const places = [...placesOf(target, weighed), ...input.problems.flatMap(({ at }) => at ?? [])];
  const located = await locatePointers(places, alsoReading(input.readText, options.configured?.source));
  const problems = [...input.problems.map((problem) => placed(problem, located)), ...nothingChecked(input, graph, judged, options)];
  const made = planWithAccountNames(makePlan(target, to, known, weighed, located), options.accountNames);
  return { ...told, problems, plan: made, exitCode: problems.length > 0 ? 2 : made.verdict === "ready" ? 0 : 1 };
}

/** Records what a check of an account needs. Throws what the file system throws; what AWS does is told in `problems`. */
export async function snapshot({ scope, output, resume, cwd, onTally }: SnapshotOptions): Promise<LiveResult> {
  const { recordAws, fileTarget } = await import("./sources/live-input.ts");
  const target = typeof output === "string" ? fileTarget(output, cwd, resume) : ({ kind: "stream", write: output } as const);
  return recordAws(liveInput(scope, onTally), target, { parameters: new Map(), entryRoles: scope.roles });
}

function liveInput(scope: LiveScope, onTally: ((tally: Tally) => void) | undefined): LiveInput {
  return { scope, onTally, tool: `lint-roles ${version}`, rolesNeeded: (inventory) => rolesNeeded(inventory, scope.roles) };
}

/** With lines and columns, where the problem lies inside a text that could be read. */
function placed(problem: InputProblem, located: Located): InputProblem {
  const location = problem.at && located.locationOf(problem.at);
  return location === undefined ? problem : { ...problem, span: location.span };
}
