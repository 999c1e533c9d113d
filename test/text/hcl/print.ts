/** Syntax trees as canonical text, without their ranges, and as a list of all that is in them. */
import type { Expression, SplatStep, TemplatePart } from "../../../src/text/hcl/syntax.ts";

export function print(one: Expression): string {
  switch (one.kind) {
    case "literal":
      return typeof one.value === "string" ? `"${printText(one.value)}"` : String(one.value);
    case "template":
      return `"${printParts(one.parts)}"`;
    case "variable":
      return one.name;
    case "attribute":
      return `${printTerm(one.of)}.${one.name}`;
    case "index":
      return `${printTerm(one.of)}[${print(one.key)}]`;
    case "splat":
      return `${printTerm(one.of)}[*]${printSteps(one.steps)}`;
    case "call":
      return `${one.name}(${one.arguments.map(print).join(", ")}${one.spread ? "..." : ""})`;
    case "tuple":
      return `[${one.items.map(print).join(", ")}]`;
    case "object":
      return `{${one.entries.map(({ key, value }) => `${key.kind === "literal" ? print(key) : `(${print(key)})`} = ${print(value)}`).join(", ")}}`;
    case "for": {
      const intro = `for ${printNames(one)} in ${print(one.collection)} : `;
      const condition = one.condition === undefined ? "" : ` if ${print(one.condition)}`;
      return one.key === undefined
        ? `[${intro}${print(one.value)}${condition}]`
        : `{${intro}${print(one.key)} => ${print(one.value)}${one.grouped ? "..." : ""}${condition}}`;
    }
    case "conditional":
      return `(${print(one.condition)} ? ${print(one.then)} : ${print(one.otherwise)})`;
    case "binary":
      return `(${print(one.left)} ${one.operator} ${print(one.right)})`;
    case "unary":
      return `(${one.operator}${printTerm(one.operand)})`;
  }
}

/** A step after a number, a splat or a template would be read as part of it, or is better told apart. */
function printTerm(one: Expression): string {
  return one.kind === "variable" || one.kind === "call" || one.kind === "attribute" ? print(one) : `(${print(one)})`;
}

function printNames({ keyName, valueName }: { readonly keyName: string | undefined; readonly valueName: string }): string {
  return keyName === undefined ? valueName : `${keyName}, ${valueName}`;
}

function printSteps(steps: readonly SplatStep[]): string {
  return steps
    .map((step) => {
      if (step.kind === "splat") return `[*]${printSteps(step.steps)}`;
      return step.kind === "attribute" ? `.${step.name}` : `[${print(step.key)}]`;
    })
    .join("");
}

function printParts(parts: readonly TemplatePart[]): string {
  return parts
    .map((part): string => {
      if (part.kind === "text") return printText(part.value);
      if (part.kind === "interpolation") return `\${${print(part.expression)}}`;
      if (part.kind === "for") return `%{ for ${printNames(part)} in ${print(part.collection)} }${printParts(part.body)}%{ endfor }`;
      const otherwise = part.otherwise.length === 0 ? "" : `%{ else }${printParts(part.otherwise)}`;
      return `%{ if ${print(part.condition)} }${printParts(part.then)}${otherwise}%{ endif }`;
    })
    .join("");
}

/** A `$` or `%` at the end could be taken for part of what follows. */
function printText(value: string): string {
  return value
    .replace(/["\\]/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replace(/([$%])\{/g, "$1$1{")
    .replace(/[$%]$/, (sign) => (sign === "$" ? "\\u0024" : "\\u0025"));
}

export function withoutRanges(one: Expression): unknown {
  return JSON.parse(JSON.stringify(one, (key, value: unknown) => (key === "range" ? undefined : value)));
}

/** Every expression in a tree, itself first. Names that are keys of an object are left out: what they are depends on where they stand. */
export function expressionsIn(one: Expression): Expression[] {
  const below = (...inner: readonly (Expression | undefined)[]) => inner.flatMap((each) => (each === undefined ? [] : expressionsIn(each)));
  const inSteps = (steps: readonly SplatStep[]): Expression[] =>
    steps.flatMap((step) => (step.kind === "splat" ? inSteps(step.steps) : step.kind === "index" ? below(step.key) : []));
  const inParts = (parts: readonly TemplatePart[]): Expression[] =>
    parts.flatMap((part) => {
      if (part.kind === "text") return [];
      if (part.kind === "interpolation") return below(part.expression);
      return part.kind === "for"
        ? [...below(part.collection), ...inParts(part.body)]
        : [...below(part.condition), ...inParts(part.then), ...inParts(part.otherwise)];
    });
  switch (one.kind) {
    case "literal":
    case "variable":
      return [one];
    case "template":
      return [one, ...inParts(one.parts)];
    case "attribute":
      return [one, ...below(one.of)];
    case "index":
      return [one, ...below(one.of, one.key)];
    case "splat":
      return [one, ...below(one.of), ...inSteps(one.steps)];
    case "call":
      return [one, ...below(...one.arguments)];
    case "tuple":
      return [one, ...below(...one.items)];
    case "object":
      return [one, ...one.entries.flatMap(({ key, value }) => below(key, value))];
    case "for":
      return [one, ...below(one.collection, one.key, one.value, one.condition)];
    case "conditional":
      return [one, ...below(one.condition, one.then, one.otherwise)];
    case "binary":
      return [one, ...below(one.left, one.right)];
    case "unary":
      return [one, ...below(one.operand)];
  }
}
