/** A plan and the configuration that it was made of say the same, at the same lines: with the plan, without it, and nearly so by the plan alone. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CheckResult, check } from "../../src/main.ts";
import { PROJECT } from "../rules/cases.ts";
import { readCheckFlags } from "../rules/flags.ts";

const PROJECTS = join(PROJECT, "fixtures/projects");
/** The account that the plans were made in; of the configuration alone nobody can tell. */
const ACCOUNT = ["--account", "111122223333"];

function run(project: string, paths: readonly string[], args: readonly string[] = []): Promise<CheckResult> {
  return check({ ...readCheckFlags(args), paths, cwd: join(PROJECTS, project) });
}

function configurationOf(project: string): readonly string[] {
  return readdirSync(join(PROJECTS, project)).filter((name) => name !== "plan.json" && name !== "case.json" && !name.startsWith("expected"));
}

function findings({ report }: CheckResult): readonly string[] {
  return report.findings.map(({ ruleId, severity, certainty, subject, location: { file, span } }) =>
    [ruleId, severity, certainty, subject, `${file}:${span.startLine}:${span.startColumn}-${span.endLine}:${span.endColumn}`].join(" "),
  );
}

describe.each(["terraform-modules", "terraform-documents", "terraform-accounts"])("%s", (project) => {
  it("gives the same findings at the same places with the plan and without it", async () => {
    const [configuration, both] = await Promise.all([run(project, configurationOf(project), ACCOUNT), run(project, ["."], ACCOUNT)]);
    expect(configuration.problems).toEqual([]);
    expect(findings(configuration).length).toBeGreaterThan(2);
    expect(findings(both)).toEqual(findings(configuration));
    expect(both.report.coverage).toEqual({ ...configuration.report.coverage, files: configuration.report.coverage.files + 1 });
  });

  it("finds nothing by the plan alone that the configuration does not show, and leaves open what the plan does not tell", async () => {
    const [configuration, plan] = await Promise.all([run(project, configurationOf(project), ACCOUNT), run(project, ["plan.json"], ACCOUNT)]);
    const known = new Set(configuration.report.findings.map(({ ruleId, subject }) => `${ruleId} ${subject}`));
    const definite = plan.report.findings.filter(({ certainty }) => certainty === "definite").map(({ ruleId, subject }) => `${ruleId} ${subject}`);
    expect(definite.filter((finding) => !known.has(finding))).toEqual([]);
    expect(plan.report.findings.every(({ location }) => location.file === "plan.json")).toBe(true);
    if (definite.length < known.size) expect(plan.report.gaps.length + plan.report.counts.undetermined).toBeGreaterThan(0);
    expect(plan.report.domains.map(({ readiness }) => readiness)).not.toContain("ready");
  });
});
