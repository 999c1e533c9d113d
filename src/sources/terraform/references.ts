/**
 * References: variables, locals, resources, data sources, modules, and the names that Terraform sets itself.
 * https://developer.hashicorp.com/terraform/language/expressions/references
 */
import { relative } from "node:path";
import type { Expression } from "../../text/hcl/syntax.ts";
import type { Pointer } from "../../text/pointer.ts";
import { type Cause, text } from "../../text/symbolic.ts";
import { mapLeaves } from "./choices.ts";
import { expandModule, expandResource } from "./instances.ts";
import { type Call, list, map, refused, scalar, textTerm, unknown } from "./making.ts";
import { once } from "./once.ts";
import { placeOf, referredTo } from "./place.ts";
import { topModule, topScope } from "./scope.ts";
import type { Term, WholeObject } from "./term.ts";
import { attributeOf, elementOf, SYMBOLIC_KEY } from "./traversal.ts";
import type { Expansion, Module, Scope } from "./types.ts";
import { variableTerm } from "./variables.ts";

type Step = { readonly kind: "attribute"; readonly name: string } | { readonly kind: "index"; readonly key: Expression };

/** What the expression refers to; undefined where it does not begin with a name. */
export function referenceOf(expression: Expression, at: Pointer, scope: Scope): Term | undefined {
  const path = pathOf(expression);
  if (path === undefined) return undefined;
  const call: Call = { name: "reference", at, making: scope.run };
  const binding = scope.bindings.get(path.root);
  const { term, used } = binding === undefined ? begin(path.root, path.steps, call, scope) : { term: referredTo(binding, at), used: 0 };
  return path.steps
    .slice(used)
    .reduce<Term>(
      (from, step) => (step.kind === "attribute" ? attributeOf(from, step.name, call) : elementOf(from, scope.run.evaluate(step.key, scope), call)),
      term,
    );
}

function pathOf(expression: Expression): { readonly root: string; readonly steps: readonly Step[] } | undefined {
  const steps: Step[] = [];
  let at = expression;
  for (;;) {
    if (at.kind === "attribute") steps.push({ kind: "attribute", name: at.name });
    else if (at.kind === "index") steps.push({ kind: "index", key: at.key });
    else return at.kind === "variable" ? { root: at.name, steps: steps.reverse() } : undefined;
    at = at.of;
  }
}

interface Beginning {
  readonly term: Term;
  /** Steps that the reference itself takes up. */
  readonly used: number;
}

function begin(root: string, steps: readonly Step[], call: Call, scope: Scope): Beginning {
  const [first, second] = steps.map((step) => (step.kind === "attribute" ? step.name : undefined));
  const whole = (term: Term): Beginning => ({ term, used: steps.length });
  const one = (term: Term): Beginning => ({ term: referredTo(term, call.at), used: 1 });
  if (first === undefined) return whole(refused(call, `\`${root}\` alone refers to nothing`));
  switch (root) {
    case "var":
      return one(variableTerm(first, call.at, scope));
    case "local":
      return one(localTerm(first, call, scope));
    case "each":
      return one((first === "key" ? scope.each?.key : scope.each?.value) ?? refused(call, `\`each.${first}\` stands where nothing is repeated`));
    case "count":
      return one(scope.index ?? refused(call, "`count.index` stands where nothing is counted"));
    case "path":
      return one(scalar(first === "module" ? pathOfModule(scope.module) : ".", call.at));
    case "terraform":
      return one(environment(`terraform.${first}`, call));
    case "module":
      return moduleBeginning(first, steps, call, scope);
    case "data":
      return second === undefined
        ? whole(refused(call, "a data source is named by its type and name"))
        : resourceBeginning(`data.${first}.${second}`, 2, steps, call, scope);
    case "self":
    case "ephemeral":
      return whole(environment(root, call));
    default:
      return resourceBeginning(`${root}.${first}`, 1, steps, call, scope);
  }
}

/** Relative to the root module, from where Terraform is run. */
function pathOfModule(module: Module): string {
  return relative(topModule(module).source.folder, module.source.folder).replaceAll("\\", "/") || ".";
}

function environment(name: string, call: Call): Term {
  const cause: Cause = { kind: "environment", id: name, what: `\`${name}\` is known only when Terraform runs`, at: call.at };
  return textTerm(text({ id: name, cause, ...(name === "terraform.workspace" ? { shape: "segment" as const } : {}) }), call.at);
}

function localTerm(name: string, call: Call, scope: Scope): Term {
  const { module, run } = scope;
  const written = module.source.locals.get(name);
  if (written === undefined) return undeclared(`local.${name}`, call, module);
  const at = placeOf(written.file, written.node.range);
  const inner = topScope(run, module, written.file, scope.depth);
  return once(run, `${module.key} local.${name}`, `local.${name}`, at, () => run.evaluate(written.node, inner));
}

