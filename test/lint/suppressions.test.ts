/** What suppressions do to a whole check: rule cases show what each form covers. */
import { describe, expect, it } from "vitest";
import { readConfig, suppressionsOf } from "../../src/config/read-config.ts";
import { isDate } from "../../src/lint/suppressions.ts";
import { type CheckOptions, fix } from "../../src/main.ts";
import { readCheckFlags } from "../rules/flags.ts";
import { folderWith } from "../sources/input-folder.ts";
import { checkFiles } from "./inputs.ts";

const IGNORE = "# lint-roles: ignore[execution-role-refuses-source-identity] moved with PLAT-12";

/** A domain with propagation on, and a role that lets no identity in. `comment` stands above the role. */
function template(comment = "", name = "DataScience"): string {
  return `Resources:
  Studio${name}:
    Type: AWS::SageMaker::Domain
    Properties:
      DomainName: studio
      DefaultUserSettings: { ExecutionRole: !GetAtt ${name}.Arn }
      DomainSettings: { ExecutionRoleIdentityConfig: USER_PROFILE_NAME }
  ${comment}
  ${name}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: sagemaker.amazonaws.com }, Action: sts:AssumeRole }]
`;
}

async function given(text: string, isSelection = false): Promise<Pick<CheckOptions, "suppressions">> {
  const rules = ["execution-role-refuses-source-identity", "shared-role-without-propagation", "stale-principal"];
  const read = await readConfig("lint-roles.config.yaml", folderWith({ "lint-roles.config.yaml": text }), rules);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return { suppressions: suppressionsOf(read.config, isSelection) };
}

function entry(subject: string, rule = "execution-role-refuses-source-identity"): string {
  return `suppressions:\n  - { rule: ${rule}, subject: "${subject}", reason: moved with PLAT-12, owner: platform }\n`;
}

const ids = ({ report }: Awaited<ReturnType<typeof checkFiles>>) => report.findings.map(({ ruleId }) => ruleId);

describe("what is suppressed", () => {
  it("does not fail the run, is counted as that alone, and stays in the report with reason and place", async () => {
    const { report, exitCode } = await checkFiles({ "a.yaml": template(IGNORE) }, { strict: true });
    expect(exitCode).toBe(0);
    expect(report.counts).toEqual({ error: 0, warning: 0, note: 0, undetermined: 0, suppressed: 1 });
    expect(report.findings).toMatchObject([
      {
        ruleId: "execution-role-refuses-source-identity",
        severity: "error",
        suppressed: { reason: "moved with PLAT-12", writtenAs: "comment", location: { file: "a.yaml", span: { startLine: 8, startColumn: 3 } } },
      },
    ]);
  });

  it("breaks a domain all the same: nobody's session works by a reason", async () => {
    const { report } = await checkFiles({ "a.yaml": template(IGNORE) });
    expect(report.domains).toMatchObject([{ readiness: "blocked", blockedBy: [report.findings[0]?.fingerprint] }]);
  });

  it("is not corrected, and asks for no correction of anything else", async () => {
    const cwd = folderWith({ "a.yaml": template(IGNORE) });
    const options = { ...readCheckFlags([]), paths: ["."], cwd };
    const { changes, after } = await fix(options);
    expect([changes, after.left]).toEqual([[], []]);
    expect(after.report.findings[0]?.remedy.edits).toBeUndefined();
    expect((await fix({ ...options, suppressions: "none" })).changes).toHaveLength(1);
  });

  it("is reported where suppressions are left out, and nothing is said of them", async () => {
    const { report, exitCode } = await checkFiles({ "a.yaml": template(`${IGNORE}\n  # lint-roles: ignore[]`) }, { suppressions: "none" });
    expect([exitCode, report.counts.suppressed, report.counts.error, report.counts.warning]).toEqual([1, 0, 1, 0]);
  });

  it("is set aside for the thing that is meant, not for others that share its text", async () => {
    const tf = `
resource "aws_iam_role" "exec" {
  for_each           = toset(["one", "two"])
  name               = each.key
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "sagemaker.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_sagemaker_domain" "studio" {
  for_each    = aws_iam_role.exec
  domain_name = each.key
  default_user_settings { execution_role = each.value.arn }
  domain_settings { execution_role_identity_config = "USER_PROFILE_NAME" }
}
`;
    const whole = await checkFiles({ "main.tf": tf });
    expect(whole.report.findings.map(({ message }) => message.includes("The same holds for"))).toEqual([true]);
    const { report, exitCode } = await checkFiles({ "main.tf": tf }, await given(entry('aws_iam_role.exec[\\"one\\"]')));
    expect(new Map(report.findings.map(({ subject, suppressed }) => [subject, suppressed?.owner]))).toEqual(
      new Map([
        ['aws_iam_role.exec["one"]', "platform"],
        ['aws_iam_role.exec["two"]', undefined],
      ]),
    );
    expect(report.findings.every(({ message }) => !message.includes("The same holds for"))).toBe(true);
    expect([exitCode, report.counts.suppressed]).toEqual([1, 1]);
  });

  it("is about the thing that is declared there, wherever the finding points", async () => {
    const tf = (comment: string) => `
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["sagemaker.amazonaws.com"]
    }
  }
}
${comment}
resource "aws_iam_role" "exec" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
resource "aws_sagemaker_domain" "studio" {
  default_user_settings { execution_role = aws_iam_role.exec.arn }
  domain_settings { execution_role_identity_config = "USER_PROFILE_NAME" }
}
`;
    expect((await checkFiles({ "main.tf": tf(IGNORE) })).report.counts).toMatchObject({ error: 0, warning: 0, suppressed: 1 });
    expect((await checkFiles({ "main.tf": tf("") })).report.counts).toMatchObject({ error: 1, suppressed: 0 });
  });
});

