/** One role's policies in every notation that `--fix` edits, with comments where there are any. */
import { stringify } from "yaml";

export type Json = string | readonly Json[] | { readonly [key: string]: Json };

export interface Policies {
  /** A trust policy, with Statement as a list or as one object. */
  readonly trust: Json;
  /** An inline policy of the same role. */
  readonly own?: Json;
}

export interface Written {
  readonly file: string;
  readonly text: string;
}

/** The role is called `exec` in all of them; `Exec` is its logical id. */
export const NOTATIONS: Readonly<Record<string, (policies: Policies) => Written>> = {
  "CloudFormation YAML": (policies) => ({ file: "t.yaml", text: commented(stringify(template(policies), { lineWidth: 0 }), "#") }),
  "CloudFormation YAML, lists not indented, carriage returns": (policies) => ({
    file: "t.yaml",
    text: commented(stringify(template(policies), { lineWidth: 0, indentSeq: false }), "#").replaceAll("\n", "\r\n"),
  }),
  "CloudFormation YAML in flow style": (policies) => ({
    file: "t.yaml",
    text: `# all of it\n${stringify(template(policies), { lineWidth: 0, collectionStyle: "flow" })}`,
  }),
  "CloudFormation JSON": (policies) => ({ file: "t.json", text: JSON.stringify(template(policies), undefined, 2) }),
  "CloudFormation JSON, tabs and carriage returns": (policies) => ({
    file: "t.json",
    text: `${JSON.stringify(template(policies), undefined, "\t").replaceAll("\n", "\r\n")}\r\n`,
  }),
  "CloudFormation JSON on one line": (policies) => ({ file: "t.json", text: JSON.stringify(template(policies)) }),
  "JSON as text in CloudFormation JSON": (policies) => ({ file: "t.json", text: JSON.stringify(template(asText(policies)), undefined, 2) }),
  "JSON as text in CloudFormation YAML": (policies) => ({
    file: "t.yaml",
    text: `# all of it\n${stringify(template(asText(policies, 2)), { lineWidth: 0, blockQuote: "literal" })}`,
  }),
  "JSON as quoted text in CloudFormation YAML": (policies) => ({
    file: "t.yaml",
    text: stringify(template(asText(policies)), { lineWidth: 0, defaultStringType: "QUOTE_DOUBLE" }),
  }),
  jsonencode: ({ trust, own }) => ({
    file: "main.tf",
    text: resources(`jsonencode(${hcl(trust, "  ")})`, own === undefined ? undefined : `jsonencode(${hcl(own, "  ")})`),
  }),
  "jsonencode on one line": ({ trust, own }) => ({
    file: "main.tf",
    text: resources(`jsonencode(${hclLine(trust)}) # c1`, own === undefined ? undefined : `jsonencode(${hclLine(own)}) # c2`),
  }),
  "heredoc JSON": ({ trust, own }) => ({
    file: "main.tf",
    text: `# all of it\n${resources(heredoc(trust), own === undefined ? undefined : heredoc(own))}`,
  }),
  "a quoted string of HCL": ({ trust, own }) => ({
    file: "main.tf",
    text: `# all of it\n${resources(JSON.stringify(JSON.stringify(trust)), own === undefined ? undefined : JSON.stringify(JSON.stringify(own, undefined, 2)))}`,
  }),
  aws_iam_policy_document: ({ trust, own }) => ({
    file: "main.tf",
    text: [
      document("trust", trust),
      ...(own === undefined ? [] : [document("own", own)]),
      resources("data.aws_iam_policy_document.trust.json", own === undefined ? undefined : "data.aws_iam_policy_document.own.json"),
    ].join("\n"),
  }),
  "JSON as text in .tf.json": ({ trust, own }) => ({
    file: "main.tf.json",
    text: JSON.stringify(
      {
        resource: {
          aws_iam_role: { exec: { name: "exec", assume_role_policy: JSON.stringify(trust) } },
          ...(own !== undefined && { aws_iam_role_policy: { own: { name: "own", role: "exec", policy: JSON.stringify(own, undefined, 2) } } }),
        },
      },
      undefined,
      2,
    ),
  }),
  "a bare policy": ({ trust }) => ({ file: "trust.json", text: `${JSON.stringify(trust, undefined, 4)}\n` }),
};

