/** One text, several roles: an edit of it is an edit of them all. */
import { describe, expect, it } from "vitest";
import { readConfig, suppressionsOf } from "../../src/config/read-config.ts";
import { fix } from "../../src/main.ts";
import { readCheckFlags } from "../rules/flags.ts";
import { folderWith } from "../sources/input-folder.ts";

const HEAD = `
provider "aws" { allowed_account_ids = ["111122223333"] }
resource "aws_sagemaker_domain" "studio" {
  default_user_settings { execution_role = aws_iam_role.exec.arn }
  domain_settings { execution_role_identity_config = "USER_PROFILE_NAME" }
}
resource "aws_iam_role" "exec" {
  name               = "exec"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "sagemaker.amazonaws.com" }, Action = ["sts:AssumeRole", "sts:SetSourceIdentity"] }] })
}
resource "aws_iam_role_policy" "reach" {
  role   = aws_iam_role.exec.name
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["sts:AssumeRole", "sts:SetSourceIdentity"], Resource = "arn:aws:iam::111122223333:role/a" }] })
}
`;

/** Roles a and b of one text, which trust whom they are told to. */
function lake(a: string, b: string): string {
  return `${HEAD}
resource "aws_iam_role" "lake" {
  for_each           = { a = "${a}", b = "${b}" }
  name               = each.key
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { AWS = each.value }, Action = "sts:AssumeRole" }] })
}
`;
}

const EXEC = "arn:aws:iam::111122223333:role/exec";

async function fixed(text: string, config?: string) {
  const cwd = folderWith({ "main.tf": text, ...(config === undefined ? {} : { "lint-roles.config.yaml": config }) });
  const read = config === undefined ? undefined : await readConfig("lint-roles.config.yaml", cwd, ["chained-role-refuses-source-identity"]);
  const given = read?.ok === true ? { suppressions: suppressionsOf(read.config, false) } : {};
  return fix({ ...readCheckFlags([]), paths: ["."], cwd, ...given });
}

describe("an edit of a text that several roles are made from", () => {
  it("is made where it is right for all of them", async () => {
    const { changes } = await fixed(lake(EXEC, EXEC));
    expect(changes.map(({ after }) => after.includes('Principal = { AWS = each.value }, Action = ["sts:AssumeRole", "sts:SetSourceIdentity"] }'))).toEqual([
      true,
    ]);
  });

  it("is not made where it would let others set an identity on one of them", async () => {
    const { changes, after } = await fixed(lake(EXEC, "arn:aws:iam::999999999999:root"));
    expect(changes).toEqual([]);
    expect(after.left.map(({ reason }) => reason)).toEqual([
      "role `arn:aws:iam::111122223333:role/b` is made from the same text, and would let others set an identity: write a text of its own for one of them",
    ]);
  });

  it("is not made where one of them is accepted as it is", async () => {
    const text = lake(EXEC, EXEC).replace('role/a"', 'role/*"');
    const config = 'suppressions: [{ rule: chained-role-refuses-source-identity, subject: "*role/b", reason: replaced in March }]';
    expect((await fixed(text)).changes).toHaveLength(1);
    const { changes, after } = await fixed(text, config);
    expect([changes, after.report.counts.suppressed]).toEqual([[], 1]);
    expect(after.left.map(({ reason }) => reason)).toEqual(["something that is suppressed stands in the same text: change it by hand"]);
  });
});

describe("a statement that is added", () => {
  it("goes into no list that an anchor names, nor behind it", async () => {
    const trust = `Statement: &statements
          - Effect: Allow
            Principal: { AWS: "${EXEC}" }
            Action: sts:AssumeRole
            Condition: { StringEquals: { sts:ExternalId: abc } }`;
    const role = (name: string, document: string) => `  ${name}:
    Type: AWS::IAM::Role
    Properties:
      RoleName: ${name}
      AssumeRolePolicyDocument:
        ${document}
`;
    const cwd = folderWith({ "main.tf": HEAD, "roles.yaml": `Resources:\n${role("a", trust)}${role("b", "Statement: *statements")}` });
    const { changes, after } = await fix({ ...readCheckFlags(["--account", "111122223333"]), paths: ["."], cwd });
    expect(changes).toEqual([]);
    expect(after.left.some(({ reason }) => reason.startsWith("it is part of what the anchor `&statements` names"))).toBe(true);
  });

  it("goes into no list that a local value holds for several", async () => {
    const text = `${HEAD}
locals { statements = [{ Effect = "Allow", Principal = { AWS = "${EXEC}" }, Action = "sts:AssumeRole", Condition = { StringEquals = { "sts:ExternalId" = "abc" } } }] }
resource "aws_iam_role" "a" {
  name               = "a"
  assume_role_policy = jsonencode({ Statement = local.statements })
}
`;
    const { changes, after } = await fixed(text);
    expect(changes).toEqual([]);
    expect(after.left.some(({ reason }) => reason.startsWith("the policy's statements come from a variable, a local value"))).toBe(true);
  });
});

it("a list whose bracket stands behind its last item keeps it there", async () => {
  const text = (actions: string) => `Resources:
  Studio:
    Type: AWS::SageMaker::Domain
    Properties:
      DefaultUserSettings: { ExecutionRole: !GetAtt Exec.Arn }
  Exec:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: sagemaker.amazonaws.com }
            Action: [
              "sts:AssumeRole",
              ${actions}]
`;
  const cwd = folderWith({ "roles.yaml": text('"sts:TagSession"') });
  const { changes } = await fix({ ...readCheckFlags(["--propagation", "on"]), paths: ["."], cwd });
  expect(changes.map(({ after }) => after)).toEqual([text('"sts:TagSession",\n              "sts:SetSourceIdentity"')]);
});

it("a statement goes behind the comments that belong to the one before it, and before those of what follows", async () => {
  const text = (added: string) => `Resources:
  A:
    Type: AWS::IAM::Role
    Properties:
      RoleName: a
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { AWS: "${EXEC}" }
            Action: sts:AssumeRole
            Condition: { StringEquals: { sts:ExternalId: abc } }
            # The id is in the vault.
${added}      # What follows is on tags.
      Tags: []
`;
  const cwd = folderWith({ "main.tf": HEAD, "roles.yaml": text("") });
  const { changes } = await fix({ ...readCheckFlags(["--account", "111122223333"]), paths: ["."], cwd });
  const added = `          - Effect: Allow
            Principal:
              AWS: ${EXEC}
            Action: sts:SetSourceIdentity
`;
  expect(changes.map(({ after }) => after)).toEqual([text(added)]);
});
