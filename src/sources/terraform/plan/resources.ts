/** Resources of a plan by itself: values where they are known, references of the configuration where they are not. */
import { child, type Pointer, withNotation } from "../../../text/pointer.ts";
import { type Cause, text } from "../../../text/symbolic.ts";
import { ACCOUNT, partitionOf, REGION, unknownAccount } from "../../declared/environment.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { declaredAddress, inModule, keySuffix } from "../address.ts";
import { termFromJson } from "../from-json.ts";
import { resourceAttribute } from "../identity.ts";
import { type Call, list, map, scalar, unknown } from "../making.ts";
import type { MapTerm, Term } from "../term.ts";
import { attributeOf, elementOf } from "../traversal.ts";
import type { Provider, Resource, Root, Run } from "../types.ts";
import { type Configuration, configurationOf, lastModule } from "./configuration.ts";
import { isKnownHere, listOf, member, type Plan, type PlannedResource } from "./plan.ts";
import { leading, parseReference } from "./reference.ts";
import { plannedTerm } from "./terms.ts";

/** References that lead on to references: deeper than this, they lead in a circle. */
const MAX_DEPTH = 60;

interface Planned {
  readonly run: Run;
  readonly plan: Plan;
  readonly root: Root;
  readonly configuration: Configuration;
  /** By address without its own key. */
  readonly instances: ReadonlyMap<string, readonly Instance[]>;
}

interface Instance {
  readonly resource: Resource;
  readonly planned: PlannedResource;
}

/** All resources of the plan, data sources too. */
export function plannedResources(plan: Plan, root: Root, run: Run): readonly Resource[] {
  const instances = new Map<string, Instance[]>();
  const planned: Planned = { run, plan, root, configuration: configurationOf(plan), instances };
  return plan.resources.map((each) => {
    const resource = resourceOf(each, planned);
    const same = instances.get(each.base);
    if (same === undefined) instances.set(each.base, [{ resource, planned: each }]);
    else same.push({ resource, planned: each });
    return resource;
  });
}

function resourceOf(resource: PlannedResource, planned: Planned): Resource {
  const { run, root } = planned;
  const { address, mode, type, name } = resource;
  const configured = configurationFor(resource, planned);
  const expressions = member(configured, "expressions");
  const made: Resource = {
    kind: "resource",
    mode,
    type,
    name,
    address,
    key: `${root.name}/${address}`,
    root,
    provider: providerNamed(member(configured, "provider_config_key"), planned),
    guards: [],
    at: resource.at,
    configured: (attribute) => attributeTerm(resource, attribute, expressions, planned),
    body: () => bodyOf(resource, made),
    attribute: (attribute, at) => resourceAttribute(made, attribute, at, run),
  };
  return made;
}

/** With what is known only after apply, which is not among the values. */
function bodyOf({ values, unknown: open }: PlannedResource, resource: Resource): MapTerm {
  const names = new Set([...Object.keys(values), ...Object.keys(isObject(open) ? open : {})]);
  return map(new Map([...names].map((name) => [name, resource.configured(name)])), resource.at);
}

function configurationFor(resource: PlannedResource, { configuration }: Planned): JsonObject | undefined {
  return configuration(resource.module)?.resources.get(declaredAddress(resource));
}

/** Arguments that AWS fills in where nothing is configured: unknown before the apply, they are as good as not there. */
const FILLED_IN: ReadonlySet<string> = new Set(["inline_policy", "managed_policy_arns", "name", "name_prefix", "path", "tags", "permissions_boundary"]);

function attributeTerm(resource: PlannedResource, attribute: string, expressions: unknown, planned: Planned): Term {
  const { values, address, at } = resource;
  const isUnknown = member(resource.unknown, attribute);
  const expression = member(expressions, attribute);
  if (isUnknown === undefined && !Object.hasOwn(values, attribute)) return scalar(null, at);
  if (isUnknown === true && expression === undefined && FILLED_IN.has(attribute)) return scalar(null, at);
  const place = Object.hasOwn(values, attribute) ? child(at, attribute) : at;
  const fromDocument = listOf(member(expression, "references")).some(
    (reference) => typeof reference === "string" && reference.startsWith("data.aws_iam_policy_document."),
  );
  return plannedTerm(member(values, attribute), isUnknown, expression, {
    at: withNotation(place, fromDocument ? "policy-document" : "hcl"),
    id: `${planned.root.name}/${address}.${attribute}`,
    shown: `${address}.${attribute}`,
    resolve: (reference, from, wanted) => {
      const { term, known } = resolveReference(reference, { module: resource.module, owner: resource, at: from, wanted, depth: 0 }, planned);
      return known ? undefined : term;
    },
  });
}

