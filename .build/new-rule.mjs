/**
 * `npm run new-rule <id>`: the files of a new rule, and its lines in the lists. What it writes compiles and finds nothing; what a
 * person has to write says TODO, which a test refuses. All is worked out before the first file is written.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
/** So that an import of it fits into a line of 160 characters. */
const LONGEST = 50;

const CASE = `{
  "why": "",
  "expected": []
}
`;

/** The least input with a domain, a user and a role that is sound. */
const TEMPLATE = `Resources:
  Studio:
    Type: AWS::SageMaker::Domain
    Properties:
      DomainName: studio
      AuthMode: IAM
      VpcId: vpc-0abc1234
      SubnetIds:
        - subnet-0abc1234
      DefaultUserSettings:
        ExecutionRole: !GetAtt DataScience.Arn
      DomainSettings:
        ExecutionRoleIdentityConfig: USER_PROFILE_NAME

  Alice:
    Type: AWS::SageMaker::UserProfile
    Properties:
      DomainId: !Ref Studio
      UserProfileName: alice

  DataScience:
    Type: AWS::IAM::Role
    Properties:
      RoleName: DataScience
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: sagemaker.amazonaws.com
            Action:
              - sts:AssumeRole
              - sts:SetSourceIdentity
`;

const args = process.argv.slice(2);
const refusal = args.length === 1 ? refuse(args[0]) : ["expected one argument, the new rule's id", "for example: npm run new-rule role-without-owner"];
if (refusal === undefined) await make(args[0]);
else {
  const [message, help] = refusal;
  console.error(`error: ${message}\n  help: ${help}`);
  process.exitCode = 2;
}

/** What is wrong with the id, and what to do. */
function refuse(id) {
  const shown = JSON.stringify(id);
  if (!/^[a-z]+(-[a-z]+)+$/.test(id)) {
    return [`${shown} is no rule id: expected two or more words of the letters a to z, joined by hyphens`, "name the offence, for example: role-without-owner"];
  }
  if (id === "lint-roles") return [`${shown} is the command's own name`, "name the offence, for example: role-without-owner"];
  if (id.length > LONGEST) return [`${shown} has ${id.length} characters: expected at most ${LONGEST}`, "leave out what the rule's summary can say"];
  const ids = ["rules", "fixtures/rules"].flatMap(foldersIn);
  if (ids.includes(id)) return [`there is a rule ${id} already`, `ids are never reused; see rules/${id}/README.md`];
  // Where one id begins with another, a search for the shorter one finds both: people's, and that of the tests of the pages.
  const near = ids.find((other) => other.startsWith(`${id}-`) || id.startsWith(`${other}-`));
  if (near !== undefined) return [`${id} and the rule ${near} begin alike, and one is the beginning of the other`, "choose words that tell the two apart"];
  return undefined;
}

