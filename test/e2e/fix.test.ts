/** `--fix` and `--fix-dry-run` of the built command, on copies of whole projects and on files that are written in unusual ways. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const CLI = join(PROJECT, "dist/bin.js");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lint-roles-fix-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function run(args: readonly string[], input = "") {
  const env = { ...process.env, NO_COLOR: "1" };
  const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...args], { cwd: folder, encoding: "utf8", env, input });
  return { stdout, stderr, status };
}

function copy(project: string): void {
  cpSync(join(PROJECT, "fixtures/projects", project), folder, { recursive: true, filter: (path) => !/case\.json$|expected/.test(path) });
}

const TEMPLATE = `Resources:
  Studio:
    Type: AWS::SageMaker::Domain
    Properties:
      DomainName: studio
      AuthMode: IAM
      VpcId: vpc-1
      SubnetIds: []
      DefaultUserSettings:
        ExecutionRole: !GetAtt Exec.Arn # the only one
  Exec:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: sagemaker.amazonaws.com }
            Action: 'sts:AssumeRole'   # as the console has it
`;
const FIXED = TEMPLATE.replace("'sts:AssumeRole'", "['sts:AssumeRole', 'sts:SetSourceIdentity']");

describe("--fix", () => {
  it.each(["switch-terraform", "switch-templates"])("writes what --fix-dry-run shows, once, and %s then has nothing of it", (project) => {
    copy(project);
    const dry = run(["--fix-dry-run", "."]);
    expect(dry.stderr).toMatch(/^would fix \d findings in \d files?: /);
    const files = [...dry.stdout.matchAll(/^--- a\/(.*)$/gm)].map(([, file = ""]) => file);
    const before = new Map(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
    expect(spawnSync("git", ["apply", "-"], { cwd: folder, input: dry.stdout, encoding: "utf8" }).status).toBe(0);
    const byGit = files.map((file) => readFileSync(join(folder, file), "utf8"));
    for (const [file, text] of before) writeFileSync(join(folder, file), text);

    const fixed = run(["--fix", "."]);
    expect(fixed.stderr).toBe(dry.stderr.replace("would fix", "fixed"));
    expect(fixed.status).toBe(dry.status);
    expect(files.map((file) => readFileSync(join(folder, file), "utf8"))).toEqual(byGit);

    const again = run(["--fix", "."]);
    expect(again.stderr).toMatch(/^nothing to fix\n/);
    expect(again.stdout).toBe(fixed.stdout);
    expect(files.map((file) => readFileSync(join(folder, file), "utf8"))).toEqual(byGit);
    const check = run(["--format", "json", "."]);
    expect(JSON.parse(check.stdout).findings.filter((finding: { remedy: { edits?: unknown } }) => finding.remedy.edits)).toEqual([]);
  });

  it.each([
    ["as it is", TEMPLATE, FIXED],
    ["with carriage returns", TEMPLATE.replaceAll("\n", "\r\n"), FIXED.replaceAll("\n", "\r\n")],
    ["with a byte order mark", `\uFEFF${TEMPLATE}`, `\uFEFF${FIXED}`],
    ["without a line feed at its end", TEMPLATE.trimEnd(), FIXED.trimEnd()],
  ])("keeps a file %s", (_what, before, after) => {
    writeFileSync(join(folder, "t.yaml"), before);
    const { stderr, status } = run(["--fix", "t.yaml"]);
    expect([readFileSync(join(folder, "t.yaml"), "utf8"), status]).toEqual([after, 0]);
    expect(stderr).toBe("fixed 1 finding in 1 file: t.yaml\n");
  });

  it("corrects all that is on one chain", () => {
    const further = `  Lake:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { AWS: !GetAtt Exec.Arn }, Action: "sts:AssumeRole" }]
`;
    writeFileSync(join(folder, "t.yaml"), TEMPLATE + further);
    run(["--fix", "."]);
    expect(readFileSync(join(folder, "t.yaml"), "utf8")).toContain('Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] }]');
    const { findings } = JSON.parse(run(["--propagation", "on", "--format", "json", "."]).stdout);
    // The caller's own permissions name no statement to add to: that is left.
    expect(findings.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(["caller-cannot-set-source-identity"]);
  });

  it("leaves what a rule that was left out would have found", () => {
    writeFileSync(join(folder, "t.yaml"), TEMPLATE);
    expect(run(["--fix", "--skip", "execution-role-refuses-source-identity", "."]).stderr).toMatch(/^nothing to fix\n/);
    expect(readFileSync(join(folder, "t.yaml"), "utf8")).toBe(TEMPLATE);
  });

  it("leaves a list that others share: of a YAML anchor, or a local value", () => {
    const other = `  Other:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: glue.amazonaws.com }, Action: &actions [sts:AssumeRole] }]
  Exec:`;
    const shared = TEMPLATE.replace("  Exec:", other).replace("'sts:AssumeRole'", "*actions");
    writeFileSync(join(folder, "t.yaml"), shared);
    const local = `locals {
  actions = ["sts:AssumeRole"]
}

resource "aws_iam_role" "exec" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "sagemaker.amazonaws.com" }, Action = local.actions }]
  })
}
`;
    writeFileSync(join(folder, "main.tf"), local);
    const { stderr } = run(["--fix", "--entry-role", "*exec*", "."]);
    const own = "and other statements may have it: add it there if it is right for all of them, or write a list of its own into the statement";
    expect(stderr).toBe(
      [
        "nothing to fix",
        `left to you: 1 finding: the list is shared by an anchor (\`t.yaml:15\`), ${own}`,
        `left to you: 1 finding: the list comes from a variable, a local value or another expression (\`main.tf:2\`), ${own}\n`,
      ].join("\n"),
    );
    expect([readFileSync(join(folder, "t.yaml"), "utf8"), readFileSync(join(folder, "main.tf"), "utf8")]).toEqual([shared, local]);
  });

  it("says which file can't be written, and why", () => {
    writeFileSync(join(folder, "t.yaml"), TEMPLATE);
    chmodSync(join(folder, "t.yaml"), 0o444);
    const { stderr, status } = run(["--fix", "."]);
    // Root may write everything.
    if (process.getuid?.() === 0) expect(stderr).toContain("fixed 1 finding");
    else expect([stderr, status]).toEqual([expect.stringContaining("error: can't write t.yaml: "), 2]);
  });

  it.each([
    [["--fix", "-"], "error: --fix can't change standard input\n  help: name the file instead of -\n"],
    [["--fix", "--fix-dry-run", "."], "error: --fix and --fix-dry-run were both given\n  help: --fix-dry-run shows what --fix would write\n"],
    [["--fix", "--live"], "error: --fix changes files, and --live reads AWS\n  help: the report has the commands that correct what is deployed\n"],
  ])("refuses %j", (args, message) => {
    expect(run(args, TEMPLATE)).toEqual({ stdout: "", stderr: message, status: 2 });
  });
});

describe("--fix-dry-run", () => {
  it("has standard output to itself, and writes reports into files", () => {
    writeFileSync(join(folder, "t.yaml"), TEMPLATE);
    const { stdout, status } = run(["--fix-dry-run", "--output", "json=after.json", "."]);
    expect(stdout).toBe(`--- a/t.yaml
+++ b/t.yaml
@@ -15,4 +15,4 @@
         Statement:
           - Effect: Allow
             Principal: { Service: sagemaker.amazonaws.com }
-            Action: 'sts:AssumeRole'   # as the console has it
+            Action: ['sts:AssumeRole', 'sts:SetSourceIdentity']   # as the console has it
`);
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, "after.json"), "utf8")).findings).toEqual([]);
    expect(readFileSync(join(folder, "t.yaml"), "utf8")).toBe(TEMPLATE);
  });
});
