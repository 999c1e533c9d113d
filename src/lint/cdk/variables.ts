/** Strings of a template as an app has them: what another construct or the deployment gives is in a variable, and a note says which. */
import { type Construct, constructName, constructOrigin } from "../../model/construct.ts";
import { type Hole, showText, type Text, text, textKey } from "../../text/symbolic.ts";
import type { Code, Name, TextPart } from "./code.ts";

/** What texts can stand for. */
export interface Known {
  /** By `textKey` of their ARNs: the roles of the input. */
  readonly roles: ReadonlyMap<string, KnownRole>;
  /** By logical id: those of the template that the lines are about. */
  readonly constructs: ReadonlyMap<string, Construct>;
}

export interface KnownRole {
  readonly subject: string;
  readonly construct?: Construct;
}

/** Grows: variables by what they stand for, so that one thing has one variable, and no variable two. */
export interface Variables {
  readonly named: Map<string, Variable>;
}

interface Variable {
  readonly name: Name;
  /** To follow the name and a colon. */
  readonly note: string;
}

export function noVariables(): Variables {
  return { named: new Map() };
}

/** What each of them stands for, in the order in which they were made. */
export function notesOf({ named }: Variables): readonly Variable[] {
  return [...named.values()];
}

/** The variable of a construct. */
export function constructVariable(construct: Construct, isTarget: boolean, variables: Variables): Name {
  const name = constructName(construct);
  const note = isTarget ? `the construct ${name}` : `the ${constructOrigin(construct)}`;
  return variableFor(`construct ${name}`, name.slice(name.lastIndexOf("/") + 1), note, variables);
}

export function textOf(value: Text, known: Known, variables: Variables): Code {
  const role = typeof value === "string" ? undefined : known.roles.get(textKey(value));
  if (role?.construct !== undefined) return { kind: "text", parts: [{ kind: "role-arn", variable: constructVariable(role.construct, false, variables) }] };
  if (role !== undefined) {
    const variable = variableFor(`role ${role.subject}`, `${role.subject} arn`, `the ARN of role ${role.subject}`, variables);
    return { kind: "text", parts: [{ kind: "string", variable }] };
  }
  const parts = typeof value === "string" ? [value] : value.parts;
  return { kind: "text", parts: parts.map((part) => (typeof part === "string" ? part : partOf(part, known, variables))) };
}

const PSEUDO: ReadonlyMap<string, "ACCOUNT_ID" | "REGION" | "URL_SUFFIX"> = new Map([
  ["AWS::AccountId", "ACCOUNT_ID"],
  ["AWS::Region", "REGION"],
  ["AWS::URLSuffix", "URL_SUFFIX"],
]);

/** A hole is called by stack and what is not known there: `Data/Bucket.Arn`, `Data/RoleArn`. */
function partOf(hole: Hole, { constructs }: Known, variables: Variables): TextPart {
  const called = hole.id.slice(hole.id.lastIndexOf("/") + 1);
  const pseudo = PSEUDO.get(called);
  if (pseudo !== undefined) return { kind: "pseudo", name: pseudo };
  const [logicalId = "", ...attribute] = called.split(".");
  const construct = constructs.get(logicalId);
  const of = attribute.length === 0 ? "what" : `the attribute ${attribute.join(".")} of what`;
  const note = construct === undefined ? `what stands in the template as ${showText(text(hole))}` : `${of} the ${constructOrigin(construct)} makes`;
  return { kind: "string", variable: variableFor(hole.id, called, note, variables) };
}

function variableFor(key: string, called: string, note: string, { named }: Variables): Name {
  const known = named.get(key);
  if (known !== undefined) return known.name;
  const words = wordsOf(called);
  const taken = new Set([...named.values()].map(({ name }) => name.join(" ")));
  let name = words;
  for (let number = 2; taken.has(name.join(" ")); number++) name = [...words, String(number)];
  named.set(key, { name, note });
  return name;
}

/** `LakeReader`, `lake-reader` and `lake_reader` are the same words. */
function wordsOf(called: string): Name {
  const words = called
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
  // No language has a variable that begins with a digit, and few of these words are anybody's keyword behind another one.
  return words.length === 0 || /^\d/.test(words[0] ?? "") || RESERVED.has(words.join("")) ? ["the", ...words] : words;
}

const RESERVED: ReadonlySet<string> = new Set(
  "import default class return public private function package new final static switch case for while if else in is not and or from var let const null none true false type func go this super base string object void int lambda".split(
    " ",
  ),
);
