/** What could not be seen is said, and nothing that depends on it is called ready. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CheckResult, check } from "../../../src/main.ts";
import { render } from "../../../src/report/index.ts";
import { PROJECT } from "../../rules/cases.ts";
import { readCheckFlags } from "../../rules/flags.ts";
import { folderWith } from "../input-folder.ts";

const SOUND = `
resource "aws_iam_role" "exec" {
  name = "exec"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "sagemaker.amazonaws.com" }, Action = ["sts:AssumeRole", "sts:SetSourceIdentity"] }]
  })
}
resource "aws_sagemaker_domain" "studio" {
  domain_name = "studio"
  auth_mode   = "IAM"
  vpc_id      = "vpc-1"
  subnet_ids  = ["subnet-1"]
  default_user_settings { execution_role = aws_iam_role.exec.arn }
  domain_settings { execution_role_identity_config = "USER_PROFILE_NAME" }
}
`;

function run(cwd: string, paths: readonly string[] = ["."], args: readonly string[] = []): Promise<CheckResult> {
  return check({ ...readCheckFlags(args), paths, cwd });
}

function readiness({ report }: CheckResult): readonly string[] {
  return report.domains.map((domain) => domain.readiness);
}

function gaps({ report }: CheckResult): string {
  return report.gaps.map(({ subject, reason }) => `${subject}: ${reason}`).join("\n");
}

/** A copy of a project with its plan changed. */
async function withPlan(change: (plan: Record<string, unknown>) => void, paths: readonly string[] = ["plan.json"]): Promise<CheckResult> {
  const folder = mkdtempSync(join(tmpdir(), "lint-roles-"));
  try {
    cpSync(join(PROJECT, "fixtures/projects/terraform-documents"), folder, { recursive: true });
    const plan: Record<string, unknown> = JSON.parse(readFileSync(join(folder, "plan.json"), "utf8"));
    change(plan);
    writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
    return await run(folder, paths);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a domain", () => {
  it("is ready where all is seen", async () => {
    expect(readiness(await run(folderWith({ "main.tf": SOUND })))).toEqual(["ready"]);
  });

  it.each([
    [
      "the trust policy of a role is a variable without a value",
      'variable "trust" {}\nresource "aws_iam_role" "lake" {\n  assume_role_policy = var.trust\n}\n',
      "variable `trust` has no value",
    ],
    [
      "whom a role trusts is not known, and it would refuse the identity",
      'variable "who" {}\nresource "aws_iam_role" "lake" {\n  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = var.who }, Action = "sts:AssumeRole" }] })\n}\n',
      "variable `who` has no value",
    ],
    [
      "a module is not read that may hold roles",
      'module "roles" {\n  source = "terraform-aws-modules/iam/aws//modules/iam-assumable-role"\n}\n',
      "nothing is downloaded",
    ],
    ["a local module is not among the paths", 'module "network" {\n  source = "../elsewhere/network"\n}\n', "is not in the input"],
  ])("is undetermined where %s", async (_what, more, reason) => {
    const result = await run(folderWith({ "main.tf": SOUND + more }));
    expect(readiness(result)).toEqual(["undetermined"]);
    expect(gaps(result)).toContain(reason);
    expect(result.exitCode).toBe(0);
  });

  it("is ready where an unknown principal may do both", async () => {
    const both =
      'variable "who" {}\nresource "aws_iam_role" "lake" {\n  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = var.who }, Action = ["sts:AssumeRole", "sts:SetSourceIdentity"] }] })\n}\n';
    expect(readiness(await run(folderWith({ "main.tf": SOUND + both })))).toEqual(["ready"]);
  });

  it("is undetermined where a role trusts an account's root and may be in that account", async () => {
    const lake = `
resource "aws_iam_role_policy" "reach" {
  role   = aws_iam_role.exec.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["sts:AssumeRole", "sts:SetSourceIdentity"], Resource = "arn:aws:iam::111122223333:role/*" }] })
}
resource "aws_iam_role" "lake" {
  name               = "lake"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "sts:AssumeRole" }] })
}
`;
    const folder = folderWith({ "main.tf": SOUND + lake });
    const result = await run(folder);
    expect(readiness(result)).toEqual(["undetermined"]);
    expect(gaps(result)).toContain("pass --account");
    expect((await run(folder, ["."], ["--account", "111122223333"])).report.findings.map(({ ruleId }) => ruleId)).toContain(
      "chained-role-refuses-source-identity",
    );
  });
});

