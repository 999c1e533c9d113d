/** Values that one stack makes and another reads: exports, outputs of nested stacks, SSM parameters. */
import { child, type Pointer } from "../../text/pointer.ts";
import { type Cause, isKnown, showText, type Text, textKey } from "../../text/symbolic.ts";
import type { Value } from "../../text/value.ts";
import { asText, relocate, unknown } from "../declared/values.ts";
import { type Fragment, fragment, member, once, propertiesOf, type Run, referredScope, type Scope, type Stack, type StackFragment, stackScope } from "./run.ts";

/** `Fn::ImportValue`: the value of the export with that name, from whichever stack of the run makes it. */
export function importedValue(name: Text, at: Pointer, scope: Scope): Value {
  const candidates = lookUp(scope, "exports", name);
  const shown = showText(name);
  if (candidates.length === 0) {
    return importHole(name, at, `no input exports \`${shown}\``, "add the template that exports it to the paths");
  }
  const found = agreeing(candidates, at, scope);
  return found ?? importHole(name, at, `several inputs export \`${shown}\` with different values`, "check the stacks of one account and region at a time");
}

function importHole(name: Text, at: Pointer, what: string, settle: string): Value {
  const id = `import ${textKey(name)}`;
  return unknown({ id: `Fn::ImportValue ${showText(name)}`, cause: { kind: "import", id, what, settle, at } }, at);
}

/** `{{resolve:ssm:…}}` and SSM parameter types: what a stack of the run writes into that parameter, else a hole by the parameter's name. */
export function systemParameter(name: Text, at: Pointer, scope: Scope): Value {
  const candidates = lookUp(scope, "ssm", name).filter((candidate) => !candidate.conditional);
  const found = candidates.length === 0 ? undefined : agreeing(candidates, at, scope);
  if (found !== undefined) return found;
  const shown = showText(name);
  const id = `ssm ${textKey(scope.stack.account)} ${textKey(scope.stack.region)} ${textKey(name)}`;
  const cause: Cause = { kind: "attribute", id, what: `the SSM parameter \`${shown}\` is read only at deployment`, at };
  return unknown({ id: `ssm:${shown}`, cause }, at);
}

/** The value of an output of a stack, as if written at `at`; undefined where the stack has no such output. */
export function outputValue(stack: Stack, name: string, at: Pointer, scope: Scope): Value | undefined {
  const output = stack.outputs.get(name);
  if (output === undefined) return undefined;
  return relocate(scope.run, fragmentValue(stack, fragment(member(output.json, "Value"), child(output.at, "Value"), output.bindings), scope), at);
}

function fragmentValue(stack: Stack, source: Fragment, scope: Scope): Value | undefined {
  const { run } = scope;
  const key = `shared ${stack.key} ${JSON.stringify([...source.bindings])} ${pointerText(source.at)}`;
  return once(
    run,
    key,
    () => run.evaluate(source.json, source.at, referredScope(scope, stack, source.bindings)),
    () => unknown({ id: key, cause: { kind: "expression", id: key, what: "the value refers to itself", at: source.at } }, source.at),
  );
}

function pointerText(at: Pointer): string {
  return at.kind === "root" ? at.file : `${pointerText(at.parent)} ${String(at.step)}`;
}

/** The value on which all candidates agree; undefined where they don't. */
function agreeing(candidates: readonly StackFragment[], at: Pointer, scope: Scope): Value | undefined {
  const values = candidates.map((candidate) => fragmentValue(candidate.stack, candidate, scope));
  const [first, ...others] = values;
  const key = textOrNothing(scope.run, first);
  if (first === undefined || (others.length > 0 && (key === undefined || others.some((other) => textOrNothing(scope.run, other) !== key)))) return undefined;
  return relocate(scope.run, first, at);
}

function textOrNothing(run: Run, value: Value | undefined): string | undefined {
  const found = asText(run, value);
  return found === undefined ? undefined : textKey(found);
}

/**
 * Entries of that name in the asking stack's account and region; where there are none, those that are not known to be
 * elsewhere. Exports and SSM parameters belong to one account and region.
 */
function lookUp(scope: Scope, index: "exports" | "ssm", name: Text): readonly StackFragment[] {
  const all = indexOf(scope.run, index).get(textKey(name)) ?? [];
  const here = all.filter(({ stack }) => textKey(stack.account) === textKey(scope.stack.account) && textKey(stack.region) === textKey(scope.stack.region));
  if (here.length > 0) return here;
  const elsewhere = (a: Text, b: Text): boolean => isKnown(a) && isKnown(b) && a !== b;
  return all.filter(({ stack }) => !elsewhere(stack.account, scope.stack.account) && !elsewhere(stack.region, scope.stack.region));
}

/** Names may be made by functions that look names up themselves; while an index is being built it is taken as empty. */
function indexOf(run: Run, index: "exports" | "ssm"): ReadonlyMap<string, readonly StackFragment[]> {
  const built = run.indexes.get(index);
  if (built !== undefined) return built;
  run.indexes.set(index, new Map());
  const entries = new Map<string, StackFragment[]>();
  for (const stack of run.stacks) {
    for (const [name, source] of index === "exports" ? exportsOf(run, stack) : systemParametersOf(run, stack)) {
      const same = entries.get(name);
      if (same === undefined) entries.set(name, [source]);
      else same.push(source);
    }
  }
  run.indexes.set(index, entries);
  // What was worked out meanwhile may rest on the empty index.
  run.values.clear();
  return entries;
}

function* exportsOf(run: Run, stack: Stack): Generator<readonly [string, StackFragment]> {
  for (const output of stack.outputs.values()) {
    const written = member(member(output.json, "Export"), "Name");
    if (written === undefined) continue;
    const scope = { ...stackScope(run, stack), bindings: output.bindings };
    const name = asText(run, run.evaluate(written, child(output.at, "Export", "Name"), scope));
    const source = fragment(member(output.json, "Value"), child(output.at, "Value"), output.bindings);
    if (name !== undefined) yield [textKey(name), { ...source, stack, conditional: member(output.json, "Condition") !== undefined }];
  }
}

function* systemParametersOf(run: Run, stack: Stack): Generator<readonly [string, StackFragment]> {
  for (const resource of stack.resources.values()) {
    if (resource.type !== "AWS::SSM::Parameter") continue;
    const { json, at, bindings } = propertiesOf(resource);
    const written = member(json, "Name");
    if (written === undefined || member(json, "Type") === "StringList") continue;
    const name = asText(run, run.evaluate(written, child(at, "Name"), { ...stackScope(run, stack), bindings }));
    const source = fragment(member(json, "Value"), child(at, "Value"), bindings);
    if (name !== undefined) yield [textKey(name), { ...source, stack, conditional: member(resource.json, "Condition") !== undefined }];
  }
}
