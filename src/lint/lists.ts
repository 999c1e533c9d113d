/** Lists of strings in texts of JSON, YAML and HCL: written again with other items, in the style in which they are written. */

/**
 * The same list with other items, written as it was. Undefined where the text is not that list. `column`: of the text's first
 * character in its line, from 0: the lines that follow of a list in block style begin there. `lineFeed`: of the file.
 */
export function rewriteList(written: string, before: readonly string[], after: readonly string[], column: number, lineFeed: string): string | undefined {
  const trimmed = written.trimEnd();
  const rest = written.slice(trimmed.length);
  const style = styleOf(trimmed, lineFeed);
  if (style === undefined) {
    const added = before.every((item) => after.includes(item)) ? after.filter((item) => !before.includes(item)) : [];
    const commented = added.length === 0 ? undefined : insertLines(trimmed, before, added, lineFeed);
    return commented && commented + rest;
  }
  return isSame(style.items, before) ? writeList(style, before, after, column) + rest : undefined;
}

/** An expression of Terraform in a `.tf.json` file: of what is in it no places are known. */
export const IN_STRING = /^\s*"\$\{/;
export const WHY_IN_STRING = "it is in an expression in a string of JSON: change it by hand, or write it in a `.tf` file or in `aws_iam_policy_document`";

