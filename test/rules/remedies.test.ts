/** What findings say to do: the cases themselves check the fact and its place. */
import { describe, expect, it } from "vitest";
import { readCase, runCase } from "./cases.ts";

async function findingOf(ruleId: string, name: string) {
  const { report } = await runCase(readCase(ruleId, name));
  const [finding] = report.findings;
  if (finding === undefined) throw new Error(`${ruleId}/${name} finds nothing`);
  return finding;
}

const own = (principal: string): string => `{ "Effect": "Allow", "Principal": { ${principal} }, "Action": "sts:SetSourceIdentity" }`;

const REMEDIES: readonly (readonly [rule: string, name: string, says: string, snippet: string | undefined])[] = [
  [
    "execution-role-refuses-source-identity",
    "bad-aws-three-actions",
    "Add `sts:SetSourceIdentity` to the actions",
    '"Action": ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity"]',
  ],
  [
    "execution-role-refuses-source-identity",
    "bad-aws-shared-statement",
    "would let `ec2.amazonaws.com` set any source identity",
    own('"Service": "sagemaker.amazonaws.com"'),
  ],
  ["execution-role-refuses-source-identity", "bad-aws-source-organization", "the condition on `aws:SourceOrgID`", undefined],
  [
    "chained-role-refuses-source-identity",
    "bad-cfn-tag-session",
    "Add `sts:SetSourceIdentity` to the actions",
    '"Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]',
  ],
  [
    "chained-role-refuses-source-identity",
    "bad-aws-account-id",
    "Allow `arn:aws:iam::111122223333:role/Exec` `sts:SetSourceIdentity` in a statement of its own",
    own('"AWS": "arn:aws:iam::111122223333:role/Exec"'),
  ],
  [
    "chained-role-refuses-source-identity",
    "bad-aws-not-action",
    "Take `sts:SetSourceIdentity` off NotAction",
    '"Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]',
  ],
  ["execution-role-untrusted", "bad-aws-session-name", "the condition on `sts:RoleSessionName` lets SageMaker's call in", undefined],
  ["source-identity-condition-mismatch", "bad-aws-wildcard-in-equals", "Write `StringLike` in the place of `StringEquals`", undefined],
  ["source-identity-condition-mismatch", "bad-aws-deny-all-but-one", "Add `bob` to the names that the Deny spares", undefined],
];

describe("remedies", () => {
  it.each(REMEDIES)("%s, %s", async (ruleId, name, says, snippet) => {
    const { remedy } = await findingOf(ruleId, name);
    expect(remedy.text).toContain(says);
    expect(remedy.snippet).toBe(snippet);
  });

  it("leaves a snippet out rather than write what isn't known", async () => {
    // The caller's ARN holds the account id, which the template doesn't tell.
    const { remedy } = await findingOf("chained-role-refuses-source-identity", "bad-cfn-account-root");
    expect(remedy.text).toContain("in a statement of its own");
    expect(remedy.snippet).toBeUndefined();
  });
});

describe("chains", () => {
  it.each(["bad-aws-deny-all-but-one", "bad-cfn-hop"])("begin with a user profile that is locked out: %s", async (name) => {
    const { chain } = await findingOf("source-identity-condition-mismatch", name);
    expect(chain.filter((step) => step.label.startsWith("user profile")).map((step) => step.label)).toEqual(["user profile bob"]);
  });
});
