/**
 * Conditions, three-valued. A condition is settled only by constants, by pseudo parameters that are known and by parameters
 * that the user passed: a parameter's default does not settle it, because the template must hold in every environment.
 *
 * An undecided condition is a guard: the identity of a normal form and whether it must hold or not. `Not` flips the guard,
 * `Or` is written as a negated `And`, and equal expressions share one identity, so that what belongs together is seen to belong
 * together without ever trying combinations.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 */
import { child, type Pointer } from "../../text/pointer.ts";
import { type Cause, holesOf, textKey } from "../../text/symbolic.ts";
import { type Guard, MAX_DEPTH } from "../../text/value.ts";
import { reportAt } from "../declared/context.ts";
import { certainlyDiffer, sameText } from "../declared/texts.ts";
import { asText } from "../declared/values.ts";
import { type Dependency, deeper, isMap, MAX_CHAIN, member, type Run, referredScope, type Scope, type Truth } from "./run.ts";

/** The truth of a condition by its name, as `Condition:` and `Fn::If` use it. `at`: where it is named. */
export function namedTruth(name: unknown, at: Pointer, scope: Scope): Truth {
  const { run, stack } = scope;
  if (typeof name !== "string") {
    reportAt(run, at, "expected the name of a condition");
    return undecided(scope, "?", at, [{ what: "something that is not the name of a condition", settle: undefined }], `bad name ${run.conditionInfo.size}`);
  }
  const key = `${stack.key}/${name}`;
  const known = run.truths.get(key);
  if (known !== undefined) return given(known, scope);
  const definition = stack.conditions.get(name);
  if (definition === undefined) {
    reportAt(run, at, `condition \`${name}\` is not defined`, "define it under Conditions");
    return undecided(scope, name, at, [{ what: "a definition that the template does not have", settle: undefined }], `undefined ${key}`);
  }
  if (run.active.has(`condition ${key}`) || scope.chain > MAX_CHAIN) {
    if (scope.chain <= MAX_CHAIN) reportAt(run, definition.at, `condition \`${name}\` refers to itself`);
    return undecided(scope, name, definition.at, [{ what: "itself", settle: undefined }], `circle ${key}`);
  }
  run.active.add(`condition ${key}`);
  const inner: Scope = { ...referredScope(scope, stack, definition.bindings), ignoreDefaults: true };
  const truth = namedPositively(run, expressionTruth(definition.json, definition.at, inner, name), name, stack.key);
  run.active.delete(`condition ${key}`);
  run.truths.set(key, truth);
  return given(truth, scope);
}

/**
 * A condition is called by the first name under which its normal form is met. Where that name negates it, the guard is turned
 * round once and for all, so that "holds" means that the named condition does.
 */
function namedPositively(run: Run, truth: Truth, name: string, stackKey: string): Truth {
  if (typeof truth === "boolean" || truth.when) return truth;
  const info = run.conditionInfo.get(truth.cause.id);
  if (info === undefined || info.namedBy !== `${stackKey}/${name}`) return truth;
  run.conditionInfo.set(truth.cause.id, { ...info, positive: !info.positive });
  return { cause: truth.cause, when: true };
}

/** Settled where the piece that asks is only there when the condition has one outcome. */
function given(truth: Truth, scope: Scope): Truth {
  if (typeof truth === "boolean") return truth;
  const held = scope.given.get(truth.cause.id);
  return held === undefined ? truth : held === truth.when;
}

function expressionTruth(json: unknown, at: Pointer, scope: Scope, name: string): Truth {
  if (typeof json === "boolean") return json;
  if (json === "true" || json === "false") return json === "true";
  const [key, ...others] = isMap(json) ? Object.keys(json) : [];
  if (key === undefined || others.length > 0 || scope.nesting > MAX_DEPTH) return malformed(scope, name, at, "expected one condition function");
  const argument = member(json, key);
  const where = child(at, key);
  const operands = Array.isArray(argument) ? argument : [argument];
  const inner = deeper(scope);
  const truths = (): readonly Truth[] =>
    operands.map((operand, index) => expressionTruth(operand, Array.isArray(argument) ? child(where, index) : where, inner, name));
  switch (key) {
    case "Condition":
      return namedTruth(argument, where, scope);
    case "Fn::Not":
      return operands.length === 1 ? not(truths()[0] ?? false) : malformed(scope, name, where, "expected one condition");
    case "Fn::And":
      return conjunction(truths(), scope, name, at);
    case "Fn::Or":
      return not(conjunction(truths().map(not), scope, name, at));
    case "Fn::Equals":
      return operands.length === 2 ? equality(operands, where, scope, name) : malformed(scope, name, where, "expected two values to compare");
    default:
      return malformed(scope, name, at, `\`${key}\` is not a condition function`);
  }
}

