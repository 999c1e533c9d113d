import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Report } from "../../src/lint/report.ts";
import { render } from "../../src/report/index.ts";
import { anyReport } from "./arbitrary.ts";
import { finding, options, place, report, suppression } from "./build.ts";

/** The table of https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. */
const valid = new Ajv().compile({
  type: "array",
  items: {
    type: "object",
    additionalProperties: false,
    required: ["description", "check_name", "fingerprint", "severity", "location"],
    properties: {
      description: { type: "string", minLength: 1 },
      check_name: { type: "string", minLength: 1 },
      fingerprint: { type: "string", minLength: 1 },
      severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
      location: {
        type: "object",
        additionalProperties: false,
        required: ["path", "lines"],
        properties: {
          path: { type: "string", minLength: 1, not: { pattern: "^\\./" } },
          lines: { type: "object", additionalProperties: false, required: ["begin"], properties: { begin: { type: "integer", minimum: 1 } } },
        },
      },
    },
  },
});

async function entries(over: Partial<Report>) {
  const parsed = JSON.parse(await render("gitlab", report(over), options()));
  expect(valid(parsed), JSON.stringify(valid.errors)).toBe(true);
  return parsed;
}

async function pathOf(file: string): Promise<string> {
  const [entry] = await entries({ findings: [finding({ location: place(file, 1, 1) })] });
  return entry.location.path;
}

describe("an entry", () => {
  it("has fact and fix, rule, fingerprint and place", async () => {
    const found = finding({ message: "It fails.", remedy: { text: "Add it." }, location: place("infra/app.yaml", 7, 3) });
    expect(await entries({ findings: [found] })).toEqual([
      {
        description: "It fails. Fix: Add it.",
        check_name: "chained-role-refuses-source-identity",
        fingerprint: "0123456789abcdef0123456789abcdef",
        severity: "critical",
        location: { path: "infra/app.yaml", lines: { begin: 7 } },
      },
    ]);
  });

  it("weighs by severity, certainty and whether it blocks a domain", async () => {
    const findings = (["error", "warning", "note"] as const).flatMap((severity) => [
      finding({ severity, fingerprint: `${severity}-1` }),
      finding({ severity, certainty: "undetermined", fingerprint: `${severity}-2` }),
    ]);
    const domains = [{ id: "d-1", propagation: "on" as const, readiness: "blocked" as const, blockedBy: ["blocking", "warning-1"] }];
    const list: readonly { readonly severity: string }[] = await entries({ findings: [...findings, finding({ fingerprint: "blocking" })], domains });
    expect(list.map(({ severity }) => severity)).toEqual(["critical", "major", "major", "minor", "info", "info", "blocker"]);
  });

  it("has a fingerprint of its own, the same on every run", async () => {
    const list: readonly { readonly fingerprint: string }[] = await entries({ findings: [finding(), finding(), finding({ fingerprint: "ff" })] });
    expect(list.map(({ fingerprint }) => fingerprint)).toEqual(["0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef-2", "ff"]);
  });

  it("is not made for what is suppressed; GitLab itself compares with the target branch, so the baseline stays", async () => {
    expect(await entries({ findings: [finding({ suppressed: suppression("known") }), finding({ baseline: "unchanged" })] })).toHaveLength(1);
  });

  it("says what is missing to decide", async () => {
    const causes = [{ kind: "parameter" as const, id: "p", what: "no value", settle: "pass one" }];
    const [entry] = await entries({ findings: [finding({ message: "It may fail.", certainty: "undetermined", causes, remedy: { text: "" } })] });
    expect(entry.description).toBe("It may fail. To decide this: no value: pass one.");
  });
});

describe("a path", () => {
  it.each([
    ["./a/b.json", "a/b.json"],
    ["a/../b.json", "b.json"],
    ["/home/dev/project/a.json", "a.json"],
    ["../up.json", "/home/dev/up.json"],
    ["-", "stdin"],
    ["a b:c.json", "a b:c.json"],
  ])("%s is %s", async (file, expected) => {
    expect(await pathOf(file)).toBe(expected);
  });
});

describe("any report", () => {
  it("gives what the format asks for, with nothing hidden in it", async () => {
    await fc.assert(
      fc.asyncProperty(anyReport, async (any) => {
        const text = await render("gitlab", any, options());
        const parsed: readonly { readonly fingerprint: string; readonly description: string }[] = JSON.parse(text);
        expect(valid(parsed), JSON.stringify(valid.errors)).toBe(true);
        expect(parsed).toHaveLength(any.findings.filter(({ suppressed }) => suppressed === undefined).length);
        expect(new Set(parsed.map(({ fingerprint }) => fingerprint)).size).toBe(parsed.length);
        for (const { description } of parsed) expect(description).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
        expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u200b\ufeff]|\p{Cs}/u);
      }),
      { numRuns: 200 },
    );
  });
});