// ── references ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a reference leads to, and whether the plan itself knows it: what depends on known things alone is known. */
interface Resolved {
  readonly term: Term;
  readonly known: boolean;
}

/** Where a reference stands: whose it is decides on `each` and `count`. */
interface Standpoint {
  readonly module: string;
  readonly owner: PlannedResource | undefined;
  readonly at: Pointer;
  /** The attribute that is meant where a whole resource is named. */
  readonly wanted: string;
  readonly depth: number;
}

function resolveReference(written: string, from: Standpoint, planned: Planned): Resolved {
  const { module, owner, at, depth } = from;
  const reference = parseReference(written);
  if (reference === undefined || depth > MAX_DEPTH) return notTold(written, from, planned);
  const { address, key, path } = reference;
  const [kind, name = ""] = address.split(".");
  const steps = key === undefined ? path : [key, ...path];
  const stepInto = ({ term, known }: Resolved): Resolved => ({ term: stepped(term, steps, { name: "reference", at, making: planned.run }), known });
  switch (kind) {
    case "var":
      return stepInto(variable(name, from, planned));
    case "module":
      return output(name, key, path, from, planned);
    case "each":
      return stepInto(eachTerm(name, from, planned));
    case "count":
      return typeof owner?.key === "number" ? { term: scalar(owner.key, at), known: true } : notTold(written, from, planned);
    case "path":
      return { term: scalar(module, at), known: true };
    case "local":
    case "terraform":
    case "self":
      return notTold(written, from, planned);
    default:
      return resourceReference(address, key, path, from, planned);
  }
}

function stepped(term: Term, steps: readonly (string | number)[], call: Call): Term {
  return steps.reduce<Term>(
    (outer, step) => (typeof step === "string" && outer.kind !== "list" ? attributeOf(outer, step, call) : elementOf(outer, scalar(step, call.at), call)),
    term,
  );
}

/** Locals are not in a plan, nor how an expression goes. */
function notTold(written: string, { module, at }: Standpoint, { root }: Planned): Resolved {
  const id = `${root.name}/${module}/${written}`;
  const cause: Cause = { kind: "expression", id, what: `the plan does not tell what \`${written}\` is`, settle: "add the .tf files to the paths", at };
  return { term: unknown({ id, cause }, at), known: false };
}

/** The instances that are meant: by key, or all. */
function resourceReference(
  address: string,
  key: string | number | undefined,
  path: readonly (string | number)[],
  from: Standpoint,
  planned: Planned,
): Resolved {
  const { module, at } = from;
  const all = planned.instances.get(inModule(module, address)) ?? [];
  const meant = key === undefined ? all : all.filter(({ planned: { key: own } }) => own === key);
  const [attribute = from.wanted, ...steps] = path.map(String);
  const call: Call = { name: "reference", at, making: planned.run };
  const terms = meant.map(({ resource }) => stepped(resource.attribute(attribute, at), steps, call));
  const known = meant.every(({ planned: { values, unknown: open } }) => Object.hasOwn(values, attribute) && isKnownHere(member(open, attribute)));
  const [only, ...others] = terms;
  if (only === undefined) return notTold(address, from, planned);
  const isOne = others.length === 0 && (key !== undefined || meant[0]?.planned.key === undefined);
  return { term: isOne ? only : list(terms, at), known };
}

