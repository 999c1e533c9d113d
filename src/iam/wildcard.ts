/** Does a pattern match a text? With three answers, since both may hold holes. */
import { type Cause, type Hole, holesOf, type Text } from "../text/symbolic.ts";
import { causesOf, mergeCauses } from "./kleene.ts";
import { mergeTokens } from "./pattern.ts";
import { mayMatch, mustMatch, newAtoms, symbolsOfText, symbolsOfTokens } from "./symbols.ts";
import type { Answer, ContextValue, Token } from "./types.ts";

export { compilePattern, type PatternOptions } from "./pattern.ts";

export interface MatchOptions {
  readonly ignoreCase?: boolean;
  /** The value of a policy variable, by lower-cased key. Without it, no variable has a value. */
  readonly resolve?: (keyId: string) => ContextValue;
}

/** Tokens with their variables replaced by values. */
export interface ResolvedTokens {
  readonly tokens: readonly Token[];
  /** A variable has no value and no default: the pattern matches nothing. */
  readonly unresolvable: boolean;
  /** Variables whose value is not known; a hole stands in their place. */
  readonly causes: readonly Cause[];
}

/**
 * "yes" only if the pattern matches for every filling of the holes, "no" only if it does for none, else unknown with what
 * would settle it. A variable that can't be resolved makes the answer "no": the element then matches nothing.
 */
export function matchTokens(tokens: readonly Token[], subject: Text, options: MatchOptions = {}): Answer {
  const quick = typeof subject === "string" ? quickMatch(tokens, subject, options.ignoreCase === true) : undefined;
  if (quick !== undefined) return quick;
  const resolved = resolveTokens(tokens, options.resolve);
  return resolved.unresolvable ? "no" : matchResolved(resolved, subject, options.ignoreCase === true);
}

/** As `matchTokens`, for tokens whose variables are replaced already. */
export function matchResolved(resolved: ResolvedTokens, subject: Text, ignoreCase: boolean): Answer {
  if (!ignoreCase && endsDiffer(resolved.tokens, subject)) return "no";
  const atoms = newAtoms();
  const pattern = symbolsOfTokens(resolved.tokens, ignoreCase, atoms);
  const symbols = symbolsOfText(subject, ignoreCase, atoms);
  const must = mustMatch(pattern, symbols, atoms.shapes);
  if (must || atoms.shapes.length === 0) return must ? "yes" : "no";
  if (!mayMatch(pattern, symbols, atoms.shapes, false)) return "no";
  const holes = resolved.tokens.flatMap((token) => (token.kind === "hole" ? [token.hole] : []));
  return { unknown: mergeCauses(resolved.causes, causesOfHoles([...holes, ...holesOf(subject)])) };
}

/** A literal beginning or end that contradicts the other side's: settles most comparisons of one ARN with another. */
function endsDiffer(tokens: readonly Token[], subject: Text): boolean {
  const parts = typeof subject === "string" ? [subject] : subject.parts;
  const [firstToken] = tokens;
  const [firstPart] = parts;
  if (firstToken?.kind === "literal" && typeof firstPart === "string" && !firstPart.startsWith(firstToken.value) && !firstToken.value.startsWith(firstPart))
    return true;
  const lastToken = tokens.at(-1);
  const lastPart = parts.at(-1);
  return lastToken?.kind === "literal" && typeof lastPart === "string" && !lastPart.endsWith(lastToken.value) && !lastToken.value.endsWith(lastPart);
}

/** Can two texts without wildcards be equal? "yes" when they are identical, holes included. */
export function unify(a: Text, b: Text, options: { readonly ignoreCase?: boolean } = {}): Answer {
  const ignoreCase = options.ignoreCase === true;
  if (typeof a === "string" && typeof b === "string") {
    return a === b || (ignoreCase && a.toLowerCase() === b.toLowerCase()) ? "yes" : "no";
  }
  const atoms = newAtoms();
  const left = symbolsOfText(a, ignoreCase, atoms);
  const right = symbolsOfText(b, ignoreCase, atoms);
  if (left.length === right.length && left.every((symbol, index) => symbol === right[index])) return "yes";
  if (!mayMatch(left, right, atoms.shapes, true)) return "no";
  return { unknown: causesOfHoles([...holesOf(a), ...holesOf(b)]) };
}

/**
 * Replaces policy variables. A key with several values can't be a variable
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html).
 * Wildcards inside a value are plain characters.
 */
export function resolveTokens(tokens: readonly Token[], resolve?: (keyId: string) => ContextValue): ResolvedTokens {
  if (!tokens.some((token) => token.kind === "variable")) return { tokens, unresolvable: false, causes: [] };
  const replaced: Token[] = [];
  let causes: readonly Cause[] = [];
  for (const token of tokens) {
    if (token.kind !== "variable") {
      replaced.push(token);
      continue;
    }
    const value = valueOfVariable(token, resolve);
    if (value === undefined) return { tokens, unresolvable: true, causes: [] };
    if (typeof value !== "string" && "unknown" in value) {
      causes = mergeCauses(causes, causesOf(value));
      replaced.push({ kind: "hole", hole: { id: `variable:${token.key}`, cause: value.unknown[0] as Cause } });
    } else replaced.push(...tokensOfText(value));
  }
  return { tokens: mergeTokens(replaced), unresolvable: false, causes };
}

function valueOfVariable(
  token: Token & { readonly kind: "variable" },
  resolve: MatchOptions["resolve"],
): Text | { readonly unknown: readonly Cause[] } | undefined {
  if (token.hole !== undefined) return { unknown: [token.hole.cause] };
  const value = resolve?.(token.key) ?? { kind: "absent" };
  if (value.kind === "unknown") return { unknown: [value.cause] };
  if (value.kind === "values" && value.values.length === 1) return value.values[0];
  return value.kind === "absent" || value.values.length === 0 ? token.fallback : undefined;
}

function tokensOfText(value: Text): Token[] {
  return (typeof value === "string" ? [value] : value.parts).map((part) =>
    typeof part === "string" ? { kind: "literal", value: part } : { kind: "hole", hole: part },
  );
}

/** The patterns that nearly all policies consist of: a plain string, `*`, `prefix*`. Undefined for all others. */
function quickMatch(tokens: readonly Token[], subject: string, ignoreCase: boolean): Answer | undefined {
  const [first, second] = tokens;
  if (tokens.length > 2 || ignoreCase) return undefined;
  if (first === undefined) return subject === "" ? "yes" : "no";
  if (first.kind === "any" && second === undefined) return "yes";
  if (first.kind !== "literal") return undefined;
  if (second === undefined) return first.value === subject ? "yes" : "no";
  if (second.kind === "any") return subject.startsWith(first.value) ? "yes" : "no";
  return subject.startsWith(first.value) ? undefined : "no";
}

function causesOfHoles(holes: readonly Hole[]): readonly Cause[] {
  return mergeCauses(
    [],
    holes.map((hole) => hole.cause),
  );
}

/** Do all variables of a pattern have a value? Unknown where a value is not known: it may be absent. */
export function variablesResolve(tokens: readonly Token[], resolve?: (keyId: string) => ContextValue): Answer {
  if (!tokens.some((token) => token.kind === "variable")) return "yes";
  const resolved = resolveTokens(tokens, resolve);
  if (resolved.unresolvable) return "no";
  return resolved.causes.length === 0 ? "yes" : { unknown: resolved.causes };
}
