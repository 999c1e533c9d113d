/** Which folder a plan was made of: the one that declares the same resources and calls the same modules. */
import { dirname } from "node:path";
import type { ModuleSource } from "../types.ts";
import { configurationOf, splitModules } from "./configuration.ts";
import { member, objectIn, type Plan } from "./plan.ts";

/** Less agreement than this is chance. */
const LEAST = 0.5;

/** `planPath`: absolute; of folders that agree alike, the one nearest to the plan is meant. Undefined where none or several are. */
export function folderOf(plan: Plan, planPath: string | undefined, sources: Iterable<ModuleSource>): ModuleSource | undefined {
  const planned = declaredIn(plan);
  if (planned.size === 0) return undefined;
  const rated = [...sources].map((source) => ({ source, agreement: agreement(planned, declaredBy(source)), distance: distance(planPath, source.folder) }));
  const [best, second] = rated.filter(({ agreement: rate }) => rate >= LEAST).sort((a, b) => b.agreement - a.agreement || a.distance - b.distance);
  if (best === undefined) return undefined;
  return second !== undefined && second.agreement === best.agreement && second.distance === best.distance ? undefined : best.source;
}

/** Addresses of the root module: of the configuration; in a state, of what it holds. */
function declaredIn(plan: Plan): ReadonlySet<string> {
  const root = configurationOf(plan)("");
  if (root !== undefined)
    return new Set([...root.resources.keys(), ...Object.keys(objectIn(member(root.json, "module_calls")) ?? {}).map((name) => `module.${name}`)]);
  const declared = new Set<string>();
  for (const { module, base } of plan.resources) {
    const [call] = splitModules(module);
    declared.add(call === undefined ? base : call.replace(/\[.*\]$/s, ""));
  }
  return declared;
}

function declaredBy(source: ModuleSource): ReadonlySet<string> {
  return new Set([...source.resources.keys(), ...[...source.modules.keys()].map((name) => `module.${name}`)]);
}

/** Of all that either declares, the part that both do. */
function agreement(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter((address) => b.has(address)).length;
  return both / (a.size + b.size - both);
}

/** Folders up and down from one to the other. */
function distance(planPath: string | undefined, folder: string): number {
  if (planPath === undefined) return 0;
  const [from, to] = [dirname(planPath), folder].map((path) => path.split(/[/\\]/).filter((part) => part !== ""));
  if (from === undefined || to === undefined) return 0;
  const shared = from.findIndex((part, index) => to[index] !== part);
  const common = shared === -1 ? from.length : shared;
  return from.length + to.length - 2 * common;
}
