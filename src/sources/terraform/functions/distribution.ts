/**
 * Functions of values that are one of two by a condition: the function is worked out for each outcome, so that
 * `concat(a, var.more ? [b] : [])` is one of two lists rather than unknown.
 */
import { choose, MAX_CONDITIONS, settle } from "../choices.ts";
import { type Call, derived, isRefused, keyOf, list, map } from "../making.ts";
import type { ChoiceTerm, Term } from "../term.ts";
import { extentOf, isWalkable, partsOf, sizeOf } from "./extent.ts";
import { exhausted, spend } from "./results.ts";

/** Which choices a function can't work with; all others stay where they are. */
export interface Reach {
  /** Looks for choices inside this term. */
  readonly enters: (term: Term) => boolean;
  readonly takes: (choice: ChoiceTerm) => boolean;
}

/** The arguments themselves. */
export const TOP: Reach = { enters: () => false, takes: () => true };

/** And the items of lists, however nested. */
export const ITEMS: Reach = { enters: (term) => term.kind === "list", takes: () => true };

/** And whatever is inside: for functions that make a text of it all. */
export const DEEP: Reach = { enters: () => true, takes: () => true };

/** For `flatten`: items that may be lists. */
export const LISTS: Reach = { enters: (term) => term.kind === "list", takes: mayBeList };

export function mayBeList(term: Term): boolean {
  return term.kind === "list" || term.kind === "unknown" || (term.kind === "choice" && (mayBeList(term.then) || mayBeList(term.otherwise)));
}

/** `combine` of the arguments, once for each outcome of the few conditions among them; further choices become unknown. */
export function distribute(args: readonly Term[], call: Call, reach: Reach, combine: (args: readonly Term[]) => Term, conditions = MAX_CONDITIONS): Term {
  const open = firstOf(args, (arg) => firstChoice(arg, reach));
  if (open === undefined) return combine(args);
  if (!isWalkable(args) || !spend(call, sizeOf(args) / 10)) return exhausted(call);
  if (conditions === 0) return combine(args.map((arg) => withoutChoices(arg, call, reach)));
  const branch = (when: boolean): Term =>
    distribute(
      args.map((arg) => settle(arg, open.condition.id, when)),
      call,
      reach,
      combine,
      conditions - 1,
    );
  return eitherOf(open, branch(true), branch(false), call);
}

function firstChoice(term: Term, reach: Reach): ChoiceTerm | undefined {
  if (term.kind === "choice") return reach.takes(term) ? term : undefined;
  if (!reach.enters(term) || !extentOf(term).hasChoice) return undefined;
  return firstOf(partsOf(term), (part) => firstChoice(part, reach));
}

function firstOf<T, U>(items: readonly T[], find: (item: T) => U | undefined): U | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function withoutChoices(term: Term, call: Call, reach: Reach): Term {
  if (term.kind === "choice") return reach.takes(term) ? derived({ ...call, name: "conditional" }, [term], term) : term;
  if (!reach.enters(term) || !extentOf(term).hasChoice) return term;
  const change = (part: Term): Term => withoutChoices(part, call, reach);
  switch (term.kind) {
    case "list":
      return list(term.items.map(change), term.at);
    case "map":
      return map(new Map([...term.entries].map(([key, entry]) => [key, change(entry)])), term.at);
    case "json":
      return { ...term, value: change(term.value) };
    default:
      return term;
  }
}

function eitherOf({ condition }: ChoiceTerm, then: Term, otherwise: Term, call: Call): Term {
  if (isRefused(then) && isRefused(otherwise)) return then;
  if (!isWalkable([then, otherwise])) return { kind: "choice", condition, then, otherwise, at: call.at };
  return keyOf(then) === keyOf(otherwise) ? then : choose(condition, then, otherwise, call.at);
}
