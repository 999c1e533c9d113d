/**
 * Lines for the source of a CDK app: a template in `cdk.out` is written anew by each `cdk synth`, so that nothing can be corrected in it. The
 * source is never read; its place is known from the assembly.
 */
import { type Construct, constructName } from "../../model/construct.ts";
import type { Role } from "../../model/inventory.ts";
import { type Pointer, stepsOf } from "../../text/pointer.ts";
import { printable, printableCode } from "../../text/printable.ts";
import { type Text, textKey } from "../../text/symbolic.ts";
import { placeIn } from "../places.ts";
import type { SourceLines } from "../report.ts";
import type { Finding, PartlyKnown, PolicyEdit, StatementSnippet } from "../rule.ts";
import { type Added, type AddedPrincipal, addedBy, addedBySnippet } from "./added.ts";
import { type Code, type Line, type PrincipalCode, type StatementCode, textsCode } from "./code.ts";
import { languageOf, writeLine, writeName } from "./languages.ts";
import { constructVariable, type Known, notesOf, noVariables, textOf, type Variables } from "./variables.ts";

export interface SourceMaterial {
  /** By file and logical id. */
  readonly constructs: ReadonlyMap<string, ReadonlyMap<string, Construct>>;
  readonly roles: readonly Pick<Role, "subject" | "arn" | "at">[];
}

/** The construct that what stands there is made from. */
export function constructAt(at: Pointer, { constructs }: Pick<SourceMaterial, "constructs">): Construct | undefined {
  const { root, steps } = stepsOf(at);
  const [section, logicalId] = steps;
  return section === "Resources" && typeof logicalId === "string" ? constructs.get(root.file)?.get(logicalId) : undefined;
}

/** For the findings that an app of the CDK has to be changed for: where, and what to write as far as lines are to be added. */
export function sourceLinesOf(findings: readonly Finding[], material: SourceMaterial): ReadonlyMap<Finding, readonly SourceLines[]> {
  if (material.constructs.size === 0) return new Map();
  const roles = new Map(
    material.roles.map(({ subject, arn, at }) => {
      const construct = constructAt(at, material);
      return [textKey(arn), { subject, ...(construct && { construct }) }] as const;
    }),
  );
  const subjects = new Map(material.roles.map(({ subject, at }) => [subject, at]));
  return new Map(
    findings.flatMap((finding) => {
      const lines = changesOf(finding, subjects).flatMap(({ at, path, added, edit }) => {
        const construct = constructAt(at, material);
        const known: Known = { roles, constructs: material.constructs.get(stepsOf(at).root.file) ?? new Map() };
        return construct === undefined ? [] : [linesFor(construct, path, { added, edit }, known)];
      });
      return lines.length === 0 ? [] : [[finding, lines] as const];
    }),
  );
}

/** What is to change in one resource. */
interface Change {
  readonly at: Pointer;
  /** Of the document in the resource's properties. */
  readonly path: readonly string[];
  readonly added: Added | undefined;
  /** Absent for a statement that may stand in any policy of the role. */
  readonly edit: PolicyEdit | undefined;
}

function changesOf({ remedy, subject }: Finding, subjects: ReadonlyMap<string, Pointer>): readonly Change[] {
  const { edits = [], snippet, partly } = remedy;
  const role = subjects.get(subject);
  if (partly !== undefined) return ofPartlyKnown(partly, role);
  const ofEdits = edits
    .filter(({ policy }) => !policy.awsManaged)
    .map((edit): Change => ({ at: edit.policy.at, path: propertyPath(edit.policy.at), added: addedBy(edit), edit }));
  return snippet === undefined || role === undefined ? ofEdits : [...ofEdits, ...ofSnippet(snippet, role)];
}

function ofPartlyKnown({ policy, actions, principals, resources }: PartlyKnown, role: Pointer | undefined): readonly Change[] {
  const at = policy?.at ?? role;
  const named = principals?.map((value): AddedPrincipal => ({ type: "arn", value }));
  const added: Added = { actions, ...(named && { principals: named }), ...(resources && { resources }), conditions: [] };
  return at === undefined || policy?.awsManaged ? [] : [{ at, path: policy === undefined ? ["Policies"] : propertyPath(at), added, edit: undefined }];
}

/** A Deny is for a guardrail, whoever's that is. */
function ofSnippet(snippet: StatementSnippet, at: Pointer): readonly Change[] {
  const added = addedBySnippet(snippet);
  return added === undefined ? [] : [{ at, path: [snippet.Principal === undefined ? "Policies" : "AssumeRolePolicyDocument"], added, edit: undefined }];
}

