/** Anchors of YAML: what one names is in the file once and in the document several times, so that an edit there changes several places. */

const ANCHOR = /(?<=^|[\s[{,])&([^\s[\]{},]+)/g;

/** The anchor that names what stands at `offset`, or ends there, or something around that, where an alias brings it in elsewhere, too. */
export function sharedAnchor(source: string, offset: number): string | undefined {
  for (const { 0: written, 1: name = "", index } of source.slice(0, offset).matchAll(ANCHOR)) {
    if (isAliased(source, name) && offset <= endOfNode(source, index, written.length)) return name;
  }
  return undefined;
}

function isAliased(source: string, name: string): boolean {
  for (let at = source.indexOf(`*${name}`); at !== -1; at = source.indexOf(`*${name}`, at + 1)) {
    if (/[\s[{,]/.test(source.charAt(at - 1)) && /^(?:[\s,\]}]|$)/.test(source.slice(at + 1 + name.length, at + 2 + name.length))) return true;
  }
  return false;
}

/**
 * By indentation: a node goes on as long as lines are indented by more than its own line, or are items of a list that stands as far in as its
 * key. Within one line the whole rest counts, which is rather too much than too little.
 */
function endOfNode(source: string, index: number, length: number): number {
  const start = source.lastIndexOf("\n", index) + 1;
  const line = /^( *)(-?)/.exec(source.slice(start, index));
  const indent = line?.[1]?.length ?? 0;
  const isItem = line?.[2] === "-";
  let at = source.indexOf("\n", index + length);
  while (at !== -1) {
    const [, spaces = "", first = ""] = /^( *)([^\s]?)/.exec(source.slice(at + 1, at + 1 + 1000)) ?? [];
    const goesOn = first === "" || first === "#" || spaces.length > indent || (spaces.length === indent && first === "-" && !isItem);
    if (!goesOn) return at;
    at = source.indexOf("\n", at + 1);
  }
  return source.length;
}
