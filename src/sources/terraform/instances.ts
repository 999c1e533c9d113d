/**
 * From blocks to what exists: the instances of resources and modules that `count` and `for_each` make. Where keys can't be known,
 * one symbolic instance stands for all.
 */
import { isAbsolute, resolve } from "node:path";
import type { Gap } from "../../model/inventory.ts";
import type { Pointer } from "../../text/pointer.ts";
import { type Cause, isKnown, text } from "../../text/symbolic.ts";
import type { Guard } from "../../text/value.ts";
import { inModule, keySuffix } from "./address.ts";
import { configuredIn, namesIn } from "./body.ts";
import { leavesOf, settle } from "./choices.ts";
import { resourceAttribute } from "./identity.ts";
import { hole, isNull, keyOf, map, scalar, textOf, textTerm, unknown } from "./making.ts";
import { isLocalSource, writtenSource } from "./module-source.ts";
import { bounded, once } from "./once.ts";
import { placeOf } from "./place.ts";
import { calledProviders, providerOf } from "./providers.ts";
import { contradicts, reconciled } from "./reconcile.ts";
import { topScope } from "./scope.ts";
import type { Term } from "./term.ts";
import { isSymbolic, SYMBOLIC_KEY } from "./traversal.ts";
import type { BlockSource, Expansion, Module, Resource, Run, Scope } from "./types.ts";

/** More instances than this are not looked at one by one. */
const MAX_INSTANCES = 2_000;

/** A module whose source is not in the input. */
export interface UnreadModule {
  readonly kind: "unread";
  readonly cause: Cause;
}

/** `address`: `aws_iam_role.exec` or `data.aws_iam_role.exec`. Undefined where the module declares no such thing. */
export function expandResource(run: Run, module: Module, address: string, depth: number): Expansion<Resource> | undefined {
  const source = module.source.resources.get(address);
  if (source === undefined) return undefined;
  const key = `${module.key}/${address}`;
  const known = run.resources.get(key);
  if (known !== undefined) return known;
  const scope = topScope(run, module, source.file, depth);
  const expansion = expand(source, scope, inModule(module.address, address), (instance) => resourceOf(source, address, instance));
  run.resources.set(key, expansion);
  return expansion;
}

export function expandModule(run: Run, module: Module, name: string, depth: number): Expansion<Module> | UnreadModule | undefined {
  const block = module.source.modules.get(name);
  if (block === undefined) return undefined;
  const source = sourceOf(block, module, run);
  if ("cause" in source) return source;
  const key = `${module.key}/module.${name}`;
  const known = run.modules.get(key);
  if (known !== undefined) return known;
  const scope = topScope(run, module, block.file, depth);
  const expansion = expand(block, scope, inModule(module.address, `module.${name}`), ({ scope: inner, suffix, guards }): Module => {
    const address = `${inModule(module.address, `module.${name}`)}${suffix}`;
    return {
      address,
      key: `${module.root.name}/${address}`,
      root: module.root,
      source: source.module,
      call: { block, scope: inner },
      providers: calledProviders(block, module),
      guards: [...module.guards, ...guards],
    };
  });
  run.modules.set(key, expansion);
  return expansion;
}

/** The module that a call's `source` names; or why it is not to be had. Only local paths are followed, inside of what the user gave. */
function sourceOf(block: BlockSource, module: Module, run: Run): { readonly module: Module["source"] } | UnreadModule {
  const [name = ""] = block.labels;
  const written = writtenSource(block);
  const unread = (what: string, settle: string): UnreadModule => ({
    kind: "unread",
    cause: { kind: "import", id: `module ${module.key} ${name}`, what, settle, at: placeOf(block.file, block.header) },
  });
  if (written === undefined) return unread(`module \`${name}\` has no source that could be read`, "write its source as a plain string");
  if (!isLocalSource(written) && !isAbsolute(written))
    return unread(
      `module \`${name}\` comes from \`${written}\`, which is not read: nothing is downloaded`,
      "check a plan of it instead (`terraform show -json`)",
    );
  const found = run.sources.get(resolve(module.source.folder, written));
  if (found !== undefined && isInside(found, module)) return unread(`module \`${name}\` calls itself`, "break the circle of modules that call each other");
  return found === undefined ? unread(`module \`${name}\` (\`${written}\`) is not in the input`, "add its folder to the paths") : { module: found };
}