/** Nothing of that name in the module: Terraform refuses it, unless it stands in a file that we don't see. */
function undeclared(address: string, call: Call, module: Module): Term {
  const where = module.source.incomplete ?? `\`${module.source.shown}\` declares no \`${address}\``;
  const kind = module.source.incomplete === undefined ? "missing" : "import";
  const cause: Cause = { kind, id: `undeclared ${module.key} ${address}`, what: where, at: call.at };
  return unknown({ id: `${module.key}/${address}`, cause }, call.at);
}

// ── resources and modules ────────────────────────────────────────────────────────────────────────────────────────────

function resourceBeginning(address: string, used: number, steps: readonly Step[], call: Call, scope: Scope): Beginning {
  const expansion = expandResource(scope.run, scope.module, address, scope.depth);
  if (expansion === undefined) return { term: undeclared(address, call, scope.module), used: steps.length };
  return beginningOf(expansion, used, steps, call);
}

function moduleBeginning(name: string, steps: readonly Step[], call: Call, scope: Scope): Beginning {
  const expansion = expandModule(scope.run, scope.module, name, scope.depth);
  if (expansion === undefined) return { term: undeclared(`module.${name}`, call, scope.module), used: steps.length };
  if (expansion.kind === "unread") {
    const [, output] = steps.flatMap((step) => (step.kind === "attribute" ? [step.name] : []));
    return {
      term: unknown(
        { id: `${scope.module.key}/module.${name}${output === undefined ? "" : `.${output}`}`, cause: { ...expansion.cause, at: call.at } },
        call.at,
      ),
      used: steps.length,
    };
  }
  return beginningOf(
    mapExpansion(expansion, (module) => moduleObject(module, scope)),
    1,
    steps,
    call,
  );
}

function mapExpansion<T, U>(expansion: Expansion<T>, make: (instance: T) => U): Expansion<U> {
  switch (expansion.kind) {
    case "single":
      return { kind: "single", instance: make(expansion.instance) };
    case "count":
      return { ...expansion, instances: expansion.instances.map(make) };
    case "each":
      return { ...expansion, instances: new Map([...expansion.instances].map(([key, instance]) => [key, make(instance)])) };
  }
}

function moduleObject(module: Module, scope: Scope): WholeObject {
  return { kind: "module", address: module.address, key: module.key, attribute: (name, at) => outputTerm(module, name, at, scope) };
}

function outputTerm(module: Module, name: string, at: Pointer, scope: Scope): Term {
  const { run } = scope;
  const call: Call = { name: "output", at, making: run };
  const output = module.source.outputs.get(name);
  const written = output?.attributes.get("value");
  if (output === undefined || written === undefined) return undeclared(`output.${name}`, call, module);
  const place = placeOf(written.file, written.node.expression.range);
  const inner = topScope(run, module, written.file, scope.depth);
  return referredTo(
    once(run, `${module.key} output.${name}`, `${module.address}.${name}`, place, () => run.evaluate(written.node.expression, inner)),
    at,
  );
}

function beginningOf(expansion: Expansion<WholeObject>, used: number, steps: readonly Step[], call: Call): Beginning {
  const object = (of: WholeObject): Term => ({ kind: "object", of, at: call.at });
  const next = steps[used];
  switch (expansion.kind) {
    case "single":
      return { term: object(expansion.instance), used };
    case "count": {
      const [first] = expansion.instances;
      if (expansion.symbolic)
        return first !== undefined && next?.kind === "index"
          ? { term: object(first), used: used + 1 }
          : { term: list(expansion.instances.map(object), call.at), used };
      const counted = (leaf: Term): Term => {
        const count = leaf.kind === "scalar" && typeof leaf.value === "number" ? leaf.value : expansion.instances.length;
        return list(expansion.instances.slice(0, count).map(object), call.at);
      };
      return { term: mapLeaves(expansion.count, counted), used };
    }
    case "each": {
      if (expansion.symbolic) {
        const [only] = expansion.instances.values();
        return { term: map(new Map(only === undefined ? [] : [[SYMBOLIC_KEY, object(only)]]), call.at), used };
      }
      return {
        term: mapLeaves(expansion.collection, (leaf) =>
          map(new Map(keysIn(leaf, expansion.instances).map(([key, instance]) => [key, object(instance)])), call.at),
        ),
        used,
      };
    }
  }
}

/** The instances that one outcome of `for_each` makes; all, where it does not tell. */
function keysIn(leaf: Term, instances: ReadonlyMap<string, WholeObject>): readonly (readonly [string, WholeObject])[] {
  const keys =
    leaf.kind === "map"
      ? new Set(leaf.entries.keys())
      : leaf.kind === "list"
        ? new Set(leaf.items.map((item) => (item.kind === "scalar" ? String(item.value) : "")))
        : undefined;
  return [...instances].filter(([key]) => keys === undefined || keys.has(key));
}
