/**
 * Values of input variables: what the run was given, what the module call passes, the default; converted to the variable's type.
 * https://developer.hashicorp.com/terraform/language/values/variables
 */
import type { Expression } from "../../text/hcl/syntax.ts";
import type { Pointer } from "../../text/pointer.ts";
import { type Cause, text } from "../../text/symbolic.ts";
import { termFromJson } from "./from-json.ts";
import { isNull, keyOf, textTerm } from "./making.ts";
import { once } from "./once.ts";
import { placeOf, referredTo } from "./place.ts";
import { topScope } from "./scope.ts";
import type { Term } from "./term.ts";
import type { BlockSource, Module, Scope } from "./types.ts";
import { converted } from "./variable-types.ts";

export function variableTerm(name: string, at: Pointer, scope: Scope): Term {
  const { run, module } = scope;
  const declared = module.source.variables.get(name);
  const place = declared === undefined ? at : placeOf(declared.file, declared.header);
  return once(run, `${module.key} var.${name}`, `var.${name}`, place, () => valueOfVariable(name, declared, place, scope));
}

function valueOfVariable(name: string, declared: BlockSource | undefined, place: Pointer, scope: Scope): Term {
  const { run, module } = scope;
  const type = declared?.attributes.get("type");
  const inner = topScope(run, module, type?.file ?? declared?.file ?? "", scope.depth);
  const conform = (term: Term): Term => (type === undefined ? term : converted(term, type.node.expression, inner));
  const given = givenTerm(name, scope);
  const fallback = defaultOf(declared, inner);
  const candidates = [given, fallback].filter((term) => term !== undefined).map(conform);
  const planned = module.call === undefined ? module.root.oracle?.variables.get(name) : undefined;
  if (planned !== undefined) {
    // A plan holds the values that it was made with; where a file spells the same value, that is its place.
    const term = conform(termFromJson(planned, place));
    return candidates.find((candidate) => keyOf(candidate) === keyOf(term)) ?? term;
  }
  const [first, second] = candidates;
  if (first !== undefined && !(isNull(first) && second !== undefined && !isNullable(declared))) return first;
  return second ?? unset(name, declared, place, module);
}

/** What the caller of the module, or of the run, passes. */
function givenTerm(name: string, { run, module }: Scope): Term | undefined {
  if (module.call === undefined) return module.root.given.get(name);
  const { block, scope } = module.call;
  const argument = block.attributes.get(name);
  if (argument === undefined) return undefined;
  const at = placeOf(argument.file, argument.node.expression.range);
  return referredTo(run.evaluate(argument.node.expression, { ...scope, file: argument.file }), at);
}

function defaultOf(declared: BlockSource | undefined, scope: Scope): Term | undefined {
  const written = declared?.attributes.get("default");
  return written === undefined ? undefined : scope.run.evaluate(written.node.expression, { ...scope, file: written.file });
}

function isNullable(declared: BlockSource | undefined): boolean {
  const written: Expression | undefined = declared?.attributes.get("nullable")?.node.expression;
  return !(written?.kind === "literal" && written.value === false);
}

function unset(name: string, declared: BlockSource | undefined, place: Pointer, module: Module): Term {
  if (declared === undefined) {
    const cause: Cause = {
      kind: "missing",
      id: `undeclared ${module.key} var.${name}`,
      what: `\`${module.source.shown}\` declares no variable \`${name}\``,
      at: place,
    };
    return textTerm(text({ id: `${module.key}/var.${name}`, cause }), place);
  }
  const called = module.call !== undefined;
  const cause: Cause = {
    kind: "parameter",
    id: `${module.key} var.${name}`,
    what: `variable \`${name}\` has no value`,
    at: place,
    settle: called ? `set \`${name}\` in the block of \`${module.address}\`` : `pass --parameter ${name}=VALUE, or add the .tfvars file to the paths`,
  };
  return textTerm(text({ id: `${module.key}/var.${name}`, cause }), place);
}
