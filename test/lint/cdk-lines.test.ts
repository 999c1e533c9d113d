// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM and TypeScript write their variables so.
/**
 * Lines for apps of the CDK, in each of its languages. The TypeScript ones were synthesised with aws-cdk-lib 2.276.0; the names of the others are
 * those that jsii makes of the same API (https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_iam.PolicyStatement.html, by language).
 */
import { describe, expect, it } from "vitest";
import type { LanguageName, Line } from "../../src/lint/cdk/code.ts";
import { languageOf, writeLine } from "../../src/lint/cdk/languages.ts";

const LINE: Line = {
  kind: "add",
  to: "trust",
  variable: ["lake", "reader"],
  statement: [
    ["actions", { kind: "texts", items: [{ kind: "text", parts: ["sts:SetSourceIdentity"] }] }],
    [
      "principals",
      {
        kind: "principals",
        items: [
          { type: "ArnPrincipal", argument: { kind: "text", parts: [{ kind: "role-arn", variable: ["shared", "exec"] }] } },
          { type: "ServicePrincipal", argument: { kind: "text", parts: ["sagemaker.amazonaws.com"] } },
          { type: "AnyPrincipal" },
        ],
      },
    ],
    [
      "resources",
      {
        kind: "texts",
        items: [{ kind: "text", parts: ["arn:aws:iam::", { kind: "pseudo", name: "ACCOUNT_ID" }, ":role/", { kind: "string", variable: ["role", "name"] }] }],
      },
    ],
    [
      "conditions",
      { kind: "map", entries: [["StringEquals", { kind: "map", entries: [["aws:PrincipalTag/team", { kind: "text", parts: ["${aws:username}"] }]] }]] },
    ],
  ],
};

const ADDED: Readonly<Record<LanguageName, string>> = {
  typescript: `// lakeReader: x
lakeReader.assumeRolePolicy?.addStatements(
  new iam.PolicyStatement({
    actions: ["sts:SetSourceIdentity"],
    principals: [new iam.ArnPrincipal(sharedExec.roleArn), new iam.ServicePrincipal("sagemaker.amazonaws.com"), new iam.AnyPrincipal()],
    resources: [\`arn:aws:iam::\${Aws.ACCOUNT_ID}:role/\${roleName}\`],
    conditions: { StringEquals: { "aws:PrincipalTag/team": "\${aws:username}" } },
  }),
);`,
  javascript: "",
  python: `# lakeReader: x
lake_reader.assume_role_policy.add_statements(
    iam.PolicyStatement(
        actions=["sts:SetSourceIdentity"],
        principals=[iam.ArnPrincipal(shared_exec.role_arn), iam.ServicePrincipal("sagemaker.amazonaws.com"), iam.AnyPrincipal()],
        resources=[f"arn:aws:iam::{Aws.ACCOUNT_ID}:role/{role_name}"],
        conditions={"StringEquals": {"aws:PrincipalTag/team": "\${aws:username}"}},
    )
)`,
  java: `// lakeReader: x
lakeReader.getAssumeRolePolicy().addStatements(
    PolicyStatement.Builder.create()
        .actions(List.of("sts:SetSourceIdentity"))
        .principals(List.of(new ArnPrincipal(sharedExec.getRoleArn()), new ServicePrincipal("sagemaker.amazonaws.com"), new AnyPrincipal()))
        .resources(List.of("arn:aws:iam::" + Aws.ACCOUNT_ID + ":role/" + roleName))
        .conditions(Map.of("StringEquals", Map.of("aws:PrincipalTag/team", "\${aws:username}")))
        .build());`,
  csharp: `// lakeReader: x
lakeReader.AssumeRolePolicy.AddStatements(
    new PolicyStatement(new PolicyStatementProps
    {
        Actions = new[] { "sts:SetSourceIdentity" },
        Principals = new IPrincipal[] { new ArnPrincipal(sharedExec.RoleArn), new ServicePrincipal("sagemaker.amazonaws.com"), new AnyPrincipal() },
        Resources = new[] { $"arn:aws:iam::{Aws.ACCOUNT_ID}:role/{roleName}" },
        Conditions = new Dictionary<string, object> { ["StringEquals"] = new Dictionary<string, object> { ["aws:PrincipalTag/team"] = "\${aws:username}" } },
    }));`,
  go: `// lakeReader: x
lakeReader.AssumeRolePolicy().AddStatements(
    awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
        Actions: jsii.Strings("sts:SetSourceIdentity"),
        Principals: &[]awsiam.IPrincipal{awsiam.NewArnPrincipal(sharedExec.RoleArn()), awsiam.NewServicePrincipal(jsii.String("sagemaker.amazonaws.com"), nil), awsiam.NewAnyPrincipal()},
        Resources: &[]*string{jsii.String("arn:aws:iam::" + *awscdk.Aws_ACCOUNT_ID() + ":role/" + roleName)},
        Conditions: &map[string]interface{}{"StringEquals": map[string]interface{}{"aws:PrincipalTag/team": jsii.String("\${aws:username}")}},
    }),
)`,
};

