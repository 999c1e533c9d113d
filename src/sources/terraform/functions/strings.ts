/** Functions of texts. https://developer.hashicorp.com/terraform/language/functions */
import { type Hole, isKnown, type Text } from "../../../text/symbolic.ts";
import { splitText } from "../../declared/texts.ts";
import { isNull, list, refused, textOf, textTerm } from "../making.ts";
import type { Term } from "../term.ts";
import { lengthOf } from "./equality.ts";
import { taking, takingMany } from "./parameters.ts";
import { charactersOf, cut, holds, type Position, piecesOf, replaced, trimmed } from "./pieces.ts";
import { isPattern, replacePattern } from "./regex.ts";
import { joinedResult, pieceOf, type TerraformFunction, textResult, tooLong, truthResult, undetermined } from "./results.ts";

const join = takingMany(["text"], "texts", 1, Number.POSITIVE_INFINITY, "a separator and lists of texts", ([separator], more, args, call) => {
  const items = more.flat();
  const texts = items.map(textOf);
  const present = texts.filter((piece) => piece !== undefined);
  if (items.some(isNull)) return refused(call, "`join` takes lists without null");
  if (present.length < texts.length) return undetermined(call, args);
  return joinedResult(
    present.flatMap((piece, index) => (index === 0 ? [piece] : [separator, piece])),
    call,
    items.length === 1 ? items[0] : undefined,
  );
});

const split = taking(["text", "text"], "a separator and a text", ([separator, value], args, call) => {
  if (!isKnown(separator)) return undetermined(call, args);
  const pieces = separator === "" && isKnown(value) ? Array.from(value) : splitText(value, separator);
  if (pieces === undefined || (separator === "" && !isKnown(value))) return undetermined(call, args);
  return list(
    pieces.map((piece) => textTerm(piece, call.at)),
    call.at,
  );
});

/** Character by character, as Go does it. Undefined for what has no single counterpart (`ß`): there Unicode's tables differ. */
function inCase(value: string, upper: boolean): string | undefined {
  const characters = Array.from(value, (character) => (upper ? character.toUpperCase() : character.toLowerCase()));
  const result = characters.join("");
  return Array.from(result).length === characters.length ? result : undefined;
}

/** What has letters in a hole is a hole of its own. */
function casing(upper: boolean): TerraformFunction {
  return taking(["text"], "a text", ([value], args, call) => {
    const pieces = piecesOf(value).map((piece) => {
      if (typeof piece === "string") return inCase(piece, upper);
      return piece.shape === "account" ? piece : pieceOf(call, piece, [], piece.shape === undefined ? undefined : "segment");
    });
    const present = pieces.filter((piece) => piece !== undefined);
    return present.length < pieces.length ? undetermined(call, args) : joinedResult(present, call, args[0]);
  });
}