/** Two roles that refuse the identity, and a domain for each. */
const two = (a: string, b: string, first = "", second = "") => `Resources:
  StudioA: { Type: "AWS::SageMaker::Domain", Properties: { DefaultUserSettings: { ExecutionRole: !GetAtt A.Arn }, DomainSettings: { ExecutionRoleIdentityConfig: USER_PROFILE_NAME } } }
  StudioB: { Type: "AWS::SageMaker::Domain", Properties: { DefaultUserSettings: { ExecutionRole: !GetAtt B.Arn }, DomainSettings: { ExecutionRoleIdentityConfig: USER_PROFILE_NAME } } }
  ${first}
  A:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: ${a}
      ${second}
  B:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: ${b}
`;
const REFUSES = '{ Statement: [{ Effect: Allow, Principal: { Service: sagemaker.amazonaws.com }, Action: "sts:AssumeRole" }] }';

describe("a comment is not about more than it stands at", () => {
  const subjects = async (text: string) => {
    const { report } = await checkFiles({ "a.yaml": text });
    return report.findings.map(({ ruleId, subject, suppressed }) => [ruleId, subject, suppressed !== undefined]);
  };

  it("as the last line of one resource, it is not about the next one", async () => {
    expect(await subjects(two(REFUSES, REFUSES, "", IGNORE))).toEqual([
      ["execution-role-refuses-source-identity", "A", false],
      ["invalid-suppression", "a.yaml", false],
      ["execution-role-refuses-source-identity", "B", false],
    ]);
  });

  it("above a resource whose text another one uses, it is not about that other one", async () => {
    expect(await subjects(two(`&trust ${REFUSES}`, "*trust", IGNORE))).toEqual([
      ["execution-role-refuses-source-identity", "A", true],
      ["execution-role-refuses-source-identity", "B", false],
    ]);
  });

  it("above one of two resources of one name, which conditions choose between, it is not about the other", async () => {
    const lake = (
      condition: string,
    ) => `{ Type: "AWS::IAM::Role", Condition: ${condition}, Properties: { RoleName: lake, AssumeRolePolicyDocument: &${condition}
    { Statement: [{ Effect: Allow, Principal: { AWS: !GetAtt DataScience.Arn }, Action: "sts:AssumeRole" }] } } }`;
    const reach = '{ Statement: [{ Effect: Allow, Action: ["sts:AssumeRole", "sts:SetSourceIdentity"], Resource: "*" }] }';
    const text = `Parameters: { E: { Type: String } }
Conditions: { Dev: !Equals [!Ref E, dev], Prod: !Not [!Condition Dev] }
${template().replace("Action: sts:AssumeRole }] }", 'Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] }]').trimEnd()}
      Policies: [{ PolicyName: reach, PolicyDocument: ${reach} }]
  # lint-roles: ignore[chained-role-refuses-source-identity] for development
  LakeDev: ${lake("Dev")}
  LakeProd: ${lake("Prod")}
`.replace("Action: sts:AssumeRole }]", 'Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] }]');
    const { report } = await checkFiles({ "a.yaml": text }, { account: "111122223333", partition: "aws" });
    expect(report.findings.map(({ ruleId, suppressed }) => [ruleId, suppressed !== undefined])).toEqual([
      ["chained-role-refuses-source-identity", true],
      ["chained-role-refuses-source-identity", false],
    ]);
  });
});

