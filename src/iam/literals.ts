/** Numbers, dates, addresses and binary values as condition operators read them. Malformed ones give undefined. */

export function parseNumber(value: string): number | undefined {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/.test(value.trim()) ? Number(value) : undefined;
}

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/i;
const BASIC_DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\.\d{1,9})?(Z)$/i;

/**
 * Milliseconds since 1970 of a W3C profile of ISO 8601 (https://www.w3.org/TR/NOTE-datetime) or of seconds since 1970. Four
 * digits are a year. Without a zone, UTC.
 */
export function parseDate(value: string): number | undefined {
  const written = value.trim();
  if (/^\d{5,15}(\.\d+)?$/.test(written)) return Number(written) * 1000;
  const match = DATE.exec(written) ?? BASIC_DATE.exec(written);
  if (match === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => (part === undefined ? undefined : Number(part)));
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 60) return undefined;
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  const fraction = match[7] === undefined ? 0 : Math.round(Number(`0${match[7]}`) * 1000);
  return Date.UTC(year, month - 1, day, hour, minute, second, fraction) - zoneOffset(match[8]);
}

function zoneOffset(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === "Z") return 0;
  const digits = zone.replace(/\D/g, "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith("-") ? -1 : 1) * minutes * 60_000;
}

/** An address as a number, and how many bits it has: 32 or 128. */
interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** Is the address within the range? Undefined where either is malformed. IPv4 and IPv6 never match each other. */
export function isInNetwork(address: string, network: string): boolean | undefined {
  const range = parseNetwork(network);
  const own = parseAddress(address.trim());
  if (range === undefined || own === undefined) return undefined;
  if (range.address.bits !== own.bits) return false;
  const shift = BigInt(own.bits - range.prefix);
  return own.value >> shift === range.address.value >> shift;
}

export function isNetwork(value: string): boolean {
  return parseNetwork(value) !== undefined;
}

/** Without a prefix length, one single address. */
function parseNetwork(value: string): { readonly address: Address; readonly prefix: number } | undefined {
  const [written = "", length, ...more] = value.trim().split("/");
  const address = parseAddress(written);
  if (address === undefined || more.length > 0) return undefined;
  if (length === undefined) return { address, prefix: address.bits };
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  return prefix <= address.bits ? { address, prefix } : undefined;
}

function parseAddress(value: string): Address | undefined {
  return value.includes(":") ? parseIpv6(value) : parseIpv4(value);
}

function parseIpv4(value: string): Address | undefined {
  const parts = value.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return { bits: 32, value: parts.reduce((sum, part) => (sum << 8n) + BigInt(part), 0n) };
}

function parseIpv6(value: string): Address | undefined {
  if (value.length > 45) return undefined;
  const halves = value.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const known = head.length + (tail?.length ?? 0);
  if (halves.length === 2 ? known > 7 : known !== 8) return undefined;
  const groups = [...head, ...Array<number>(8 - known).fill(0), ...(tail ?? [])];
  return { bits: 128, value: groups.reduce((sum, group) => (sum << 16n) + BigInt(group), 0n) };
}

/** The 16-bit groups of one side of `::`; a dotted IPv4 tail counts as two. */
function groupsOf(side: string): number[] | undefined {
  if (side === "") return [];
  const groups: number[] = [];
  for (const part of side.split(":")) {
    const embedded = part.includes(".") ? parseIpv4(part) : undefined;
    if (embedded !== undefined) groups.push(Number(embedded.value >> 16n), Number(embedded.value & 0xffffn));
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

export function isBase64(value: string): boolean {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.replace(/=+$/, "").length % 4 !== 1;
}

/** Are two base64 texts the same bytes? Padding does not matter. */
export function sameBinary(a: string, b: string): boolean {
  return isBase64(a) && isBase64(b) && a.replace(/=+$/, "") === b.replace(/=+$/, "");
}
