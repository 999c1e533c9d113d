import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { readBaseline } from "../../src/config/read-baseline.ts";
import { baselineFile } from "../../src/report/baseline.ts";
import { nasty } from "../report/arbitrary.ts";

const folder = mkdtempSync(join(tmpdir(), "lint-roles-baseline-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PRINT = "0123456789abcdef0123456789abcdef";
const HEAD = '{ "schemaVersion": 1, "tool": { "name": "lint-roles", "version": "1.2.3" },';
const ENTRY = `{ "fingerprint": "${PRINT}", "ruleId": "stale-principal", "subject": "Lake" }`;

async function read(content: string | Uint8Array) {
  writeFileSync(join(folder, "known.json"), content);
  return readBaseline("known.json", folder);
}

describe("a baseline", () => {
  it("is read as it was written, equal entries each", async () => {
    const entry = { fingerprint: PRINT, ruleId: "stale-principal", subject: "Lake\u202e" };
    const given = baselineFile({ name: "lint-roles", version: "1.2.3" }, [entry, entry]);
    expect(await read(given)).toEqual({ ok: true, baseline: { file: "known.json", entries: [entry, entry] } });
    expect((await read(`\ufeff${given.replaceAll("\n", "\r\n")}`)).ok).toBe(true);
  });

  it.each([
    ["an empty file", "", undefined, "the file is empty; expected a baseline"],
    ["text", "known findings", "1:1", "the baseline is not JSON as it should be: expected a value"],
    ["a comma too many", `${HEAD}\n"findings": [\n${ENTRY},\n] }`, "3:102", "trailing comma"],
    ["a conflict", `${HEAD}\n"findings": [\n<<<<<<< HEAD\n${ENTRY}\n=======\n>>>>>>> main\n] }`, "3:1", "a conflict that git left there"],
    ["no object", `[${ENTRY}]`, "1:1", "it should be a map of names to values"],
    ["another version", `{\n  "schemaVersion": 2, "entries": {} }`, "2:20", "the baseline is of version 2; expected version 1"],
    ["a version that is none", `{\n"schemaVersion": "1", "tool": {}, "findings": [] }`, "2:18", "`schemaVersion` should be 1"],
    ["no version", `{ "findings": [] }`, "1:1", "it has no `schemaVersion`"],
    ["another tool's file", HEAD.replace("lint-roles", "other").concat(' "findings": [] }'), "1:41", '`tool.name` should be "lint-roles"'],
    ["a member that is not known", `${HEAD} "findings": [],\n"summary": {} }`, "2:1", "`summary` is not known"],
    ["findings that are no list", `${HEAD}\n"findings": {} }`, "2:13", "`findings` should be a list"],
    ["an entry without a fingerprint", `${HEAD} "findings": [\n${ENTRY},\n  { "ruleId": "a", "subject": "b" }] }`, "3:3", "`findings[1]` has no `fingerprint`"],
    ["a fingerprint of another form", `${HEAD} "findings": [\n${ENTRY.replace("0123", "XYZ!")}] }`, "2:18", "should be 32 hexadecimal digits"],
    ["a key that stands twice", `${HEAD}\n"findings": [], "findings": [${ENTRY}] }`, "2:17", "findings"],
    ["a prototype", `${HEAD} "findings": [],\n"__proto__": { "a": 1 } }`, "2:1", "`__proto__` is not known"],
    ["a NUL byte", `${HEAD}\0`, "1:76", "NUL byte"],
    ["bytes that are no text", Uint8Array.from([0x7b, 0xff]), "1:2", "not valid UTF-8"],
    ["deep nesting", `${HEAD}\n"findings": ${"[".repeat(200_000)}`, expect.stringMatching(/^2:/), "nest"],
  ])("is refused: %s", async (_what, content, place, message) => {
    const result = await read(content);
    if (result.ok) throw new Error("it was read");
    const { problem } = result;
    expect(problem.file).toBe("known.json");
    expect(problem.message).toContain(message);
    expect(problem.help).toBeTruthy();
    expect(problem.span && `${problem.span.startLine}:${problem.span.startColumn}`).toEqual(place);
  });

  it("is refused where it is not there, is a folder, or has no end", async () => {
    mkdirSync(join(folder, "sub"));
    expect(await readBaseline("gone.json", folder)).toEqual({
      ok: false,
      problem: {
        file: "gone.json",
        message: "the baseline can't be read: no such file",
        help: "`lint-roles baseline -o gone.json`, with the paths and flags of this run, writes it",
      },
    });
    expect(await readBaseline("sub", folder)).toMatchObject({ ok: false, problem: { message: "the baseline can't be read: it is a folder" } });
    expect(await read(`${HEAD}${" ".repeat(50_000_000)}`)).toMatchObject({
      ok: false,
      problem: { message: "the file has more than 50 MB, which no baseline has" },
    });
  });

  it("is read at a few tens of megabytes, its last entry too", async () => {
    const entries = Array.from({ length: 150_000 }, (_, index) => ({
      fingerprint: index.toString(16).padStart(32, "0"),
      ruleId: "stale-principal",
      subject: `R${index}`,
    }));
    const result = await read(baselineFile({ name: "lint-roles", version: "1.2.3" }, entries));
    expect(result.ok && result.baseline.entries.at(-1)).toEqual(entries.at(-1));
  });

  it("never throws, whatever the file holds", async () => {
    const some = fc.oneof(
      nasty,
      fc.json(),
      fc.json().map((value) => `${HEAD} "findings": [${value}] }`),
      fc.json().map((value) => `{ "schemaVersion": ${value} }`),
    );
    await fc.assert(
      fc.asyncProperty(some, async (content) => {
        const result = await read(content);
        expect(result.ok || (result.problem.message !== "" && result.problem.help !== undefined)).toBe(true);
      }),
    );
  });
});
