/** Where expressions stand: the scope at the top of a module's file, the root module, and the identity of a place in a loop. */
import type { Pointer } from "../../text/pointer.ts";
import type { TextRange } from "../../text/positions.ts";
import { isWalkable, sizeOf } from "./functions/extent.ts";
import { keyOf, scalar } from "./making.ts";
import type { Term } from "./term.ts";
import type { Module, Run, Scope } from "./types.ts";

/** Where and for what an expression is evaluated, for the identity of what it gives: what it gives depends on all of this. */
export function standpoint({ run, file, module, each, index, bindings }: Scope, { start, end }: TextRange, at: Pointer): Term {
  const around = [each?.key, index, ...bindings.values()].filter((term) => term !== undefined);
  run.budget.left -= sizeOf(around) / 10;
  const keys = isWalkable(around) ? around.map(keyOf) : [`#${run.identities.size}`];
  return scalar([file, start, end, module.key, ...keys].join(" "), at);
}

/** The root module that a module is called from, however deep. */
export function topModule(module: Module): Module {
  let top = module;
  while (top.call !== undefined) top = top.call.scope.module;
  return top;
}

export function topScope(run: Run, module: Module, file: string, depth: number): Scope {
  return { run, module, file, each: undefined, index: undefined, bindings: new Map(), templates: 0, depth };
}