function foldersIn(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

async function make(id) {
  const files = {
    [`rules/${id}/index.ts`]: ruleText(id),
    [`rules/${id}/README.md`]: pageText(id),
    [`fixtures/rules/${id}/bad-cfn-example/case.json`]: CASE,
    [`fixtures/rules/${id}/bad-cfn-example/template.yaml`]: TEMPLATE,
    [`fixtures/rules/${id}/ok-cfn-example/case.json`]: CASE,
    [`fixtures/rules/${id}/ok-cfn-example/template.yaml`]: TEMPLATE,
    "rules/index.ts": withRule(readFileSync(join(root, "rules/index.ts"), "utf8"), id),
    "rules/README.md": withRow(readFileSync(join(root, "rules/README.md"), "utf8"), id),
  };
  for (const [file, text] of Object.entries(files)) {
    const isNew = !existsSync(join(root, file));
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
    console.log(`${isNew ? "made   " : "changed"} ${file}`);
  }
  console.log(nextSteps(id));
}

/** An import, sorted by the folder's name as the linter asks, and a line at the end of the list: its order is that of `lint-roles rules`. */
function withRule(text, id) {
  const imports = [...text.matchAll(/^import \{ rule as (\w+) \} from "\.\/([a-z-]+)\/index\.ts";\n/gm)];
  const last = imports.at(-1);
  if (last === undefined || !text.endsWith("\n];\n")) throw new Error("rules/index.ts: expected imports of rules, and the list at the end");
  const name = freeName(
    id,
    imports.map(([, taken]) => taken),
  );
  const next = imports.find(([, , other]) => other > id);
  const at = next?.index ?? last.index + last[0].length;
  const line = `import { rule as ${name} } from "./${id}/index.ts";\n`;
  return `${text.slice(0, at)}${line}${text.slice(at, -"];\n".length)}  ${name},\n];\n`;
}

/** Other rules are imported by shorter names than their own. */
function freeName(id, taken) {
  const name = id.replaceAll(/-([a-z])/g, (_, letter) => letter.toUpperCase());
  return taken.includes(name) ? `${name}Rule` : name;
}

/** In the last table, of what AWS's guide does not speak of: there a row needs no statement of the guide. */
function withRow(text, id) {
  if (!/^## Beyond the guide\n[\s\S]*\|\n$/m.test(text)) throw new Error("rules/README.md: expected the table of `## Beyond the guide` at the end");
  return `${text}| \`${id}\` | TODO: why it is here |\n`;
}

function ruleText(id) {
  return `import { chainOfEntry, type Entry, finding } from "../../src/lint/evidence.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";

/** TODO: what is wrong, with the page of AWS's that says so. */
export const rule: Rule = {
  meta: {
    id: "${id}",
    summary: "TODO: what is wrong, in one sentence",
    severity: "warning",
    precision: "high",
    securitySeverity: 2,
    tags: ["source-identity"],
  },
  *check({ graph }) {
    for (const entry of graph.entries.filter(isWrong)) yield report(entry);
  },
};

/** TODO: what makes it so. As it stands, nothing is found. */
function isWrong(_entry: Entry): boolean {
  return false;
}

function report(entry: Entry): Finding {
  const { role } = entry.node;
  return finding({
    ruleId: "${id}",
    severity: "warning",
    message: \`TODO: the fact about \\\`\${role.subject}\\\`, and what follows from it.\`,
    subject: role.subject,
    at: role.at,
    part: "TODO: which part of the subject",
    chain: chainOfEntry(entry),
    remedy: { text: "TODO: what to do." },
  });
}
`;
}

function pageText(id) {
  const example = `\`\`\`yaml\n${TEMPLATE}\`\`\``;
  return `# ${id}

TODO: what is wrong, in one sentence.

Severity: warning · Precision: high · Tags: source-identity

## What it reports

TODO: what exactly, and in which states of propagation.

## Why it matters

> AWS's guide to source identity doesn't speak of this.

TODO: what breaks, or who can hide or forge who they are.

## Bad

TODO: an example that is found.

${example}

## Good

TODO: the same, put right.

${example}

## How to fix

TODO: the steps.

## When it can't tell

- TODO: what stays undetermined, and what would settle it.

## References

- TODO: AWS's page, and the date on which it was read.
`;
}

function nextSteps(id) {
  return `
Next, by hand; \`npx vitest run test/rules test/repository\` fails until it is done:
  1. rules/${id}/index.ts: every TODO. The meta-tests ask for a summary of one sentence; page and case follow it.
  2. rules/${id}/README.md: every TODO. The first lines repeat summary, severity, precision and tags of index.ts.
     The Bad example must be found, the Good one not. References: a link to docs.aws.amazon.com with (read YYYY-MM).
     Does AWS's guide speak of it? Then quote the statement under "Why it matters" as \`> AWS's guide: “…”\`, name the rule in
     that statement's row of rules/README.md, and take the row at its end out again.
  3. rules/README.md: why the rule is here. rules/index.ts: move its line to where it belongs among the others.
  4. fixtures/rules/${id}: rename the two cases for what they show, say why in case.json, and list in the bad one what is
     expected. Add a bad and an ok case for each other kind of input: aws, hcl, plan.
  5. npm run format, npm test, and a line in CHANGELOG.md.`;
}
