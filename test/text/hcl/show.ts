/** A syntax tree as one line, brackets around everything that has parts: what a test expects can then be written down and read. */
import type { Block, Body, Expression, SplatStep, TemplatePart } from "../../../src/text/hcl/syntax.ts";

export function show(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return JSON.stringify(expression.value);
    case "template":
      return `<${expression.unwrapped ? "=" : ""}${showParts(expression.parts)}>`;
    case "variable":
      return expression.name;
    case "attribute":
      return `(${show(expression.of)} .${expression.name})`;
    case "index":
      return `(${show(expression.of)} [${show(expression.key)}])`;
    case "splat":
      return `(${show(expression.of)} each${showSteps(expression.steps)})`;
    case "call":
      return `${expression.name}(${expression.arguments.map(show).join(", ")}${expression.spread ? "..." : ""})`;
    case "tuple":
      return `[${expression.items.map(show).join(", ")}]`;
    case "object":
      return `{${expression.entries.map(({ key, value }) => `${show(key)} = ${show(value)}`).join(", ")}}`;
    case "for": {
      const { keyName, valueName, collection, key, value, grouped, condition } = expression;
      const names = keyName === undefined ? valueName : `${keyName}, ${valueName}`;
      const result = `${key === undefined ? "" : `${show(key)} => `}${show(value)}${grouped ? "..." : ""}`;
      return `(for ${names} in ${show(collection)} : ${result}${condition === undefined ? "" : ` if ${show(condition)}`})`;
    }
    case "conditional":
      return `(${show(expression.condition)} ? ${show(expression.then)} : ${show(expression.otherwise)})`;
    case "binary":
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case "unary":
      return `(${expression.operator}${show(expression.operand)})`;
  }
}

function showSteps(steps: readonly SplatStep[]): string {
  return steps
    .map((step) => {
      if (step.kind === "splat") return ` (each${showSteps(step.steps)})`;
      return step.kind === "attribute" ? ` .${step.name}` : ` [${show(step.key)}]`;
    })
    .join("");
}

function showParts(parts: readonly TemplatePart[]): string {
  return parts
    .map((part) => {
      if (part.kind === "text") return JSON.stringify(part.value);
      if (part.kind === "interpolation") return show(part.expression);
      if (part.kind === "if") return `(if ${show(part.condition)} then ${showParts(part.then)} else ${showParts(part.otherwise)})`;
      const names = part.keyName === undefined ? part.valueName : `${part.keyName}, ${part.valueName}`;
      return `(for ${names} in ${show(part.collection)} do ${showParts(part.body)})`;
    })
    .join(" ");
}

/** Attributes before blocks, as the tree has them. */
export function showBody({ attributes, blocks }: Body): string {
  return [...attributes.map(({ name, expression }) => `${name} = ${show(expression)}`), ...blocks.map(showBlock)].join("; ");
}

function showBlock({ type, labels, body }: Block): string {
  return `${[type, ...labels.map((label) => JSON.stringify(label))].join(" ")} { ${showBody(body)} }`;
}
