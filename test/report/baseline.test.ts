import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baselineFile } from "../../src/report/baseline.ts";
import { nasty } from "./arbitrary.ts";

const valid = new Ajv2020({ strict: true }).compile(JSON.parse(readFileSync(new URL("../../src/report/baseline.schema.json", import.meta.url), "utf8")));
const TOOL = { name: "lint-roles", version: "1.2.3" };

describe("the file of a baseline", () => {
  it("has one entry a line, and nothing that changes from run to run", () => {
    const entries = [
      { fingerprint: "0".repeat(32), ruleId: "stale-principal", subject: "Lake" },
      { fingerprint: "f".repeat(32), ruleId: "stale-principal", subject: 'a "b" \u202e' },
    ];
    expect(baselineFile(TOOL, entries)).toBe(`{
  "schemaVersion": 1,
  "tool": { "name": "lint-roles", "version": "1.2.3" },
  "findings": [
    { "fingerprint": "00000000000000000000000000000000", "ruleId": "stale-principal", "subject": "Lake" },
    { "fingerprint": "ffffffffffffffffffffffffffffffff", "ruleId": "stale-principal", "subject": "a \\"b\\" \\u202e" }
  ]
}
`);
    expect(baselineFile(TOOL, [])).toContain('\n  "findings": []\n}\n');
  });

  it("is valid, whatever it names, with as many lines as entries", () => {
    const entry = fc.record({
      fingerprint: fc.stringMatching(/^[0-9a-f]{32}$/),
      ruleId: fc.constantFrom("stale-principal", "narrow-source-arn"),
      subject: nasty,
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
        const text = baselineFile(TOOL, entries);
        const parsed = JSON.parse(text);
        expect(valid(parsed)).toBe(true);
        expect(parsed.findings).toEqual(entries);
        expect(text.split("\n")).toHaveLength(6 + (entries.length === 0 ? 0 : entries.length + 1));
        expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u200b\ufeff]/u);
      }),
    );
  });
});
