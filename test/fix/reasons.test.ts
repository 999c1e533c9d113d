/** What `--fix` leaves, and the reason that it tells: each cause its own, with what a person can do. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fix } from "../../src/main.ts";
import { readCheckFlags } from "../rules/flags.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lint-roles-reasons-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function reasonsFor(file: string, text: string): Promise<readonly string[]> {
  writeFileSync(join(folder, file), text);
  const flags = ["--propagation", "on", "--account", "111122223333", "--entry-role", "*exec"];
  const { changes, after } = await fix({ ...readCheckFlags(flags), only: ["execution-role-refuses-source-identity"], paths: [file], cwd: folder });
  expect(changes).toEqual([]);
  return after.left.map(({ reason }) => reason);
}

const template = (statement: string, parameters = "") => `${parameters}Resources:
  Exec:
    Type: AWS::IAM::Role
    Properties:
      RoleName: exec
      AssumeRolePolicyDocument:
        Statement:
          ${statement}
`;
const hcl = (policy: string, more = "") => `resource "aws_iam_role" "exec" {\n  name = "exec"\n  assume_role_policy = ${policy}\n}\n${more}`;
const SAGEMAKER = 'Principal = { Service = "sagemaker.amazonaws.com" }';
const STRANGERS = 'Principal = { Service = "sagemaker.amazonaws.com", AWS = "arn:aws:iam::999988887777:root" }';

describe("a finding is left because", () => {
  it.each<[string, string, string, string]>([
    [
      "an intrinsic gives the actions",
      "t.yaml",
      template(
        "- { Effect: Allow, Principal: { Service: sagemaker.amazonaws.com }, Action: !Ref Assume }",
        "Parameters: { Assume: { Type: String, Default: 'sts:AssumeRole' } }\n",
      ),
      "an intrinsic (`Ref`) gives the actions: add it to what that stands for",
    ],
    [
      "the list has an anchor, which another statement uses",
      "t.yaml",
      `${template("- { Effect: Allow, Principal: { Service: sagemaker.amazonaws.com }, Action: &a [sts:AssumeRole] }")}          - Effect: Allow
            Principal: { Service: glue.amazonaws.com }
            Action: *a
`,
      "it is part of what the anchor `&a` names, and other places have it, too: change it there if it is right for all of them",
    ],
    [
      "the whole policy has an anchor, which another role uses",
      "t.yaml",
      `${template("- { Effect: Allow, Principal: { Service: sagemaker.amazonaws.com }, Action: sts:AssumeRole }").replace("Document:", "Document: &trust")}  Other:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: *trust }
`,
      "it is part of what the anchor `&trust` names, and other places have it, too: change it there if it is right for all of them",
    ],
    [
      "an expression gives the actions",
      "main.tf",
      hcl(
        `jsonencode({ Statement = [{ Effect = "Allow", ${SAGEMAKER}, Action = concat(["sts:AssumeRole"], local.more) }] })`,
        'locals {\n  more = ["sts:TagSession"]\n}\n',
      ),
      "an expression gives the actions: add it to what that stands for, or write a list of its own there",
    ],
    [
      "the list is a local value's",
      "main.tf",
      hcl(`jsonencode({ Statement = [{ Effect = "Allow", ${SAGEMAKER}, Action = local.assume }] })`, 'locals {\n  assume = ["sts:AssumeRole"]\n}\n'),
      "the list comes from a variable, a local value or another expression (`main.tf:6`), and other statements may have it: add it there if it is right for all of them, or write a list of its own into the statement",
    ],
    [
      "an item is a reference",
      "main.tf",
      hcl(
        `jsonencode({ Statement = [{ Effect = "Allow", ${SAGEMAKER}, Action = [local.assume, "sts:TagSession"] }] })`,
        'locals {\n  assume = "sts:AssumeRole"\n}\n',
      ),
      "not all items of the list are plain strings of one kind (a reference or an expression, say): add it by hand",
    ],
    [
      "it is an expression in a string of JSON",
      "main.tf.json",
      JSON.stringify({
        resource: {
          aws_iam_role: {
            exec: { name: "exec", assume_role_policy: `\${jsonencode({ Statement = [{ Effect = "Allow", ${SAGEMAKER}, Action = "sts:AssumeRole" }] })}` },
          },
        },
      }),
      "it is in an expression in a string of JSON: change it by hand, or write it in a `.tf` file or in `aws_iam_policy_document`",
    ],
    [
      "it is a statement more in such an expression",
      "main.tf.json",
      JSON.stringify({
        resource: {
          aws_iam_role: {
            exec: { name: "exec", assume_role_policy: `\${jsonencode({ Statement = [{ Effect = "Allow", ${STRANGERS}, Action = "sts:AssumeRole" }] })}` },
          },
        },
      }),
      "it is in an expression in a string of JSON: change it by hand, or write it in a `.tf` file or in `aws_iam_policy_document`",
    ],
    [
      "a `for` expression makes the statements",
      "main.tf",
      hcl(
        'jsonencode({ Statement = [for s in ["sagemaker.amazonaws.com"] : { Effect = "Allow", Principal = { Service = s, AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole" }] })',
      ),
      "an expression gives the policy's statements, or places and comments among them are unusual: write the statement by hand",
    ],
    [
      "there is a heredoc in the only statement, whose lines would have to be moved",
      "main.tf",
      hcl(
        `jsonencode({\n    Statement = {\n      Effect = "Allow"\n      Sid = <<-EOT\n        Studio\n      EOT\n      Principal = { Service = "sagemaker.amazonaws.com", AWS = "arn:aws:iam::999988887777:root" }\n      Action = "sts:AssumeRole"\n    }\n  })`,
      ),
      "an expression gives the policy's statements, or places and comments among them are unusual: write the statement by hand",
    ],
  ])("%s", async (_cause, file, text, reason) => {
    expect(await reasonsFor(file, text)).toEqual([reason]);
  });
});
