import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Report, ReporterOptions } from "../../src/lint/report.ts";
import { render } from "../../src/report/index.ts";
import { anyReport, nasty } from "./arbitrary.ts";
import { finding, options, place, placeOf, report, suppression } from "./build.ts";

const template = `Resources:
  Studio:
    Type: AWS::IAM::Role
  Data:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal:
              AWS: !GetAtt Studio.Arn
            Action: sts:AssumeRole
            Condition:
              StringEquals:
                sts:ExternalId: x
`;
const sources = new Map([["infra/app.yaml", template]]);
const at = (part: string) => placeOf("infra/app.yaml", template, part);
const EXAMINED = "1 file, 1 domain, 2 user profiles, 3 roles, 2 hops examined";

async function shown(over: Partial<Report>, given: Partial<ReporterOptions> = {}): Promise<string> {
  return render("text", report(over), options({ sources, ...given }));
}

/** Without the codes that the reporter itself may write: no others. */
function uncoloured(text: string): string {
  return ["0", "1", "2", "32", "34", "1;31", "1;33", "1;36"].reduce((rest, code) => rest.replaceAll(`\u001b[${code}m`, ""), text);
}

/** The lines of the frame of one finding in a file with this text. */
async function frameOf(text: string, location: ReturnType<typeof place>, given: Partial<ReporterOptions> = {}): Promise<readonly string[]> {
  const lines = (await shown({ findings: [finding({ location })] }, { sources: new Map([[location.file, text]]), ...given })).split("\n");
  const first = lines.findIndex((line) => line.includes("-->"));
  return lines.slice(
    first + 2,
    lines.findIndex((line) => line.includes("= fix:")),
  );
}

