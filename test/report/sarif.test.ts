import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import fc from "fast-check";
import type { Log, Run } from "sarif";
import { describe, expect, it } from "vitest";
import type { Report, ReporterOptions } from "../../src/lint/report.ts";
import { render } from "../../src/report/index.ts";
import { anyReport } from "./arbitrary.ts";
import { finding, options, place, report, rule, suppression } from "./build.ts";
import { brokenGithubRules } from "./github-rules.ts";

// Draft 4, of which this schema uses nothing that draft 7 reads otherwise but `$schema` and `id` themselves.
const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(new URL("./sarif-schema-2.1.0.json", import.meta.url), "utf8"));
const valid = new Ajv({ strict: false, validateFormats: false }).compile(schema);

async function log(over: Partial<Report>, given: Partial<ReporterOptions> = {}): Promise<Log> {
  const parsed = JSON.parse(await render("sarif", report(over), options(given)));
  expect(valid(parsed), JSON.stringify(valid.errors)).toBe(true);
  expect(brokenGithubRules(parsed)).toEqual([]);
  return parsed;
}

async function run(over: Partial<Report>, given: Partial<ReporterOptions> = {}): Promise<Run> {
  const [only, ...others] = (await log(over, given)).runs;
  expect(others).toEqual([]);
  if (only === undefined) throw new Error("no run");
  return only;
}

async function results(over: Partial<Report>) {
  return (await run(over)).results ?? [];
}

async function uriOf(file: string, workingFolder = "/home/dev/project") {
  const { results: [result] = [] } = await run({ findings: [finding({ location: place(file, 1, 1) })] }, { workingFolder });
  return result?.locations?.[0]?.physicalLocation?.artifactLocation;
}

describe("the run", () => {
  it("is valid and tells what was examined when nothing is found", async () => {
    const clean = await run({});
    expect(clean.results).toEqual([]);
    expect(clean.properties?.coverage).toMatchObject({ roles: 3 });
    expect(clean.tool.driver).toMatchObject({ name: "lint-roles", version: "1.2.3", semanticVersion: "1.2.3" });
    expect(clean.columnKind).toBe("utf16CodeUnits");
    expect(clean.automationDetails?.id).toBe("lint-roles/");
    expect(clean.invocations?.[0]?.executionSuccessful).toBe(true);
  });

  // GitHub's docs, "SARIF support for code scanning", runAutomationDetails: the category is what stands before the last slash.
  it.each([
    ["lint-roles/111122223333", "lint-roles/111122223333/"],
    ["prod/", "prod/"],
  ])("has the category %s", async (category, id) => {
    expect((await run({}, { category })).automationDetails?.id).toBe(id);
  });

  it("is the same wherever the project lies", async () => {
    const given = report({ findings: [finding()] });
    expect(await render("sarif", given, options({ workingFolder: "/a" }))).toBe(await render("sarif", given, options({ workingFolder: "/b/c" })));
  });

  it("takes descriptions and help from the rule's page", async () => {
    const page = "# stale-principal\n\n## What it reports\n\nA trust policy that names `AROA…`,\na deleted principal.\n\n## Why it matters\n\nIt does.\n";
    const { tool } = await run({ rules: [rule("stale-principal")] }, { pages: new Map([["stale-principal", page]]) });
    expect(tool.driver.rules?.[0]).toMatchObject({
      id: "stale-principal",
      shortDescription: { text: "A role refuses the source identity." },
      fullDescription: { text: "A trust policy that names AROA…, a deleted principal." },
      help: { text: page, markdown: page },
      helpUri: "https://github.com/lint-roles/lint-roles/blob/main/rules/stale-principal/README.md",
      defaultConfiguration: { level: "error" },
      properties: { "security-severity": "5.0", precision: "high", tags: ["security", "iam"] },
    });
  });

  it("keeps descriptions and tags within GitHub's limits", async () => {
    const tags = Array.from({ length: 30 }, (_, index) => `tag-${index}`);
    const { tool } = await run({ rules: [{ ...rule("stale-principal"), summary: "x".repeat(5000), tags }] });
    expect(tool.driver.rules?.[0]?.shortDescription?.text).toHaveLength(1024);
    expect(tool.driver.rules?.[0]?.properties?.tags?.slice(0, 2)).toEqual(["security", "tag-0"]);
  });

  it("keeps the worst of too many results, and says so", async () => {
    const notes = Array.from({ length: 25_000 }, () => finding({ severity: "note" }));
    const { results: kept = [], invocations } = await run({ findings: [...notes, finding({ severity: "error" })] });
    expect(kept).toHaveLength(25_000);
    expect(kept[0]?.level).toBe("error");
    expect(invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toBe("1 of 25001 results were left out of this file; --format json has them all.");
  });

  it("tells gaps as notifications", async () => {
    const { invocations } = await run({ gaps: [{ subject: "role X", reason: "not in the input", location: place("a.json", 3, 4) }] });
    expect(invocations?.[0]?.toolExecutionNotifications).toMatchObject([
      { level: "note", message: { text: "Not seen: role X: not in the input" }, locations: [{ physicalLocation: { region: { startLine: 3 } } }] },
    ]);
  });
});

describe("errors", () => {
  it("are notifications, and the run was no success", async () => {
    const { invocations } = await run({
      errors: [
        { file: "a.json", message: "expected a map", help: "write one", span: place("a.json", 3, 4).span },
        { file: "../b.json", message: "no such file or folder" },
        { file: "--parameter Nope", message: "nothing in the input has a parameter or variable `Nope`" },
      ],
    });
    expect(invocations?.[0]).toEqual({
      executionSuccessful: false,
      toolExecutionNotifications: [
        {
          level: "error",
          message: { text: "a.json: expected a map (write one)" },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: "a.json", uriBaseId: "%SRCROOT%" },
                region: { startLine: 3, startColumn: 4, endLine: expect.any(Number), endColumn: expect.any(Number) },
              },
            },
          ],
        },
        {
          level: "error",
          message: { text: "../b.json: no such file or folder" },
          locations: [{ physicalLocation: { artifactLocation: { uri: "file:///home/dev/b.json" } } }],
        },
        { level: "error", message: { text: "--parameter Nope: nothing in the input has a parameter or variable `Nope`" } },
      ],
    });
  });

  it("of the working folder don't name it: reports must not differ from machine to machine", async () => {
    const { invocations } = await run({ errors: [{ file: ".", message: "nothing to check was found" }] });
    expect(JSON.stringify(invocations)).not.toContain("home");
  });
});

