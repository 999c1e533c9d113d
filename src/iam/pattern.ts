/** Compiles the strings of a policy: wildcards, policy variables, escapes. */
import type { Hole, Text } from "../text/symbolic.ts";
import { showText } from "../text/symbolic.ts";
import type { Token } from "./types.ts";

export interface PatternOptions {
  /** `${key}` is a policy variable: version 2012-10-17 only, and only in Resource and string, ARN and Bool conditions. */
  readonly variables: boolean;
  /** `*` and `?` are wildcards; default true. False for StringEquals and the like, where they are plain characters. */
  readonly wildcards?: boolean;
}

/**
 * A text as tokens; adjacent literals merged, repeated `*` made one. Never throws: `${` without an end is plain text.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html: `${*}`, `${?}` and `${$}` stand for the
 * characters themselves, `${key, 'default'}` for the default where the key has no value.
 */
export function compilePattern(source: Text, options: PatternOptions): readonly Token[] {
  const tokens: Token[] = [];
  const parts = typeof source === "string" ? [source] : source.parts;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as string | Hole;
    if (typeof part !== "string") {
      tokens.push({ kind: "hole", hole: part });
      continue;
    }
    const rest = options.variables ? compileLiteral(part, options, tokens) : compilePlain(part, options, tokens);
    if (rest === undefined) continue;
    const end = spanningVariable(parts, index);
    if (end === undefined) {
      compilePlain(rest, options, tokens);
      continue;
    }
    tokens.push({ kind: "variable", key: showText({ parts: [rest.slice(2), ...end.inside] }).toLowerCase(), fallback: undefined, hole: end.hole });
    // What follows the closing brace is compiled as a part of its own.
    return mergeTokens([...tokens, ...compilePattern(end.rest.length === 0 ? "" : { parts: end.rest }, options)]);
  }
  return mergeTokens(tokens);
}

/** Compiles a literal that may hold variables; returns what stands from an unclosed `${` on. */
function compileLiteral(literal: string, options: PatternOptions, tokens: Token[]): string | undefined {
  let from = 0;
  for (;;) {
    const open = literal.indexOf("${", from);
    if (open < 0) break;
    const close = literal.indexOf("}", open + 2);
    compilePlain(literal.slice(from, open), options, tokens);
    if (close < 0) return literal.slice(open);
    tokens.push(variable(literal.slice(open + 2, close)));
    from = close + 1;
  }
  return compilePlain(literal.slice(from), options, tokens);
}

/** A variable whose name holds a hole: `${aws:PrincipalTag/` + hole + `}`. */
function spanningVariable(parts: readonly (string | Hole)[], opened: number) {
  let hole: Hole | undefined;
  for (let index = opened + 1; index < parts.length; index++) {
    const part = parts[index] as string | Hole;
    if (typeof part !== "string") {
      hole ??= part;
      continue;
    }
    const close = part.indexOf("}");
    if (close < 0) continue;
    if (hole === undefined) return undefined;
    const inside = [...parts.slice(opened + 1, index), part.slice(0, close)];
    const rest = [...(close + 1 < part.length ? [part.slice(close + 1)] : []), ...parts.slice(index + 1)];
    return { hole, inside, rest };
  }
  return undefined;
}

function variable(inside: string): Token {
  if (inside === "*" || inside === "?" || inside === "$") return { kind: "literal", value: inside };
  const comma = inside.indexOf(",");
  const key = (comma < 0 ? inside : inside.slice(0, comma)).trim();
  if (key === "") return { kind: "literal", value: `\${${inside}}` };
  const written = comma < 0 ? "" : inside.slice(comma + 1).trim();
  const quoted = written.length >= 2 && written.startsWith("'") && written.endsWith("'");
  return { kind: "variable", key: key.toLowerCase(), fallback: quoted ? written.slice(1, -1) : undefined };
}

function compilePlain(literal: string, options: PatternOptions, tokens: Token[]): undefined {
  if (options.wildcards === false || !/[*?]/.test(literal)) {
    if (literal !== "") tokens.push({ kind: "literal", value: literal });
    return undefined;
  }
  for (const piece of literal.split(/(\*+|\?)/)) {
    if (piece === "") continue;
    if (piece.startsWith("*")) tokens.push({ kind: "any" });
    else if (piece === "?") tokens.push({ kind: "one" });
    else tokens.push({ kind: "literal", value: piece });
  }
  return undefined;
}

/** Adjacent literals as one, adjacent `*` as one. */
export function mergeTokens(tokens: readonly Token[]): readonly Token[] {
  const merged: Token[] = [];
  for (const token of tokens) {
    const last = merged.at(-1);
    if (token.kind === "literal" && last?.kind === "literal") merged[merged.length - 1] = { kind: "literal", value: last.value + token.value };
    else if (token.kind !== "any" || last?.kind !== "any") merged.push(token);
  }
  return merged;
}