/** Whether a module is one of those that lead to where it is called. */
function isInside(source: Module["source"], module: Module): boolean {
  for (let at: Module | undefined = module; at !== undefined; at = at.call?.scope.module) if (at.source === source) return true;
  return false;
}

// ── count and for_each ───────────────────────────────────────────────────────────────────────────────────────────────

/** What is told to whoever makes one instance. `suffix`: `[0]`, `["alice"]` or nothing. */
interface Instance {
  readonly scope: Scope;
  readonly suffix: string;
  readonly guards: readonly Guard[];
}

function expand<T>(block: BlockSource, scope: Scope, address: string, make: (instance: Instance) => T): Expansion<T> {
  const [count, each] = [block.attributes.get("count"), block.attributes.get("for_each")];
  const written = count ?? each;
  if (written === undefined) return { kind: "single", instance: make({ scope, suffix: "", guards: [] }) };
  const { node, file } = written;
  const at = placeOf(file, node.expression.range);
  // It may refer to the block itself, whose instances are what is being worked out.
  const shown = `${address}.${node.name}`;
  const term = once(scope.run, `${scope.module.key} ${shown}`, shown, at, () => scope.run.evaluate(node.expression, { ...scope, file }));
  return count === undefined ? repeated(term, scope, address, make) : counted(term, scope, address, make);
}

function counted<T>(count: Term, scope: Scope, address: string, make: (instance: Instance) => T): Expansion<T> {
  const planned = scope.module.root.oracle?.keysOf(address);
  const at = count.at;
  const numbers = leavesOf(count).map(({ term, guards }) => ({ guards, number: term.kind === "scalar" ? Number(term.value) : Number.NaN }));
  const most = planned === undefined ? Math.max(0, ...numbers.map(({ number }) => number)) : planned.length;
  const one = (index: Term, suffix: string, guards: readonly Guard[]): T => make({ scope: { ...scope, index }, suffix, guards });
  if (planned === undefined && (!numbers.every(({ number }) => Number.isInteger(number)) || most > MAX_INSTANCES)) {
    if (most > MAX_INSTANCES) tooMany(scope, address, most);
    const cause: Cause = { kind: "expression", id: `count ${keyOf(count)}`, what: `the count of \`${address}\` is not known`, at };
    return {
      kind: "count",
      count,
      symbolic: true,
      instances: [one(unknown(hole(scope.run, "count.index", `${scope.module.key} ${address}`, cause), at), "[count.index]", [])],
    };
  }
  const indexes = planned?.map(Number) ?? Array.from({ length: most }, (_, index) => index);
  const instances = indexes.map((index) =>
    one(scalar(index, at), keySuffix(index), planned === undefined ? guardsOf(numbers, ({ number }) => number > index) : []),
  );
  return { kind: "count", count: planned === undefined ? count : scalar(Math.max(0, ...indexes.map((index) => index + 1)), at), symbolic: false, instances };
}

/** Under which guards something is there: none where it is there in any case. */
function guardsOf<L extends { readonly guards: readonly Guard[] }>(leaves: readonly L[], holds: (leaf: L) => boolean): readonly Guard[] {
  return leaves.every(holds) ? [] : (leaves.find(holds)?.guards ?? []);
}

function tooMany(scope: Scope, address: string, count: number): void {
  scope.run.gaps.push({ subject: address, reason: `\`${address}\` has ${count} instances; one was looked at in their place`, at: undefined });
}

function repeated<T>(collection: Term, scope: Scope, address: string, make: (instance: Instance) => T): Expansion<T> {
  const leaves = leavesOf(collection).map(({ term, guards }) => ({ guards, items: keyedItems(term) }));
  const planned = scope.module.root.oracle?.keysOf(address)?.map(String);
  const items = new Map(leaves.flatMap((leaf) => [...(leaf.items ?? [])]));
  const one = (key: Term, value: Term, suffix: string, guards: readonly Guard[]): T => make({ scope: { ...scope, each: { key, value } }, suffix, guards });
  const keys = planned ?? (leaves.every((leaf) => leaf.items !== undefined) ? [...items.keys()] : undefined);
  if (keys === undefined || keys.length > MAX_INSTANCES) {
    if (keys !== undefined) tooMany(scope, address, keys.length);
    return { kind: "each", collection, symbolic: true, instances: new Map([["", one(...symbolicItem(collection, address, scope.run), "[each.key]", [])]]) };
  }
  const instances = keys.map((key) => {
    const value = items.get(key) ?? unknownValue(collection, address, key, scope.run);
    const guards = planned === undefined ? guardsOf(leaves, (leaf) => leaf.items?.has(key) === true) : [];
    return [key, one(scalar(key, collection.at), value, keySuffix(key), guards)] as const;
  });
  return {
    kind: "each",
    collection:
      planned === undefined
        ? collection
        : unknown(hole(scope.run, "for_each", `${scope.module.key} ${address}`, keysCause(collection, address)), collection.at),
    symbolic: false,
    instances: new Map(instances),
  };
}