function template({ trust, own }: { readonly trust: Json; readonly own?: Json }): Json {
  const policies = own === undefined ? {} : { Policies: [{ PolicyName: "own", PolicyDocument: own }] };
  return { Resources: { Exec: { Type: "AWS::IAM::Role", Properties: { RoleName: "exec", AssumeRolePolicyDocument: trust, ...policies } } } };
}

function asText({ trust, own }: Policies, indent?: number): Policies {
  return { trust: JSON.stringify(trust, undefined, indent), ...(own !== undefined && { own: JSON.stringify(own, undefined, indent) }) };
}

/** A comment behind every third line, and one on a line of its own before every fifth: each with a number. */
function commented(text: string, mark: string): string {
  return text
    .split("\n")
    .flatMap((line, index, lines) => {
      if (line === "" || index === lines.length - 1) return [line];
      const own = index % 5 === 4 ? [`${/^ */.exec(line)?.[0] ?? ""}${mark} c${index}`] : [];
      return [...own, index % 3 === 1 ? `${line} ${mark} c${index}b` : line];
    })
    .join("\n");
}

function resources(trust: string, own: string | undefined): string {
  const policy =
    own === undefined ? "" : `\nresource "aws_iam_role_policy" "own" {\n  name   = "own"\n  role   = aws_iam_role.exec.name\n  policy = ${own}\n}\n`;
  return `resource "aws_iam_role" "exec" {\n  name               = "exec"\n  assume_role_policy = ${trust}\n}\n${policy}`;
}

function heredoc(value: Json): string {
  return `<<-EOT\n${JSON.stringify(value, undefined, 2)
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n")}\n  EOT`;
}

function key(name: string): string {
  return /^[A-Za-z]\w*$/.test(name) ? name : JSON.stringify(name);
}

let comments = 0;
const comment = (): string => (++comments % 3 === 0 ? ` ${comments % 2 === 0 ? "#" : "//"} c${comments}` : "");

function hcl(value: Json, indent: string): string {
  if (typeof value === "string") return JSON.stringify(value);
  const inner = `${indent}  `;
  if (isList(value)) {
    const last = value.length - 1;
    return `[\n${value.map((item, index) => `${inner}${hcl(item, inner)}${index === last ? "" : ","}${comment()}\n`).join("")}${indent}]`;
  }
  return `{\n${Object.entries(value)
    .map(([name, item]) => `${inner}${key(name)} = ${hcl(item, inner)}${comment()}\n`)
    .join("")}${indent}}`;
}

function hclLine(value: Json): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(hclLine).join(", ")}]`;
  return `{ ${Object.entries(value)
    .map(([name, item]) => `${key(name)} = ${hclLine(item)}`)
    .join(", ")} }`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && !Array.isArray(value);
}

function listed(value: Json | undefined): readonly Json[] {
  return value === undefined ? [] : isList(value) ? value : [value];
}

function document(name: string, policy: Json): string {
  const statements = isMap(policy) ? listed(policy["Statement"]) : [];
  return `data "aws_iam_policy_document" "${name}" {\n${statements.map(block).join("\n")}}\n`;
}

function block(statement: Json): string {
  if (!isMap(statement)) throw new Error("no statement");
  const { Sid, Effect, Action, Resource, Principal, Condition } = statement;
  const lines = [
    ...(Sid === undefined ? [] : [`sid = ${JSON.stringify(Sid)}`]),
    ...(Effect === "Allow" ? [] : [`effect = ${JSON.stringify(Effect)}`]),
    `actions = ${hclLine(listed(Action))}`,
    ...(Resource === undefined ? [] : [`resources = ${hclLine(listed(Resource))}`]),
    ...Object.entries(isMap(Principal) ? Principal : {}).flatMap(([type, values]) => [
      "principals {",
      `  type = "${type}"`,
      `  identifiers = ${hclLine(listed(values))}`,
      "}",
    ]),
    ...Object.entries(isMap(Condition) ? Condition : {}).flatMap(([test, keys]) =>
      Object.entries(isMap(keys) ? keys : {}).flatMap(([variable, values]) => [
        "condition {",
        `  test = "${test}"`,
        `  variable = "${variable}"`,
        `  values = ${hclLine(listed(values))}`,
        "}",
      ]),
    ),
  ];
  return `  statement {${comment()}\n${lines.map((line) => `    ${line}${comment()}\n`).join("")}  }\n`;
}
