/** Our own workflows: nothing in them changes without a commit here, and they take no more than they need. */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expressions, parseWorkflow, readAction, readText, unpinned } from "./actions.ts";
import { root } from "./project.ts";

const FOLDER = ".github/workflows";
const files = readdirSync(`${root}${FOLDER}`).map((name) => `${FOLDER}/${name}`);
const stepsOf = (file: string) => Object.values(parseWorkflow(readText(file)).jobs).flatMap(({ steps }) => steps);

describe.each(files)("%s", (file) => {
  it("uses actions by commit, with the version beside it", () => {
    expect(stepsOf(file).some(({ uses }) => uses !== undefined)).toBe(true);
    expect(unpinned(readText(file))).toEqual([]);
  });

  it("may read the repository, and nothing else; the release may say who it is", () => {
    const { permissions, jobs } = parseWorkflow(readText(file));
    expect(permissions).toEqual({ contents: "read" });
    const more = Object.values(jobs).flatMap((job) => (job.permissions === undefined ? [] : [job.permissions]));
    expect(more).toEqual(file.endsWith("/release.yml") ? [{ contents: "read", "id-token": "write" }] : []);
  });

  it("has no expression inside a script", () => {
    for (const { run = "" } of stepsOf(file)) expect(expressions(run)).toEqual([]);
  });
});

describe("the workflow of a release", () => {
  const steps = stepsOf(`${FOLDER}/release.yml`);

  it("publishes what was tested, of the version that the tag names, with provenance and without a token", () => {
    const scripts = steps.flatMap(({ run }) => run ?? []);
    expect(scripts).toEqual([expect.stringContaining('test "$TAG" = "v$version"'), ".ci/run", "npm publish --provenance --access public"]);
    expect(readText(`${FOLDER}/release.yml`)).not.toMatch(/secrets\.|NODE_AUTH_TOKEN|_authToken/);
  });
});

describe("the workflow of the action", () => {
  const steps = stepsOf(`${FOLDER}/action.yml`);
  const uses = steps.filter((step) => step.uses === "./.github/actions/lint-roles");

  it("runs it where it fails and where it does not, with inputs that it has", () => {
    expect(uses.map(({ id }) => id)).toEqual(["broken", "tolerated"]);
    const inputs = Object.keys(readAction().inputs);
    for (const step of uses) for (const name of Object.keys(step.with ?? {})) expect(inputs).toContain(name);
  });

  it("looks at outputs that it has", () => {
    const outputs = ["outcome", ...Object.keys(readAction().outputs).map((name) => `outputs.${name}`)];
    const known = uses.flatMap(({ id }) => outputs.map((output) => `steps.${id}.${output}`));
    const read = steps.flatMap(({ env = {} }) => Object.values(env)).flatMap(expressions);
    expect(read).toHaveLength(6);
    for (const inside of read) expect(known).toContain(inside);
  });
});

describe("the check of pinned actions", () => {
  it.each([
    ["actions/checkout@v5", false],
    ["actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8", false],
    ["actions/checkout@08c6903 # v5.0.0", false],
    ["docker://alpine:3", false],
    ["actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0", true],
    ["github/codeql-action/upload-sarif@8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2", true],
    ["./.github/actions/lint-roles", true],
  ])("%s: %s", (used, isPinned) => {
    expect(unpinned(`    steps:\n      - uses: ${used}\n`)).toEqual(isPinned ? [] : [used]);
    expect(unpinned(`      - id: x\n        uses: ${used}\n`)).toEqual(isPinned ? [] : [used]);
  });
});