function variable(name: string, from: Standpoint, planned: Planned): Resolved {
  const { module, at } = from;
  const configured = planned.configuration(module);
  if (configured?.call === undefined) {
    const value = planned.plan.variables.get(name);
    return value === undefined ? notTold(`var.${name}`, from, planned) : { term: termFromJson(value, at), known: true };
  }
  const passed = member(member(configured.call.json, "expressions"), name);
  const fallback = passed === undefined ? member(member(member(configured.json, "variables"), name), "default") : undefined;
  const constant = member(passed, "constant_value") ?? fallback;
  if (constant !== undefined) return { term: termFromJson(constant, at), known: true };
  const outer: Standpoint = { ...from, module: lastModule(module).parent ?? "", owner: undefined, depth: from.depth + 1 };
  return only(passed, outer, planned) ?? notTold(`var.${name}`, from, planned);
}

/** The one thing that an expression depends on; of several, the only one that is not known. */
function only(expression: unknown, from: Standpoint, planned: Planned): Resolved | undefined {
  const all = leading(listOf(member(expression, "references"))).map((reference) => resolveReference(reference, from, planned));
  const open = all.filter(({ known }) => !known);
  const [first, ...others] = open.length === 0 ? all : open;
  return others.length === 0 ? first : undefined;
}

function output(name: string, key: string | number | undefined, path: readonly (string | number)[], from: Standpoint, planned: Planned): Resolved {
  const called = inModule(from.module, `module.${name}${keySuffix(key)}`);
  const [wanted, ...steps] = path;
  const expression = member(member(member(planned.configuration(called)?.json, "outputs"), String(wanted)), "expression");
  const constant = member(expression, "constant_value");
  const inner: Standpoint = { ...from, module: called, owner: undefined, depth: from.depth + 1 };
  const found = constant === undefined ? only(expression, inner, planned) : { term: termFromJson(constant, from.at), known: true };
  if (found === undefined) return notTold(`module.${name}.${String(wanted)}`, from, planned);
  return { term: stepped(found.term, steps, { name: "reference", at: from.at, making: planned.run }), known: found.known };
}

/** `each.key` is the resource's own key; `each.value` what `for_each` has under it, where that is one thing. */
function eachTerm(name: string, from: Standpoint, planned: Planned): Resolved {
  const { owner, at } = from;
  if (owner?.key === undefined) return notTold(`each.${name}`, from, planned);
  if (name === "key") return { term: scalar(owner.key, at), known: true };
  const collection = only(member(configurationFor(owner, planned), "for_each_expression"), { ...from, depth: from.depth + 1 }, planned);
  if (collection?.term.kind === "list") return { term: scalar(owner.key, at), known: true };
  if (collection?.term.kind !== "map") return notTold("each.value", from, planned);
  const call: Call = { name: "each.value", at, making: planned.run };
  return { term: attributeOf(collection.term, String(owner.key), call), known: collection.known };
}

// ── providers ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The region and, where one can tell, the account of a provider by its name in the root module. */
function providerNamed(name: unknown, { plan, root, run }: Planned): Provider {
  const key = typeof name === "string" ? name : "aws";
  const expressions = member(member(plan.providers, key), "expressions");
  const constant = member(member(expressions, "region"), "constant_value");
  const region = typeof constant === "string" ? constant : (run.options.region ?? text(REGION));
  const account = root.oracle?.accountOf(key) ?? assumedAccount(expressions) ?? run.options.account;
  if (account !== undefined) return { account, region, partition: partitionOf(run.options, region), tags: undefined };
  const other = key.includes(".") && hasCredentials(expressions);
  return { account: other ? otherAccount(key, root) : (root.account ?? text(ACCOUNT)), region, partition: partitionOf(run.options, region), tags: undefined };
}

function assumedAccount(expressions: unknown): string | undefined {
  const allowed = listOf(member(member(expressions, "allowed_account_ids"), "constant_value"));
  if (allowed.length === 1 && typeof allowed[0] === "string") return allowed[0];
  const arn = member(member(listOf(member(expressions, "assume_role")).at(-1), "role_arn"), "constant_value");
  return typeof arn === "string" ? arn.split(":")[4] : undefined;
}

function hasCredentials(expressions: unknown): boolean {
  return ["profile", "assume_role", "access_key"].some((name) => member(expressions, name) !== undefined);
}

function otherAccount(key: string, root: Root): Provider["account"] {
  return unknownAccount(`account of ${root.name} ${key}`, `the account of provider \`${key}\` is not known`);
}