/** The first letter of each word; outside of ASCII only white space divides words, as in Go's `strings.Title`. */
const title = taking(["known"], "a text", ([value], args, call) => {
  const written = value.replace(/(?<=^|[\s!-/:-@[-^`{-~])\p{L}/gu, (letter) => inCase(letter, true) ?? letter);
  return textResult(written, call, args[0]);
});

function question(position: Position): TerraformFunction {
  return taking(["text", "text"], "a text and what to look for in it", ([value, part], args, call) => truthResult(holds(value, part, position), args, call));
}

function trimming(position: "start" | "end"): TerraformFunction {
  return taking(["text", "text"], "a text and what to cut off", ([value, part], args, call) => {
    const isThere = holds(value, part, position);
    if (typeof isThere === "object") return undetermined(call, args);
    const length = isThere ? lengthOf(part) : 0;
    return textResult(position === "start" ? cut(value, length) : cut(value, 0, lengthOf(value) - length), call, args[0]);
  });
}

/** What Unicode calls white space. https://developer.hashicorp.com/terraform/language/functions/trimspace */
const WHITE_SPACE = new Set("\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000");
const LINE_ENDS = new Set("\r\n");

function trimmedResult(value: Text, characters: ReadonlySet<string>, start: boolean, ...[args, call]: Parameters<TerraformFunction>): Term {
  const rest = trimmed(value, characters, { start, end: true });
  return rest === undefined ? undetermined(call, args) : textResult(rest, call, args[0]);
}

const trim = taking(["text", "known"], "a text and the characters to cut off", ([value, characters], args, call) =>
  trimmedResult(value, new Set(characters), true, args, call),
);

/** A number of spaces after each line end. */
const indent = taking(["whole", "text"], "a number of spaces and a text", ([spaces, value], args, call) => {
  const [width] = args;
  if (spaces < 0 || width === undefined) return refused(call, "`indent` takes a number of spaces and a text");
  if (spaces > MAX_INDENT) return tooLong(call);
  const pieces = replaced(value, "\n", `\n${" ".repeat(spaces)}`, (hole) => pieceOf(call, hole, [width]));
  return pieces === undefined ? undetermined(call, args) : joinedResult(pieces, call, args[1]);
});

const MAX_INDENT = 10_000;

const replace = taking(["text", "text", "text"], "a text, what to look for, and what to put in its place", ([value, search, replacement], args, call) => {
  if (!isKnown(search)) return undetermined(call, args);
  if (isPattern(search)) return replacePattern(value, search.slice(1, -1), replacement, args, call);
  const others = args.slice(1);
  const inHole = (hole: Hole): Hole => pieceOf(call, hole, others);
  const pieces = search === "" ? betweenAll(value, replacement) : replaced(value, search, replacement, inHole);
  return pieces === undefined ? undetermined(call, args) : joinedResult(pieces, call, args[0]);
});

/** An empty text is found before and after each character. */
function betweenAll(value: Text, replacement: Text): readonly Text[] | undefined {
  return isKnown(value) ? [replacement, ...Array.from(value).flatMap((character) => [character, replacement])] : undefined;
}

/**
 * Offsets and lengths count characters as people do; a negative length takes the rest. What follows a hole has no known offset, so
 * with holes only what lies before the first or, for offsets from the end, after the last one can be told. A hole is taken to begin
 * with no combining mark. https://developer.hashicorp.com/terraform/language/functions/substr
 */
const substr = taking(["text", "whole", "whole"], "a text, an offset and a length", ([value, offset, length], args, call) => {
  if (isKnown(value)) return textResult(slice(charactersOf(value), offset, length).join(""), call, args[0]);
  const pieces = piecesOf(value);
  const piece = offset < 0 ? pieces.at(-1) : pieces[0];
  const outer = typeof piece === "string" ? charactersOf(piece) : [];
  if (offset >= 0 && length >= 0 && offset + length <= outer.length) return textResult(slice(outer, offset, length).join(""), call);
  if (offset < 0 && -offset <= outer.length) return textResult(slice(outer, offset, length).join(""), call);
  if (offset < 0 || offset > outer.length || piece === undefined) return undetermined(call, args);
  if (length < 0) return textResult(cut(value, outer.slice(0, offset).join("").length), call, args[0]);
  // The beginning is certain, how much of the rest follows is not.
  return joinedResult([outer.slice(offset).join(""), undetermined(call, args).hole], call);
});

/** A negative offset counts from the end; a length of 0 then takes the rest, as Terraform 1.11 has it. */
function slice(characters: readonly string[], offset: number, length: number): readonly string[] {
  const start = offset < 0 ? Math.max(characters.length + offset, 0) : offset;
  return length < 0 || (length === 0 && offset < 0) ? characters.slice(start) : characters.slice(start, start + length);
}

export const strings: ReadonlyMap<string, TerraformFunction> = new Map([
  ["join", join],
  ["split", split],
  ["lower", casing(false)],
  ["upper", casing(true)],
  ["title", title],
  ["startswith", question("start")],
  ["endswith", question("end")],
  ["strcontains", question("anywhere")],
  ["trimprefix", trimming("start")],
  ["trimsuffix", trimming("end")],
  ["trim", trim],
  ["trimspace", taking(["text"], "a text", ([value], args, call) => trimmedResult(value, WHITE_SPACE, true, args, call))],
  ["chomp", taking(["text"], "a text", ([value], args, call) => trimmedResult(value, LINE_ENDS, false, args, call))],
  ["indent", indent],
  ["replace", replace],
  ["substr", substr],
  ["strrev", taking(["known"], "a text", ([value], args, call) => textResult(charactersOf(value).toReversed().join(""), call, args[0]))],
]);
