/** The source of an app that made the input: every format tells where, and those that have room for lines tell what. */
import { describe, expect, it } from "vitest";
import type { ReportedRemedy } from "../../src/lint/report.ts";
import { formats, render } from "../../src/main.ts";
import { languageToWrite, linesToWrite, sourcePlace } from "../../src/report/source.ts";
import { finding, options, report } from "./build.ts";

const remedy: ReportedRemedy = {
  text: "Add it.",
  snippet: '"Action": "in the template"',
  source: [{ construct: "Lake/Reader", file: "lib/lake.py", line: 42, code: { language: "python", text: 'reader.x(\n    ["sts:SetSourceIdentity"],\n)' } }],
};

describe("the source", () => {
  it.each(formats.filter((format) => format !== "json"))("is told by %s", async (format) => {
    const text = await render(format, report({ findings: [finding({ remedy })] }), options());
    expect(text).toContain("in lib/lake.py:42, behind the construct Lake/Reader");
    if (format !== "gitlab") expect(text).toContain("reader.x(");
    // SARIF has it among the properties, where nobody takes it for what is to be written.
    if (format !== "sarif") expect(text).not.toContain("in the template");
  });

  it("is told by JSON beside the snippet", async () => {
    const { findings } = JSON.parse(await render("json", report({ findings: [finding({ remedy })] }), options()));
    expect(findings[0].remedy.source).toEqual([
      { construct: "Lake/Reader", file: "lib/lake.py", line: 42, language: "python", text: 'reader.x(\n    ["sts:SetSourceIdentity"],\n)' },
    ]);
    expect(findings[0].remedy.snippet).toBe('"Action": "in the template"');
  });

  it("is a place alone where something that is there has to be changed, and the snippet shows what it becomes", () => {
    const changed: ReportedRemedy = { ...remedy, source: [{ construct: "Lake/Reader", file: "lib/lake.py", line: 42 }] };
    expect(changed.source?.map(sourcePlace)).toEqual(["in lib/lake.py:42, where the construct Lake/Reader is made"]);
    expect(linesToWrite(changed)).toEqual(['"Action": "in the template"']);
    expect(languageToWrite(changed)).toBe("");
  });

  it("says that the language is a choice where no file is known", () => {
    expect(sourcePlace({ construct: "A", code: { language: "typescript", text: "x" } })).toBe("in the app, behind the construct A (here in TypeScript)");
    expect(sourcePlace({ construct: "A" })).toBe("in the app, where the construct A is made");
    expect(sourcePlace({ construct: "A", file: "a.ts", code: { language: "typescript", text: "x" } })).toBe("in a.ts, behind the construct A");
  });
});
