/** Functions of regular expressions. https://developer.hashicorp.com/terraform/language/functions/regex */
import { isKnown, type Text } from "../../../text/symbolic.ts";
import { type Call, list, map, refused, scalar } from "../making.ts";
import type { Term } from "../term.ts";
import { taking } from "./parameters.ts";
import { piecesOf } from "./pieces.ts";
import { compile, type Match, type Program, run, type Subject } from "./regex-run.ts";
import { type Pattern, parsePattern } from "./regex-syntax.ts";
import { joinedResult, pieceOf, spend, type TerraformFunction, undetermined } from "./results.ts";

/** Steps of one call; more leave the result unknown. A pattern for an ARN takes some thousand. */
const MAX_STEPS = 1_000_000;
/** The run's budget pays one for so many steps. */
const STEPS_PER_COST = 20;

/** A pattern that is ready to run; or why it isn't. */
type Prepared = { readonly pattern: Pattern; readonly program: Program } | "malformed" | "unread";

function prepare(source: string): Prepared {
  const pattern = parsePattern(source);
  const program = typeof pattern === "string" ? undefined : compile(pattern);
  if (typeof pattern === "string") return pattern;
  return program === undefined ? "unread" : { pattern, program };
}

/** Where the whole pattern and its groups are found: offsets in code points. */
interface Found {
  readonly start: number;
  readonly end: number;
  readonly slots: Match;
}

/** Matches that do not overlap, as Go's engine goes through a text. Undefined where that takes too long. */
function findAll(program: Program, codes: readonly number[], call: Call, most: number): readonly Found[] | undefined {
  const subject: Subject = { codes, steps: MAX_STEPS };
  const found: Found[] = [];
  let [from, lastEnd] = [0, -1];
  while (from <= codes.length && found.length < most) {
    const slots = run(program, subject, from);
    if (slots === undefined) return undefined;
    const [start, end] = slots ?? [];
    if (slots === null || start === undefined || end === undefined) break;
    // An empty match right after another one does not count.
    if (end > start || start !== lastEnd) found.push({ start, end, slots });
    from = end > from ? end : from + 1;
    lastEnd = end;
  }
  return spend(call, (MAX_STEPS - subject.steps) / STEPS_PER_COST) ? found : undefined;
}

function codesOf(text: string): readonly number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

function piece(codes: readonly number[], start: number | undefined, end: number | undefined): string | undefined {
  return start === undefined || end === undefined
    ? undefined
    : codes
        .slice(start, end)
        .map((code) => String.fromCodePoint(code))
        .join("");
}

/** The whole match; its groups as a list; or named groups as a map. */
function matchTerm({ start, end, slots }: Found, { groups }: Pattern, codes: readonly number[], call: Call): Term {
  const parts = groups.map((name, index) => {
    const value = scalar(piece(codes, slots[2 * index + 2], slots[2 * index + 3]) ?? null, call.at);
    return { name, value };
  });
  if (parts.length === 0) return scalar(piece(codes, start, end) ?? "", call.at);
  const named = parts.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value] as const]));
  return named.length > 0
    ? map(new Map(named), call.at)
    : list(
        parts.map(({ value }) => value),
        call.at,
      );
}

function finding(all: boolean): TerraformFunction {
  const takes = "a pattern and a text";
  return taking(["known", "known"], takes, ([source, text], args, call) => {
    const prepared = prepare(source);
    if (prepared === "unread") return undetermined(call, args);
    const names = prepared === "malformed" ? [] : prepared.pattern.groups.filter((name) => name !== undefined);
    if (prepared === "malformed" || (names.length > 0 && names.length < prepared.pattern.groups.length))
      return refused(call, `\`${call.name}\` gets a pattern that is malformed, or whose groups are named in part`);
    const codes = codesOf(text);
    const found = findAll(prepared.program, codes, call, all ? Number.POSITIVE_INFINITY : 1);
    if (found === undefined) return undetermined(call, args);
    const terms = found.map((one) => matchTerm(one, prepared.pattern, codes, call));
    return all ? list(terms, call.at) : (terms[0] ?? refused(call, "`regex` finds nothing that matches its pattern"));
  });
}

// ── replace ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `replace` takes a pattern between slashes. https://developer.hashicorp.com/terraform/language/functions/replace */
export function isPattern(search: string): boolean {
  return search.length > 1 && search.startsWith("/") && search.endsWith("/");
}

export function replacePattern(value: Text, source: string, replacement: Text, args: readonly Term[], call: Call): Term {
  const prepared = prepare(source);
  if (prepared === "malformed") return refused(call, "`replace` gets a malformed pattern");
  if (prepared === "unread" || !isKnown(replacement)) return undetermined(call, args);
  // What matches one character each is replaced in every part of a text on its own.
  if (!isKnown(value) && !isOneCharacter(prepared.pattern.node)) return undetermined(call, args);
  const pieces = piecesOf(value).map((part) =>
    typeof part === "string" ? replacedIn(part, prepared, replacement, call) : [pieceOf(call, part, args.slice(1))],
  );
  const present = pieces.filter((part) => part !== undefined);
  return present.length < pieces.length ? undetermined(call, args) : joinedResult(present.flat(), call, args[0]);
}

function isOneCharacter(node: Pattern["node"]): boolean {
  if (node.kind === "group") return isOneCharacter(node.node);
  if (node.kind !== "sequence") return node.kind === "character";
  const [only] = node.nodes;
  return only !== undefined && node.nodes.length === 1 && isOneCharacter(only);
}

function replacedIn(text: string, { pattern, program }: Exclude<Prepared, string>, replacement: string, call: Call): readonly string[] | undefined {
  const codes = codesOf(text);
  const found = findAll(program, codes, call, Number.POSITIVE_INFINITY);
  if (found === undefined) return undefined;
  const template = parseTemplate(replacement, pattern);
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end, slots } of found) {
    pieces.push(piece(codes, from, start) ?? "");
    for (const part of template) pieces.push(typeof part === "string" ? part : (piece(codes, slots[2 * part], slots[2 * part + 1]) ?? ""));
    from = end;
  }
  return [...pieces, piece(codes, from, codes.length) ?? ""];
}

/** `$1`, `${1}`, `$name`, `${name}`, `$$`, as Go expands them: literals, and the numbers of groups. */
function parseTemplate(replacement: string, { groups }: Pattern): readonly (string | number)[] {
  return replacement.split(/(\$(?:\$|[\p{L}\p{Nd}_]+|\{[\p{L}\p{Nd}_]+\}))/u).map((part, index) => {
    if (index % 2 === 0) return part;
    if (part === "$$") return "$";
    const name = part.replace(/[${}]/g, "");
    const group = /^\d+$/.test(name) ? Number(name) : groups.indexOf(name) + 1;
    return group > groups.length || (group === 0 && !/^0+$/.test(name)) ? "" : group;
  });
}

export const regexes: ReadonlyMap<string, TerraformFunction> = new Map([
  ["regex", finding(false)],
  ["regexall", finding(true)],
]);
