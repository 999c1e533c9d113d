/**
 * Cutting a list into pages. A token tells where its page begins, and holds only for the list that it was given out for, as with AWS:
 * whoever mixes tokens up gets an error.
 */
import { createHash } from "node:crypto";
import { type Failure, failure, type Input, type Listing, type Output, output } from "./answer.ts";

export interface PageRequest {
  /** What tells this list from others: account, region and operation. */
  readonly list: string;
  readonly input: Input;
  /** Of the server: the most items in a page. */
  readonly cap: number;
  /** Nothing but a token, if this is not the page after such a one. */
  readonly empty: boolean;
}

interface Start {
  readonly index: number;
  readonly afterEmpty: boolean;
}

export function pageOf(listing: Listing, request: PageRequest): Output | Failure {
  const asked = askedSize(listing, request.input);
  if (typeof asked === "object") return asked;
  const seal = sealOf(listing, request);
  const start = startOf(request.input[listing.token], seal);
  if (start === undefined || start.index > listing.items.length) return failure(listing.invalid, 400, `Invalid ${listing.token}.`);
  if (request.empty && !start.afterEmpty) return output(shown(listing, [], tokenFor({ index: start.index, afterEmpty: true }, seal)));
  const end = start.index + Math.max(1, Math.min(asked, request.cap));
  const next = end < listing.items.length ? tokenFor({ index: end, afterEmpty: false }, seal) : undefined;
  return output(shown(listing, listing.items.slice(start.index, end), next));
}

function shown({ show, token, truncated }: Listing, items: readonly object[], next: string | undefined): object {
  return {
    ...show(items),
    ...(truncated === undefined ? {} : { [truncated]: next !== undefined }),
    ...(next === undefined ? {} : { [token]: next }),
  };
}

function askedSize({ sizeIn, usual, most, invalid }: Listing, input: Input): number | Failure {
  const asked = sizeIn === undefined ? undefined : input[sizeIn];
  if (sizeIn === undefined || asked === undefined) return usual;
  if (typeof asked === "number" && Number.isInteger(asked) && asked >= 1 && asked <= most) return asked;
  const member = `${sizeIn.charAt(0).toLowerCase()}${sizeIn.slice(1)}`;
  const limit = typeof asked === "number" && asked > most ? `less than or equal to ${most}` : "greater than or equal to 1";
  return failure(invalid, 400, `1 validation error detected: Value '${asked}' at '${member}' failed to satisfy constraint: Member must have value ${limit}`);
}

function sealOf({ token, sizeIn }: Listing, { list, input }: PageRequest): string {
  const filters = Object.entries(input).filter(([key]) => key !== token && key !== sizeIn);
  return createHash("sha256")
    .update(JSON.stringify([list, filters.sort(([a], [b]) => (a < b ? -1 : 1))]))
    .digest("hex")
    .slice(0, 16);
}

function tokenFor({ index, afterEmpty }: Start, seal: string): string {
  return Buffer.from(`${seal}:${index}:${afterEmpty ? "e" : ""}`).toString("base64");
}

function startOf(token: unknown, seal: string): Start | undefined {
  if (token === undefined) return { index: 0, afterEmpty: false };
  if (typeof token !== "string") return undefined;
  const [given, index, empty] = Buffer.from(token, "base64").toString().split(":");
  return given === seal && index !== undefined && /^\d+$/.test(index) ? { index: Number(index), afterEmpty: empty === "e" } : undefined;
}
