/** Things that are worked out once in a run, each within bounds of its own. */
import type { Pointer } from "../../text/pointer.ts";
import { reportAt } from "../declared/context.ts";
import { extentOf } from "./functions/extent.ts";
import { refused } from "./making.ts";
import type { Term } from "./term.ts";
import type { Run } from "./types.ts";

/** Terms that one local, variable, output or argument may stand for, with all that it is made of. */
const MOST_TERMS = 500_000;

/** A second call while the first is still under way is a circle, which Terraform refuses: said once, then unknown. */
export function once(run: Run, key: string, shown: string, at: Pointer, compute: () => Term): Term {
  const known = run.terms.get(key);
  if (known !== undefined) return known;
  if (run.active.has(key)) {
    reportAt(run, at, `\`${shown}\` refers to itself`, "Terraform refuses such a cycle: break it at one of the references that lead back here");
    return refused({ name: "cycle", at, making: run }, `\`${shown}\` refers to itself`);
  }
  run.active.add(key);
  const term = bounded(run, shown, at, compute);
  run.active.delete(key);
  run.terms.set(key, term);
  return term;
}

/** All that was worked out so far: it was so for other accounts. */
export function forget({ terms, resources, modules }: Run): void {
  terms.clear();
  resources.clear();
  modules.clear();
}

/** What goes beyond its bounds is said and unknown, and takes nothing from what comes after it. */
export function bounded(run: Run, shown: string, at: Pointer, compute: () => Term): Term {
  const before = run.budget.left;
  const share = Math.min(before, MOST_TERMS);
  run.budget.left = share;
  const term = compute();
  // What is made of shared parts may stand for far more than was worked out: whoever walks through it meets them all.
  const exceeded = run.budget.left < 0 || extentOf(term).size > MOST_TERMS;
  // What goes too far is charged in part only: enough for an end, not so much that whatever asked for it goes too far as well.
  run.budget.left = exceeded ? before - share / 4 : run.budget.left + before - share;
  if (!exceeded) return term;
  const what = `\`${shown}\` stands for more than ${MOST_TERMS.toLocaleString("en")} values, and is taken as unknown`;
  reportAt(run, at, what, "check a plan of it instead (`terraform show -json`)");
  return refused({ name: "bounds", at, making: run }, what);
}
