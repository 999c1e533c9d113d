/**
 * JUnit XML, for the pages that CI systems make of it: one suite a rule, one case a finding. Elements and attributes are those of
 * https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd,
 * the strictest of the readers; GitLab (docs.gitlab.com, "Unit test reports") and CircleCI (circleci.com/docs, "Collect test data") take
 * a part of them. So the place is in the text: that schema has no `file` on a case.
 */
import type { Report, ReportedError, ReportedFinding, Reporter } from "../lint/report.ts";
import { printable } from "../text/printable.ts";
import { causesOf } from "./causes.ts";
import { byRule } from "./order.ts";
import { linesToWrite, sourcePlace } from "./source.ts";
import { setAside, showPlace } from "./text/finding.ts";

interface Case {
  readonly name: string;
  /** Absent: passed. */
  readonly outcome?: { readonly kind: "failure" | "error" | "skipped"; readonly type: string; readonly message: string; readonly lines: readonly string[] };
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

export const junit: Reporter = (report) => {
  const suites = suitesOf(report);
  const cases = suites.flatMap((suite) => suite.cases);
  const lines = [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites name="lint-roles" tests="${cases.length}" failures="${count(cases, "failure")}" errors="${count(cases, "error")}" time="0">`,
    ...suites.flatMap(suiteLines),
    "</testsuites>",
  ];
  return `${lines.join("\n")}\n`;
};

function suitesOf({ rules, findings, errors }: Report): readonly Suite[] {
  const groups = byRule(
    findings,
    rules.map(({ id }) => id),
  );
  const suites = [...groups].map(([id, found]) => ({ name: id, cases: found.length === 0 ? [{ name: "no findings" }] : unique(found.map(ofFinding)) }));
  return errors.length === 0 ? suites : [{ name: "inputs", cases: unique(errors.map(ofError)) }, ...suites];
}

/** Named after the subject, not the place: CI systems tell by the name which failure is new. */
function ofFinding(finding: ReportedFinding): Case {
  return { name: finding.subject || finding.ruleId, outcome: { ...outcomeOf(finding), type: finding.severity, lines: linesOf(finding) } };
}

/** Neither suppressed nor undetermined findings fail a run, so they must not fail a test. */
function outcomeOf(finding: ReportedFinding) {
  const reason = setAside(finding);
  if (reason !== undefined) return { kind: "skipped" as const, message: reason };
  if (finding.certainty === "definite") return { kind: "failure" as const, message: finding.message };
  return { kind: "skipped" as const, message: ["undetermined", ...causesOf(finding)].join("; ") };
}

function linesOf({ location, message, chain, remedy }: ReportedFinding): readonly string[] {
  return [
    `${showPlace(location)}: ${printable(message)}`,
    ...(chain.length === 0 ? [] : [`chain: ${printable(chain.map(({ label }) => label).join(" → "))}`]),
    ...(remedy.text === "" ? [] : [`fix: ${printable(remedy.text)}`]),
    ...(remedy.source ?? []).map((each) => `source: ${printable(sourcePlace(each))}`),
    ...[...linesToWrite(remedy), ...(remedy.commands ?? [])].map(printable),
  ];
}

function ofError({ file, message, help, span }: ReportedError): Case {
  const place = span === undefined ? printable(file) : showPlace({ file, span });
  const lines = [`${place}: ${printable(message)}`, ...(help === undefined ? [] : [`help: ${printable(help)}`])];
  return { name: file || "input", outcome: { kind: "error", type: "input", message, lines } };
}

/** Cases of one name are one case to some readers: the second gets a number. */
function unique(cases: readonly Case[]): readonly Case[] {
  const seen = new Map<string, number>();
  return cases.map((each) => {
    const number = (seen.get(each.name) ?? 0) + 1;
    seen.set(each.name, number);
    return number === 1 ? each : { ...each, name: `${each.name} (${number})` };
  });
}

function suiteLines({ name, cases }: Suite): readonly string[] {
  const counts = (["failure", "error", "skipped"] as const).map((kind) => count(cases, kind));
  const [failures, errors, skipped] = counts;
  return [
    `  <testsuite name="${xml(name)}" tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="${skipped}" time="0">`,
    ...cases.flatMap((each) => caseLines(each, name)),
    "  </testsuite>",
  ];
}

/** Jenkins takes what stands before the last full stop for a package. */
function caseLines({ name, outcome }: Case, suite: string): readonly string[] {
  const start = `    <testcase classname="lint-roles.${xml(suite)}" name="${xml(name)}" time="0"`;
  if (outcome === undefined) return [`${start}/>`];
  const { kind, type, message, lines } = outcome;
  return [`${start}>`, `      <${kind} type="${xml(type)}" message="${xml(message)}">${lines.map(xml).join("\n")}</${kind}>`, "    </testcase>"];
}

function count(cases: readonly Case[], kind: "failure" | "error" | "skipped"): number {
  return cases.filter(({ outcome }) => outcome?.kind === kind).length;
}

const REFERENCES: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["\ufffe", "\\u{fffe}"],
  ["\uffff", "\\u{ffff}"],
]);

/** Text or an attribute's value, on one line. U+FFFE and U+FFFF are no characters of XML 1.0 (§2.2); the others that aren't, `printable` spells out. */
function xml(text: string): string {
  return printable(text).replace(/[&<>"\ufffe\uffff]/g, (character) => REFERENCES.get(character) ?? character);
}