describe("a finding", () => {
  it("shows fact, code, chain, related places and remedy", async () => {
    const text = await shown({
      findings: [
        finding({
          location: at("sts:AssumeRole"),
          chain: [
            { label: "domain `d-1`", location: place("infra/domain.yaml", 7, 3) },
            { label: "user profile `alice`" },
            { label: "role `Studio`", location: at("Studio:") },
            { label: "role `Data`", location: at("Data:") },
          ],
          related: [{ message: "the trust names the caller", location: at("!GetAtt Studio.Arn") }],
          remedy: {
            text: "Add `sts:SetSourceIdentity` to the Action list.",
            snippet: "Action:\n  - sts:AssumeRole\n  - sts:SetSourceIdentity\n",
            commands: ["aws iam update-assume-role-policy --role-name Data --policy-document file://data.json"],
          },
        }),
      ],
    });
    expect(text).toBe(`infra/app.yaml

error[chained-role-refuses-source-identity]: \`Data\` lets \`Studio\` assume it but not set a source identity, so the whole AssumeRole call fails.
  --> infra/app.yaml:12:21
   |
10 |             Principal:
11 |               AWS: !GetAtt Studio.Arn
12 |             Action: sts:AssumeRole
   |                     ^^^^^^^^^^^^^^
13 |             Condition:
   |
   = chain: domain \`d-1\`          infra/domain.yaml:7
          → user profile \`alice\`
          → role \`Studio\`         infra/app.yaml:2
          → role \`Data\`           infra/app.yaml:4
   = see: infra/app.yaml:11:20 the trust names the caller
   = fix: Add \`sts:SetSourceIdentity\` to the Action list.

       Action:
         - sts:AssumeRole
         - sts:SetSourceIdentity

       $ aws iam update-assume-role-policy --role-name Data --policy-document file://data.json

${EXAMINED}: 1 error, 0 warnings, 0 notes, 0 undetermined, 0 gaps, 0 suppressed
`);
  });

  it("shows a command of kilobytes as one line, whole, in a narrow terminal as well", async () => {
    const document = JSON.stringify({
      Statement: Array.from({ length: 40 }, (_, index) => ({ Sid: `S${index}`, Effect: "Allow", Action: ["sts:AssumeRole"] })),
    });
    const command = `aws iam update-assume-role-policy --role-name Data --policy-document '${document}'`;
    const text = await shown({ findings: [finding({ remedy: { text: "Add it.", commands: [command] } })] }, { width: 40 });
    expect(command.length).toBeGreaterThan(2000);
    expect(text.split("\n").filter((line) => line.includes("aws iam"))).toEqual([`      $ ${command}`]);
  });

  it("says what is missing when it is undetermined", async () => {
    const causes = [
      { kind: "parameter" as const, id: "p", what: "parameter `RoleArn` has no value", settle: "pass --parameter RoleArn=VALUE" },
      { kind: "condition" as const, id: "c", what: "condition `IsProd` may hold or not" },
    ];
    const text = await shown({ findings: [finding({ severity: "warning", certainty: "undetermined", message: "It may refuse.", causes })] });
    expect(text).toBe(`template.yaml

warning[chained-role-refuses-source-identity] (undetermined): It may refuse.
 --> template.yaml:1:1
  = to decide this: parameter \`RoleArn\` has no value: pass --parameter RoleArn=VALUE
  = to decide this: condition \`IsProd\` may hold or not
  = fix: Add \`sts:SetSourceIdentity\` to the Action list.

${EXAMINED}: 0 errors, 1 warning, 0 notes, 1 undetermined, 0 gaps, 0 suppressed
`);
  });

  it("is counted when it is suppressed, and listed with its reason when asked to be verbose", async () => {
    const suppressed = { ...suppression("vendor role, ticket 12"), owner: "platform", expires: "2027-01-31" };
    const findings = [finding({ message: "One.", suppressed, location: place("infra/app.yaml", 2, 3) })];
    const counted = `${EXAMINED}: 0 errors, 0 warnings, 0 notes, 0 undetermined, 0 gaps, 1 suppressed\n`;
    expect(await shown({ findings })).toBe(counted);
    expect(await shown({ findings }, { quiet: true })).toBe(counted);
    expect(await shown({ findings }, { verbose: true })).toBe(`Suppressed
  infra/app.yaml:2:3: error[chained-role-refuses-source-identity]: One. (suppressed: vendor role, ticket 12; app.yaml:9:3, owner platform, until 2027-01-31)

${counted}`);
  });

  it("is wrapped at the terminal's width, words whole", async () => {
    const text = await shown({ findings: [finding({ location: at("sts:AssumeRole") })] }, { width: 50 });
    expect(text).toBe(`infra/app.yaml

error[chained-role-refuses-source-identity]:
  \`Data\` lets \`Studio\` assume it but not set a
  source identity, so the whole AssumeRole call
  fails.
  --> infra/app.yaml:12:21
   |
10 |             Principal:
11 |               AWS: !GetAtt Studio.Arn
12 |             Action: sts:AssumeRole
   |                     ^^^^^^^^^^^^^^
13 |             Condition:
   |
   = fix: Add \`sts:SetSourceIdentity\` to the
          Action list.

1 file, 1 domain, 2 user profiles, 3 roles, 2 hops
examined: 1 error, 0 warnings, 0 notes, 0
undetermined, 0 gaps, 0 suppressed
`);
  });

  it("keeps its chain within the terminal's width: the column of places goes first, then the places go below", async () => {
    const label = "role `a-role-with-a-long-name`";
    const chain = [
      { label: "domain `d-1`", location: place("infra/domain.yaml", 7, 3) },
      { label, location: place("infra/roles.yaml", 1, 1) },
      { label, location: place(`${"deep/".repeat(6)}roles.yaml`, 2, 1) },
      { label: "role `Data`" },
    ];
    const rows = async (width: number | undefined) => {
      const lines = (await shown({ findings: [finding({ chain })] }, { width })).split("\n");
      const first = lines.findIndex((line) => line.includes("= chain:"));
      return lines.slice(
        first,
        lines.findIndex((line) => line.includes("= fix:")),
      );
    };
    expect(await rows(undefined)).toEqual([
      "  = chain: domain `d-1`                    infra/domain.yaml:7",
      "         → role `a-role-with-a-long-name`  infra/roles.yaml:1",
      `         → role \`a-role-with-a-long-name\`  ${"deep/".repeat(6)}roles.yaml:2`,
      "         → role `Data`",
    ]);
    expect(await rows(60)).toEqual([
      "  = chain: domain `d-1`  infra/domain.yaml:7",
      "         → role `a-role-with-a-long-name`",
      "             infra/roles.yaml:1",
      "         → role `a-role-with-a-long-name`",
      `             ${"deep/".repeat(6)}roles.yaml:2`,
      "         → role `Data`",
    ]);
  });

  it("calls standard input by its name", async () => {
    const location = place("-", 3, 4);
    const text = await shown({ findings: [finding({ location, chain: [{ label: "role", location }], related: [{ message: "here", location }] })] });
    expect(text.split("\n")[0]).toBe("<stdin>");
    expect(text).toContain("--> <stdin>:3:4");
    expect(text).toContain("role  <stdin>:3");
    expect(text).toContain("see: <stdin>:3:4 here");
  });

  it("is coloured only when asked, with the same text", async () => {
    const findings = [finding({ location: at("sts:AssumeRole"), chain: [{ label: "domain", location: at("Data:") }] })];
    const domains = [{ id: "d-1", propagation: "on" as const, readiness: "blocked" as const }];
    const [plain, coloured] = [await shown({ findings, domains }), await shown({ findings, domains }, { color: true })];
    expect(plain).not.toContain("\u001b");
    expect(coloured).toContain("\u001b[1;31merror[chained-role-refuses-source-identity]\u001b[0m\u001b[1m: `Data` lets");
    expect(coloured).toContain("\u001b[1;31m^^^^^^^^^^^^^^\u001b[0m\n");
    expect(coloured).toContain("\u001b[1;31mblocked\u001b[0m");
    expect(uncoloured(coloured)).toBe(plain);
  });

  it("lists ten related places and counts the others", async () => {
    const related = Array.from({ length: 13 }, (_, index) => ({ message: `caller ${index + 1}`, location: place("a.json", index + 1, 1) }));
    const text = await shown({ findings: [finding({ related })] });
    expect(text).toContain("  = see: a.json:10:1 caller 10\n  = see: and 3 more, listed by --format json\n  = fix:");
  });
});

