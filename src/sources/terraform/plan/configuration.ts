/**
 * The configuration as a plan holds it: for each argument a constant, or the list of what its expression refers to. How the expression
 * goes is not told, nor are locals and dynamic blocks.
 */
import type { JsonObject } from "../../json.ts";
import { listOf, member, objectIn, type Plan } from "./plan.ts";

/** A module of the configuration, as it is called. */
export interface ConfiguredModule {
  readonly json: JsonObject;
  readonly call: { readonly json: JsonObject; readonly module: ConfiguredModule } | undefined;
  readonly resources: ReadonlyMap<string, JsonObject>;
}

/** Looks modules up by the address of an instance of theirs: `module.studio["a"].module.roles`. */
export type Configuration = (moduleAddress: string) => ConfiguredModule | undefined;

const MADE = new WeakMap<Plan, Configuration>();

/** Made once for a plan: it indexes the resources of each module. */
export function configurationOf(plan: Plan): Configuration {
  const made = MADE.get(plan) ?? makeConfiguration(plan);
  MADE.set(plan, made);
  return made;
}

function makeConfiguration({ configuration }: Plan): Configuration {
  const known = new Map<string, ConfiguredModule | undefined>();
  if (configuration !== undefined) known.set("", moduleOf(configuration, undefined));
  const find: Configuration = (address) => {
    if (known.has(address)) return known.get(address);
    const { parent, name } = lastModule(address);
    const outer = parent === undefined || name === undefined ? undefined : find(parent);
    const call = objectIn(member(member(outer?.json, "module_calls"), name ?? ""));
    const inner = objectIn(member(call, "module"));
    const found = outer === undefined || call === undefined || inner === undefined ? undefined : moduleOf(inner, { json: call, module: outer });
    known.set(address, found);
    return found;
  };
  return find;
}

function moduleOf(json: JsonObject, call: ConfiguredModule["call"]): ConfiguredModule {
  const resources = new Map<string, JsonObject>();
  for (const resource of listOf(json["resources"])) {
    const address = member(resource, "address");
    const object = objectIn(resource);
    if (typeof address === "string" && object !== undefined) resources.set(address, object);
  }
  return { json, call, resources };
}

const LAST_MODULE = /^(?:(.*)\.)?module\.([^.[\]]+)(?:\[(.*)\])?$/s;

/** The last call in a module's address: in which module it stands, its name and its key. */
export function lastModule(address: string): {
  readonly parent: string | undefined;
  readonly name: string | undefined;
  readonly key: string | number | undefined;
} {
  const found = splitModules(address).at(-1);
  if (found === undefined) return { parent: undefined, name: undefined, key: undefined };
  const parent = address.slice(0, address.length - found.length).replace(/\.$/, "");
  const [, , name, key] = LAST_MODULE.exec(found) ?? [];
  return { parent, name, key: key === undefined ? undefined : keyIn(key) };
}

/** `module.a["x.y"].module.b` → its calls; a key may hold any character. */
export function splitModules(address: string): readonly string[] {
  return address.match(/module\.[^.[\]]+(?:\["(?:[^"\\]|\\.)*"\]|\[\d+\])?/g) ?? [];
}

export function keyIn(written: string): string | number {
  if (/^\d+$/.test(written)) return Number(written);
  try {
    const key: unknown = JSON.parse(written);
    return typeof key === "string" ? key : written;
  } catch {
    return written;
  }
}