describe("results", () => {
  it("come by severity, what is suppressed or undetermined last within it", async () => {
    const list = await results({
      findings: [
        finding({ severity: "note", subject: "n" }),
        finding({ severity: "error", subject: "e-suppressed", suppressed: suppression("known") }),
        finding({ severity: "error", subject: "e-undetermined", certainty: "undetermined" }),
        finding({ severity: "warning", subject: "w" }),
        finding({ severity: "error", subject: "e" }),
      ],
    });
    expect(list.map(({ properties }) => properties?.subject)).toEqual(["e", "e-undetermined", "e-suppressed", "w", "n"]);
    expect(list.map(({ level }) => level)).toEqual(["error", "error", "error", "warning", "note"]);
  });

  it("point at the exact span", async () => {
    const [result] = await results({ findings: [finding({ location: place("infra/app.yaml", 12, 5, 14, 9) })] });
    expect(result?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: "infra/app.yaml", uriBaseId: "%SRCROOT%" },
          region: { startLine: 12, startColumn: 5, endLine: 14, endColumn: 9 },
        },
      },
    ]);
  });

  it("lead to their rule by index", async () => {
    const rules = [rule("stale-principal"), rule("narrow-source-arn")];
    const list = await results({ rules, findings: [finding({ ruleId: "narrow-source-arn" }), finding({ ruleId: "stale-principal" })] });
    expect(list.map(({ ruleIndex }) => ruleIndex)).toEqual([1, 0]);
  });

  it("have no index where the rule is not in the driver's list", async () => {
    const parsed = JSON.parse(await render("sarif", report({ rules: [], findings: [finding()] }), options()));
    expect(valid(parsed)).toBe(true);
    expect(parsed.runs[0].results[0]).toMatchObject({ ruleId: "chained-role-refuses-source-identity" });
    expect(parsed.runs[0].results[0]).not.toHaveProperty("ruleIndex");
  });

  it("link related locations from the message, brackets in links escaped", async () => {
    const related = [
      { message: "`module.a[0].aws_iam_role.r` trusts the account", location: place("main.tf", 3, 1) },
      { message: "the caller's policy", location: place("roles.tf", 8, 2) },
    ];
    const [result] = await results({ findings: [finding({ message: "`aws_iam_role.data[0]` refuses.", remedy: { text: "Add it." }, related })] });
    expect(result?.message.text).toBe(
      "`aws_iam_role.data[0]` refuses.\n\nFix: Add it.\n\nSee: [`module.a\\[0\\].aws_iam_role.r` trusts the account](1); [the caller's policy](2).",
    );
    expect(result?.relatedLocations?.map(({ id, message }) => [id, message?.text])).toEqual([
      [1, "`module.a[0].aws_iam_role.r` trusts the account"],
      [2, "the caller's policy"],
    ]);
  });

  it("make no link of what only looks like one, and show no control characters", async () => {
    const [result] = await results({ findings: [finding({ message: "see [here](2)\u001b[2J \u202e", remedy: { text: "" } })] });
    expect(result?.message.text).toBe("see \\[here\\](2)\\\\u{1b}\\[2J \\\\u{202e}");
  });

  it("have what --fix writes as a fix, file by file", async () => {
    const edit = (file: string, line: number, newText: string) => ({ location: place(file, line, 3, line, 9), newText });
    const edits = [edit("a.yaml", 2, "one"), edit("my b.yaml", 4, "two"), edit("a.yaml", 7, "three")];
    const [result, plain] = await results({ findings: [finding({ remedy: { text: "Add it.", edits } }), finding({ remedy: { text: "", edits: [] } })] });
    const replacement = (line: number, text: string) => ({
      deletedRegion: { startLine: line, startColumn: 3, endLine: line, endColumn: 9 },
      insertedContent: { text },
    });
    expect(result?.fixes).toEqual([
      {
        description: { text: "Add it." },
        artifactChanges: [
          { artifactLocation: { uri: "a.yaml", uriBaseId: "%SRCROOT%" }, replacements: [replacement(2, "one"), replacement(7, "three")] },
          { artifactLocation: { uri: "my%20b.yaml", uriBaseId: "%SRCROOT%" }, replacements: [replacement(4, "two")] },
        ],
      },
    ]);
    expect(plain).not.toHaveProperty("fixes");
  });

  it("have their commands among the properties, and say so", async () => {
    const commands = ["aws iam update-assume-role-policy --role-name Data --policy-document '{\"Statement\":[]}'"];
    const [result] = await results({ findings: [finding({ message: "It refuses.", remedy: { text: "Add it.", commands } })] });
    expect(result?.properties).toMatchObject({ remedy: { commands } });
    expect(result?.message.text).toBe(
      "It refuses.\n\nFix: Add it.\n\nThe command is in the properties of this result (remedy.commands) and in the text report.",
    );
  });

  it("say what is missing to decide", async () => {
    const causes = [{ kind: "parameter" as const, id: "p", what: "parameter `P` has no value", settle: "pass --parameter P=VALUE" }];
    const [result] = await results({ findings: [finding({ certainty: "undetermined", causes, message: "It may refuse.", remedy: { text: "" } })] });
    expect(result?.message.text).toBe("It may refuse.\n\nTo decide this: parameter `P` has no value: pass --parameter P=VALUE.");
    expect(result?.properties).toMatchObject({ certainty: "undetermined", causes: [{ what: "parameter `P` has no value" }] });
  });

  it("show the chain as one code flow, steps without a place told with a neighbour", async () => {
    const chain = [
      { label: "domain", location: place("a.yaml", 1, 1) },
      { label: "profile" },
      { label: "role one", location: place("a.yaml", 5, 1) },
      { label: "role two" },
    ];
    const [result] = await results({ findings: [finding({ chain })] });
    expect(result?.codeFlows).toHaveLength(1);
    const steps = result?.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    expect(steps.map(({ location }) => [location?.message?.text, location?.physicalLocation?.region?.startLine])).toEqual([
      ["domain", 1],
      ["profile → role one → role two", 5],
    ]);
  });

  it("have no code flow where no step stands in a file", async () => {
    const [result] = await results({ findings: [finding({ chain: [{ label: "domain" }, { label: "role" }] })] });
    expect(result).not.toHaveProperty("codeFlows");
  });

  it("carry fingerprints, counted where two are equal", async () => {
    const other = "f".repeat(32);
    const list = await results({ findings: [finding(), finding(), finding({ fingerprint: other })] });
    const hashes = list.map(({ partialFingerprints }) => partialFingerprints?.primaryLocationLineHash);
    expect(hashes).toEqual(["0123456789abcdef0123456789abcdef:1", "0123456789abcdef0123456789abcdef:2", `${other}:1`]);
  });

  it("mark what is suppressed or in the baseline", async () => {
    const suppressed = { ...suppression("accepted risk"), owner: "platform" };
    const external = { ...suppression("vendor"), writtenAs: "configuration" as const };
    const list = await results({
      findings: [finding({ baseline: "new" }), finding({ suppressed, baseline: "unchanged" }), finding({ suppressed: external, baseline: "unchanged" })],
    });
    const location = {
      physicalLocation: {
        artifactLocation: { uri: "app.yaml", uriBaseId: "%SRCROOT%" },
        region: { startLine: 9, startColumn: 3, endLine: 9, endColumn: 40 },
      },
    };
    expect(list.map(({ suppressions }) => suppressions)).toEqual([
      [],
      [{ kind: "inSource", justification: "accepted risk", location, properties: { owner: "platform" } }],
      [{ kind: "external", justification: "vendor", location }],
    ]);
    expect(list.map(({ baselineState }) => baselineState)).toEqual(["new", "unchanged", "unchanged"]);
    const [unmarked] = await results({ findings: [finding()] });
    expect(unmarked).not.toHaveProperty("suppressions");
    expect(unmarked).not.toHaveProperty("baselineState");
  });

  it("come after new ones of their severity when they are known", async () => {
    const of = (severity: "error" | "warning", baseline: "new" | "unchanged") => finding({ severity, baseline, subject: `${severity} ${baseline}` });
    const list = await results({ findings: [of("error", "unchanged"), of("warning", "new"), of("error", "new")] });
    expect(list.map(({ properties }) => properties?.subject)).toEqual(["error new", "error unchanged", "warning new"]);
  });

  it("are none for what is no longer found: there is no place that GitHub would take", async () => {
    const absent = [{ fingerprint: "f".repeat(32), ruleId: "stale-principal", subject: "Lake" }];
    const list = await results({ findings: [finding({ baseline: "new" })], baseline: { file: "known.json", absent } });
    expect(list.map(({ baselineState }) => baselineState)).toEqual(["new"]);
  });

  it("cut related locations and steps at what GitHub shows, and say so", async () => {
    const related = Array.from({ length: 150 }, (_, index) => ({ message: `caller ${index}`, location: place("a.json", index + 1, 1) }));
    const chain = Array.from({ length: 1500 }, (_, index) => ({ label: `role ${index}`, location: place("a.json", index + 1, 1) }));
    const [result] = await results({ findings: [finding({ related, chain })] });
    expect(result?.relatedLocations).toHaveLength(99);
    expect(result?.properties?.relatedLocationsOmitted).toBe(51);
    expect(result?.message.text).toContain("[caller 9](10).");
    expect(result?.codeFlows?.[0]?.threadFlows[0]?.locations).toHaveLength(1000);
  });
});