/** Why `rewriteList` made nothing of it, to follow a colon, with what a person can do. */
export function whyNoList(written: string, before: readonly string[], after: readonly string[]): string {
  const text = written.trim();
  const style = styleOf(text, lineFeedOf(text));
  if (style !== undefined && after.every((item) => style.items.includes(item)))
    return "the file has it, and the plan was made before that: make the plan again";
  if (style !== undefined && !isSame(style.items, before))
    return "the plan has other actions than the file that it was made of: make the plan again, or add it by hand";
  const intrinsic = /^!([A-Za-z][\w:]*)|^\{\s*"?((?:Fn::\w+)|Ref)"?\s*:/.exec(text);
  if (intrinsic !== null) return `an intrinsic (\`${intrinsic[1] ?? intrinsic[2]}\`) gives the actions: add it to what that stands for`;
  if (IN_STRING.test(text)) return WHY_IN_STRING;
  if (/\$\{|%\{/.test(text)) return "an interpolation gives some of the actions: add it by hand";
  if (/^\[/.test(text) && /#|\/\/|\/\*/.test(text)) return "comments stand among the actions, and where a new one goes is not clear: add it by hand";
  if (/!\w|"(?:Fn::\w+|Ref)"\s*:/.test(text)) return "an intrinsic gives some of the actions: add it by hand";
  if (/^\[/.test(text) || /^-\s/.test(text))
    return "not all items of the list are plain strings of one kind (a reference or an expression, say): add it by hand";
  return "an expression gives the actions: add it to what that stands for, or write a list of its own there";
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

type Style = { readonly items: readonly string[]; readonly quote: string } & (
  | { readonly kind: "scalar" | "line"; readonly padding: string }
  | {
      readonly kind: "lines";
      readonly lineFeed: string;
      readonly indent: string;
      /** What stands before the bracket: a line feed and an indentation, or what is on the last item's line. */
      readonly closing: string;
      readonly trailingComma: boolean;
    }
  | { readonly kind: "block"; readonly lineFeed: string }
);

function writeList(style: Style, before: readonly string[], after: readonly string[], column: number): string {
  switch (style.kind) {
    case "block": {
      // What follows on the last line, a comment say, stays beside the item that it followed.
      const last = before.at(-1) ?? "";
      const ordered = after.includes(last) ? [...after.filter((item) => item !== last), last] : after;
      const lines = ordered.map((item, index) => `${index === 0 ? "" : " ".repeat(column)}- ${style.quote}${item}${style.quote}`);
      return lines.join(style.lineFeed);
    }
    case "lines": {
      const items = after.map((item) => `${style.indent}${style.quote}${item}${style.quote}`);
      return `[${style.lineFeed}${items.join(`,${style.lineFeed}`)}${style.trailingComma ? "," : ""}${style.closing}]`;
    }
    case "line":
    case "scalar":
      return `[${style.padding}${after.map((item) => `${style.quote}${item}${style.quote}`).join(", ")}${style.padding}]`;
  }
}

const ITEM = /^(["']?)([A-Za-z0-9*?:-]+)\1$/;

/** Only what is written without comments, anchors, escapes and the like is recognised. */
function styleOf(text: string, lineFeed: string): Style | undefined {
  const scalar = ITEM.exec(text);
  if (scalar !== null) return { kind: "scalar", items: [scalar[2] ?? ""], quote: scalar[1] ?? "", padding: "" };
  const list = /^\[(\s*)([\s\S]*?)(,?)(\s*)\]$/.exec(text);
  if (list !== null) {
    const [, lead = "", body = "", comma = "", tail = ""] = list;
    const parsed = parseItems(body.split(/,\s*/));
    if (parsed === undefined) return undefined;
    if (!lead.includes("\n")) return body.includes("\n") ? undefined : { kind: "line", ...parsed, padding: lead };
    return {
      kind: "lines",
      lineFeed,
      ...parsed,
      indent: lead.slice(lead.lastIndexOf("\n") + 1),
      closing: tail.includes("\n") ? lineFeed + tail.slice(tail.lastIndexOf("\n") + 1) : tail,
      trailingComma: comma !== "",
    };
  }
  const lines = text.split(lineFeed).map((line) => /^\s*-\s+(.+?)\s*$/.exec(line)?.[1]);
  const parsed = lines.some((line) => line === undefined) ? undefined : parseItems(lines.flatMap((line) => line ?? []));
  return parsed === undefined ? undefined : { kind: "block", lineFeed, ...parsed };
}

/** All items in one kind of quotes. */
function parseItems(written: readonly string[]): { readonly items: readonly string[]; readonly quote: string } | undefined {
  const items = written.map((item) => ITEM.exec(item));
  const quote = items[0]?.[1] ?? "";
  if (items.some((item) => item === null || item[1] !== quote)) return undefined;
  return { items: items.map((item) => item?.[2] ?? ""), quote };
}

/** An item by itself on its line, with the comma and the comment behind it. */
const ITEM_LINE = /^([ \t]*(?:-[ \t]+)?)(["']?)([A-Za-z0-9*?:-]+)\2[ \t]*(,?)[ \t]*((?:#|\/\/).*)?$/;
const NO_ITEM_LINE = /^[ \t]*(?:(?:#|\/\/).*)?$/;

/**
 * Items more in a list with comments: each on a line before that of the last one, so that what is said of an item stays beside it, and all
 * that is there stays as it is.
 */
function insertLines(text: string, before: readonly string[], added: readonly string[], lineFeed: string): string | undefined {
  const lines = text.split(lineFeed);
  const isBracketed = /^\[[ \t]*(?:(?:#|\/\/).*)?$/.test(lines[0] ?? "") && /^[ \t]*\]$/.test(lines.at(-1) ?? "");
  const [from, end] = isBracketed ? [1, lines.length - 1] : [0, lines.length];
  const parsed = lines.slice(from, end).map((line) => ({ item: ITEM_LINE.exec(line), isOther: NO_ITEM_LINE.test(line) }));
  const items = parsed.flatMap(({ item }, index) => (item === null ? [] : [{ at: from + index, item }]));
  const last = items.at(-1);
  if (last === undefined || !parsed.every(({ item, isOther }) => item !== null || isOther)) return undefined;
  const isBlock = items.every(({ item: [, lead = ""] }) => lead.includes("-"));
  const commas = items.slice(0, -1).every(({ item: [, , , , comma] }) => comma === (isBracketed ? "," : ""));
  const isList = isBracketed ? !items.some(({ item: [, lead = ""] }) => lead.includes("-")) : isBlock;
  if (
    !isList ||
    !commas ||
    !isSame(
      items.map(({ item }) => item[3] ?? ""),
      before,
    )
  )
    return undefined;
  // In YAML the first item begins behind what stands before it in its line.
  const [, lead = "", quote = ""] = last.item;
  if (last.at === 0) return undefined;
  const put = added.map((item) => `${lead}${quote}${item}${quote}${isBracketed ? "," : ""}`);
  // A comment of its own line speaks of what follows.
  let to = last.at;
  while (to > from && ITEM_LINE.exec(lines[to - 1] ?? "") === null) to -= 1;
  return [...lines.slice(0, to), ...put, ...lines.slice(to)].join(lineFeed);
}

/** Of a text: by which its lines end. */
export function lineFeedOf(source: string): string {
  return source.includes("\r\n") ? "\r\n" : "\n";
}
