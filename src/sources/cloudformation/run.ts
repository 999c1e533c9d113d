/**
 * What the reading of one run's stacks shares: the stacks themselves, what was worked out already, and the scope in which a
 * piece of a template is evaluated.
 */

import type { Gap } from "../../model/inventory.ts";
import { child, keyOf, type Pointer } from "../../text/pointer.ts";
import type { Cause, Text } from "../../text/symbolic.ts";
import type { Guard, Value } from "../../text/value.ts";
import type { Context } from "../declared/context.ts";
import type { SourceOptions, StackInput } from "../types.ts";

/** Loop variables of the enclosing `Fn::ForEach`es: identifier → the collection's item. */
export type Bindings = ReadonlyMap<string, string>;

/** A piece of a template as written, and where it stands. */
export interface Fragment {
  readonly json: unknown;
  readonly at: Pointer;
  readonly bindings: Bindings;
}

export interface Resource extends Fragment {
  readonly logicalId: string;
  /** `AWS::IAM::Role`; empty where the template has none. */
  readonly type: string;
  /** Not written in the template: the role that SAM makes for a function, here only so that references to it resolve. */
  readonly implicit?: boolean;
}

export interface Stack {
  readonly input: StackInput;
  /** Unique in the run; part of the identities of the stack's holes. */
  readonly key: string;
  readonly root: Pointer;
  /** The resource of another stack that this one is nested in. */
  readonly parent: { readonly stack: Stack; readonly resource: Resource } | undefined;
  readonly name: Text;
  readonly account: Text;
  readonly region: Text;
  readonly partition: Text;
  readonly parameters: ReadonlyMap<string, Fragment>;
  readonly mappings: ReadonlyMap<string, Fragment>;
  readonly conditions: ReadonlyMap<string, Fragment>;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly outputs: ReadonlyMap<string, Fragment>;
  /** A macro may add resources that the template does not show: then an unresolved name is no mistake. */
  readonly hasTransform: boolean;
}

/** A condition's truth: settled, or the guard that holds exactly when the condition does. */
export type Truth = boolean | Guard;

export interface Run extends Context {
  readonly options: SourceOptions;
  readonly stacks: readonly Stack[];
  readonly gaps: Gap[];
  /** Set once, here rather than imported, because references, conditions and functions call each other in a circle. */
  readonly evaluate: Evaluate;
  readonly truths: Map<string, Truth>;
  /** By `Cause.id`. */
  readonly conditionInfo: Map<string, ConditionInfo>;
  readonly values: Map<string, Value | undefined>;
  readonly active: Set<string>;
  readonly indexes: Map<string, ReadonlyMap<string, readonly StackFragment[]>>;
}

/** An undecided condition: on what it depends, for the causes of those built from it, and the name that it goes by. */
export interface ConditionInfo {
  readonly cause: Cause;
  readonly dependsOn: readonly Dependency[];
  readonly namedBy: string;
  /** What `when` a guard has that holds exactly when the expression does. */
  readonly positive: boolean;
}

export interface Dependency {
  readonly what: string;
  readonly settle: string | undefined;
}

export interface StackFragment extends Fragment {
  readonly stack: Stack;
  readonly conditional: boolean;
}

/** The value of a piece of template; undefined where it is `AWS::NoValue`. Never throws. */
export type Evaluate = (json: unknown, at: Pointer, scope: Scope) => Value | undefined;

export interface Scope {
  readonly run: Run;
  readonly stack: Stack;
  readonly bindings: Bindings;
  /** Conditions that are settled here, because the piece is only there when they are: cause id → holds or not. */
  readonly given: ReadonlyMap<string, boolean>;
  /** Inside a condition: a parameter's default does not count as its value. */
  readonly ignoreDefaults: boolean;
  /** The piece is a value by itself, rather than a part of a longer text or an argument of a function. */
  readonly whole: boolean;
  /** Levels of JSON below the piece at which evaluation began. */
  readonly nesting: number;
  /** The same, added up over the references that led here. */
  readonly chain: number;
}

/** References may lead this many levels deep before they are taken as unknown: keeps recursion within the call stack. */
export const MAX_CHAIN = 800;

const NO_BINDINGS: Bindings = new Map();
const NOTHING_GIVEN: ReadonlyMap<string, boolean> = new Map();

export function stackScope(run: Run, stack: Stack): Scope {
  return { run, stack, bindings: NO_BINDINGS, given: NOTHING_GIVEN, ignoreDefaults: false, whole: false, nesting: 0, chain: 0 };
}

/** The scope for a piece that `from` refers to: the same question, asked at another place. */
export function referredScope(from: Scope, stack: Stack, bindings: Bindings = NO_BINDINGS): Scope {
  return { ...stackScope(from.run, stack), bindings, ignoreDefaults: from.ignoreDefaults, chain: from.chain + 2 };
}

export function deeper(scope: Scope): Scope {
  return { ...scope, nesting: scope.nesting + 1, chain: scope.chain + 1 };
}

export function withGuards(scope: Scope, guards: readonly Guard[]): Scope {
  if (guards.length === 0) return scope;
  const given = new Map(scope.given);
  for (const guard of guards) given.set(guard.cause.id, guard.when);
  return { ...scope, given };
}

export function fragment(json: unknown, at: Pointer, bindings: Bindings = NO_BINDINGS): Fragment {
  return { json, at, bindings };
}

/**
 * Works something out once per run. A second call while the first is still under way is a circle: then `onCircle` answers,
 * and that answer is not kept.
 */
export function once(run: Run, key: string, compute: () => Value | undefined, onCircle: () => Value): Value | undefined {
  if (run.values.has(key)) return run.values.get(key);
  if (run.active.has(key)) return onCircle();
  run.active.add(key);
  const value = compute();
  run.active.delete(key);
  run.values.set(key, value);
  return value;
}

export function resourceKey(resource: Resource): Pointer {
  return keyOf(resource.at);
}

export function propertiesOf(resource: Resource): Fragment {
  return fragment(member(resource.json, "Properties"), child(resource.at, "Properties"), resource.bindings);
}

export function isMap(json: unknown): json is Record<string, unknown> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** An own property; whatever the input calls its keys, prototypes are never asked. */
export function member(json: unknown, key: string): unknown {
  return isMap(json) && Object.hasOwn(json, key) ? json[key] : undefined;
}
