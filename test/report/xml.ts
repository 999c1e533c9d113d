/** XML 1.0 (https://www.w3.org/TR/xml/), as much of it as reports use: elements, attributes, text, references. Throws for anything else. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

/** §2.2, Char. */
const NO_CHARACTER = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const TOKEN = /<(\/?)([A-Za-z][\w.-]*)((?:\s+[A-Za-z][\w.-]*="[^"<]*")*)\s*(\/?)>|([^<]+)/gsuy;
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function parseXml(source: string): Element {
  if (NO_CHARACTER.test(source)) throw new Error("a character that XML does not have");
  if (!source.startsWith(DECLARATION)) throw new Error("no declaration");
  const body = source.slice(DECLARATION.length);
  const root = open("", {});
  const path = [root];
  let read = 0;
  for (const [token, close, name = "", attributes = "", selfClosed, text] of body.matchAll(TOKEN)) {
    read += token.length;
    const top = path.at(-1);
    if (top === undefined) throw new Error("text after the end");
    if (text !== undefined) top.text += decoded(text);
    else if (close === "/") {
      if (path.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
    } else {
      const child = open(name, attributesOf(attributes));
      top.children.push(child);
      if (selfClosed !== "/") path.push(child);
    }
  }
  const [only, ...others] = root.children;
  if (read !== body.length || path.length !== 1 || only === undefined || others.length > 0)
    throw new Error(`not well-formed at ${body.slice(read, read + 40)}`);
  return only;
}

function open(name: string, attributes: Readonly<Record<string, string>>) {
  const children: Element[] = [];
  return { name, attributes, children, text: "" };
}

function attributesOf(source: string): Readonly<Record<string, string>> {
  const pairs = [...source.matchAll(/([\w.-]+)="([^"]*)"/g)].map(([, name = "", value = ""]): [string, string] => [name, decoded(value)]);
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new Error("an attribute twice");
  return Object.fromEntries(pairs);
}

const REFERENCES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decoded(text: string): string {
  if (text.includes("]]>")) throw new Error("]]> in text");
  return text.replace(/&(\w*;?)/g, (all, name: string) => {
    const character = REFERENCES[name.slice(0, -1)];
    if (!name.endsWith(";") || character === undefined) throw new Error(`${all} is no reference`);
    return character;
  });
}