function propertyPath(at: Pointer): readonly string[] {
  const [, , properties, ...path] = stepsOf(at).steps;
  return properties === "Properties" && path.every((step) => typeof step !== "symbol") ? path.map(String) : [];
}

/** Without lines where none is to be added, or not all of them is known. */
function linesFor(construct: Construct, path: readonly string[], change: Pick<Change, "added" | "edit">, known: Known): SourceLines {
  const { madeAt } = construct;
  const language = languageOf(madeAt?.file ?? anyFile(known));
  const target = targetOf(construct, path);
  const variables = noVariables();
  const line = target && lineFor(target, change, known, variables);
  const notes = notesOf(variables).map(({ name, note }) => `${writeName(name, language)}: ${note}`);
  return {
    construct: printable(constructName(target?.construct ?? construct)),
    ...madeAt,
    // A line separator in a name would end a comment, and what follows be code.
    ...(line && { code: { language, text: printableCode(writeLine(line, notes, language)) } }),
  };
}

/** An app is written in one language: that of another construct of the template, where this one's place is not told. */
function anyFile({ constructs }: Known): string | undefined {
  for (const { madeAt } of constructs.values()) if (madeAt !== undefined) return madeAt.file;
  return undefined;
}

interface Target {
  readonly construct: Construct;
  /** `l1`: of the properties that CloudFormation knows. */
  readonly is: "trust" | "role" | "policy" | "l1";
}

/**
 * The L2 construct of a role or policy has the L1 construct as its child `Resource`, and a role its own permissions as `DefaultPolicy`:
 * https://docs.aws.amazon.com/cdk/v2/guide/constructs.html
 */
function targetOf(construct: Construct, [property]: readonly string[]): Target | undefined {
  const name = constructName(construct);
  if (property === undefined) return undefined;
  if (name === construct.path) return { construct, is: "l1" };
  if (property === "AssumeRolePolicyDocument") return { construct, is: "trust" };
  if (property === "Policies") return { construct, is: "role" };
  const ofRole = name.replace(/\/DefaultPolicy$/, "");
  return ofRole === name ? { construct, is: "policy" } : { construct: { ...construct, path: ofRole }, is: "role" };
}

function lineFor({ construct, is }: Target, { added, edit }: Pick<Change, "added" | "edit">, known: Known, variables: Variables): Line | undefined {
  const variable = constructVariable(construct, true, variables);
  if (is !== "l1") return added && { kind: "add", to: is, variable, statement: statementCode(added, known, variables) };
  // In an L1 construct the document is written out: what is there of the list is set with what comes.
  const { statement, set, policy } = edit ?? {};
  const actions = statement?.actions;
  if (actions === undefined || policy === undefined || set?.Action === undefined || Object.keys(set).length !== 1 || actions.negated) return undefined;
  const path = propertyPath(placeIn(policy, actions.at));
  if (path.length === 0) return undefined;
  return { kind: "override", variable, path: path.join("."), value: textsCode(typeof set.Action === "string" ? [set.Action] : set.Action) };
}

type Property = StatementCode[number];

function statementCode({ actions, principals, resources, conditions }: Added, known: Known, variables: Variables): StatementCode {
  const code = (value: Text): Code => textOf(value, known, variables);
  const properties: Property[] = [["actions", textsCode(actions)]];
  if (principals !== undefined) properties.push(["principals", { kind: "principals", items: principals.map((each) => principalCode(each, code)) }]);
  if (resources !== undefined) properties.push(["resources", { kind: "texts", items: resources.map(code) }]);
  if (conditions.length > 0) properties.push(["conditions", conditionsCode(conditions, code)]);
  return properties;
}

function conditionsCode(conditions: Added["conditions"], code: (value: Text) => Code): Code {
  const operators = [...new Set(conditions.map(([operator]) => operator))];
  const testsOf = (operator: string): Code => ({
    kind: "map",
    entries: conditions.filter(([name]) => name === operator).map(([, key, values]): readonly [string, Code] => [key, valueCode(values.map(code))]),
  });
  return { kind: "map", entries: operators.map((operator): readonly [string, Code] => [operator, testsOf(operator)]) };
}

function valueCode(values: readonly Code[]): Code {
  const [only, ...others] = values;
  return only !== undefined && others.length === 0 ? only : { kind: "texts", items: values };
}

const CLASSES = {
  anyone: "AnyPrincipal",
  account: "AccountPrincipal",
  arn: "ArnPrincipal",
  service: "ServicePrincipal",
  federated: "FederatedPrincipal",
} as const;

function principalCode({ type, value }: AddedPrincipal, code: (value: Text) => Code): PrincipalCode {
  return type === "anyone" ? { type: CLASSES[type] } : { type: CLASSES[type], argument: code(value) };
}
