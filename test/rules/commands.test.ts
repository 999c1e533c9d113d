/**
 * A remedy's commands, carried out: for every case with answers of AWS, the corrected policy is put into the input and checked
 * again, by all rules. What the remedy was for is gone, and nothing is there that was not there before.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { type CheckResult, check } from "../../src/main.ts";
import { applyCommand, parseCommand } from "./apply-command.ts";
import { type Case, caseFolders, readCase } from "./cases.ts";
import { readCheckFlags } from "./flags.ts";

type Finding = CheckResult["report"]["findings"][number];
type Files = ReadonlyMap<string, string>;

/** Case → rule that speaks up once the remedy is done, and why it is right to. */
const FOLLOWING: ReadonlyMap<string, { readonly ruleId: string; readonly why: string }> = new Map([
  [
    "chained-role-refuses-source-identity/bad-aws-same-account-everyone-no-permission",
    { ruleId: "caller-cannot-set-source-identity", why: "was a note: the trust policy names the caller now, so the permission that it lacks weighs more" },
  ],
]);

const cases = rules.flatMap(({ meta }) =>
  caseFolders(meta.id)
    .filter((name) => /^bad-(?:aws|policy)-/.test(name))
    .map((name) => readCase(meta.id, name)),
);

function filesOf({ folder }: Case): Files {
  return new Map(
    readdirSync(folder)
      .filter((name) => name !== "case.json")
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

async function findingsIn(files: Files, args: readonly string[]): Promise<readonly Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), "lint-roles-commands-"));
  try {
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    const { report, problems } = await check({ ...readCheckFlags(args), paths: ["."], cwd: folder });
    expect(problems).toEqual([]);
    return report.findings;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a finding is, apart from the statement: a statement of one's own takes a problem along. */
function gist({ ruleId, subject, severity }: Finding): string {
  return `${severity} ${ruleId} ${subject}`;
}

function commandsOf(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.flatMap(({ remedy }) => remedy.commands ?? []))];
}

function carriedOut(files: Files, commands: readonly string[]): Files {
  return commands.map(parseCommand).reduce(applyCommand, files);
}

async function expectGone(before: readonly Finding[], fixed: readonly Finding[], files: Files, { ruleId, name, args }: Case): Promise<void> {
  const after = await findingsIn(carriedOut(files, commandsOf(fixed)), args);
  const left = new Set(after.map(({ fingerprint }) => fingerprint));
  expect(fixed.filter(({ fingerprint }) => left.has(fingerprint)).map(gist)).toEqual([]);
  const known = new Set(before.map(gist));
  const fresh = after.filter((finding) => !known.has(gist(finding)));
  expect([...new Set(fresh.map((finding) => finding.ruleId))], fresh.map(({ message }) => message).join("\n")).toEqual(
    [FOLLOWING.get(`${ruleId}/${name}`)?.ruleId].filter((each) => each !== undefined),
  );
}

describe("a remedy's commands, carried out, leave nothing of the finding and bring nothing new", () => {
  it.each(cases.map((each) => [`${each.ruleId}/${each.name}`, each] as const))("%s", async (_name, each) => {
    const files = filesOf(each);
    const before = await findingsIn(files, each.args);
    const fixable = before.filter(({ remedy }) => remedy.commands !== undefined);
    // One document, one command: of two, the later would undo the earlier.
    const targets = commandsOf(before).map((command) => [...parseCommand(command).options].slice(0, -1).join());
    expect(new Set(targets).size).toBe(targets.length);
    for (const finding of fixable) await expectGone(before, [finding], files, each);
    if (fixable.length > 1) await expectGone(before, fixable, files, each);
  });

  it("are there in most cases", async () => {
    expect(cases.filter(({ expected }) => expected.some(({ commands }) => commands !== undefined)).length).toBeGreaterThan(100);
  });
});
