/**
 * One finding as a SARIF result. The shapes make a result without a physical location impossible: one such result makes GitHub
 * reject the whole file.
 */
import type { CodeFlow, Result, Location as SarifLocation, Suppression, ThreadFlowLocation } from "sarif";
import type { ReportedFinding, ReportedSuppression } from "../../lint/report.ts";
import { causesOf } from "../causes.ts";
import { sourcePlace } from "../source.ts";
import { link, plainText } from "./message.ts";
import { artifactLocation, physicalLocation, regionOf } from "./place.ts";

// GitHub rejects a result with more than 1,000 locations or 10,000 thread flow locations, and shows 100 and 1,000 of them
// (SARIF support for code scanning). The result's own location counts too.
const MOST_RELATED = 99;
const MOST_STEPS = 1000;
/** Of the related locations only these are named in the message; the others stand in the list alone. */
const MOST_LINKS = 10;

export interface ResultContext {
  readonly workingFolder: string;
  /** Where the rule stands in the driver's list; undefined for a rule that isn't there. */
  readonly ruleIndex: number | undefined;
  /** 1 for the first result with this fingerprint in the run, 2 for the next: GitHub's own hashes end so. */
  readonly occurrence: number;
  /** Some finding of the run is suppressed: then SARIF wants `suppressions`, empty or not, on every result (§3.27.23). */
  readonly anySuppressed: boolean;
}

// `kind` stays "fail", also for undetermined findings: SARIF's "open" would force the level "none" (§3.27.9), of which
// GitHub knows nothing.
export function result(finding: ReportedFinding, context: ResultContext): Result {
  const { location, related, suppressed, baseline } = finding;
  const shown = related.slice(0, MOST_RELATED);
  const flow = codeFlow(finding, context.workingFolder);
  return {
    ruleId: finding.ruleId,
    ...(context.ruleIndex === undefined ? {} : { ruleIndex: context.ruleIndex }),
    level: finding.severity,
    message: { text: messageText(finding) },
    locations: [{ physicalLocation: physicalLocation(location, context.workingFolder) }],
    ...(shown.length === 0 ? {} : { relatedLocations: shown.map((place, index) => relatedLocation(place, index, context.workingFolder)) }),
    ...(flow === undefined ? {} : { codeFlows: [flow] }),
    partialFingerprints: { primaryLocationLineHash: `${finding.fingerprint}:${context.occurrence}` },
    ...(context.anySuppressed ? { suppressions: suppressed === undefined ? [] : [suppression(suppressed, context.workingFolder)] } : {}),
    ...fixes(finding, context.workingFolder),
    ...(baseline === undefined ? {} : { baselineState: baseline }),
    properties: properties(finding, related.length - shown.length),
  };
}

/** §3.35: `inSource` is what stands beside the code, `external` what a configuration file says. */
function suppression({ reason, writtenAs, location, expires, owner }: ReportedSuppression, workingFolder: string): Suppression {
  return {
    kind: writtenAs === "configuration" ? "external" : "inSource",
    justification: plainText(reason),
    location: { physicalLocation: physicalLocation(location, workingFolder) },
    ...(expires === undefined && owner === undefined ? {} : { properties: { expires, owner } }),
  };
}

/** What `--fix` writes (§3.55): for each file the regions that go and the text that comes. */
function fixes({ remedy }: ReportedFinding, workingFolder: string): Pick<Result, "fixes"> {
  const edits = remedy.edits ?? [];
  if (edits.length === 0) return {};
  const files = [...new Set(edits.map(({ location }) => location.file))];
  const artifactChanges = files.map((file) => {
    const own = edits.filter(({ location }) => location.file === file);
    return {
      artifactLocation: artifactLocation(file, workingFolder),
      replacements: own.map(({ location, newText }) => ({ deletedRegion: regionOf(location), insertedContent: { text: newText } })),
    };
  });
  return { fixes: [{ description: { text: plainText(remedy.text) }, artifactChanges }] };
}

function properties(finding: ReportedFinding, relatedOmitted: number) {
  const { commands, snippet, source } = finding.remedy;
  return {
    certainty: finding.certainty,
    subject: finding.subject,
    ...(finding.causes.length === 0 ? {} : { causes: finding.causes.map(({ what, settle }) => ({ what, settle })) }),
    remedy: { text: finding.remedy.text, commands, snippet, source },
    ...(relatedOmitted === 0 ? {} : { relatedLocationsOmitted: relatedOmitted }),
  };
}

/**
 * The fact first (GitHub's lists show the first sentence alone), then what is missing to decide, the remedy and the links.
 * Paragraphs are separated as in the standard's own examples.
 */
function messageText(finding: ReportedFinding): string {
  const causes = causesOf(finding).map(plainText);
  const links = finding.related.slice(0, MOST_LINKS).map(({ message }, index) => link(message, index + 1));
  return [
    plainText(finding.message) || plainText(finding.ruleId),
    ...(causes.length === 0 ? [] : [`To decide this: ${causes.join("; ")}.`]),
    ...(finding.remedy.text === "" ? [] : [`Fix: ${plainText(finding.remedy.text)}`]),
    ...(finding.remedy.source ?? []).map((each) => [`Source: ${sourcePlace(each)}`, ...(each.code?.text.split("\n") ?? [])].map(plainText).join("\n")),
    ...whereCommandsAre(finding.remedy.commands ?? []),
    ...(links.length === 0 ? [] : [`See: ${links.join("; ")}.`]),
  ].join("\n\n");
}

/** A command is kilobytes of JSON, whose brackets a message would have to escape: nobody could copy it from there. */
function whereCommandsAre(commands: readonly string[]): readonly string[] {
  if (commands.length === 0) return [];
  return [`The command${commands.length === 1 ? " is" : "s are"} in the properties of this result (remedy.commands) and in the text report.`];
}

function relatedLocation({ message, location }: ReportedFinding["related"][number], index: number, workingFolder: string): SarifLocation {
  return { id: index + 1, physicalLocation: physicalLocation(location, workingFolder), message: { text: plainText(message) } };
}

/**
 * The chain. GitHub wants a physical location on every step: a step that stands in no file is named together with the next one
 * that does (or, at the end, the last one), rather than put on a made-up line.
 */
function codeFlow({ chain }: ReportedFinding, workingFolder: string): CodeFlow | undefined {
  const steps: { readonly labels: string[]; readonly location: ReportedFinding["location"] }[] = [];
  let waiting: string[] = [];
  for (const { label, location } of chain.slice(0, MOST_STEPS)) {
    waiting.push(label);
    if (location === undefined) continue;
    steps.push({ labels: waiting, location });
    waiting = [];
  }
  steps.at(-1)?.labels.push(...waiting);
  if (steps.length === 0) return undefined;
  const locations = steps.map(
    ({ labels, location }): ThreadFlowLocation => ({
      location: { physicalLocation: physicalLocation(location, workingFolder), message: { text: plainText(labels.join(" → ")) } },
    }),
  );
  return { threadFlows: [{ locations }] };
}
