import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareWith, entriesOf } from "../../src/lint/baseline.ts";
import type { ReportedFinding } from "../../src/lint/report.ts";
import { type CheckOptions, makeBaseline } from "../../src/main.ts";
import { finding, suppression } from "../report/build.ts";
import { account, allow, checkFiles, domain, SAGEMAKER, studio } from "./inputs.ts";

const A = "a".repeat(32);
const B = "b".repeat(32);
const entry = (fingerprint: string) => ({ fingerprint, ruleId: "stale-principal", subject: "Lake" });
const states = (findings: readonly ReportedFinding[]) => findings.map(({ baseline }) => baseline);

describe("comparing", () => {
  it("knows a finding by its fingerprint alone, and keeps the order", () => {
    const { findings, left } = compareWith([finding({ fingerprint: A, subject: "renamed" }), finding({ fingerprint: B })], [entry(A)]);
    expect(states(findings)).toEqual(["unchanged", "new"]);
    expect(findings.map(({ fingerprint }) => fingerprint)).toEqual([A, B]);
    expect(left).toEqual([]);
  });

  it("counts: of three with one fingerprint and two entries, one is new; of one, an entry is left", () => {
    const three = [finding({ fingerprint: A }), finding({ fingerprint: A }), finding({ fingerprint: A })];
    expect(states(compareWith(three, [entry(A), entry(A)]).findings).toSorted()).toEqual(["new", "unchanged", "unchanged"]);
    expect(compareWith(three.slice(0, 1), [entry(A), entry(A), entry(B)])).toMatchObject({ findings: [{ baseline: "unchanged" }], left: [entry(A), entry(B)] });
  });

  it("takes the one that weighs most for the new one, and spends no entry on what is suppressed", () => {
    const some = [
      finding({ fingerprint: A, severity: "error" }),
      finding({ fingerprint: A, severity: "note" }),
      finding({ fingerprint: A, severity: "error", certainty: "undetermined" }),
      finding({ fingerprint: A, severity: "note", suppressed: suppression("accepted") }),
    ];
    expect(states(compareWith(some, [entry(A)]).findings)).toEqual(["new", "new", "unchanged", "new"]);
    expect(states(compareWith(some, [entry(A), entry(A)]).findings)).toEqual(["new", "unchanged", "unchanged", "new"]);
    expect(states(compareWith(some, [entry(A), entry(A), entry(A)]).findings)).toEqual(["unchanged", "unchanged", "unchanged", "new"]);
  });

  it("finds nothing new and nothing gone in what was written of the same findings, in any order", () => {
    const some = fc.array(
      fc.constantFrom(A, B, "c".repeat(32)).map((fingerprint) => finding({ fingerprint })),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(
        some.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          const { findings, left } = compareWith(shuffled, entriesOf(list));
          expect(states(findings)).toEqual(list.map(() => "unchanged"));
          expect(left).toEqual([]);
          expect(entriesOf(shuffled)).toEqual(entriesOf(list));
        },
      ),
    );
  });
});

describe("what is written", () => {
  it("is sorted by rule, subject and fingerprint, without what is suppressed", () => {
    const of = (ruleId: string, subject: string, fingerprint: string) => ({ fingerprint, ruleId, subject });
    const list = [of("b-rule", "a", A), of("a-rule", "b", A), of("a-rule", "B", B), of("a-rule", "B", A)];
    const suppressed = finding({ ...of("a-rule", "A", A), suppressed: suppression("accepted") });
    expect(entriesOf([...list.map((over) => finding(over)), suppressed])).toEqual([
      of("a-rule", "B", A),
      of("a-rule", "B", B),
      of("a-rule", "b", A),
      of("b-rule", "a", A),
    ]);
  });
});

const BROKEN = { "domain.json": domain(), "roles.json": account({ Studio: { trust: [allow("sts:AssumeRole", SAGEMAKER)] } }) };
const SOUND = { "domain.json": domain(), "roles.json": account({ Studio: studio() }) };

async function baselineOf(files: { readonly [name: string]: object | string }, options: Partial<CheckOptions> = {}): Promise<string> {
  return makeBaseline((await checkFiles(files, options)).report);
}

