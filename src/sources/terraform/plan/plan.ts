/**
 * Plans and states as Terraform and OpenTofu show them in JSON: what will exist after the apply, what of it is known, and the
 * configuration as far as a plan holds it.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */
import { child, type Pointer, rootPointer } from "../../../text/pointer.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { declaredAddress, keySuffix } from "../address.ts";

/** One resource as it will be. */
export interface PlannedResource {
  /** `module.studio["a"].aws_iam_role.exec[0]` */
  readonly address: string;
  /** The same without the key of its own. */
  readonly base: string;
  readonly module: string;
  readonly key: string | number | undefined;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** By attribute. */
  readonly values: JsonObject;
  /** In the shape of `values`: `true` where all below is known only after apply. */
  readonly unknown: unknown;
  /** Where `values` stands. */
  readonly at: Pointer;
}

export interface Plan {
  readonly file: string;
  readonly resources: readonly PlannedResource[];
  /** `configuration.root_module`; none in a state. */
  readonly configuration: JsonObject | undefined;
  readonly providers: JsonObject;
  readonly variables: ReadonlyMap<string, unknown>;
  /** Why it does not show all that will be; undefined where it does. */
  readonly partial: string | undefined;
}

/** `json`: the whole document; its shape is not trusted. */
export function readPlan(file: string, json: JsonObject): Plan {
  const root = rootPointer(file);
  const changes = listOf(json["resource_changes"]).map((change, index) => plannedChange(change, child(root, "resource_changes", index)));
  const planned = changes.filter((change) => change !== undefined);
  const seen = new Set(planned.map(({ resource }) => resource.address));
  const earlier = stateResources(member(member(json, "prior_state"), "values"), child(root, "prior_state", "values"));
  const state = stateResources(member(json, "values"), child(root, "values"));
  const configuration = member(json, "configuration");
  const existing = [
    ...planned.filter(({ remains }) => remains).map(({ resource }) => resource),
    ...[...earlier, ...state].filter(({ address }) => !seen.has(address)),
  ];
  const elsewhere = managedElsewhere([...existing, ...planned.map(({ resource }) => resource)]);
  return {
    file,
    resources: existing.map((resource) => withoutManaged(resource, elsewhere)),
    configuration: objectIn(member(configuration, "root_module")),
    providers: objectIn(member(configuration, "provider_config")) ?? {},
    partial: partiality(json),
    variables: new Map(Object.entries(objectIn(json["variables"]) ?? {}).map(([name, variable]) => [name, member(variable, "value") ?? null])),
  };
}

/** https://developer.hashicorp.com/terraform/internals/json-format#plan-representation */
function partiality(json: JsonObject): string | undefined {
  if (json["errored"] === true) return "the plan ended in an error, so it shows only a part of what is configured; mend the error and plan again";
  if (json["complete"] === false)
    return "the plan is not complete (made with -target, say), so it shows only a part of what is configured; plan again without it";
  return undefined;
}

interface Change {
  readonly resource: PlannedResource;
  readonly remains: boolean;
}

/**
 * A change with what it leads to. What is deleted is gone; what is only forgotten stays as it was. A deposed object is the old one of
 * a replacement, on its way out.
 */
function plannedChange(change: unknown, at: Pointer): Change | undefined {
  if (!isObject(change) || change["deposed"] !== undefined) return undefined;
  const detail = change["change"];
  const actions = listOf(member(detail, "actions"));
  const forgotten = actions.includes("forget");
  const gone = actions.length === 1 && actions[0] === "delete";
  const side = forgotten || gone ? "before" : "after";
  const resource = resourceFrom(
    change,
    member(detail, side),
    forgotten || gone ? undefined : member(detail, "after_unknown"),
    placeIn(change, at, "change", side),
  );
  return resource === undefined ? undefined : { resource, remains: !gone };
}