describe("the order", () => {
  it("is by file, line, column, severity", async () => {
    const text = await shown(
      {
        findings: [
          finding({ message: "5", location: place("b.json", 1, 1) }),
          finding({ message: "4", location: place("a.json", 10, 1) }),
          finding({ message: "3", location: place("a.json", 9, 7), severity: "warning" }),
          finding({ message: "2", location: place("a.json", 9, 7), severity: "error" }),
          finding({ message: "1", location: place("a.json", 9, 2), severity: "note" }),
        ],
      },
      { quiet: true },
    );
    expect(text.match(/: \d$/gm)).toEqual([": 1", ": 2", ": 3", ": 4", ": 5"]);
  });

  it("names each file once", async () => {
    const text = await shown({
      findings: [finding({ location: place("b.json", 1, 1) }), finding({ location: place("a.json", 1, 1) }), finding({ location: place("b.json", 2, 1) })],
    });
    expect(text.match(/^\w\.json$/gm)).toEqual(["a.json", "b.json"]);
  });
});

describe("the frame", () => {
  it("puts a bar along a span of several lines", async () => {
    const part = "Condition:\n              StringEquals:\n                sts:ExternalId: x";
    expect(await frameOf(template, at(part))).toEqual([
      "13 | /             Condition:",
      "14 | |               StringEquals:",
      "15 | \\                 sts:ExternalId: x",
      "   |",
    ]);
  });

  it("cuts a span of more than six lines", async () => {
    expect(await frameOf("a\nb\nc\nd\ne\nf\ng\nh\n", place("f.yaml", 1, 1, 8, 2))).toEqual([
      "1 | / a",
      "2 | | b",
      "3 | | c",
      "4 | | d",
      "5 | | e",
      "6 | | f",
      "⋮ | |",
      "  |",
    ]);
  });

  it("takes a span that ends before the next line's first column for one line", async () => {
    expect(await frameOf("one\ntwo\n", place("f.yaml", 1, 2, 2, 1))).toEqual(["1 | one", "  |  ^^", "2 | two", "  |"]);
  });

  it("shows a window of a line of a megabyte", async () => {
    const text = `{"a":"${"x".repeat(500_000)}","Action":"sts:AssumeRole","b":"${"y".repeat(500_000)}"}`;
    const start = text.indexOf('"sts:AssumeRole"') + 1;
    const [code = "", caret = "", end] = await frameOf(text, place("f.json", 1, start, 1, start + 16), { width: 60 });
    expect(code).toMatch(/^1 \| …x+","Action":"sts:AssumeRole","b":"y+…$/);
    expect(code.length).toBeLessThanOrEqual(60);
    expect(caret.indexOf("^")).toBe(code.indexOf('"sts:AssumeRole"'));
    expect(caret.trimStart().slice(2).trim()).toBe("^".repeat(16));
    expect(end).toBe("  |");
  });

  it("ends the carets where a span runs out of the window", async () => {
    const [code = "", caret = ""] = await frameOf("z".repeat(5_000), place("f.json", 1, 1_000, 1, 4_000), { width: 60 });
    expect(code).toMatch(/^1 \| …z+…$/);
    expect(caret.length).toBe(code.length - 1);
  });

  it("puts carets under tabs, wide and combining characters", async () => {
    expect(await frameOf('\t"役割": "e\u0301😀x"', place("f.json", 1, 8, 1, 15))).toEqual([
      '1 |     "役割": "e\u0301😀x"',
      `  | ${" ".repeat(4 + 6 + 2)}${"^".repeat('"e😀x"'.length)}`,
      "  |",
    ]);
  });

  it("does not count a byte order mark or a carriage return", async () => {
    expect(await frameOf("\ufeffab\r\ncd\r\n", place("f.json", 1, 1, 1, 3))).toEqual(["1 | ab", "  | ^^", "2 | cd", "  |"]);
  });

  it("marks the end of a line that stops where something is missing", async () => {
    expect(await frameOf("Action:\n", place("f.yaml", 1, 8, 1, 8))).toEqual(["1 | Action:", "  |        ^", "  |"]);
  });

  it("shortens long neighbours, leaves out blank ones at its edge, and is not there for lines that aren't", async () => {
    const long = "r".repeat(1_000);
    expect(await frameOf(`${long}\n\nkey: 1\n\nmore\n`, place("f.yaml", 3, 1, 3, 4), { width: 60 })).toEqual([
      `1 | ${"r".repeat(55)}…`,
      "2 |",
      "3 | key: 1",
      "  | ^^^",
      "  |",
    ]);
    expect(await frameOf("\n\nkey: 1\n", place("f.yaml", 3, 1, 3, 4))).toEqual(["3 | key: 1", "  | ^^^", "  |"]);
    expect(await shown({ findings: [finding({ location: place("infra/app.yaml", 99, 1) })] })).toContain("--> infra/app.yaml:99:1\n  = fix:");
  });

  it("shows each record of a recording by itself", async () => {
    const record = (name: string) => JSON.stringify({ name, pad: "p".repeat(300) });
    const text = [record("one"), record("two"), record("three")].join("\n");
    const rows = await frameOf(text, place("rec.jsonl", 2, 9, 2, 14));
    expect(rows.map((row) => row.slice(0, 20))).toEqual(['2 | {"name":"two","p', "  |         ^^^^^", "  |"]);
  });
});

