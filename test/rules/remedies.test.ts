/** What the rules on callers and guardrails tell to do, and what they show beside the finding: cases check the message alone. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadHclParser } from "../../src/text/hcl/parser.ts";
import { caseFolders, FIXTURES, PROJECT, readCase, runCase } from "./cases.ts";

const CALLER = "caller-cannot-set-source-identity";
const GUARDRAIL = "guardrail-blocks-source-identity";
const EXECUTION = "execution-role-refuses-source-identity";
const CHAINED = "chained-role-refuses-source-identity";
const ASSUME_ONLY = "assume-only-condition-on-set-source-identity";

async function firstOf(ruleId: string, name: string) {
  const { report } = await runCase(readCase(ruleId, name));
  const [finding] = report.findings;
  if (finding === undefined) throw new Error(`${name} finds nothing`);
  return finding;
}

describe("remedies on the caller's side", () => {
  it.each([
    // A Deny that might match is to be narrowed; the Allow lists both actions already.
    ["bad-aws-deny-by-address", "Exempt the sessions of `arn:aws:iam::111122223333:role/DataScience` from that Deny"],
    // What works without an identity and not with one.
    ["bad-aws-deny-with-identity", "Take the test for `aws:SourceIdentity` off that statement, or `sts:AssumeRole` out of it"],
    ["bad-aws-deny-assume-by-name", "Add `bob` to the values of `aws:SourceIdentity`"],
    ["bad-aws-identity-pattern", "Add `bob` to the values of `sts:SourceIdentity`"],
    // Nobody but AWS can edit that policy.
    ["bad-aws-policy-of-aws-condition", "AWS manages that policy, so allow `sts:SetSourceIdentity` on any role that `*` matches in a policy of your own"],
  ])("%s: %s", async (name, text) => {
    expect((await firstOf(CALLER, name)).remedy.text).toContain(text);
  });

  it("takes nothing but the test off an Allow, for AssumeRole is to stay in it", async () => {
    const { remedy } = await firstOf(CALLER, "bad-aws-only-without-identity");
    expect(remedy.text).toContain("Take the test for `aws:SourceIdentity` off that statement:");
  });

  it("keeps the actions that the statement lists", async () => {
    const { remedy } = await firstOf(CALLER, "bad-aws-three-actions");
    expect(remedy.snippet).toBe('"Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]');
  });

  it("names a role whose ARN is not known in words, without a snippet", async () => {
    const { remedy } = await firstOf(CALLER, "bad-cfn-no-permission");
    expect(remedy.text).toContain("`Lake`");
    expect(remedy.snippet).toBeUndefined();
  });

  it("lists the other callers that an open trust policy lets in", async () => {
    const { related } = await firstOf(CALLER, "bad-aws-same-account-everyone-two-callers");
    expect(related.map(({ message }) => message)).toEqual(["caller `arn:aws:iam::111122223333:role/Research`"]);
  });

  it("shows the caller's construct and line in a CDK app", async () => {
    const { report } = await runCase({ folder: join(PROJECT, "fixtures/projects/cdk-studio"), ruleId: CALLER, args: [] });
    expect(report.findings[0]?.related.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^construct Studio\/SharedExec, created at app\.mjs:\d+$/),
    );
  });
});

describe("remedies on guardrails", () => {
  it.each([
    ["bad-aws-scp-by-name", "Add `bob` to the values of `sts:SourceIdentity`"],
    ["bad-aws-scp-deny-with-identity", "Take the test for `sts:SourceIdentity` off that statement, or `sts:AssumeRole` out of it"],
    ["bad-aws-scp-deny-by-address", "Exempt `arn:aws:iam::111122223333:role/DataScience` from that Deny"],
    ["bad-aws-boundary", "Allow `sts:SetSourceIdentity` beside `sts:AssumeRole`"],
  ])("%s: %s", async (name, text) => {
    expect((await firstOf(GUARDRAIL, name)).remedy.text).toContain(text);
  });
});

describe("snippets", () => {
  it.each([CALLER, GUARDRAIL, ASSUME_ONLY, EXECUTION, CHAINED, "source-identity-as-action", "execution-role-untrusted"])(
    "of %s can be pasted where they go",
    async (ruleId) => {
      const hcl = await loadHclParser();
      const names = caseFolders(ruleId).filter((name) => name.startsWith("bad-"));
      expect(names, FIXTURES).not.toEqual([]);
      for (const name of names) {
        const { report } = await runCase(readCase(ruleId, name));
        for (const { remedy, location } of report.findings) {
          const { snippet } = remedy;
          if (snippet === undefined) continue;
          expect(snippet, name).not.toMatch(/(?<!\$)\$\{|…/);
          const isJson = !/\.tf$|^(?:plan|state)\.json$/.test(location.file) || snippet.startsWith('"') || snippet.startsWith('{ "');
          if (isJson) expect(() => JSON.parse(snippet.startsWith("{") ? snippet : `{${snippet}}`), name).not.toThrow();
          else expect(hcl.parseFile(snippet.startsWith("{") ? `statement = ${snippet}\n` : `${snippet}\n`).ok, `${name}: ${snippet}`).toBe(true);
        }
      }
    },
  );

  it.each([
    ["bad-hcl-document", 'actions = ["sts:AssumeRole", "sts:SetSourceIdentity"]'],
    ["bad-hcl-jsonencode", 'Action = ["sts:AssumeRole", "sts:SetSourceIdentity"]'],
    ["bad-hcl-heredoc", '"Action": ["sts:AssumeRole", "sts:SetSourceIdentity"]'],
  ])("of %s are in the notation of the place: %s", async (name, snippet) => {
    expect((await firstOf(CHAINED, name)).remedy.snippet).toBe(snippet);
  });
});