describe("a plan", () => {
  it.each([
    ["that ended in an error", { errored: true }, "ended in an error"],
    ["that is not complete", { complete: false }, "not complete"],
  ])("%s is said to be partial", async (_what, fields, reason) => {
    const result = await withPlan((plan) => Object.assign(plan, fields));
    expect(gaps(result)).toContain(reason);
    expect(readiness(result)).not.toContain("ready");
  });

  it("that says something else than the configuration beside it is said to be out of date", async () => {
    const result = await withPlan(
      (plan) => {
        const text = JSON.stringify(plan).replaceAll("sts:SetSourceIdentity", "sts:TagSession");
        Object.assign(plan, JSON.parse(text));
      },
      ["."],
    );
    expect(gaps(result)).toContain("says something else in the plan than in the configuration");
    expect(gaps(await withPlan(() => {}, ["."]))).not.toContain("says something else");
  });

  it("keeps the values that it was made with", async () => {
    const folder = folderWith({
      "plan.json": { format_version: "1.2", terraform_version: "1.11.4", variables: { env: { value: "dev" } }, resource_changes: [] },
    });
    const changed = await run(folder, ["plan.json"], ["--parameter", "env=prod"]);
    expect(changed.problems.map(({ message }) => message)).toContain("the plan was made with another value of `env`, which --parameter can't change");
    const same = await run(folder, ["plan.json"], ["--parameter", "env=dev"]);
    expect(same.problems.map(({ message }) => message).join()).not.toContain("--parameter can't change");
  });

  it("that may be of several folders is judged by itself, and says so", async () => {
    const plan = JSON.parse(readFileSync(join(PROJECT, "fixtures/projects/terraform-documents/plan.json"), "utf8"));
    const files = Object.fromEntries(
      ["dev", "prod"].flatMap((name) =>
        ["lake-roles.tf", "shared-role.tf", "studio.tf", "variables.tf"].map((file) => [
          `${name}/${file}`,
          readFileSync(join(PROJECT, "fixtures/projects/terraform-documents", file), "utf8"),
        ]),
      ),
    );
    expect(gaps(await run(folderWith({ ...files, "plan.json": plan })))).toContain("the plan may have been made of `dev` or `prod`");
    // Nearest to the plan, or the one whose values it was made with.
    expect(gaps(await run(folderWith({ ...files, "prod/plan.json": plan })))).not.toContain("may have been made of");
    const other = { "dev/terraform.tfvars": `${Object.keys(plan.variables)[0]} = "another value"\n` };
    expect(gaps(await run(folderWith({ ...files, ...other, "plan.json": plan })))).not.toContain("may have been made of");
  });
});

describe("a file", () => {
  it("that is a symbolic link is named where something that it may declare is missed", async () => {
    const folder = folderWith({ "studio/main.tf": SOUND.replace(/resource "aws_iam_role"[\s\S]*?\n}\n/, ""), "shared/roles.tf": SOUND });
    symlinkSync("../shared/roles.tf", join(folder, "studio/roles.tf"));
    expect(gaps(await run(folder, ["studio"]))).toContain("`studio/roles.tf` is a symbolic link, which is not followed");
  });

  it("of values is shown without the lines around the one at fault", async () => {
    const folder = folderWith({
      "main.tf": `${SOUND.replace('["sts:AssumeRole", "sts:SetSourceIdentity"]', "var.actions")}variable "actions" {}\nvariable "password" {}\n`,
      "terraform.tfvars": 'password = "hunter2"\nactions  = ["sts:AssumeRole"]\ntoken    = "t0ken"\n',
    });
    const result = await run(folder);
    const text = await render("text", result.report, {
      sources: result.sources,
      color: false,
      width: undefined,
      quiet: false,
      pages: new Map(),
      workingFolder: folder,
    });
    expect(text).toContain('2 | actions  = ["sts:AssumeRole"]');
    expect(text).not.toMatch(/hunter2|t0ken/);
  });
});
