import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Report } from "../../src/lint/report.ts";
import { render } from "../../src/report/index.ts";
import { anyReport } from "./arbitrary.ts";
import { coverage, finding, options, place, report, suppression } from "./build.ts";

const schema = JSON.parse(readFileSync(new URL("../../src/report/report.schema.json", import.meta.url), "utf8"));
const valid = new Ajv2020({ strict: true }).compile(schema);

async function rendered(over: Partial<Report>): Promise<string> {
  return render("json", report(over), options());
}

describe("the JSON report", () => {
  it("has the keys of version 1, in order, and leaves out what is absent", async () => {
    const text = await rendered({ findings: [finding()], coverage: { ...coverage, spaces: 4, unseen: ["SCPs"] } });
    expect(text).toBe(`{
  "schemaVersion": 1,
  "tool": {
    "name": "lint-roles",
    "version": "1.2.3"
  },
  "summary": {
    "error": 1,
    "warning": 0,
    "note": 0,
    "undetermined": 0,
    "suppressed": 0,
    "analysed": {
      "files": 1,
      "domains": 1,
      "userProfiles": 2,
      "spaces": 4,
      "roles": 3,
      "hops": 2
    },
    "unseen": [
      "SCPs"
    ]
  },
  "domains": [],
  "findings": [
    {
      "ruleId": "chained-role-refuses-source-identity",
      "severity": "error",
      "certainty": "definite",
      "message": "\`Data\` lets \`Studio\` assume it but not set a source identity, so the whole AssumeRole call fails.",
      "subject": "Data",
      "location": {
        "file": "template.yaml",
        "startLine": 1,
        "startColumn": 1,
        "endLine": 1,
        "endColumn": 2
      },
      "related": [],
      "chain": [],
      "remedy": {
        "text": "Add \`sts:SetSourceIdentity\` to the Action list."
      },
      "fingerprint": "0123456789abcdef0123456789abcdef"
    }
  ],
  "gaps": []
}
`);
    expect(valid(JSON.parse(text))).toBe(true);
  });

  it("carries every optional part", async () => {
    const at = place("a.json", 2, 3, 4, 5);
    const where = { file: "a.json", startLine: 2, startColumn: 3, endLine: 4, endColumn: 5 };
    const text = await rendered({
      findings: [
        finding({
          certainty: "undetermined",
          related: [{ message: "the caller", location: at }],
          chain: [{ label: "domain" }, { label: "role", location: at }],
          remedy: { text: "Do it.", commands: ["aws x"], snippet: "Action: []", edits: [{ location: at, newText: "[]" }] },
          causes: [{ kind: "parameter", id: "p", what: "`P` has no value", settle: "pass it" }],
          suppressed: { reason: "accepted", writtenAs: "configuration", expires: "2027-01-31", owner: "platform", location: at },
          baseline: "unchanged",
        }),
      ],
      gaps: [{ subject: "role X", reason: "not in the input", location: at }],
      errors: [
        { file: "a.json", message: "expected a map", help: "write one", span: at.span },
        { file: "b.json", message: "the file is empty" },
      ],
      domains: [{ id: "d-1", arn: "arn:aws:sagemaker:us-east-1:111122223333:domain/d-1", propagation: "on", readiness: "blocked", blockedBy: ["f1"] }],
      notJudged: [{ subject: "role Y", reason: "Canvas uses it", location: at }],
    });
    const parsed = JSON.parse(text);
    expect(parsed.findings[0]).toMatchObject({
      certainty: "undetermined",
      related: [{ message: "the caller", location: where }],
      chain: [{ label: "domain" }, { label: "role", location: where }],
      remedy: { text: "Do it.", commands: ["aws x"], snippet: "Action: []", edits: [{ location: where, newText: "[]" }] },
      causes: [{ what: "`P` has no value", settle: "pass it" }],
      suppressed: { reason: "accepted", writtenAs: "configuration", expires: "2027-01-31", owner: "platform", location: where },
      baseline: "unchanged",
    });
    expect(parsed.gaps).toEqual([{ subject: "role X", reason: "not in the input", location: where }]);
    expect(parsed.errors).toEqual([
      { file: "a.json", message: "expected a map", help: "write one", location: where },
      { file: "b.json", message: "the file is empty" },
    ]);
    expect(parsed.domains).toEqual([
      { id: "d-1", arn: "arn:aws:sagemaker:us-east-1:111122223333:domain/d-1", propagation: "on", readiness: "blocked", blockedBy: ["f1"] },
    ]);
    expect(parsed.notJudged).toEqual([{ subject: "role Y", reason: "Canvas uses it", location: where }]);
    expect(parsed.summary).toMatchObject({ error: 0, suppressed: 1 });
    expect(valid(parsed)).toBe(true);
  });

  it("tells what is known and what is no longer found", async () => {
    const absent = [{ fingerprint: "f".repeat(32), ruleId: "stale-principal", subject: "Lake" }];
    const findings = [
      finding({ baseline: "unchanged" }),
      finding({ baseline: "new" }),
      finding({ baseline: "unchanged", suppressed: suppression("accepted") }),
    ];
    const parsed = JSON.parse(await rendered({ findings, baseline: { file: "known.json", absent } }));
    expect(parsed.summary).toMatchObject({ error: 1, suppressed: 1, known: 1 });
    expect(parsed.baseline).toEqual({ file: "known.json", absent });
    expect(parsed.findings.map((each: { baseline: string }) => each.baseline)).toEqual(["unchanged", "new", "unchanged"]);
    expect(valid(parsed)).toBe(true);
    const partial = JSON.parse(await rendered({ baseline: { file: "known.json" }, errors: [{ file: "b.json", message: "the file is empty" }] }));
    expect(partial.baseline).toEqual({ file: "known.json" });
    expect(valid(partial)).toBe(true);
  });

  it.each([
    ["another version", { schemaVersion: 2 }],
    ["a field of another name", { extra: 1 }],
    ["a severity that isn't one", { findings: [{ severity: "fatal" }] }],
    ["a line 0", { findings: [{ location: { startLine: 0 } }] }],
    ["a finding with a field of another name", { findings: [{ line: 1 }] }],
    ["a fingerprint of another form", { findings: [{ fingerprint: "xyz" }] }],
  ])("is refused by its schema with %s", async (_what, change) => {
    const parsed = JSON.parse(await rendered({ findings: [finding()] }));
    expect(valid(parsed)).toBe(true);
    const { findings: [changes] = [], ...rest } = change as { findings?: [{ location?: object }] };
    const [first] = parsed.findings;
    const findings = [{ ...first, ...changes, location: { ...first.location, ...changes?.location } }];
    expect(valid({ ...parsed, findings, ...rest })).toBe(false);
  });

  it("writes hidden characters as escapes and gives the same data back", async () => {
    const message = "a\u001b[31m\u009b\u202e\u200b\u{e0041}b";
    const text = await rendered({ findings: [finding({ message })] });
    expect(text).toContain('"a\\u001b[31m\\u009b\\u202e\\u200b\\udb40\\udc41b"');
    expect(JSON.parse(text).findings[0].message).toBe(message);
  });

  it("is valid for any report, and shows nothing that can't be seen", async () => {
    await fc.assert(
      fc.asyncProperty(anyReport, async (any) => {
        const text = await render("json", any, options());
        const parsed = JSON.parse(text);
        expect(valid(parsed), JSON.stringify(valid.errors)).toBe(true);
        expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u200b\ufeff]|\p{Cs}/u);
        expect(parsed.findings.map(({ message }: { message: string }) => message)).toEqual(any.findings.map(({ message }) => message));
      }),
      { numRuns: 200 },
    );
  });
});