describe("what comes from input", () => {
  it("is made visible wherever it stands", async () => {
    const evil = "x\u001b[2J\u202e\u0007";
    const safe = "x\\u{1b}[2J\\u{202e}\\u{7}";
    const text = await shown(
      {
        findings: [
          finding({
            message: evil,
            location: place(`${evil}.json`, 1, 1, 1, 2),
            chain: [{ label: evil, location: place(evil, 1, 1) }],
            related: [{ message: evil, location: place(evil, 1, 1) }],
            causes: [{ kind: "parameter", id: "p", what: evil, settle: evil }],
            remedy: { text: evil, commands: [`aws ${evil}\nrm -rf /`], snippet: evil },
          }),
        ],
        gaps: [{ subject: evil, reason: evil, location: place(evil, 1, 1) }],
        domains: [{ id: evil, propagation: "on", readiness: "ready" }],
      },
      { sources: new Map([[`${evil}.json`, evil]]) },
    );
    expect(text).toContain(`error[chained-role-refuses-source-identity]: ${safe}\n --> ${safe}.json:1:1\n`);
    expect(text).toContain(`1 | ${safe}\n  | ^\n`);
    expect(text).toContain(`$ aws ${safe}\\u{a}rm -rf /\n`);
    expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  it("never reaches the terminal raw, in any report", async () => {
    const lines = fc.array(nasty, { maxLength: 12 }).map((parts) => parts.join("\n"));
    await fc.assert(
      fc.asyncProperty(
        anyReport,
        lines,
        fc.boolean(),
        fc.boolean(),
        fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
        async (any, source, color, quiet, width) => {
          const files = any.findings.map(({ location }): [string, string] => [location.file, source]);
          const text = await render("text", any, options({ color, quiet, width, sources: new Map(files) }));
          const bare = color ? uncoloured(text) : text;
          expect(bare).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u200b\ufeff]|\p{Cs}/u);
          expect(bare).toContain("examined");
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("the end of the report", () => {
  it("is a coverage line also when nothing is found", async () => {
    expect(await shown({})).toBe(`${EXAMINED}: 0 errors, 0 warnings, 0 notes, 0 undetermined, 0 gaps, 0 suppressed\n`);
  });

  it("says what was not seen, how ready each domain is, and what is taken for granted", async () => {
    const text = await shown({
      gaps: [
        { subject: "role `Shared`", reason: "it is not in the input; add the output of get-role.", location: place("infra/app.yaml", 4, 3) },
        { subject: "account 111122223333", reason: "its roles were not read." },
      ],
      domains: [
        { id: "Domain", propagation: "off", readiness: "blocked" },
        { id: "d-abc", propagation: "unknown", readiness: "undetermined" },
      ],
      coverage: { files: 2, domains: 2, userProfiles: 1, spaces: 0, roles: 1, hops: 0, unseen: ["SCPs", "RCPs"] },
    });
    expect(text).toBe(`Not seen
  role \`Shared\`: it is not in the input; add the output of get-role.
    at infra/app.yaml:4:3
  account 111122223333: its roles were not read.

Readiness for source identity propagation
  Domain  propagation off      blocked
  d-abc   propagation unknown  undetermined

2 files, 2 domains, 1 user profile, 1 role, 0 hops examined: 0 errors, 0 warnings, 0 notes, 0 undetermined, 2 gaps, 0 suppressed; not in the input, taken as not denying: SCPs, RCPs
`);
  });

  it("says which roles are not judged, and why", async () => {
    const text = await shown({ notJudged: [{ subject: "role X", reason: "role `X` is for Amazon Bedrock", location: place("a.json", 4, 3) }] });
    expect(text).toContain("Not judged\n  role X: role `X` is for Amazon Bedrock\n    at a.json:4:3\n\n");
    expect(text).toContain("0 gaps");
  });

  it("names what was not seen once", async () => {
    const text = await shown({ gaps: [{ subject: "role X", reason: "the trust policy of `role X` is not in the input" }] });
    expect(text).toContain("Not seen\n  the trust policy of `role X` is not in the input\n");
  });

  it("lists ten gaps and counts the others", async () => {
    const gaps = Array.from({ length: 12 }, (_, index) => ({ subject: `role ${index + 1}`, reason: "not in the input." }));
    const text = await shown({ gaps });
    expect(text).toContain("  role 10: not in the input.\n  and 2 more, listed by --format json\n\n1 file,");
    expect(text).toContain("12 gaps");
  });
});

it("says that a domain is blocked by what is not shown, where nothing else blocks it", async () => {
  const known = finding({ fingerprint: "a", baseline: "unchanged" });
  const aside = finding({ fingerprint: "b", suppressed: suppression("ticket 12") });
  const readiness = async (blockedBy: readonly string[]) => {
    const domains = [{ id: "d-1", propagation: "on", readiness: "blocked", blockedBy } as const];
    return /d-1 .*/.exec(await shown({ findings: [known, aside, finding({ fingerprint: "c" })], domains }))?.[0];
  };
  expect(await readiness(["a", "b"])).toBe("d-1  propagation on       blocked, by what is set aside");
  for (const blockedBy of [["a", "c"], ["a", "of a rule that was not asked"], []]) expect(await readiness(blockedBy)).toBe("d-1  propagation on       blocked");
});

describe("a baseline", () => {
  const entry = (subject: string) => ({ fingerprint: "0123456789abcdef0123456789abcdef", ruleId: "stale-principal", subject });
  const findings = [
    finding({ message: "New.", baseline: "new", location: place("a.json", 1, 1) }),
    finding({ message: "Old.", baseline: "unchanged", location: place("a.json", 2, 1) }),
    finding({ message: "Older.", baseline: "unchanged", location: place("b.json", 1, 1) }),
    finding({ message: "Vendor.", baseline: "unchanged", suppressed: suppression("ticket 12"), location: place("c.json", 1, 1) }),
  ];

  it("leaves a line of what is known, and lists what is no longer found", async () => {
    expect(await shown({ findings, baseline: { file: "known.json", absent: [entry("Lake"), entry("Vault")] } })).toBe(`a.json

error[chained-role-refuses-source-identity]: New.
 --> a.json:1:1
  = fix: Add \`sts:SetSourceIdentity\` to the Action list.

Known
  2 findings are in known.json and do not fail the run; --verbose lists them

No longer found
  stale-principal: \`Lake\`
  stale-principal: \`Vault\`
  write known.json anew without them: \`lint-roles baseline\`, with the paths and flags of this run

${EXAMINED}: 1 error, 0 warnings, 0 notes, 0 undetermined, 0 gaps, 1 suppressed, 2 known
`);
  });

  it("has a line for each that is known, when asked to be verbose", async () => {
    const text = await shown({ findings, baseline: { file: "known.json", absent: [] } }, { verbose: true });
    expect(text).toContain(`
Known
  a.json:2:1: error[chained-role-refuses-source-identity]: Old. (in the baseline)
  b.json:1:1: error[chained-role-refuses-source-identity]: Older. (in the baseline)

1 file,`);
    expect(text).not.toContain("No longer found");
  });

  it("is the count alone when quiet", async () => {
    const text = await shown({ findings, baseline: { file: "known.json", absent: [entry("Lake")] } }, { quiet: true });
    expect(text).toBe(`a.json:1:1: error[chained-role-refuses-source-identity]: New.

${EXAMINED}: 1 error, 0 warnings, 0 notes, 0 undetermined, 0 gaps, 1 suppressed, 2 known
`);
  });

  it("counts what is more than ten, and speaks of one as of one", async () => {
    const absent = Array.from({ length: 12 }, (_, index) => entry(`R${index + 1}`));
    expect(await shown({ baseline: { file: "known.json", absent } })).toContain(
      "  stale-principal: `R10`\n  and 2 more, listed by --format json\n  write known.json",
    );
    expect(await shown({ findings: findings.slice(1, 2), baseline: { file: "known.json", absent: [entry("Lake")] } })).toContain(
      "  1 finding is in known.json and does not fail the run; --verbose shows it\n\nNo longer found\n  stale-principal: `Lake`\n  write known.json anew without it:",
    );
  });

  it("shows nothing of its file raw", async () => {
    const evil = { fingerprint: "f", ruleId: "r\u001b[2J", subject: "s\u202e" };
    const text = await shown({ findings: findings.slice(1, 2), baseline: { file: "k\u0007.json", absent: [evil] } });
    expect(text).toContain("1 finding is in k\\u{7}.json");
    expect(text).toContain("  r\\u{1b}[2J: `s\\u{202e}`\n");
  });
});

describe("quiet", () => {
  it("prints one line a finding and the coverage line", async () => {
    const text = await shown(
      {
        findings: [
          finding({ message: "One.", location: at("sts:AssumeRole") }),
          finding({ message: "Two.", severity: "note", certainty: "undetermined", location: at("Studio:") }),
          finding({ message: "Three.", suppressed: suppression("known") }),
        ],
        gaps: [{ subject: "role", reason: "not in the input." }],
        domains: [{ id: "d-1", propagation: "on", readiness: "ready" }],
      },
      { quiet: true },
    );
    expect(text).toBe(`infra/app.yaml:2:3: note[chained-role-refuses-source-identity] (undetermined): Two.
infra/app.yaml:12:21: error[chained-role-refuses-source-identity]: One.

${EXAMINED}: 1 error, 0 warnings, 1 note, 1 undetermined, 1 gap, 1 suppressed
`);
  });
});
