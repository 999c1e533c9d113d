import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Report, ReporterOptions } from "../../src/lint/report.ts";
import { render } from "../../src/report/index.ts";
import { anyReport } from "./arbitrary.ts";
import { finding, options, place, report, suppression } from "./build.ts";

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Commands of the runner of which a line could be one (docs.github.com, "Workflow commands for GitHub Actions"). */
const REGISTERED = ["error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "stop-commands", "echo", "add-matcher", "set-output", "set-env"];

/**
 * A line as the runner reads it: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs, TryParseV2 and then
 * TryParse, whose prefix may stand anywhere in the line.
 */
function parse(line: string): Command | undefined {
  const [, info = "", data = ""] = /^\s*::(.*?)::(.*)$/su.exec(line) ?? [];
  const [name = "", rest = ""] = [info.split(" ")[0], info.slice(info.split(" ")[0]?.length).trim()];
  if (REGISTERED.includes(name)) {
    const pairs = rest.split(",").map((pair): [string, string] => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]);
    return {
      name,
      properties: Object.fromEntries(pairs.map(([key, value]) => [key, unescaped(value, ["%0D", "%0A", "%3A", "%2C"])])),
      message: unescaped(data, ["%0D", "%0A"]),
    };
  }
  return line.includes("##[") ? { name: "##[", properties: {}, message: "" } : undefined;
}

function unescaped(text: string, codes: readonly string[]): string {
  return [...codes, "%25"].reduce((rest, code) => rest.replaceAll(code, decodeURIComponent(code)), text);
}

async function lines(over: Partial<Report>, given: Partial<ReporterOptions> = {}): Promise<readonly string[]> {
  const text = await render("github", report(over), options(given));
  expect(text).toMatch(/\n$/);
  return text.slice(0, -1).split("\n");
}

async function commands(over: Partial<Report>, given: Partial<ReporterOptions> = {}): Promise<readonly Command[]> {
  return (await lines(over, given)).flatMap((line) => parse(line) ?? []);
}

describe("an annotation", () => {
  it("names place, rule, fact, chain and fix", async () => {
    const [first] = await lines({
      findings: [
        finding({
          message: "It lacks 100% of: a, b.",
          location: place("infra/app.yaml", 3, 5, 3, 9),
          chain: [{ label: "domain d-1" }, { label: "role Data" }],
          remedy: { text: "Add it.", snippet: '"Action": [\n]', commands: ["aws iam x"] },
        }),
      ],
    });
    expect(first).toBe(
      "::error file=infra/app.yaml,line=3,endLine=3,col=5,endColumn=9,title=chained-role-refuses-source-identity::" +
        'It lacks 100%25 of: a, b.%0AChain: domain d-1 → role Data%0AFix: Add it.%0A"Action": [%0A]%0AThe command is in the text and JSON reports.',
    );
  });

  it("has columns only within one line", async () => {
    const [command] = await commands({ findings: [finding({ location: place("a.json", 3, 5, 4, 2) })] });
    expect(command?.properties).toEqual({ file: "a.json", line: "3", endLine: "4", title: "chained-role-refuses-source-identity" });
  });

  it("escapes colons, commas and percent signs of a path", async () => {
    const [line = ""] = await lines({ findings: [finding({ location: place("a:b,c%0A.json", 1, 1) })] });
    expect(line).toContain("file=a%3Ab%2Cc%250A.json,line=1,");
  });

  it("has no file for standard input, and an absolute path for what lies outside", async () => {
    const [stdin, outside] = await commands({ findings: [finding({ location: place("-", 2, 3) }), finding({ location: place("../roles.json", 1, 1) })] });
    expect(stdin?.properties).toEqual({ title: "chained-role-refuses-source-identity" });
    expect(stdin?.message).toMatch(/^<stdin>:2:3: /);
    expect(outside?.properties["file"]).toBe("/home/dev/roles.json");
  });

  it("of what is undetermined says so, and what is missing", async () => {
    const [command] = await commands({
      findings: [finding({ severity: "note", certainty: "undetermined", causes: [{ kind: "parameter", id: "p", what: "no value", settle: "pass one" }] })],
    });
    expect(command).toMatchObject({ name: "notice", properties: { title: "chained-role-refuses-source-identity (undetermined)" } });
    expect(command?.message).toContain("\nTo decide this: no value: pass one.\n");
  });

  it("is made for an input that could not be checked, before all others", async () => {
    const found = await commands({
      findings: [finding()],
      errors: [
        { file: "a.json", message: "expected a map", help: "write one", span: place("a.json", 3, 4).span },
        { file: "--parameter Nope", message: "no such parameter" },
      ],
    });
    expect(found.map(({ name, properties: { title, file, line } }) => [name, title, file, line])).toEqual([
      ["error", "could not be checked", "a.json", "3"],
      ["error", "could not be checked", undefined, undefined],
      ["error", "chained-role-refuses-source-identity", "template.yaml", "1"],
    ]);
    expect(found[0]?.message).toBe("a.json: expected a map\nHelp: write one");
  });

  it("is not made for what is suppressed or in the baseline", async () => {
    const found = await commands({
      findings: [finding({ suppressed: suppression("known") }), finding({ baseline: "unchanged" }), finding({ baseline: "new" })],
    });
    expect(found).toHaveLength(1);
  });

  it("is cut where it is too long", async () => {
    const [command] = await commands({ findings: [finding({ message: "x".repeat(100_000) })] });
    expect(command?.message).toMatch(/^x{3999}…$/);
  });
});

