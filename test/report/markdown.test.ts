import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Report, ReportedFinding } from "../../src/lint/report.ts";
import { render } from "../../src/report/index.ts";
import { anyReport } from "./arbitrary.ts";
import { finding, options, place, report, rule, suppression } from "./build.ts";

async function shown(over: Partial<Report>): Promise<string> {
  return render("markdown", report(over), options());
}

/** The lines of the flowchart; undefined where there is none. */
function chartIn(text: string): readonly string[] | undefined {
  return /^```mermaid\n([\s\S]*?)\n```$/m.exec(text)?.[1]?.split("\n");
}

function chain(...labels: readonly string[]): ReportedFinding["chain"] {
  return labels.map((label, index) => ({ label, location: place("a.yaml", index + 1, 1) }));
}

/**
 * The statements of a flowchart that a report writes, of https://mermaid.js.org/syntax/flowchart.html: node, link with and without a text,
 * linkStyle. In quotes, no other sign than in https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters and harmless ones.
 */
const LABEL = '"(?=\\S)(?:[A-Za-z0-9 ./,()-]|#\\d+;)+"';
const STATEMENTS = [`n\\d+\\[${LABEL}\\]`, "n\\d+ --> n\\d+", `n\\d+ (?:--x|-\\.->)\\|${LABEL}\\| n\\d+`, "linkStyle \\d+(?:,\\d+)* stroke:red"];
const FLOWCHART = new RegExp(`^flowchart LR(?:\\n  (?:${STATEMENTS.join("|")}))+$`);

/** What is left of a line when code and escaped signs (https://spec.commonmark.org/0.31.2/#backslash-escapes) are taken out. */
function bare(line: string): string {
  return line.replace(/\\[!-/:-@[-`{-~]|(?<!`)`(?!`)[^`]+(?<!`)`(?!`)/g, "");
}