describe("a check with a baseline", () => {
  const against = (files: { readonly [name: string]: object | string }, known: string, options: Partial<CheckOptions> = {}) =>
    checkFiles({ ...files, "known.json": known }, { baseline: "known.json", ...options });

  it("does not fail by what is known, nor does it count it as an error; the domain stays blocked", async () => {
    const { exitCode, report } = await against(BROKEN, await baselineOf(BROKEN), { failOn: "note", strict: true });
    expect(exitCode).toBe(0);
    expect(states(report.findings)).toEqual(["unchanged"]);
    expect(report.counts).toEqual({ error: 0, warning: 0, note: 0, undetermined: 0, suppressed: 0, known: 1 });
    expect(report.domains).toMatchObject([{ readiness: "blocked", blockedBy: [report.findings[0]?.fingerprint] }]);
    expect(report.baseline).toEqual({ file: "known.json", absent: [] });
  });

  it("does not fail by what is known and undetermined, with --strict either", async () => {
    // The action is a parameter without a value: what the trust policy allows can't be told.
    const text = `Parameters: { Target: { Type: String } }
Resources:
  Studio:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: sagemaker.amazonaws.com }, Action: !Ref Target }]
`;
    const files = { "template.yaml": text };
    const options = { entryRoles: ["Studio"], strict: true } as const;
    const plain = await checkFiles(files, options);
    expect(plain.report.findings.map(({ certainty }) => certainty)).toContain("undetermined");
    expect(plain.exitCode).toBe(1);
    const { report, exitCode } = await against(files, makeBaseline(plain.report), options);
    expect(report.gaps).toEqual([]);
    expect([exitCode, report.counts.undetermined]).toEqual([0, 0]);
  });

  it("fails by what is new", async () => {
    const more = { trust: [allow("sts:AssumeRole", SAGEMAKER)] };
    const files = { "domain.json": domain(), "roles.json": account({ Studio: more, Second: more }) };
    const second = { ...domain(), DomainId: "d-second", DomainArn: "arn:aws:sagemaker:eu-west-1:111122223333:domain/d-second" };
    const other = { ...second, DefaultUserSettings: { ExecutionRole: "arn:aws:iam::111122223333:role/Second" } };
    const { exitCode, report } = await against({ ...files, "second.json": other }, await baselineOf(files));
    expect(exitCode).toBe(1);
    const fresh = report.findings.filter(({ baseline }) => baseline === "new");
    expect(fresh.length).toBeGreaterThan(0);
    expect(new Set(fresh.map(({ subject }) => subject))).toEqual(new Set(["arn:aws:iam::111122223333:role/Second"]));
  });

  it("tells what is mended, but not of rules that did not run", async () => {
    const known = await baselineOf(BROKEN);
    const [entry] = JSON.parse(known).findings;
    expect((await against(SOUND, known)).report.baseline?.absent).toEqual([entry]);
    // Still there, only not asked for.
    expect((await against(BROKEN, known, { skip: [entry.ruleId] })).report.baseline?.absent).toEqual([]);
    // Gone, whoever asks.
    expect((await against(SOUND, known, { skip: [entry.ruleId] })).report.baseline?.absent).toEqual([entry]);
  });

  it("tells nothing of what is mended where an input could not be read: it may be in there", async () => {
    const { report, exitCode } = await against({ ...SOUND, "broken.json": '{"RoleDetailList": [' }, await baselineOf(BROKEN));
    expect(exitCode).toBe(2);
    expect(report.baseline).toEqual({ file: "known.json" });
  });

  it("that can't be read is made all the same, with nothing known, and ends with 2", async () => {
    const { report, exitCode, problems } = await checkFiles(BROKEN, { baseline: "known.json" });
    expect(exitCode).toBe(2);
    expect(problems).toMatchObject([{ file: "known.json", message: "the baseline can't be read: no such file" }]);
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).not.toHaveProperty("baseline");
    expect(report).not.toHaveProperty("baseline");
  });

  it("that lies among the inputs changes nothing of what is checked", async () => {
    const { report, skipped } = await against(BROKEN, await baselineOf(BROKEN));
    expect(report.coverage.files).toBe(2);
    expect(skipped.map(({ file }) => file)).toEqual(["known.json"]);
  });
});

describe("lines that move", () => {
  it("make nothing new and nothing gone", async () => {
    const read = (name: string) => readFileSync(new URL(`../../fixtures/projects/studio-chain/${name}`, import.meta.url), "utf8").split("\n");
    const templates = { "studio.yaml": read("studio.yaml"), "lake.yaml": read("lake.yaml") };
    const known = await baselineOf({ "studio.yaml": templates["studio.yaml"].join("\n"), "lake.yaml": templates["lake.yaml"].join("\n") });
    expect(JSON.parse(known).findings).toHaveLength(2);
    const noise = fc.array(
      fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), line: fc.constantFrom("", "   ", "# a note", "                # - Effect: Deny", "\t") }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    const moved = (lines: readonly string[], additions: readonly { readonly at: number; readonly line: string }[]): string =>
      additions.reduce<readonly string[]>((all, { at, line }) => all.toSpliced(Math.floor(at * all.length), 0, line), lines).join("\n");
    await fc.assert(
      fc.asyncProperty(noise, noise, async (inStudio, inLake) => {
        const files = { "studio.yaml": moved(templates["studio.yaml"], inStudio), "lake.yaml": moved(templates["lake.yaml"], inLake), "known.json": known };
        const { report, exitCode } = await checkFiles(files, { baseline: "known.json" });
        expect([exitCode, states(report.findings), report.baseline?.absent]).toEqual([0, ["unchanged", "unchanged"], []]);
        expect(makeBaseline(report)).toBe(known);
      }),
      { numRuns: 40 },
    );
  });
});
