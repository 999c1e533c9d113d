/**
 * How much there is to a term. Terms share their parts, so a small configuration can write a huge or endless-looking one
 * (`a = [b, b]`, `b = [c, c]` …): whoever walks a term asks here first. Worked out once for each list or map, without recursion.
 */
import { isKnown } from "../../../text/symbolic.ts";
import { MAX_DEPTH } from "../../../text/value.ts";
import type { Term } from "../term.ts";

interface Extent {
  /** Terms in it, shared ones counted as often as they are met; 100 characters of a text count as one. */
  readonly size: number;
  readonly depth: number;
  readonly hasChoice: boolean;
}

/** More than this is not walked through: arguments of real functions are some hundred terms. */
const MAX_SIZE = 50_000;

const extents = new WeakMap<Term, Extent>();

export function extentOf(term: Term): Extent {
  const waiting: Term[] = [term];
  for (let top = waiting.at(-1); top !== undefined; top = waiting.at(-1)) {
    const open = workedOut(top) === undefined ? partsOf(top).filter((part) => workedOut(part) === undefined) : [];
    if (open.length === 0) {
      waiting.pop();
      if (workedOut(top) === undefined) extents.set(top, joined(top));
    }
    for (const part of open) waiting.push(part);
  }
  return workedOut(term) ?? joined(term);
}

/** Terms that may be walked through, one after the other, by recursion. */
export function isWalkable(terms: readonly Term[]): boolean {
  let size = 0;
  for (const term of terms) {
    const extent = extentOf(term);
    size += extent.size;
    if (extent.depth > MAX_DEPTH || size > MAX_SIZE) return false;
  }
  return true;
}

export function sizeOf(terms: readonly Term[]): number {
  return terms.reduce((sum, term) => sum + extentOf(term).size, 0);
}

export function partsOf(term: Term): readonly Term[] {
  switch (term.kind) {
    case "list":
      return term.items;
    case "map":
      return [...term.entries.values()];
    case "json":
      return [term.value];
    case "choice":
      return [term.then, term.otherwise];
    default:
      return [];
  }
}

function workedOut(term: Term): Extent | undefined {
  switch (term.kind) {
    case "unknown":
    case "object":
      return SMALL;
    case "scalar": {
      if (typeof term.value === "string" && term.value.length >= 100) return { ...SMALL, size: 1 + term.value.length / 100 };
      return typeof term.value === "object" && term.value !== null && !isKnown(term.value) ? { ...SMALL, size: term.value.parts.length } : SMALL;
    }
    default:
      return extents.get(term);
  }
}

const SMALL: Extent = { size: 1, depth: 1, hasChoice: false };

function joined(term: Term): Extent {
  let [size, depth, hasChoice] = [1, 1, term.kind === "choice"];
  for (const part of partsOf(term)) {
    const inner = workedOut(part) ?? SMALL;
    size += inner.size;
    depth = Math.max(depth, inner.depth + 1);
    hasChoice ||= inner.hasChoice;
  }
  return { size, depth, hasChoice };
}