const OVERRIDES: Readonly<Record<LanguageName, string>> = {
  typescript: 'writer.addPropertyOverride("A.Statement.0.Action", ["a", "b"]);',
  javascript: 'writer.addPropertyOverride("A.Statement.0.Action", ["a", "b"]);',
  python: 'writer.add_property_override("A.Statement.0.Action", ["a", "b"])',
  java: 'writer.addPropertyOverride("A.Statement.0.Action", List.of("a", "b"));',
  csharp: 'writer.AddPropertyOverride("A.Statement.0.Action", new[] { "a", "b" });',
  go: 'writer.AddPropertyOverride(jsii.String("A.Statement.0.Action"), jsii.Strings("a", "b"))',
};

describe.each(["typescript", "javascript", "python", "java", "csharp", "go"] as const)("%s", (language) => {
  it("adds a statement", () => {
    expect(writeLine(LINE, ["lakeReader: x"], language)).toBe(language === "javascript" ? ADDED.typescript : ADDED[language]);
  });

  it("sets a property of an L1 construct", () => {
    const items = ["a", "b"].map((part) => ({ kind: "text" as const, parts: [part] }));
    const line: Line = { kind: "override", variable: ["writer"], path: "A.Statement.0.Action", value: { kind: "texts", items } };
    expect(writeLine(line, [], language)).toBe(OVERRIDES[language]);
  });

  it("calls the role itself for its own permissions, and a policy for those of a policy", () => {
    const method = {
      typescript: "addToPolicy",
      javascript: "addToPolicy",
      python: "add_to_policy",
      java: "addToPolicy",
      csharp: "AddToPolicy",
      go: "AddToPolicy",
    };
    const first = (to: "role" | "policy"): string | undefined => writeLine({ ...LINE, to, variable: ["exec"] }, [], language).split("\n")[0];
    expect(first("role")).toBe(`exec.${method[language]}(`);
    expect(first("policy")).toMatch(/^exec\.(addStatements|add_statements|AddStatements)\($/);
  });
});

describe("what could break out of a string", () => {
  const line = (part: string): Line => ({
    kind: "override",
    variable: ["w"],
    path: "A",
    value: { kind: "text", parts: [part, { kind: "pseudo", name: "REGION" }] },
  });

  it.each([
    ["typescript", "`${x}\\", 'w.addPropertyOverride("A", `\\`\\${x}\\\\${Aws.REGION}`);'],
    ["python", '"{x}\\', 'w.add_property_override("A", f"\\"{{x}}\\\\{Aws.REGION}")'],
    ["csharp", '"{x}\\', 'w.AddPropertyOverride("A", $"\\"{{x}}\\\\{Aws.REGION}");'],
    ["java", '"\n', 'w.addPropertyOverride("A", "\\"\\n" + Aws.REGION);'],
    ["go", '"\n', 'w.AddPropertyOverride(jsii.String("A"), jsii.String("\\"\\n" + *awscdk.Aws_REGION()))'],
  ] as const)("is escaped in %s", (language, part, expected) => {
    expect(writeLine(line(part), [], language)).toBe(expected);
  });
});

it.each([
  ["lib/a.ts", "typescript"],
  ["lib/a.tsx", "typescript"],
  ["lib/a.mts", "typescript"],
  ["app.mjs", "javascript"],
  ["app.js", "javascript"],
  ["stacks/a.py", "python"],
  ["src/A.java", "java"],
  ["A.cs", "csharp"],
  ["a.go", "go"],
  ["a.kt", "typescript"],
  [undefined, "typescript"],
])("takes the language of %s for %s", (file, language) => {
  expect(languageOf(file)).toBe(language);
});
