/** Things that are worked out once in a run. */
import type { Pointer } from "../../text/pointer.ts";
import { reportAt } from "../declared/context.ts";
import { refused } from "./making.ts";
import type { Term } from "./term.ts";
import type { Run } from "./types.ts";

/** A second call while the first is still under way is a circle, which Terraform refuses: said once, then unknown. */
export function once(run: Run, key: string, shown: string, at: Pointer, compute: () => Term): Term {
  const known = run.terms.get(key);
  if (known !== undefined) return known;
  if (run.active.has(key)) {
    reportAt(run, at, `\`${shown}\` refers to itself`, "Terraform refuses such a cycle: break it at one of the references that lead back here");
    return refused({ name: "cycle", at, making: run }, `\`${shown}\` refers to itself`);
  }
  run.active.add(key);
  const term = compute();
  run.active.delete(key);
  run.terms.set(key, term);
  return term;
}