describe("the order", () => {
  it("is definite before undetermined, then by severity", async () => {
    const found = await commands({
      findings: [
        finding({ severity: "error", certainty: "undetermined", message: "4" }),
        finding({ severity: "note", message: "3" }),
        finding({ severity: "warning", message: "2" }),
        finding({ severity: "error", message: "1" }),
      ],
    });
    expect(found.map(({ name, message }) => [name, message[0]])).toEqual([
      ["error", "1"],
      ["warning", "2"],
      ["notice", "3"],
      ["error", "4"],
    ]);
  });
});

describe("the last line", () => {
  it("says what was examined, also where nothing is found", async () => {
    expect(await lines({})).toEqual([
      "1 file, 1 domain, 2 user profiles, 3 roles, 2 hops examined: 0 errors, 0 warnings, 0 notes, 0 undetermined, 0 gaps, 0 suppressed",
    ]);
  });

  it("counts what has no annotation, ten of each type being shown: the worst", async () => {
    const findings = [
      ...Array.from({ length: 3 }, (_, index) => finding({ certainty: "undetermined", ruleId: "stale-principal", message: `perhaps ${index}` })),
      ...Array.from({ length: 12 }, () => finding()),
      ...Array.from({ length: 11 }, () => finding({ severity: "note" })),
      finding({ severity: "warning" }),
    ];
    const all = await lines({ findings });
    expect(all).toHaveLength(10 + 10 + 1 + 2);
    expect(all.join("\n")).not.toContain("perhaps");
    expect(all.at(-1)).toBe(
      "left out, as GitHub shows ten annotations of each type for a step: 5 errors (2 chained-role-refuses-source-identity, 3 stale-principal), " +
        "1 notice (1 chained-role-refuses-source-identity); --format text and --format json have them all",
    );
  });
});

describe("any report", () => {
  it("gives annotations and plain lines alone, nothing hidden in them, and every annotation whole", async () => {
    await fc.assert(
      fc.asyncProperty(anyReport, async (any) => {
        const text = await render("github", any, options());
        expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u200b\ufeff]|\p{Cs}/u);
        const found = text.split("\n").flatMap((line) => parse(line) ?? []);
        const annotated = any.findings.filter(({ suppressed, baseline }) => suppressed === undefined && baseline !== "unchanged");
        expect(found).toHaveLength(any.errors.length + annotated.length);
        for (const { name, properties, message } of found) {
          expect(["error", "warning", "notice"]).toContain(name);
          for (const key of Object.keys(properties)) expect(["file", "line", "endLine", "col", "endColumn", "title"]).toContain(key);
          expect(properties["title"]).toMatch(/^[a-z -]+(?: \(undetermined\))?$/);
          expect(message).not.toBe("");
        }
      }),
      { numRuns: 300 },
    );
  });
});
