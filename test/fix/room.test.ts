/**
 * IAM's quotas, to the character: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. A policy is padded so that it has a
 * certain size once it is corrected, as plain JSON without white space has it.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { fix } from "../../src/main.ts";
import { readCheckFlags } from "../rules/flags.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lint-roles-room-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const LAKE = "arn:aws:iam::444455556666:role/lake";
const BOTH = ["sts:AssumeRole", "sts:SetSourceIdentity"];

interface Document {
  readonly Version: string;
  readonly Statement: readonly object[];
}

const policy = (action: string | readonly string[], padding: string): Document => ({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: action, Resource: LAKE },
    { Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${padding}` },
  ],
});
const trust = (action: string | readonly string[], padding: string): Document => ({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: action },
    { Effect: "Allow", Principal: { AWS: `arn:aws:iam::444455556666:role/${padding}` }, Action: "sts:TagSession" },
  ],
});

const sizeOf = (document: Document): number => JSON.stringify(document).length;

/** With `AssumeRole` alone, and of that size once it has both. */
function sized(make: typeof policy, size: number): Document {
  return make("sts:AssumeRole", "x".repeat(size - sizeOf(make(BOTH, ""))));
}

interface Role {
  readonly trust?: Document;
  readonly inline?: readonly Document[];
  readonly managed?: Document;
}

function template(role: Role): string {
  const Properties = {
    RoleName: "exec",
    AssumeRolePolicyDocument: role.trust ?? trust(BOTH, "x"),
    Policies: (role.inline ?? []).map((PolicyDocument, index) => ({ PolicyName: `p${index}`, PolicyDocument })),
  };
  const managed = { Type: "AWS::IAM::ManagedPolicy", Properties: { Roles: ["exec"], PolicyDocument: role.managed } };
  return stringify({ Resources: { Exec: { Type: "AWS::IAM::Role", Properties }, ...(role.managed && { Managed: managed }) } }, { lineWidth: 0 });
}

const hcl = ({ inline = [] }: Role): string =>
  [
    `resource "aws_iam_role" "exec" {\n  name = "exec"\n  assume_role_policy = jsonencode(${JSON.stringify(trust(BOTH, "x"))})\n}\n`,
    ...inline.map(
      (document, index) =>
        `resource "aws_iam_role_policy" "p${index}" {\n  name = "p${index}"\n  role = aws_iam_role.exec.id\n  policy = jsonencode(${JSON.stringify(document)})\n}\n`,
    ),
  ].join("\n");

const RULES = ["execution-role-refuses-source-identity", "caller-cannot-set-source-identity"];

async function outcome(file: string, text: string): Promise<{ readonly changed: boolean; readonly reasons: readonly string[] }> {
  writeFileSync(join(folder, file), text);
  const flags = ["--propagation", "on", "--account", "111122223333", "--entry-role", "*exec"];
  const { changes, after } = await fix({ ...readCheckFlags(flags), only: RULES, paths: [file], cwd: folder });
  return { changed: changes.length > 0, reasons: after.left.map(({ reason }) => reason) };
}

const FITS = { changed: true, reasons: [] };

describe("a correction that just fits is made, and one by a character too long is not", () => {
  it("in a managed policy", async () => {
    expect(await outcome("t.yaml", template({ managed: sized(policy, 6144) }))).toEqual(FITS);
    const reason = "the policy would have 6,145 characters, and IAM takes 6,144: put what is to be added into a policy of its own";
    expect(await outcome("t.yaml", template({ managed: sized(policy, 6145) }))).toEqual({ changed: false, reasons: [reason] });
  });

  it.each([
    ["t.yaml", template],
    ["main.tf", hcl],
  ])("in the inline policies of a role together: %s", async (file, write) => {
    const other = policy("s3:PutObject", "y".repeat(5000));
    expect(await outcome(file, write({ inline: [other, sized(policy, 10_240 - sizeOf(other))] }))).toEqual(FITS);
    const reason =
      "the role's inline policies would have 10,241 characters together, and IAM takes 10,240: move some of their statements to a managed policy first";
    expect(await outcome(file, write({ inline: [other, sized(policy, 10_241 - sizeOf(other))] }))).toEqual({ changed: false, reasons: [reason] });
  });

  it("in a trust policy of the default quota, which who has a longer one has had raised", async () => {
    expect(await outcome("t.yaml", template({ trust: sized(trust, 2048) }))).toEqual(FITS);
    const raise = 'more than the default quota of 2,048: have "Role trust policy length" raised, or shorten it, and write it by hand';
    expect(await outcome("t.yaml", template({ trust: sized(trust, 2049) }))).toEqual({
      changed: false,
      reasons: [`the trust policy would have 2,049 characters, ${raise}`],
    });
    expect(await outcome("t.yaml", template({ trust: sized(trust, 3000) }))).toEqual(FITS);
    expect(await outcome("t.yaml", template({ trust: sized(trust, 8192) }))).toEqual(FITS);
    const most = "the trust policy would have 8,193 characters, and no account's quota goes beyond 8,192: shorten it first";
    expect(await outcome("t.yaml", template({ trust: sized(trust, 8193) }))).toEqual({ changed: false, reasons: [most] });
  });
});

it("counts what several findings add to one role's policies", async () => {
  const one = policy("sts:AssumeRole", "x");
  const two = { ...one, Statement: one.Statement.map((statement) => ({ ...statement, Resource: "arn:aws:iam::444455556666:role/vault" })) };
  const more = sizeOf(policy(BOTH, "x")) - sizeOf(one);
  const fill = (total: number): readonly Document[] => [
    one,
    two,
    policy("s3:PutObject", "y".repeat(total - sizeOf(one) - sizeOf(two) - sizeOf(policy("s3:PutObject", "")))),
  ];
  expect(await outcome("t.yaml", template({ inline: fill(10_240 - 2 * more) }))).toEqual(FITS);
  const { changed, reasons } = await outcome("t.yaml", template({ inline: fill(10_240 - 2 * more + 1) }));
  expect([changed, reasons.length]).toEqual([false, 2]);
});
