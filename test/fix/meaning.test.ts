/**
 * An edit never changes the meaning of any other statement: over policies of all kinds in every notation, read before and after by the readers of
 * the product (which know nothing of edits) and compared statement by statement. And comments stay, and a second run changes nothing.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPolicyReader } from "../../src/iam/compile.ts";
import type { Pattern, PatternElement, Statement } from "../../src/iam/types.ts";
import { type CheckOptions, fix } from "../../src/main.ts";
import type { DocumentSource, UnknownSource } from "../../src/model/inventory.ts";
import { loadInputs } from "../../src/sources/index.ts";
import { showText } from "../../src/text/symbolic.ts";
import { readCheckFlags } from "../rules/flags.ts";
import { type Json, NOTATIONS, type Policies, type Written } from "./notations.ts";

const ACCOUNT = "111122223333";
const CALLER = `arn:aws:iam::${ACCOUNT}:role/caller`;
const PASSED_ON = ["sts:SetSourceIdentity", "sts:TagSession", "sts:SetContext"];

const sid = fc.option(fc.constantFrom("Others", "Third"), { nil: undefined });
const studio = fc.option(fc.constant("Studio"), { nil: undefined });
const list = <T>(item: fc.Arbitrary<T>) => fc.oneof(item, fc.uniqueArray(item, { minLength: 1, maxLength: 3 }));
const condition: fc.Arbitrary<Json> = fc.constantFrom(
  { StringEquals: { "aws:SourceAccount": ACCOUNT } },
  { StringEquals: { "sts:ExternalId": "a: b # c" } },
  { StringLike: { "aws:PrincipalTag/team": ["data-*", "lake?"] }, Null: { "aws:PrincipalArn": "false" } },
);
const compact = (value: object): Json => JSON.parse(JSON.stringify(value));

/** A statement of a trust policy; `sagemaker`: one that lets SageMaker in, perhaps beside strangers. */
const trusting = (sagemaker: boolean): fc.Arbitrary<Json> =>
  fc
    .record({
      Sid: sagemaker ? studio : sid,
      Effect: sagemaker ? fc.constant("Allow") : fc.constantFrom("Allow", "Deny"),
      Principal: sagemaker
        ? fc.constantFrom(
            { Service: "sagemaker.amazonaws.com" },
            { Service: ["sagemaker.amazonaws.com", "glue.amazonaws.com"] },
            { Service: "sagemaker.amazonaws.com", AWS: "arn:aws:iam::999988887777:root" },
          )
        : fc.constantFrom({ Service: "glue.amazonaws.com" }, { AWS: ["arn:aws:iam::444455556666:role/a", "arn:aws:iam::444455556666:role/b"] }),
      Action: sagemaker
        ? fc.constantFrom<string | string[]>("sts:AssumeRole", ["sts:AssumeRole"], ["sts:TagSession", "sts:AssumeRole"])
        : list(fc.constantFrom("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity", "sts:*")),
      Condition: fc.option(
        condition.filter((one) => !sagemaker || JSON.stringify(one).includes("SourceAccount")),
        { nil: undefined },
      ),
    })
    .map(compact);

const permitting: fc.Arbitrary<Json> = fc
  .record({
    Sid: sid,
    Effect: fc.constant("Allow"),
    Action: list(fc.constantFrom("sts:AssumeRole", "s3:Get*", "sts:TagSession")),
    Resource: list(fc.constantFrom("arn:aws:iam::444455556666:role/lake", "arn:aws:iam::111122223333:role/catalog")),
    Condition: fc.option(fc.constantFrom({ StringEquals: { "sts:ExternalId": "x" } }, { Bool: { "aws:ViaAWSService": "false" } }), { nil: undefined }),
  })
  .map(compact);

/** A statement id is there once in a policy. */
const sidOf = (statement: Json): Json | undefined => (typeof statement === "object" && "Sid" in statement ? statement["Sid"] : undefined);
const distinct = (statements: readonly Json[]): readonly Json[] =>
  statements.filter((statement, index) => sidOf(statement) === undefined || statements.findIndex((other) => sidOf(other) === sidOf(statement)) === index);

const asPolicy = (statements: readonly Json[], alone: boolean): Json => {
  const [only, ...others] = distinct(statements);
  return { Version: "2012-10-17", Statement: alone && only !== undefined && others.length === 0 ? only : distinct(statements) };
};