describe("metadata in a loop", () => {
  it("is about all that the loop makes", async () => {
    const role = {
      Type: "AWS::IAM::Role",
      Metadata: { "lint-roles": { ignore: [{ rule: "execution-role-refuses-source-identity", reason: "moved" }] } },
      Properties: {
        RoleName: { "Fn::Join": ["-", ["studio", { Ref: "Name" }]] },
        AssumeRolePolicyDocument: { Statement: [{ Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" }] },
      },
    };
    const template = { Transform: "AWS::LanguageExtensions", Resources: { "Fn::ForEach::Roles": ["Name", ["a", "b"], { [`Role\${Name}`]: role }] } };
    const { report } = await checkFiles({ "a.json": template });
    expect(report.counts).toMatchObject({ error: 0, warning: 0, suppressed: 1 });
  });
});

describe("a comment that is nearly one", () => {
  it.each(["# lint-roles ignore[stale-principal] why", "# lint-roles: Ignore[stale-principal] why", "# lint-roles disable[stale-principal] why"])(
    "%s",
    async (comment) => {
      expect(ids(await checkFiles({ "a.yaml": template(comment) }))).toContain("invalid-suppression");
    },
  );

  it("is none in prose", async () => {
    expect(ids(await checkFiles({ "a.yaml": template("# lint-roles checks this in CI") }))).toEqual(["execution-role-refuses-source-identity"]);
  });
});

it("the configuration may name a thing by its address, its name or its ARN, whatever the account", async () => {
  const text = template().replace("    Properties:\n      AssumeRole", "    Properties:\n      RoleName: data-science\n      AssumeRole");
  for (const account of [{}, { account: "111122223333", partition: "aws" }])
    for (const subject of ["DataScience", "data-science", "Data*"])
      expect((await checkFiles({ "a.yaml": text }, { ...account, ...(await given(entry(subject))) })).report.counts, subject).toMatchObject({
        error: 0,
        suppressed: 1,
      });
});

describe("what suppresses nothing", () => {
  it("is told of the rules that run and of those that are left out alike, by what all rules find", async () => {
    const files = { "a.yaml": template(IGNORE) };
    expect(ids(await checkFiles(files, { only: ["unused-suppression"] }))).toEqual([]);
    expect(ids(await checkFiles(files, { skip: ["execution-role-refuses-source-identity"] }))).toEqual([]);
    expect(
      ids(
        await checkFiles({ "a.yaml": template(IGNORE.replace("execution-role-refuses-source-identity", "stale-principal")) }, { skip: ["unused-suppression"] }),
      ),
    ).toEqual(["execution-role-refuses-source-identity"]);
  });

  it("is not told where an input could not be read", async () => {
    const files = { "a.yaml": template(), "b.yaml": "Resources:\n  Lake:\n    Type: AWS::IAM::Role\n    Properties: [\n" };
    const result = await checkFiles(files, await given(entry("Elsewhere")));
    expect(result.exitCode).toBe(2);
    expect(ids(result)).toEqual(["execution-role-refuses-source-identity"]);
  });

  it("in the configuration is told of a part of its inputs only where that has what is named", async () => {
    const files = { "a.yaml": template() };
    expect(ids(await checkFiles(files, await given(entry("Elsewhere"), true)))).not.toContain("unused-suppression");
    expect(ids(await checkFiles(files, await given(entry("Elsewhere"), false)))).toContain("unused-suppression");
    expect(ids(await checkFiles(files, await given(entry("DataScience", "stale-principal"), true)))).toContain("unused-suppression");
  });

  it("is no second suppression of the same finding", async () => {
    const result = await checkFiles({ "a.yaml": template(IGNORE) }, await given(entry("Data*")));
    expect(ids(result)).toEqual(["execution-role-refuses-source-identity"]);
    expect(result.report.findings[0]?.suppressed?.writtenAs).toBe("comment");
  });

  it("is told in every file that is checked, and in no other", async () => {
    const other = "name: ci # lint-roles: ignore[]\non: [push]\n";
    expect(ids(await checkFiles({ "a.yaml": template(), "ci.yaml": other }))).toEqual(["execution-role-refuses-source-identity"]);
    expect(ids(await checkFiles({ "a.yaml": template("# lint-roles: ignore[]"), "b.yaml": template("# lint-roles: ignore[]", "Second") }))).toEqual([
      "invalid-suppression",
      "execution-role-refuses-source-identity",
      "invalid-suppression",
      "execution-role-refuses-source-identity",
    ]);
  });

  it("is not suppressed itself", async () => {
    const { report } = await checkFiles(
      { "a.yaml": template(IGNORE.replace("execution-role-refuses-source-identity", "stale-principal")) },
      {
        severities: new Map([["unused-suppression", "error"]]),
      },
    );
    expect(report.findings.map(({ ruleId, severity, suppressed }) => [ruleId, severity, suppressed])).toEqual([
      ["unused-suppression", "error", undefined],
      ["execution-role-refuses-source-identity", "error", undefined],
    ]);
  });
});

it("severities replace those of a rule's findings, and decide on the exit code", async () => {
  const severities = new Map([["execution-role-refuses-source-identity", "note" as const]]);
  const { report, exitCode } = await checkFiles({ "a.yaml": template() }, { severities });
  expect([exitCode, report.counts.error, report.counts.note]).toEqual([0, 0, 1]);
  expect(report.domains).toMatchObject([{ readiness: "blocked" }]);
});

it.each([
  ["2026-11-25", true],
  ["2028-02-29", true],
  ["2027-02-29", false],
  ["2027-13-01", false],
  ["2027-1-1", false],
  ["27-01-01", false],
  ["2027-01-01T00:00", false],
  ["", false],
])("%s is a date: %s", (text, expected) => {
  expect(isDate(text)).toBe(expected);
});