/** The keys of a map, the items of a set; undefined where one of them is not known. */
function keyedItems(term: Term): ReadonlyMap<string, Term> | undefined {
  if (term.kind === "map") return isSymbolic(term) ? undefined : term.entries;
  if (term.kind !== "list") return isNull(term) ? new Map() : undefined;
  const items = new Map<string, Term>();
  for (const item of term.items) {
    const key = textOf(item);
    if (key === undefined || !isKnown(key)) return undefined;
    items.set(key, item);
  }
  return items;
}

/** Resources that repeat over the same collection have the same keys, so their symbolic keys are the same hole. */
function symbolicItem(collection: Term, address: string, run: Run): readonly [Term, Term] {
  const cause = keysCause(collection, address);
  const at = collection.at;
  const value = collection.kind === "map" ? collection.entries.get(SYMBOLIC_KEY) : undefined;
  return [
    textTerm(text(hole(run, "each.key", keyOf(collection), cause, "segment")), at),
    value ?? unknown(hole(run, "each.value", keyOf(collection), cause), at),
  ];
}

function unknownValue(collection: Term, address: string, key: string, run: Run): Term {
  return unknown(hole(run, "each.value", `${keyOf(collection)} ${key}`, keysCause(collection, address)), collection.at);
}

function keysCause(collection: Term, address: string): Cause {
  return { kind: "expression", id: `keys ${keyOf(collection)}`, what: `the keys of \`${address}\` are not known`, at: collection.at };
}

// ── resources ────────────────────────────────────────────────────────────────────────────────────────────────────────

function outOfDate(shown: string, at: Pointer): Gap {
  const reason = `\`${shown}\` says something else in the plan than in the configuration: the plan's value was judged; make the plan again`;
  return { subject: shown, reason, at, mayHide: true };
}

function resourceOf(source: BlockSource, written: string, { scope, suffix, guards }: Instance): Resource {
  const { module, run } = scope;
  const [type = "", name = ""] = source.labels;
  const address = `${inModule(module.address, written)}${suffix}`;
  const attributes = new Map<string, Term>();
  const all = [...module.guards, ...guards];
  const at = placeOf(source.file, source.header);
  const configured = (attribute: string): Term => {
    const known = attributes.get(attribute);
    if (known !== undefined) return known;
    // Asked for again before it is worked out, it depends on itself; Terraform allows no such thing.
    attributes.set(attribute, scalar(null, at));
    // The resource is only there where its guards hold, so in it they do.
    const written = all.reduce<Term>(
      (inner, { cause, when }) => settle(inner, cause.id, when),
      bounded(run, `${address}.${attribute}`, at, () => configuredIn(source, attribute, scope)),
    );
    const planned = module.root.oracle?.planned(address, attribute);
    const term = planned === undefined ? written : reconciled(written, planned.json, planned.unknown);
    if (planned !== undefined && contradicts(written, term)) run.gaps.push(outOfDate(`${address}.${attribute}`, term.at));
    attributes.set(attribute, term);
    return term;
  };
  const resource: Resource = {
    kind: "resource",
    mode: written.startsWith("data.") ? "data" : "managed",
    type,
    name,
    address,
    key: `${module.root.name}/${address}`,
    root: module.root,
    provider: providerOf(source.attributes.get("provider")?.node.expression, type, module),
    guards: all,
    at,
    configured,
    body: () => map(new Map(namesIn(source).map((attribute) => [attribute, configured(attribute)])), at),
    attribute: (attribute, at) => resourceAttribute(resource, attribute, at, run),
  };
  return resource;
}