describe("artifact URIs", () => {
  const inside = (uri: string) => ({ uri, uriBaseId: "%SRCROOT%" });

  it.each([
    ["a/b.json", inside("a/b.json")],
    ["./a/../b.json", inside("b.json")],
    ["with space/ü#?%.json", inside("with%20space/%C3%BC%23%3F%25.json")],
    ["c:odd.json", inside("c%3Aodd.json")],
    ["/home/dev/project/x.tf", inside("x.tf")],
    ["/home/dev/project-two/x.tf", { uri: "file:///home/dev/project-two/x.tf" }],
    ["../up.json", { uri: "file:///home/dev/up.json" }],
    ["-", { uri: "stdin" }],
  ])("of %s", async (file, expected) => {
    expect(await uriOf(file)).toEqual(expected);
  });

  it("of paths with drives", async () => {
    expect(await uriOf("a/b.json", "C:\\work\\project")).toEqual(inside("a/b.json"));
    expect(await uriOf("C:/work/project/b.json", "C:\\work\\project")).toEqual(inside("b.json"));
    expect(await uriOf("D:\\b.json", "C:\\work\\project")).toEqual({ uri: "file:///D:/b.json" });
  });

  it("of a run in the root folder", async () => {
    expect(await uriOf("etc/a.json", "/")).toEqual(inside("etc/a.json"));
  });

  it("of a name that has no UTF-8 form", async () => {
    expect(await uriOf("a\ud800.json")).toEqual(inside("a%EF%BF%BD.json"));
  });
});

describe("any report", () => {
  it("gives a file that the standard and GitHub take, with nothing hidden in it", async () => {
    await fc.assert(
      fc.asyncProperty(anyReport, async (any) => {
        const text = await render("sarif", any, options());
        const parsed = JSON.parse(text);
        expect(valid(parsed), JSON.stringify(valid.errors)).toBe(true);
        expect(brokenGithubRules(parsed)).toEqual([]);
        expect(parsed.runs[0].results).toHaveLength(any.findings.length);
        expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u200b\ufeff]|\p{Cs}/u);
      }),
      { numRuns: 200 },
    );
  });
});