/** The place that the names lead to, as far as they lead. */
function placeIn(json: unknown, at: Pointer, ...names: readonly string[]): Pointer {
  const [name, ...others] = names;
  return name !== undefined && isObject(json) && Object.hasOwn(json, name) ? placeIn(json[name], child(at, name), ...others) : at;
}

/** All resources of a state's values, modules within modules. */
function stateResources(values: unknown, at: Pointer): readonly PlannedResource[] {
  const found: PlannedResource[] = [];
  const waiting: { readonly module: unknown; readonly at: Pointer }[] = [{ module: member(values, "root_module"), at: child(at, "root_module") }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [index, resource] of listOf(member(next.module, "resources")).entries()) {
      const read = isObject(resource)
        ? resourceFrom(resource, resource["values"], undefined, placeIn(resource, child(next.at, "resources", index), "values"))
        : undefined;
      if (read !== undefined) found.push(read);
    }
    for (const [index, module] of listOf(member(next.module, "child_modules")).entries()) waiting.push({ module, at: child(next.at, "child_modules", index) });
  }
  return found;
}

function resourceFrom(described: JsonObject, values: unknown, unknown: unknown, at: Pointer): PlannedResource | undefined {
  const { address, type, name, mode, index } = described;
  if (typeof address !== "string" || typeof type !== "string" || typeof name !== "string") return undefined;
  const key = typeof index === "string" || typeof index === "number" ? index : undefined;
  const suffix = keySuffix(key);
  const base = address.endsWith(suffix) ? address.slice(0, address.length - suffix.length) : address;
  const own = declaredAddress({ mode, type, name });
  const module = base.endsWith(own) ? base.slice(0, base.length - own.length).replace(/\.$/, "") : "";
  return { address, base, module, key, mode: mode === "data" ? "data" : "managed", type, name, values: objectIn(values) ?? {}, unknown, at };
}

/**
 * A role's state lists all policies that it has, also those that resources of their own attach or are about to detach: as these are
 * read by themselves, they are blanked out in the list. What is left was attached by somebody else.
 */
function withoutManaged(resource: PlannedResource, elsewhere: ReadonlySet<string>): PlannedResource {
  const { type, values } = resource;
  const name = values["name"];
  if (type !== "aws_iam_role" || typeof name !== "string") return resource;
  const inline = listOf(values["inline_policy"]).map((policy) => (elsewhere.has(`${name} inline ${String(member(policy, "name"))}`) ? null : policy));
  const managed = listOf(values["managed_policy_arns"]).map((arn) => (elsewhere.has(`${name} managed ${String(arn)}`) ? null : arn));
  return {
    ...resource,
    values: {
      ...values,
      ...(Object.hasOwn(values, "inline_policy") && { inline_policy: inline }),
      ...(Object.hasOwn(values, "managed_policy_arns") && { managed_policy_arns: managed }),
    },
  };
}

function managedElsewhere(resources: readonly PlannedResource[]): ReadonlySet<string> {
  const managed = new Set<string>();
  for (const { type, values } of resources) {
    const roles = [values["role"], ...listOf(values["roles"])].filter((role) => typeof role === "string");
    for (const role of roles) {
      if (type === "aws_iam_role_policy") managed.add(`${role} inline ${String(values["name"])}`);
      else if (/_attachment$/.test(type)) managed.add(`${role} managed ${String(values["policy_arn"])}`);
    }
  }
  return managed;
}

export function member(json: unknown, key: string): unknown {
  return isObject(json) && Object.hasOwn(json, key) ? json[key] : undefined;
}

export function listOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

export function objectIn(json: unknown): JsonObject | undefined {
  return isObject(json) ? json : undefined;
}

/** Whether all of a value is known. */
export function isKnownHere(unknown: unknown): boolean {
  if (unknown === true) return false;
  if (Array.isArray(unknown)) return unknown.every(isKnownHere);
  return !isObject(unknown) || Object.values(unknown).every(isKnownHere);
}
