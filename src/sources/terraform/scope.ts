/** The scope of what stands at the top of a module's file, whoever asks for it. */
import type { Module, Run, Scope } from "./types.ts";

export function topScope(run: Run, module: Module, file: string, depth: number): Scope {
  return { run, module, file, each: undefined, index: undefined, bindings: new Map(), templates: 0, depth };
}
