/** What a plan knows of a configuration that is read from its files. */
import { declaredAddress, inModule } from "../address.ts";
import type { Oracle } from "../types.ts";
import { type Configuration, configurationOf, lastModule, splitModules } from "./configuration.ts";
import { isKnownHere, member, type Plan, type PlannedResource } from "./plan.ts";

export function oracleOf(plan: Plan): Oracle {
  const byAddress = new Map(plan.resources.map((resource) => [resource.address, resource]));
  const keys = new Map<string, Set<string | number | undefined>>();
  const note = (base: string, key: string | number | undefined): void => {
    const known = keys.get(base);
    if (known === undefined) keys.set(base, new Set([key]));
    else known.add(key);
  };
  for (const { base, key, module } of plan.resources) {
    note(base, key);
    noteModules(module, note);
  }
  const configuration = configurationOf(plan);
  const isConfigured = (base: string): boolean => {
    if (/(?:^|\.)module\.[^.[\]]+$/.test(base)) return repeats(base, configuration);
    const calls = splitModules(base);
    const module = calls.join(".");
    return configuration(module)?.resources.has(base.slice(module === "" ? 0 : module.length + 1)) === true;
  };
  const accounts = accountsOf(plan);
  return {
    variables: plan.variables,
    keysOf: (address) => {
      const known = keys.get(address);
      if (known !== undefined) return [...known];
      return isConfigured(address) ? [] : undefined;
    },
    planned: (address, attribute) => {
      const resource = byAddress.get(address);
      return resource === undefined ? undefined : plannedAttribute(resource, attribute);
    },
    known: (address, attribute) => {
      const found = byAddress.get(address);
      const planned = found && plannedAttribute(found, attribute);
      return planned === undefined || !isKnownHere(planned.unknown) ? undefined : { json: planned.json };
    },
    accountOf: (provider) => accounts.get(provider),
  };
}

/** A call that `count` or `for_each` repeats may have no instance at all; of others the plan shows only what is in them. */
function repeats(base: string, configuration: Configuration): boolean {
  const { parent, name } = lastModule(base);
  const call = member(member(configuration(parent ?? "")?.json, "module_calls"), name ?? "");
  return ["count_expression", "for_each_expression"].some((key) => member(call, key) !== undefined);
}

function plannedAttribute({ values, unknown }: PlannedResource, attribute: string): { readonly json: unknown; readonly unknown: unknown } | undefined {
  const isUnknown = member(unknown, attribute);
  if (!Object.hasOwn(values, attribute) && isUnknown === undefined) return undefined;
  return { json: member(values, attribute), unknown: isUnknown };
}

/** The calls that lead to a module: `module.a["x"].module.b` tells a key of `module.a` and that `module.a["x"].module.b` has none. */
function noteModules(module: string, note: (base: string, key: string | number | undefined) => void): void {
  for (let at = module; at !== ""; ) {
    const { parent, name, key } = lastModule(at);
    if (name === undefined) return;
    note(inModule(parent ?? "", `module.${name}`), key);
    at = parent ?? "";
  }
}

/** Accounts of providers: told by `aws_caller_identity`, else by the ARN of anything that exists already. */
function accountsOf(plan: Plan): ReadonlyMap<string, string> {
  const accounts = new Map<string, string>();
  const configuration = configurationOf(plan);
  const certain = new Set<string>();
  for (const resource of plan.resources) {
    const { module, mode, type, values } = resource;
    const provider = member(configuration(module)?.resources.get(declaredAddress(resource)), "provider_config_key") ?? "aws";
    if (typeof provider !== "string" || certain.has(provider)) continue;
    const account = values["account_id"];
    const arn = values["arn"];
    if (type === "aws_caller_identity" && typeof account === "string") {
      accounts.set(provider, account);
      certain.add(provider);
    } else if (mode === "managed" && typeof arn === "string" && !accounts.has(provider)) {
      const told = /^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):/.exec(arn)?.[1];
      if (told !== undefined) accounts.set(provider, told);
    }
  }
  return accounts;
}