const policies: fc.Arbitrary<Policies> = fc
  .record({
    main: trusting(true),
    others: fc.array(trusting(false), { maxLength: 2 }),
    at: fc.nat(),
    own: fc.array(permitting, { minLength: 1, maxLength: 3 }),
    alone: fc.boolean(),
  })
  .map(({ main, others, at, own, alone }) => ({ trust: asPolicy(others.toSpliced(at % (others.length + 1), 0, main), alone), own: asPolicy(own, alone) }));

/** A trust policy for a role that chains to this one; AWS's STS knows `sts:ExternalId` in AssumeRole alone. */
const chained: fc.Arbitrary<Policies> = fc
  .record({
    Sid: studio,
    Principal: fc.constantFrom({ AWS: CALLER }, { AWS: [CALLER] }, { AWS: [CALLER, "arn:aws:iam::444455556666:role/a"] }),
    Action: fc.constantFrom<string | string[]>("sts:AssumeRole", ["sts:AssumeRole", "sts:SetSourceIdentity"], ["sts:SetSourceIdentity", "sts:AssumeRole"]),
    Condition: fc.option(fc.constantFrom({ StringEquals: { "sts:ExternalId": "a: b # c" } }, { StringLike: { "sts:ExternalId": ["x*", "y"] } }), {
      nil: undefined,
    }),
    others: fc.array(trusting(false), { maxLength: 2 }),
    at: fc.nat(),
    alone: fc.boolean(),
  })
  .map(({ others, at, alone, Sid, ...rest }) => {
    const main = compact({ Sid, Effect: "Allow", ...rest });
    return { trust: asPolicy(others.toSpliced(at % (others.length + 1), 0, main), alone) };
  });

/** The role that chains to it: nothing is wrong with its own policies. */
const CALLER_FILE = {
  Resources: {
    Caller: {
      Type: "AWS::IAM::Role",
      Properties: {
        RoleName: "caller",
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] }],
        },
        Policies: [
          {
            PolicyName: "lake",
            PolicyDocument: {
              Version: "2012-10-17",
              Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole", "sts:SetSourceIdentity"], Resource: `arn:aws:iam::${ACCOUNT}:role/exec` }],
            },
          },
        ],
      },
    },
  },
};

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lint-roles-meaning-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function options({ file }: Written, isChained: boolean): CheckOptions {
  if (isChained) {
    writeFileSync(join(folder, "caller.json"), JSON.stringify(CALLER_FILE));
    return { ...readCheckFlags(["--propagation", "on", "--account", ACCOUNT, "--entry-role", "*caller"]), paths: [file, "caller.json"], cwd: folder };
  }
  const role = file === "trust.json" ? `arn:aws:iam::${ACCOUNT}:role/exec` : "*exec";
  return { ...readCheckFlags(["--propagation", "on", "--account", ACCOUNT, "--entry-role", role]), paths: [file], cwd: folder };
}

function elementOf(element: PatternElement | undefined) {
  const sourceOf = ({ source }: Pattern): string => showText(source);
  return element && { negated: element.negated, patterns: element.patterns.map(sourceOf).toSorted() };
}

/** All that a statement says, and nothing of where. */
function meaningOf({ sid: name, effect, principals, actions, resources, conditions }: Statement) {
  return {
    name,
    effect,
    principals: principals && { negated: principals.negated, entries: principals.entries.map(({ source }) => showText(source)).toSorted() },
    actions: elementOf(actions),
    resources: elementOf(resources),
    conditions: conditions
      .map(({ written, key, values }) => JSON.stringify([written, key, values.map(({ source }) => showText(source)).toSorted()]))
      .toSorted(),
  };
}

type Meaning = ReturnType<typeof meaningOf>;

/** The statements of the role's trust policy, and those of its inline policies. */
async function read(written: Written): Promise<readonly (readonly Meaning[])[]> {
  writeFileSync(join(folder, written.file), written.text);
  const { inventory, problems } = await loadInputs([written.file], options(written, false), { cwd: folder, stdin: undefined });
  expect(problems).toEqual([]);
  const reader = createPolicyReader();
  const statementsOf = (source: DocumentSource | UnknownSource): readonly Meaning[] => {
    if (source.kind === "unknown") throw new Error(`not read: ${source.cause.what}`);
    return reader(source).statements.map(meaningOf);
  };
  const [role, ...others] = inventory.roles;
  if (role === undefined || others.length > 0) throw new Error(`${inventory.roles.length} roles in ${written.text}`);
  return [statementsOf(role.trust), ...role.policies.flatMap((policy) => (policy.kind === "inline" ? [statementsOf(policy.source)] : []))];
}

