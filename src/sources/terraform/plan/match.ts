/** Which folder a plan was made of: the one that declares the same resources and calls the same modules. */
import { dirname } from "node:path";
import type { ModuleSource } from "../types.ts";
import { configurationOf, splitModules } from "./configuration.ts";
import { member, objectIn, type Plan } from "./plan.ts";

/** Less agreement than this is chance. */
const LEAST = 0.5;

export interface Match {
  readonly source: ModuleSource | undefined;
  /** Folders among which nothing decides. */
  readonly alike: readonly ModuleSource[];
}

/**
 * `planPath`: absolute. `valuesOf`: the values that a folder's variable files spell out: one whose values the plan was not made with is less
 * likely than one whose it was. Of folders that are likely alike, the nearest to the plan is meant.
 */
export function folderOf(
  plan: Plan,
  planPath: string | undefined,
  sources: Iterable<ModuleSource>,
  valuesOf: (source: ModuleSource) => ReadonlyMap<string, unknown>,
): Match {
  const planned = declaredIn(plan);
  const rated = planned.size === 0 ? [] : [...sources].map((source) => rate(source, planned, plan, planPath, valuesOf(source)));
  const order = rated
    .filter(({ agreement: share }) => share >= LEAST)
    .sort((a, b) => b.agreement - a.agreement || a.contradictions - b.contradictions || a.distance - b.distance);
  const [best] = order;
  if (best === undefined) return { source: undefined, alike: [] };
  const alike = order.filter((each) => each.agreement === best.agreement && each.contradictions === best.contradictions && each.distance === best.distance);
  return alike.length > 1 ? { source: undefined, alike: alike.map(({ source }) => source) } : { source: best.source, alike: [] };
}

interface Rated {
  readonly source: ModuleSource;
  readonly agreement: number;
  readonly contradictions: number;
  readonly distance: number;
}

function rate(source: ModuleSource, planned: ReadonlySet<string>, plan: Plan, planPath: string | undefined, values: ReadonlyMap<string, unknown>): Rated {
  const contradictions = [...values].filter(([name, value]) => plan.variables.has(name) && JSON.stringify(plan.variables.get(name)) !== JSON.stringify(value));
  return {
    source,
    agreement: agreement(planned, declaredBy(source)),
    contradictions: contradictions.length,
    distance: distance(planPath, source.folder),
  };
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
