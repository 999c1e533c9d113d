/**
 * What GitHub's code scanning asks of a SARIF file beyond the standard's schema, as sentences that are broken. From
 * docs.github.com, "SARIF support for code scanning" (github/docs at 058fa63).
 */
import type { Location, Log, ReportingDescriptor, Result } from "sarif";

export function brokenGithubRules(log: Log): readonly string[] {
  const broken: string[] = [];
  const check = (holds: boolean, rule: string) => {
    if (!holds) broken.push(rule);
  };
  check((log.$schema ?? "") !== "", "$schema is required");
  check(log.version === "2.1.0", "only version 2.1.0 is taken");
  check(log.runs.length <= 20, "at most 20 runs");
  for (const run of log.runs) {
    const rules = run.tool.driver.rules ?? [];
    check(run.tool.driver.name !== "", "tool.driver.name is required");
    check(/\/$/.test(run.automationDetails?.id ?? ""), "automationDetails.id ends in / so that it is a category");
    check(rules.length <= 25_000, "at most 25,000 rules");
    for (const rule of rules) checkRule(rule, check);
    check((run.results ?? []).length <= 25_000, "at most 25,000 results");
    for (const result of run.results ?? []) checkResult(result, rules, check);
  }
  return broken;
}

type Check = (holds: boolean, rule: string) => void;

function checkRule(rule: ReportingDescriptor, check: Check): void {
  const { id } = rule;
  check(id !== "" && (rule.name ?? "").length <= 255, `${id}: a name of at most 255 characters`);
  for (const text of [rule.shortDescription?.text ?? "", rule.fullDescription?.text ?? ""]) {
    check(text.length > 0 && text.length <= 1024, `${id}: descriptions are required, of at most 1,024 characters`);
  }
  check((rule.help?.text ?? "") !== "", `${id}: help.text is required`);
  check(["note", "warning", "error"].includes(rule.defaultConfiguration?.level ?? ""), `${id}: level is note, warning or error`);
  const { tags = [], precision, "security-severity": severity } = rule.properties ?? {};
  check(tags.length <= 10 && tags.includes("security"), `${id}: at most 10 tags, security among them`);
  check(["very-high", "high", "medium", "low"].includes(precision), `${id}: precision has one of four values`);
  check(typeof severity === "string" && Number(severity) > 0 && Number(severity) <= 10, `${id}: security-severity is a string over 0.0 up to 10.0`);
}

function checkResult(result: Result, rules: readonly ReportingDescriptor[], check: Check): void {
  const name = result.ruleId ?? "";
  check(rules[result.ruleIndex ?? -1]?.id === name, `${name}: ruleIndex leads to the rule of that id`);
  check(["note", "warning", "error"].includes(result.level ?? ""), `${name}: level is note, warning or error`);
  check((result.message.text ?? "") !== "", `${name}: message.text is required`);
  check(result.locations?.length === 1, `${name}: exactly one location`);
  check(/^[0-9a-f]+:\d+$/.test(result.partialFingerprints?.primaryLocationLineHash ?? ""), `${name}: primaryLocationLineHash is hash:counter`);
  const related = result.relatedLocations ?? [];
  const steps = (result.codeFlows ?? []).flatMap(({ threadFlows }) => threadFlows.flatMap(({ locations }) => locations));
  check(1 + related.length <= 100, `${name}: 100 locations are shown`);
  check(steps.length <= 1000, `${name}: 1,000 thread flow locations are shown`);
  for (const location of [...(result.locations ?? []), ...related, ...steps.map((step) => step.location)]) checkLocation(location, name, check);
  check(new Set(related.map(({ id }) => id)).size === related.length, `${name}: ids of related locations are unique`);
}

function checkLocation(location: Location | undefined, name: string, check: Check): void {
  const { artifactLocation, region } = location?.physicalLocation ?? {};
  const uri = artifactLocation?.uri ?? "";
  check(uri !== "" && !/[\s\\[\]{}<>"|^`?#]|[^\x21-\x7e]/.test(uri), `${name}: a URI without characters that URIs don't have: ${uri}`);
  check(!uri.startsWith("/") && !uri.split("/").includes(".."), `${name}: a path is relative and inside, or an absolute URI: ${uri}`);
  check(/^[a-z]+:/i.test(uri) ? uri.startsWith("file:///") : true, `${name}: absolute URIs have the scheme file: ${uri}`);
  check(!(artifactLocation?.uriBaseId && /^[a-z]+:/i.test(uri)), `${name}: only a relative URI has a base`);
  const { startLine = 0, startColumn = 0, endLine = 0, endColumn = 0 } = region ?? {};
  check(startLine >= 1 && startColumn >= 1, `${name}: a region has a first line and column from 1`);
  check(endLine > startLine || (endLine === startLine && endColumn >= startColumn), `${name}: a region ends at or after its start`);
}