/**
 * What stays is the same in all but the actions that pass the identity on; what comes says nothing that was not there but those. One that goes from
 * a statement is in one that comes.
 */
function compare(before: readonly Meaning[], after: readonly Meaning[]): number {
  let changed = after.length - before.length;
  const coming = after.slice(before.length).flatMap(({ actions }) => actions?.patterns ?? []);
  for (const [index, was] of before.entries()) {
    const is = after[index];
    expect({ ...is, actions: undefined }).toEqual({ ...was, actions: undefined });
    expect(is?.actions?.negated).toBe(was.actions?.negated);
    const [old, now] = [was.actions?.patterns ?? [], is?.actions?.patterns ?? []];
    const added = now.filter((action) => !old.includes(action));
    const taken = old.filter((action) => !now.includes(action));
    expect(now.filter((action) => !added.includes(action))).toEqual(old.filter((action) => !taken.includes(action)));
    expect(coming).toEqual(expect.arrayContaining(taken));
    if (added.length + taken.length === 0) continue;
    expect(PASSED_ON).toEqual(expect.arrayContaining([...added, ...taken]));
    expect(was.effect).toBe("Allow");
    changed += 1;
  }
  const named = before.flatMap(({ principals }) => principals?.entries ?? []);
  const targets = before.flatMap(({ resources }) => resources?.patterns ?? []);
  for (const statement of after.slice(before.length)) {
    expect(statement.effect).toBe("Allow");
    expect(PASSED_ON).toEqual(expect.arrayContaining(statement.actions?.patterns ?? []));
    expect(named).toEqual(expect.arrayContaining(statement.principals?.entries ?? []));
    expect(targets).toEqual(expect.arrayContaining(statement.resources?.patterns ?? []));
  }
  return changed;
}

function commentsIn(text: string): readonly string[] {
  return text.match(/(?:#|\/\/) c\d+b?|# all of it/g) ?? [];
}

async function checkOne(written: Written, isChained: boolean): Promise<number> {
  const before = await read(written);
  const { changes } = await fix(options(written, isChained));
  const [change, ...others] = changes;
  if (change === undefined) return 0;
  expect(others).toEqual([]);
  // A copy of a statement has what is said of it, too.
  expect([...new Set(commentsIn(change.after))]).toEqual(commentsIn(written.text));
  expect(change.after.replaceAll("\r\n", "").includes("\n")).toBe(written.text.replaceAll("\r\n", "").includes("\n"));
  const after = await read({ ...written, text: change.after });
  expect(after.length).toBe(before.length);
  const changed = before.reduce((sum, statements, index) => sum + compare(statements, after[index] ?? []), 0);
  expect(changed).toBeGreaterThan(0);
  const again = await fix(options(written, isChained));
  expect(again.changes).toEqual([]);
  expect(again.after.report.findings.filter(({ remedy }) => remedy.edits !== undefined)).toEqual([]);
  return changed;
}

const RUNS = 25;

async function checkAll(write: (policies: Policies) => Written, generated: fc.Arbitrary<Policies>, isChained: boolean): Promise<number> {
  let corrected = 0;
  const property = fc.asyncProperty(generated, async (value) => {
    corrected += (await checkOne(write(value), isChained)) > 0 ? 1 : 0;
  });
  await fc.assert(property, { numRuns: RUNS });
  return corrected;
}

describe.each(Object.entries(NOTATIONS))("%s", (_notation, write) => {
  it("keeps the meaning of every other statement, and all comments", { timeout: 60_000 }, async () => {
    // Each role refuses SageMaker the source identity, so there is something to correct, wherever comments stand.
    expect(await checkAll(write, policies, false)).toBe(RUNS);
  });
});

describe.each(Object.entries(NOTATIONS).filter(([notation]) => notation !== "a bare policy"))("%s", (_notation, write) => {
  it("keeps it where a condition belongs to AssumeRole alone", { timeout: 60_000 }, async () => {
    // Where both actions are allowed without a condition, nothing is wrong; of so many, something is in about half.
    expect(await checkAll(write, chained, true)).toBeGreaterThan(0);
  });
});