function not(truth: Truth): Truth {
  return typeof truth === "boolean" ? !truth : { cause: truth.cause, when: !truth.when };
}

function conjunction(truths: readonly Truth[], scope: Scope, name: string, at: Pointer): Truth {
  const guards = new Map<string, Guard>();
  for (const truth of truths) {
    if (truth === true) continue;
    if (truth === false) return false;
    const same = guards.get(truth.cause.id);
    if (same !== undefined && same.when !== truth.when) return false;
    guards.set(truth.cause.id, truth);
  }
  const [only, ...others] = [...guards.values()];
  if (only === undefined) return true;
  if (others.length === 0) return only;
  const structure = [...guards.values()].map((guard) => `${guard.when ? "" : "!"}${guard.cause.id}`).sort();
  const dependsOn = [...guards.values()].flatMap((guard) => scope.run.conditionInfo.get(guard.cause.id)?.dependsOn ?? []);
  return undecided(scope, name, at, dependsOn, `and ${JSON.stringify(structure)}`);
}

function equality(operands: readonly unknown[], at: Pointer, scope: Scope, name: string): Truth {
  const { run } = scope;
  const texts = operands.map((operand, index) => asText(run, run.evaluate(operand, child(at, index), deeper(scope))));
  const [a, b] = texts;
  if (a === undefined || b === undefined) return malformed(scope, name, at, "expected two texts to compare");
  if (sameText(a, b)) return true;
  if (certainlyDiffer(a, b)) return false;
  const causes = [...holesOf(a), ...holesOf(b)].map((hole) => hole.cause);
  const dependsOn = causes.map((cause) => ({ what: dependency(cause), settle: cause.settle }));
  return undecided(scope, name, at, dependsOn, `equals ${JSON.stringify([textKey(a), textKey(b)].sort())}`);
}

/** "parameter `Env` has no value" → "parameter `Env`"; other causes are clauses of their own. */
function dependency(cause: Cause): string {
  return cause.kind === "parameter" ? cause.what.replace(/ has no value$/, "") : `a value that is not known (${cause.what})`;
}

function malformed(scope: Scope, name: string, at: Pointer, message: string): Truth {
  reportAt(scope.run, at, message);
  return undecided(
    scope,
    name,
    at,
    [{ what: "an expression that CloudFormation refuses", settle: undefined }],
    `malformed ${scope.stack.key} ${scope.run.conditionInfo.size}`,
  );
}

/** A guard on the condition with this structure; the first name under which it is met is the one that reports use. */
function undecided(scope: Scope, name: string, at: Pointer, dependsOn: readonly Dependency[], structure: string): Guard {
  const { run } = scope;
  const id = identity(run, scope.stack.key, name, structure);
  const info = run.conditionInfo.get(id);
  if (info !== undefined) return { cause: info.cause, when: info.positive };
  const unique = [...new Map(dependsOn.map((one) => [one.what, one])).values()].slice(0, 5);
  const settles = [...new Set(unique.map((one) => one.settle).filter((settle) => settle !== undefined))];
  const what = `condition \`${name}\` depends on ${unique.map((one) => one.what).join(" and ")}`;
  const cause: Cause = { kind: "condition", id, what, at, ...(settles.length === 0 ? {} : { settle: settles.join("; ") }) };
  run.conditionInfo.set(id, { cause, dependsOn: unique, namedBy: `${scope.stack.key}/${name}`, positive: true });
  return { cause, when: true };
}

function identity(run: Run, stackKey: string, name: string, structure: string): string {
  const key = `condition ${structure}`;
  const id = run.identities.get(key) ?? `condition ${stackKey}/${name}#${run.identities.size + 1}`;
  run.identities.set(key, id);
  return id;
}
