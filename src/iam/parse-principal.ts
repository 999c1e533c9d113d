/**
 * Principal and NotPrincipal.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import type { Pointer } from "../text/pointer.ts";
import { type Cause, holesOf, isKnown, showText, type Text, text } from "../text/symbolic.ts";
import type { Guard, Value } from "../text/value.ts";
import { parseArn, splitText } from "./arn.ts";
import { itemsOf, type Leaf, leavesOf, scalarText } from "./leaves.ts";
import type { ProblemSink } from "./parse-elements.ts";
import type { Principal, PrincipalElement, PrincipalEntry } from "./types.ts";

export function parsePrincipals(value: Value, negated: boolean, sink: ProblemSink): PrincipalElement {
  const entries: PrincipalEntry[] = [];
  for (const leaf of leavesOf(value)) {
    if (leaf.value.kind === "map") {
      for (const [type, listed] of leaf.value.entries) entries.push(...entriesOfType(type, listed, leaf.guards, sink));
    } else entries.push(...bareEntry(leaf, sink));
  }
  return { negated, entries, at: value.at };
}

/** `"Principal": "*"`: the one string that may stand without a type. */
function bareEntry(leaf: Leaf, sink: ProblemSink): PrincipalEntry[] {
  const { value, guards } = leaf;
  if (value.kind === "unknown") return [unknownEntry(text(value.hole), value.hole.cause, guards, value.at)];
  const source = value.kind === "scalar" ? scalarText(value) : undefined;
  if (source === "*") return [{ principal: { kind: "anyone" }, source, guards, at: value.at }];
  if (source !== undefined && !isKnown(source)) return [unknownEntry(source, firstCause(source), guards, value.at)];
  sink("bad-principal", "Principal must be `*` or an object with the types `AWS`, `Service`, `Federated` or `CanonicalUser`.", value.at);
  return source === undefined ? [] : [{ principal: { kind: "invalid", value: source }, source, guards, at: value.at }];
}

function entriesOfType(type: string, listed: Value, guards: readonly Guard[], sink: ProblemSink): PrincipalEntry[] {
  if (!["AWS", "Service", "Federated", "CanonicalUser"].includes(type)) {
    sink("bad-principal", `\`${type}\` is no type of principal; IAM knows \`AWS\`, \`Service\`, \`Federated\` and \`CanonicalUser\`.`, listed.at);
    return [];
  }
  const entries: PrincipalEntry[] = [];
  for (const { value, guards: own } of itemsOf(listed, guards)) {
    const source = value.kind === "unknown" ? text(value.hole) : value.kind === "scalar" ? scalarText(value) : undefined;
    if (source === undefined) {
      sink("bad-principal", "A principal must be a string.", value.at);
      continue;
    }
    const principal = classify(type, source);
    if (principal.kind === "invalid") sink("bad-principal", `\`${principal.value}\` ${whyInvalid(principal.value)}.`, value.at);
    entries.push({ principal, source, guards: own, at: value.at });
  }
  return entries;
}

function classify(type: string, source: Text): Principal {
  if (type === "AWS") return classifyAws(source);
  if (isKnown(source) && (source === "" || /[*?\s]/.test(source))) return { kind: "invalid", value: source };
  if (type === "Service") return { kind: "service", service: source };
  return type === "Federated" ? { kind: "federated", provider: source } : { kind: "canonical-user", id: source };
}

/** What an entry under `AWS` names. A text with holes is an account, role or session only where its form shows it. */
export function classifyAws(source: Text): Principal {
  if (source === "*") return { kind: "anyone" };
  if (isKnown(source) && /^\d{12}$/.test(source)) return { kind: "account", account: source, partition: undefined };
  if (isKnown(source) && /^(AROA|AIDA|AGPA|ANPA|AIPA)[A-Z0-9]{4,}$/.test(source)) return { kind: "unique-id", id: source };
  if (literalsOf(source).some((part) => /[*?]/.test(part))) return { kind: "invalid", value: showText(source) };
  const arn = parseArn(source);
  if (arn !== undefined && arn.region === "" && !isWrongAccount(arn.account)) {
    const segments = splitText(arn.resource, "/");
    const named = segments.length > 1 && segments.every((segment) => segment !== "");
    if (arn.service === "iam" && arn.resource === "root") return { kind: "account", account: arn.account, partition: arn.partition };
    if (arn.service === "iam" && segments[0] === "role" && named) return { kind: "role", arn: source };
    if (arn.service === "iam" && segments[0] === "user" && named) return { kind: "user", arn: source };
    if (arn.service === "sts" && segments[0] === "assumed-role" && named && segments.length === 3) return { kind: "session", arn: source };
    if (arn.service === "sts" && segments[0] === "federated-user" && named) return { kind: "federated-user", arn: source };
  }
  if (isKnown(source)) return { kind: "invalid", value: source };
  const [only] = source.parts;
  if (source.parts.length === 1 && typeof only === "object" && only.shape === "account") return { kind: "account", account: source, partition: undefined };
  return { kind: "unknown", value: source, cause: firstCause(source) };
}

/** CloudFront's origin access identities stand under an account of that name. */
function isWrongAccount(account: Text): boolean {
  return isKnown(account) && account !== "cloudfront" && !/^\d{12}$/.test(account);
}

function whyInvalid(value: string): string {
  if (/[*?]/.test(value)) return "matches nobody: wildcards can't stand for part of a principal";
  return "is no principal that IAM accepts";
}

/** The whole element is not known: it may be of any type. */
function unknownEntry(source: Text, cause: Cause, guards: readonly Guard[], at: Pointer): PrincipalEntry {
  return { principal: { kind: "unknown", value: source, cause, anyType: true }, source, guards, at };
}

function firstCause(source: Text): Cause {
  return holesOf(source)[0]?.cause ?? { kind: "malformed", id: "principal", what: "a principal can't be read" };
}

function literalsOf(source: Text): readonly string[] {
  return isKnown(source) ? [source] : source.parts.filter((part) => typeof part === "string");
}
