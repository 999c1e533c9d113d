/**
 * The steps after a term: `.a`, `[0]`, `[*]`, `.*`.
 *
 * The grammar ends a full splat at the next splat and lets an attribute splat take indexes; in HCL a full splat takes all that
 * follows, and an attribute splat ends at `[`: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#splat-operators
 */
import type { Node } from "web-tree-sitter";
import { type Conversion, type Part, partsOf, textOf } from "./conversion.ts";
import type { Expression, SplatStep } from "./syntax.ts";

type Step = ({ readonly kind: "attribute"; readonly name: string } | { readonly kind: "index"; readonly key: Node } | Legacy | Each) & { readonly end: number };

/** `.0` */
interface Legacy {
  readonly kind: "legacy index";
  readonly key: Expression;
}

interface Each {
  readonly kind: "full splat" | "attribute splat";
}

/** In the order of the text, those inside of the grammar's splats too. */
export function stepsOf(conversion: Conversion, parts: readonly Part[]): Step[] {
  const steps: Step[] = [];
  for (const { node, type } of parts) {
    if (type === "get_attr") steps.push(attributeStep(conversion, node));
    else if (type === "index") steps.push(...partsOf(node).map((part) => indexStep(conversion, part)));
    else if (type === "splat") {
      for (const splat of partsOf(node)) {
        const [marker, ...inner] = partsOf(splat.node);
        const kind = splat.type === "full_splat" ? "full splat" : "attribute splat";
        steps.push({ kind, end: marker?.node.endIndex ?? splat.node.endIndex }, ...stepsOf(conversion, inner));
      }
    }
  }
  return steps;
}

function attributeStep(conversion: Conversion, node: Node): Step {
  const name = partsOf(node).find(({ type }) => type === "identifier");
  return { kind: "attribute", name: name === undefined ? "" : textOf(conversion, name.node), end: node.endIndex };
}

function indexStep(conversion: Conversion, { node, type }: Part): Step {
  const key = partsOf(node).find((part) => part.type === "expression");
  const end = node.endIndex;
  if (type === "new_index" && key !== undefined) return { kind: "index", key: key.node, end };
  const digits = textOf(conversion, node).slice(1).trim();
  return { kind: "legacy index", key: { kind: "literal", value: Number(digits), range: { start: end - digits.length, end } }, end };
}

/** `start`: where the term begins, its parenthesis included. `depth`: of the keys. There are no more than MAX_DEPTH steps. */
export function applySteps(conversion: Conversion, root: Expression, start: number, steps: readonly Step[], depth: number): Expression {
  let of = root;
  for (const [index, step] of steps.entries()) {
    const range = { start, end: step.end };
    if (step.kind === "attribute") of = { kind: "attribute", of, name: step.name, range };
    else if (step.kind === "index") of = { kind: "index", of, key: conversion.expression(conversion, step.key, depth), range };
    else if (step.kind === "legacy index") of = { kind: "index", of, key: step.key, range };
    else {
      const count = stepsForEach(steps, index);
      const each = steps.slice(index + 1, index + 1 + count);
      const end = each.at(-1)?.end ?? step.end;
      const splat: Expression = { kind: "splat", of, steps: splatSteps(conversion, each, depth), range: { start, end } };
      return applySteps(conversion, splat, start, steps.slice(index + 1 + count), depth);
    }
  }
  return of;
}

/** How many of the steps after a splat are taken for each item. */
function stepsForEach(steps: readonly Step[], splat: number): number {
  const rest = steps.length - splat - 1;
  if (steps[splat]?.kind === "full splat") return rest;
  const other = steps.findIndex((step, index) => index > splat && step.kind !== "attribute" && step.kind !== "legacy index");
  return other === -1 ? rest : other - splat - 1;
}

function splatSteps(conversion: Conversion, steps: readonly Step[], depth: number): SplatStep[] {
  const result: SplatStep[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.kind === "attribute") result.push({ kind: "attribute", name: step.name });
    else if (step.kind === "index") result.push({ kind: "index", key: conversion.expression(conversion, step.key, depth) });
    else if (step.kind === "legacy index") result.push({ kind: "index", key: step.key });
    else {
      const count = stepsForEach(steps, index);
      result.push({ kind: "splat", steps: splatSteps(conversion, steps.slice(index + 1, index + 1 + count), depth) });
      return [...result, ...splatSteps(conversion, steps.slice(index + 1 + count), depth)];
    }
  }
  return result;
}
