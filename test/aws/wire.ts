/**
 * The forms in which answers travel: XML of the query protocol (IAM, STS) and JSON (the others).
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html, aws-json-1_1-protocol.html and aws-restjson1-protocol.html
 */

/** Members that are policy documents: IAM gives them URL-encoded as in RFC 3986. */
const DOCUMENTS: ReadonlySet<string> = new Set(["AssumeRolePolicyDocument", "PolicyDocument", "Document"]);

/** The items of lists, once rendered: a role is asked for more than once, and a large account has many. */
const rendered = new WeakMap<object, string>();

export function xmlOf(name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  const content = DOCUMENTS.has(name) && typeof value === "object" ? escapeXml(encodeRfc3986(JSON.stringify(value))) : contentOf(value);
  return content === "" ? `<${name}/>` : `<${name}>${content}</${name}>`;
}

function contentOf(value: unknown): string {
  if (value instanceof Date) return isoSeconds(value);
  if (Array.isArray(value)) return value.map(itemXml).join("");
  if (typeof value === "object" && value !== null) return membersOf(value);
  return escapeXml(String(value));
}

function membersOf(value: object): string {
  return Object.entries(value)
    .map(([name, member]) => xmlOf(name, member))
    .join("");
}

/** An item of a list. */
export function itemXml(item: unknown): string {
  if (typeof item !== "object" || item === null) return xmlOf("member", item);
  const known = rendered.get(item);
  if (known !== undefined) return known;
  const xml = xmlOf("member", item);
  rendered.set(item, xml);
  return xml;
}

/** Without fractions, as IAM gives it. */
function isoSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Times in seconds since 1970. */
export function jsonOf(value: object): string {
  return JSON.stringify(mapMembers(value, (member) => (member instanceof Date ? member.getTime() / 1000 : member)));
}

/** A copy in which each member that is no list and no plain object is as `map` says. */
export function mapMembers(value: unknown, map: (value: unknown, key: string) => unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => mapMembers(item, map, key));
  if (typeof value !== "object" || value === null || value instanceof Date) return map(value, key);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapMembers(member, map, name)]));
}
