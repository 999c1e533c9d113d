/**
 * What a function says of partly known arguments holds for each filling of their holes and each outcome of their conditions: the
 * result is compared with that of the same call with everything filled in.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRefused, keyOf, textOf } from "../../../../src/sources/terraform/making.ts";
import type { Term } from "../../../../src/sources/terraform/term.ts";
import { isKnown, type Text } from "../../../../src/text/symbolic.ts";
import { type ArbitraryCall, callOf, NAMES } from "./arbitrary.ts";
import { argumentsOf, callTerms, type Plain, plainOf, termOf } from "./terms.ts";

interface World {
  /** Hole → what it stands for; a text for one with a shape. */
  readonly fillings: Readonly<Record<string, Plain>>;
  readonly truths: Readonly<Record<string, boolean>>;
}

const FREE = fc.constantFrom<Plain[]>("", "a", "b", "ab", "/", "x:y", " ", "\n", "%s", "$1", "true", "1", "A", "role/x", "a b", 1, true, null, ["a", "b"], []);

const worlds: fc.Arbitrary<World> = fc.record({
  fillings: fc.record({ h: FREE, i: FREE, account: fc.constantFrom("111122223333", "000000000001"), name: fc.constantFrom("a", "ab", "x.y-1", "A") }),
  truths: fc.record({ c: fc.boolean(), d: fc.boolean(), e: fc.boolean(), f: fc.boolean() }),
});

function filled(plain: Plain, world: World): Plain {
  if (typeof plain === "string") {
    const lone = /^‹([^›:]*)›$/.exec(plain)?.[1];
    if (lone !== undefined) return world.fillings[lone] ?? null;
    return plain.replace(/‹([^›:]*)(?::\w+)?›/g, (_, name: string) => textOfPlain(world.fillings[name] ?? ""));
  }
  if (typeof plain !== "object" || plain === null) return plain;
  if (Array.isArray(plain)) return plain.map((item: Plain) => filled(item, world));
  const { if: condition, yes, no } = plain as { readonly [key: string]: Plain };
  if (typeof condition === "string" && yes !== undefined && no !== undefined) return filled(world.truths[condition] ? yes : no, world);
  return Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, filled(value, world)]));
}

/** What can't stand in a text stands for an empty one there. */
function textOfPlain(plain: Plain): string {
  return typeof plain === "object" ? "" : String(plain);
}

/** May `actual` be what `claimed` stands for in this world? */
function agrees(claimed: Term, actual: Term, world: World): boolean {
  if (isRefused(actual)) return true;
  // A whole resource has no filling: what depends on one stays open.
  if (actual.kind === "choice") return agrees(claimed, actual.then, world) || agrees(claimed, actual.otherwise, world);
  if (actual.kind === "unknown") return true;
  switch (claimed.kind) {
    case "choice": {
      const truth = world.truths[claimed.condition.id];
      if (truth !== undefined) return agrees(truth ? claimed.then : claimed.otherwise, actual, world);
      return agrees(claimed.then, actual, world) || agrees(claimed.otherwise, actual, world);
    }
    case "unknown": {
      if (isRefused(claimed)) return false;
      const filling = world.fillings[claimed.hole.id];
      return filling === undefined || sameValue(termOf(filling), actual) || sameValue(termOf(textOfPlain(filling)), actual);
    }
    case "list":
      return (
        actual.kind === "list" &&
        actual.items.length === claimed.items.length &&
        claimed.items.every((item, index) => agreesAt(item, actual.items[index], world))
      );
    case "map":
      return (
        actual.kind === "map" &&
        actual.entries.size === claimed.entries.size &&
        [...claimed.entries].every(([key, entry]) => agreesAt(entry, actual.entries.get(key), world))
      );
    case "json":
      return actual.kind === "json" ? agrees(claimed.value, actual.value, world) : true;
    case "object":
      return actual.kind === "object";
    case "scalar":
      return agreesAsText(claimed, actual, world);
  }
}

function agreesAt(claimed: Term, actual: Term | undefined, world: World): boolean {
  return actual !== undefined && agrees(claimed, actual, world);
}

/** Numbers and booleans next to something unknown may have to become texts: that is no contradiction. */
function sameValue(a: Term, b: Term): boolean {
  const [first, second] = [textOf(a), textOf(b)];
  return keyOf(a) === keyOf(b) || (first !== undefined && second !== undefined && isKnown(first) && first === second);
}

function agreesAsText(claimed: Term, actual: Term, world: World): boolean {
  const [first, second] = [textOf(claimed), textOf(actual)];
  if (first === undefined || second === undefined || isKnown(first)) return sameValue(claimed, actual) || (second !== undefined && !isKnown(second));
  return isKnown(second) ? regexOf(first, world).test(second) : true;
}

const SHAPES = { account: "\\d{12}", segment: "[^:/]+", generated: "[^:/]+" };

function regexOf(claimed: Text, world: World): RegExp {
  const parts = isKnown(claimed) ? [claimed] : claimed.parts;
  const written = parts.map((part) => {
    if (typeof part === "string") return escaped(part);
    const filling = world.fillings[part.id];
    return typeof filling === "string" ? escaped(filling) : part.shape === undefined ? "[^]*" : SHAPES[part.shape];
  });
  return new RegExp(`^${written.join("")}$`);
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** Sets whose items are not known are kept as they come, and may turn out to repeat: they agree as sets. */
const SETS = new Set(["toset", "setunion", "setintersection", "setsubtract"]);

function agreesAsSet(claimed: Term, actual: Term, world: World): boolean {
  if (claimed.kind === "choice") {
    const truth = world.truths[claimed.condition.id];
    return (truth !== false && agreesAsSet(claimed.then, actual, world)) || (truth !== true && agreesAsSet(claimed.otherwise, actual, world));
  }
  if (claimed.kind !== "list" || actual.kind !== "list") return agrees(claimed, actual, world);
  return (
    claimed.items.every((item) => actual.items.some((other) => agrees(item, other, world))) &&
    actual.items.every((other) => claimed.items.some((item) => agrees(item, other, world)))
  );
}

/** In JSON an unknown is taken for a text that needs no escapes: `jsonText` can't quote what it does not know. */
function worldFor({ name, args }: ArbitraryCall, { fillings, truths }: World): World {
  if (!name.startsWith("format") && !JSON.stringify(args).includes('"json"')) return { fillings, truths };
  const texts = Object.entries(fillings).map(([hole, filling]) => [hole, textOfPlain(filling).replace("\n", " ")]);
  return { fillings: Object.fromEntries(texts), truths };
}

function check({ name, args }: ArbitraryCall, anyWorld: World): void {
  const world = worldFor({ name, args }, anyWorld);
  const claimed = callTerms(name, argumentsOf(args));
  const actual = callTerms(name, argumentsOf(args.map((arg) => filled(arg, world))));
  const isSound = SETS.has(name) ? agreesAsSet(claimed, actual, world) : agrees(claimed, actual, world);
  expect({ isSound, claimed: plainOf(claimed), actual: plainOf(actual) }).toMatchObject({ isSound: true });
}

describe("what is said of partly known arguments holds however they are filled", () => {
  it.each(NAMES)("%s", (name) => {
    fc.assert(fc.property(callOf(name), worlds, check), { numRuns: 200 });
  });
});
