/** Which modules are run by themselves: those that no other module of the input calls. */
import { resolve } from "node:path";
import { isLocalSource, writtenSource } from "./module-source.ts";
import type { ModuleSource } from "./types.ts";

/** In the order of their folders. Modules that only call each other in a circle are begun at the first of them. */
export function rootFolders(sources: ReadonlyMap<string, ModuleSource>): readonly ModuleSource[] {
  const called = new Map([...sources.values()].map((source) => [source, calledFrom(source, sources)]));
  const callees = new Set([...called.values()].flat());
  const reached = new Set<ModuleSource>();
  const reach = (source: ModuleSource): void => {
    if (reached.has(source)) return;
    reached.add(source);
    for (const callee of called.get(source) ?? []) reach(callee);
  };
  const ordered = [...sources.values()].sort((a, b) => (a.shown < b.shown ? -1 : a.shown > b.shown ? 1 : 0));
  const roots = ordered.filter((source) => !callees.has(source));
  for (const root of roots) reach(root);
  for (const source of ordered) {
    if (reached.has(source)) continue;
    roots.push(source);
    reach(source);
  }
  return roots;
}

/** The modules of the input that a module calls by a local path. */
function calledFrom(source: ModuleSource, sources: ReadonlyMap<string, ModuleSource>): readonly ModuleSource[] {
  return localModules(source).flatMap((folder) => sources.get(folder) ?? []);
}

/** The absolute folders of the modules that a module calls by a local path. */
export function localModules(source: ModuleSource): readonly string[] {
  return [...source.modules.values()].flatMap((block) => {
    const written = writtenSource(block);
    return written === undefined || !isLocalSource(written) ? [] : resolve(source.folder, written);
  });
}