/** Lines outside of fences; fails where a fence is not closed. */
function outsideFences(text: string): readonly string[] {
  let fence: string | undefined;
  const outside = text.split("\n").filter((line) => {
    const mark = /^(?: {2})?(`{3,})[a-z]*$/.exec(line)?.[1];
    if (fence === undefined) fence = mark;
    else if (mark === fence) fence = undefined;
    else return false;
    return mark === undefined;
  });
  expect(fence).toBeUndefined();
  return outside;
}

describe("the summary", () => {
  it("has verdict, counts, chart, a table for each rule, and what was not seen", async () => {
    const text = await shown({
      rules: [rule("chained-role-refuses-source-identity")],
      domains: [{ id: "d_1", propagation: "on", readiness: "blocked" }],
      findings: [
        finding({
          message: "Role `Data` lacks it.",
          location: place("infra/app.yaml", 7, 3),
          breaksSessions: true,
          chain: chain("domain d_1", "role Studio", "role Data"),
          remedy: { text: "Add `sts:SetSourceIdentity`.", snippet: '"Action": "x"' },
        }),
      ],
      gaps: [{ subject: "role `Vault`", reason: "not in the input", location: place("a.yaml", 4, 1) }],
    });
    expect(text).toBe(`## lint-roles

| domain | propagation | readiness |
| --- | --- | --- |
| d\\_1 | on | **blocked** |

1 file, 1 domain, 2 user profiles, 3 roles, 2 hops examined: 1 error, 0 warnings, 0 notes, 0 undetermined, 1 gap, 0 suppressed

### Broken chains

\`\`\`mermaid
flowchart LR
  n0["domain d#95;1"]
  n1["role Studio"]
  n2["role Data"]
  n0 --> n1
  n1 --x|"chained-role-refuses-source-identity"| n2
  linkStyle 1 stroke:red
\`\`\`

### chained-role-refuses-source-identity

A role refuses the source identity.

| severity | where | what | fix |
| --- | --- | --- | --- |
| error | \`infra/app.yaml:7:3\` | Role \`Data\` lacks it. | Add \`sts:SetSourceIdentity\`. |

- At \`infra/app.yaml:7:3\`:

  \`\`\`
  "Action": "x"
  \`\`\`

### Not seen

- role \`Vault\`: not in the input (\`a.yaml:4:1\`)
`);
  });

  it("tells a run without findings by what was examined", async () => {
    expect(await shown({})).toBe(`## lint-roles

1 file, 1 domain, 2 user profiles, 3 roles, 2 hops examined: 0 errors, 0 warnings, 0 notes, 0 undetermined, 0 gaps, 0 suppressed
`);
  });

  it("begins with what could not be checked", async () => {
    const text = await shown({ errors: [{ file: "a.json", message: "expected a map", help: "write one", span: place("a.json", 3, 4).span }] });
    expect(text).toContain("## lint-roles\n\n**The check could not be made in full:**\n\n- `a.json:3:4`: expected a map (write one)\n\n1 file,");
  });

  it("counts what is in the baseline, and gives the reasons of what is suppressed", async () => {
    const aside = finding({ suppressed: suppression("moved | PLAT-12"), baseline: "unchanged", fingerprint: "a" });
    const domains = [{ id: "d-1", propagation: "on", readiness: "blocked", blockedBy: ["a"] } as const];
    const text = await shown({ findings: [aside, finding({ baseline: "unchanged" })], domains });
    expect(text).toContain("| d-1 | on | **blocked**, by what is set aside |");
    expect(text).toContain(`1 suppressed, 1 known

1 finding in the baseline: not listed here.

### Suppressed

| rule | where | reason |
| --- | --- | --- |
| chained-role-refuses-source-identity | \`template.yaml:1:1\` | moved &#124; PLAT-12 |
`);
    expect(text).not.toContain("severity");
  });

  it("has the worst rule first, and says what is missing to decide", async () => {
    const text = await shown({
      rules: [rule("narrow-source-arn"), rule("stale-principal")],
      findings: [
        finding({ ruleId: "narrow-source-arn", certainty: "undetermined", message: "It may.", causes: [{ kind: "parameter", id: "p", what: "no value" }] }),
        finding({ ruleId: "stale-principal", severity: "note" }),
      ],
    });
    expect(text.match(/^### .*$/gm)).toEqual(["### stale-principal", "### narrow-source-arn"]);
    expect(text).toContain("| error, undetermined | `template.yaml:1:1` | It may. To decide this: no value. |");
  });

  it("shows what is to be written once, with all places", async () => {
    const remedy = { text: "Add it.", snippet: "x", commands: ["aws iam x"] };
    const text = await shown({ findings: Array.from({ length: 12 }, (_, index) => finding({ remedy, location: place("a", index + 1, 1) })) });
    expect(text).toContain("- At `a:1:1`, `a:2:1`,");
    expect(text).toContain(", `a:10:1` and 2 more:\n\n  ```\n  x\n  ```\n\n  ```sh\n  aws iam x\n  ```\n");
  });

  it("is cut below GitHub's limit of 1 MiB, and says so", async () => {
    const text = await shown({ findings: Array.from({ length: 4_000 }, () => finding({ message: "表".repeat(200) })) });
    const bytes = Buffer.byteLength(text);
    expect(bytes).toBeLessThanOrEqual(1_000_000);
    expect(bytes).toBeGreaterThan(990_000);
    expect(text).toMatch(/\|\n\n\*\*Cut here\*\*: a job's summary can't be longer\..*whole report\.\n$/);
  });
});

describe("a cell", () => {
  it.each([
    ["a|b", "a&#124;b"],
    ["a\\|b", "a\\\\&#124;b"],
    ["`a|b`", "\\`a&#124;b\\`"],
    ["`<b>`", "`<b>`"],
    ["<b> & [x](y) $1$", "\\<b\\> \\& \\[x\\](y) \\$1\\$"],
    ["a\nb", "a\\\\u{a}b"],
  ])("of %j is %j", async (message, expected) => {
    expect(await shown({ findings: [finding({ message })] })).toContain(`| error | \`template.yaml:1:1\` | ${expected} | `);
  });
});

describe("the chart", () => {
  it("joins chains, and marks what breaks by its rules, for sure or perhaps", async () => {
    const broken = { breaksSessions: true, chain: chain("domain d", "role A", "role B") };
    const text = await shown({
      findings: [
        finding(broken),
        finding({ ...broken, ruleId: "narrow-source-arn", certainty: "undetermined" }),
        finding({ ...broken, certainty: "undetermined", chain: [...chain("domain d", "role A"), { label: "role C" }] }),
        finding({ ruleId: "source-identity-forgeable", chain: chain("domain d", "role D") }),
        finding({ breaksSessions: true, chain: chain("role alone") }),
      ],
    });
    expect(chartIn(text)).toEqual([
      "flowchart LR",
      '  n0["domain d"]',
      '  n1["role A"]',
      '  n2["role B"]',
      '  n3["role C"]',
      "  n0 --> n1",
      '  n1 --x|"chained-role-refuses-source-identity, narrow-source-arn"| n2',
      '  n1 -.->|"undetermined#58; chained-role-refuses-source-identity"| n3',
      "  linkStyle 1,2 stroke:red",
    ]);
  });

  it("keeps things of one name at two places apart", async () => {
    const at = (file: string) => [{ label: "domain d" }, { label: "role A", location: place(file, 1, 1) }];
    const text = await shown({ findings: ["a.yaml", "b.yaml"].map((file) => finding({ breaksSessions: true, chain: at(file) })) });
    expect(chartIn(text)?.filter((line) => line.includes('["role A"]'))).toHaveLength(2);
  });

  it("has thirty nodes at most and counts the other chains", async () => {
    const findings = Array.from({ length: 50 }, (_, index) => finding({ breaksSessions: true, chain: chain("domain d", `role ${index}`) }));
    const text = await shown({ findings });
    expect(chartIn(text)?.filter((line) => line.includes("["))).toHaveLength(30);
    expect(text).toContain("```\n\n21 broken chains not drawn: the picture would be too large.\n");
  });

  it("is not there where no chain fits, which is said", async () => {
    const labels = Array.from({ length: 31 }, (_, index) => `role ${index}`);
    const text = await shown({ findings: [finding({ breaksSessions: true, chain: chain(...labels) })] });
    expect(chartIn(text)).toBeUndefined();
    expect(text).toContain("### Broken chains\n\n1 broken chain not drawn: the picture would be too large.\n");
  });

  it("makes nothing of the input Mermaid, HTML or the end of the fence", async () => {
    const label = 'x"]; click n0 "javascript:alert(1)" %%{init}%% <img src=x onerror=y> #quot; ```';
    const [, node = ""] = chartIn(await shown({ findings: [finding({ breaksSessions: true, chain: chain(label, "") })] })) ?? [];
    expect(node).toMatch(/^ {2}n0\["x#34;#93;#59; click n0 #34;javascript#58;alert\(1\)#34; [^"<>%`]*"\]$/);
  });
});

describe("any report", () => {
  it("gives tables with all their cells, a flowchart, and no markup of the input's", async () => {
    await fc.assert(
      fc.asyncProperty(anyReport, async (any) => {
        const text = await render("markdown", any, options());
        expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u200b\ufeff]|\p{Cs}/u);
        const chart = chartIn(text);
        if (chart !== undefined) expect(chart.join("\n")).toMatch(FLOWCHART);
        for (const line of outsideFences(text)) {
          expect(bare(line).replaceAll("&#124;", "")).not.toMatch(/[<>[\]`&$]/);
          if (line.startsWith("| ")) expect([4, 5]).toContain(bare(line).split("|").length - 1);
        }
        const rows = any.findings.filter(({ suppressed, baseline }) => suppressed === undefined && baseline !== "unchanged");
        expect(text.match(/^\| (?:error|warning|note)\b.*\|$/gm) ?? []).toHaveLength(rows.length);
      }),
      { numRuns: 300 },
    );
  });
});
