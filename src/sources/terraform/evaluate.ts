/**
 * Expressions to terms. Total: whatever the configuration says, a term comes out. What Terraform would refuse is an unknown that says
 * so; nothing is run, and no work is done beyond the budget.
 * https://developer.hashicorp.com/terraform/language/expressions
 */
import type { CallExpression, Expression, ObjectExpression, SplatExpression } from "../../text/hcl/syntax.ts";
import type { Pointer } from "../../text/pointer.ts";
import { isKnown } from "../../text/symbolic.ts";
import { attempted } from "./attempts.ts";
import { mapLeaves, whether } from "./choices.ts";
import { fileFunction } from "./file-functions.ts";
import { forTerm } from "./for-expressions.ts";
import { callFunction } from "./functions/index.ts";
import { type Call, derived, isNull, list, map, refused, scalar, textOf } from "./making.ts";
import { binaryTerm, negated } from "./operators.ts";
import { placeOf } from "./place.ts";
import { referenceOf } from "./references.ts";
import { standpoint } from "./scope.ts";
import { templateTerm } from "./templates.ts";
import type { Term } from "./term.ts";
import { attributeOf, elementOf, isSymbolic, splat } from "./traversal.ts";
import { MAX_LEVELS, type Scope } from "./types.ts";

export function evaluate(expression: Expression, outer: Scope): Term {
  const at = placeOf(outer.file, expression.range);
  const call = callAt("expression", at, outer);
  if (outer.run.budget.left-- < 0) return refused(call, "the configuration stands for more values than this program works with");
  if (outer.depth > MAX_LEVELS) return refused(call, "the references that lead here are nested too deeply");
  const scope: Scope = { ...outer, depth: outer.depth + 1 };
  switch (expression.kind) {
    case "literal":
      return scalar(expression.value, at);
    case "template":
      return templateTerm(expression, at, scope);
    case "variable":
    case "attribute":
    case "index":
      return traversal(expression, at, scope);
    case "splat":
      return splatTerm(expression, at, scope);
    case "call":
      return functionTerm(expression, at, scope);
    case "tuple":
      return list(
        expression.items.map((item) => evaluate(item, scope)),
        at,
      );
    case "object":
      return objectTerm(expression, at, scope);
    case "for":
      return forTerm(expression, at, scope);
    case "conditional":
      return whether(
        evaluate(expression.condition, scope),
        at,
        scope.run,
        () => evaluate(expression.then, scope),
        () => evaluate(expression.otherwise, scope),
      );
    case "binary":
      return binaryTerm(expression, at, scope);
    case "unary":
      return negated(expression.operator, evaluate(expression.operand, scope), call);
  }
}

function callAt(name: string, at: Pointer, { run }: Scope): Call {
  return { name, at, making: run };
}

/** A reference (`var.x`, `aws_iam_role.exec.arn`), else a step into whatever the expression before it gives. */
function traversal(expression: Exclude<Expression, { kind: "literal" }>, at: Pointer, scope: Scope): Term {
  const reference = referenceOf(expression, at, scope);
  if (reference !== undefined) return reference;
  if (expression.kind === "attribute") return attributeOf(evaluate(expression.of, scope), expression.name, callAt("attribute", at, scope));
  if (expression.kind === "index") return elementOf(evaluate(expression.of, scope), evaluate(expression.key, scope), callAt("index", at, scope));
  return refused(callAt("reference", at, scope), "a name stands alone that refers to nothing");
}

function splatTerm({ of, steps }: SplatExpression, at: Pointer, scope: Scope): Term {
  const call = callAt("splat", at, scope);
  return mapLeaves(evaluate(of, scope), (leaf) => splat(leaf, call, (item) => stepped(item, steps, call, scope)));
}

function stepped(item: Term, steps: SplatExpression["steps"], call: Call, scope: Scope): Term {
  const into = (term: Term, step: SplatExpression["steps"][number]): Term => {
    switch (step.kind) {
      case "attribute":
        return attributeOf(term, step.name, call);
      case "index":
        return elementOf(term, evaluate(step.key, scope), call);
      case "splat":
        return mapLeaves(term, (leaf) => splat(leaf, call, (inner) => stepped(inner, step.steps, call, scope)));
    }
  };
  return steps.reduce(into, item);
}

function objectTerm({ entries: written, range }: ObjectExpression, at: Pointer, scope: Scope): Term {
  const entries = new Map<string, Term>();
  for (const entry of written) {
    const key = evaluate(entry.key, scope);
    const name = textOf(key);
    if (isNull(key)) return refused(callAt("object", at, scope), "a key is null");
    if (name === undefined || !isKnown(name)) return derived(callAt("object", at, scope), [key, standpoint(scope, range, at)], key);
    entries.set(name, evaluate(entry.value, scope));
  }
  return map(entries, at);
}

// ── functions ────────────────────────────────────────────────────────────────────────────────────────────────────────

function functionTerm(expression: CallExpression, at: Pointer, scope: Scope): Term {
  const call = callAt(expression.name.replace(/^core::/, ""), at, scope);
  if (call.name === "try" || call.name === "can") return attempted(expression, call, scope);
  const args = expression.arguments.map((argument) => evaluate(argument, scope));
  if (!expression.spread) return calledWith(args, call, scope);
  const spread = args.at(-1);
  if (spread === undefined) return refused(call, `\`${call.name}\` is called without the list to spread`);
  return mapLeaves(spread, (leaf) => (leaf.kind === "list" ? calledWith([...args.slice(0, -1), ...leaf.items], call, scope) : derived(call, args, spread)));
}

function calledWith(args: readonly Term[], call: Call, scope: Scope): Term {
  const file = fileFunction(args, call, scope);
  if (file !== undefined) return file;
  // A map that stands for instances with unknown keys: of its keys nothing can be said, of its values one that stands for all.
  const [first] = args;
  if (call.name === "values" && first?.kind === "map" && isSymbolic(first)) return list([...first.entries.values()], first.at);
  return callFunction(
    args.map((term) => (term.kind === "map" && isSymbolic(term) ? derived(call, [term], term) : term)),
    call,
  );
}
