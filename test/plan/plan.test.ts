/** The runbook as data, and as it is printed. Whole runs of the built command are in test/e2e/plan.test.ts. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { App } from "../../src/model/inventory.ts";
import { appOwners } from "../../src/plan/apps.ts";
import { chooseDomain } from "../../src/plan/index.ts";
import { createCommand, updateCommand, verifySteps } from "../../src/plan/switch.ts";
import type { Plan } from "../../src/plan/types.ts";
import { renderPlan } from "../../src/report/index.ts";
import { child, rootPointer } from "../../src/text/pointer.ts";
import { text } from "../../src/text/symbolic.ts";
import { domain, inventory, profile } from "../chain/build.ts";
import { shellWords } from "../lint/shell-words.ts";

const AT = child(rootPointer("apps.json"), "Apps");

function app(name: string, facts: Partial<App>): App {
  return {
    subject: name,
    at: child(AT, name),
    guards: [],
    domainId: "d-1",
    name,
    appType: "JupyterLab",
    userProfile: undefined,
    space: undefined,
    status: "InService",
    ...facts,
  };
}

describe("the domain that is meant", () => {
  const one = domain("d-1", {});
  const two = { ...domain("d-2", {}), subject: "module.studio.aws_sagemaker_domain.this", name: "research" };

  it.each(["d-2", "research", "module.studio.aws_sagemaker_domain.this", "aws_sagemaker_domain.this", two.arn as string])("is found by %s", (wanted) => {
    expect(chooseDomain(inventory({ domains: [one, two] }), wanted, "on")).toEqual({ variants: [two] });
  });

  it("is the only one where none is named, and none where there is none", () => {
    expect(chooseDomain(inventory({ domains: [one] }), undefined, "on")).toEqual({ variants: [one] });
    expect(chooseDomain(inventory({}), undefined, "on")).toEqual({ variants: [] });
  });

  it("is refused where it is not clear", () => {
    expect(chooseDomain(inventory({ domains: [one, two] }), undefined, "on")).toEqual({ refused: "several", domains: ["d-1", "d-2 (research)"] });
    expect(chooseDomain(inventory({ domains: [one, two] }), "d-3", "on")).toEqual({ refused: "none-such", domains: ["d-1", "d-2 (research)"] });
    expect(chooseDomain(inventory({}), "d-3", "on")).toEqual({ refused: "none-such", domains: [] });
  });
});

describe("a domain that is not in the input", () => {
  it("is no new one where its user profiles are there", () => {
    const userProfiles = [profile("alice", "d-1"), profile("bob", "d-1"), profile("carol", "d-2")];
    expect(chooseDomain(inventory({ userProfiles }), undefined, "on")).toEqual({ refused: "not-in-input", domains: ["d-1", "d-2"] });
    expect(chooseDomain(inventory({ userProfiles }), "d-1", "on")).toEqual({ refused: "not-in-input", domains: ["d-1", "d-2"] });
  });
});

describe("apps in the way", () => {
  it("are those of the server last, on which everybody's sessions run, and of one owner too", () => {
    const apps = [
      app("server", { userProfile: "domain-shared", appType: "RStudioServerPro" }),
      app("default", { userProfile: "alice", appType: "JupyterServer" }),
      app("session", { userProfile: "alice", appType: "RSessionGateway" }),
    ];
    expect(appOwners(domain("d-1", {}), { apps, spaces: [] }).map((owner) => [owner.name, owner.apps.map(({ name }) => name)])).toEqual([
      ["alice", ["session", "default"]],
      ["domain-shared", ["server"]],
    ]);
  });

  it("are those InService or Pending, and those that a template declares", () => {
    const statuses = ["InService", "Pending", "Deleting", "Deleted", "Failed", undefined];
    const apps = statuses.map((status, index) => app(`app-${index}`, { status, userProfile: "alice" }));
    expect(appOwners(domain("d-1", {}), { apps, spaces: [] })[0]?.apps.map(({ name }) => name)).toEqual(["app-0", "app-1", "app-5"]);
  });

  it("have a command where all that it takes is known, whatever the names are", () => {
    const names = fc.string({ minLength: 1, unit: "grapheme" });
    fc.assert(
      fc.property(names, names, fc.boolean(), (owner, name, inSpace) => {
        const [found] = appOwners(domain("d-1", {}), { apps: [app(name, inSpace ? { space: owner } : { userProfile: owner })], spaces: [] });
        const words = shellWords(found?.apps[0]?.command ?? "");
        const values = words.map((word) => word.replace(/^--[a-z-]+=/s, ""));
        expect(values).toContain(owner);
        expect(values).toContain(name);
      }),
    );
    const hole = text({ id: "x", cause: { kind: "parameter", id: "x", what: "no value" } });
    expect(appOwners(domain("d-1", {}), { apps: [app("a", { userProfile: hole })], spaces: [] })[0]?.apps[0]).not.toHaveProperty("command");
  });

  it("say what their users lose, also of kinds that are new", () => {
    const owners = appOwners(domain("d-1", {}), {
      apps: [app("a", { userProfile: "alice", appType: "Canvas" }), app("b", { userProfile: "bob", appType: "Hologram" })],
      spaces: [],
    });
    expect(owners.map(({ apps }) => apps[0]?.loss)).toEqual([expect.stringContaining("models and datasets stay"), expect.stringContaining("not saved")]);
  });
});

describe("commands", () => {
  it("name what is not known in capitals, and nothing that is no role's ARN", () => {
    expect(createCommand(undefined)).toContain("ExecutionRole=ROLE_ARN");
    expect(createCommand("arn:aws:iam::1:role/x; rm -rf /")).toContain("ExecutionRole=ROLE_ARN");
    const unknown = { ...domain("d-1", {}), id: text({ id: "x", cause: { kind: "parameter", id: "x", what: "no value" } }) };
    expect(updateCommand(unknown, "on")).toContain("--domain-id DOMAIN_ID");
  });

  it("look for the calls of the domain's roles, or of all where these are too many to name", () => {
    const roles = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `arn:aws:iam::111122223333:role/r${index}`);
    const filtered = (arns: readonly string[]): readonly string[] =>
      verifySteps(domain("d-1", {}), "on", arns).flatMap(({ commands = [] }) => commands.filter((command) => command.includes("sessionIssuer")));
    expect(filtered(roles(5))).toEqual([expect.stringContaining('sessionIssuer.arn == "arn:aws:iam::111122223333:role/r4"')]);
    expect(filtered(roles(6))).toEqual([]);
    expect(filtered(["not an ARN"])).toEqual([]);
  });
});

const STEP = {
  text: "Do *this* <b>now</b> | then `that`",
  commands: ["aws x --name '\u001b[31m'"],
  snippet: { language: "yaml" as const, text: "A:\n  b: ```" },
};

function plan(facts: Partial<Plan> = {}): Plan {
  return {
    tool: { name: "lint-roles", version: "0.0.0" },
    domain: { is: "deployed", subject: "d-1", id: "d-1" },
    from: "off",
    to: "on",
    isThere: false,
    verdict: "ready",
    reasons: [],
    changes: [],
    advice: [],
    apps: [],
    stopApps: [],
    switch: [STEP],
    verify: [STEP],
    back: [STEP],
    notes: [],
    ...facts,
  };
}

const OPTIONS = { color: false, width: undefined };
const LOCATION = { file: "a.yaml", span: { startLine: 1, startColumn: 2, endLine: 1, endColumn: 3, startOffset: 1, endOffset: 2 } };

describe("a printed plan", () => {
  it.each(["text", "markdown", "json"] as const)("has no raw control character, as %s", async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (evil) => {
        const step = { text: evil, commands: [evil], snippet: { language: "hcl" as const, text: evil }, location: { ...LOCATION, file: evil } };
        const change = { subject: evil, steps: [{ ...step, ruleId: "x", need: "must" as const, why: evil }] };
        const hostile = plan({
          domain: { is: "declared", subject: evil, name: evil },
          reasons: [{ kind: "not-seen", text: evil }],
          changes: [change],
          advice: [change],
          apps: [{ kind: "space", name: evil, apps: [{ type: evil, name: evil, loss: evil, command: evil }] }],
          stopApps: [step],
          switch: [step],
          notes: [evil],
        });
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        expect(await renderPlan(format, hostile, OPTIONS)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      }),
      { numRuns: 50 },
    );
  });

  it("keeps text of the input from becoming markup in Markdown, and code in its fence", async () => {
    const markdown = await renderPlan("markdown", plan(), OPTIONS);
    expect(markdown).toContain("Do \\*this\\* \\<b\\>now\\</b\\> \\| then `that`");
    expect(markdown).toContain("  ````yaml\n  A:\n    b: ```\n  ````");
  });

  it.each([
    ["a lone one", "Role `a`b` lets *x*", "Role `a`b\\` lets \\*x\\*"],
    ["two together", "Role `a``b` lets [x](y)", "Role \\`a\\`\\`b\\` lets \\[x\\](y)"],
    ["one at the end", "Role `a`` lets <x>", "Role \\`a\\`\\` lets \\<x\\>"],
  ])("lets no backquote in a name begin code in Markdown: %s", async (_what, text, shown) => {
    expect(await renderPlan("markdown", plan({ notes: [text] }), OPTIONS)).toContain(`- ${shown}\n`);
  });

  it("brings no link and no handle in a name to life", async () => {
    const name = "studio @org/admins https://evil.example";
    const evil = plan({ domain: { is: "deployed", subject: "d-1", id: "d-1", name }, changes: [{ subject: name, steps: [] }] });
    const markdown = await renderPlan("markdown", evil, OPTIONS);
    expect(markdown).toContain(`in domain d-1 (\`${name}\`)`);
    expect(markdown.replaceAll(`\`${name}\``, "")).not.toContain("@org");
  });

  it("says what is open and what is there already", async () => {
    const shown = await renderPlan(
      "text",
      plan({ verdict: "undetermined", from: "unknown", reasons: [{ kind: "not-seen", text: "role X is not in the input" }] }),
      OPTIONS,
    );
    expect(shown).toContain("undetermined: Whether propagation is on now can't be told. Nothing certainly breaks");
    expect(shown).toContain("Not seen\n   - role X is not in the input");
    expect(await renderPlan("text", plan({ from: "on", isThere: true, switch: [], back: [] }), OPTIONS)).toContain("ready: Propagation is on already.");
  });
});
