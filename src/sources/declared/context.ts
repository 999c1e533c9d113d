/**
 * What the readers of declared infrastructure (templates, Terraform) share: identities of holes, problems said already, and a
 * budget. Each reader has a run of its own that holds these and more.
 */
import { type Pointer, pointerKey, stepsOf } from "../../text/pointer.ts";
import type { Cause, Hole } from "../../text/symbolic.ts";
import type { InputProblem } from "../types.ts";

export interface Context {
  readonly reportProblem: (problem: InputProblem) => void;
  readonly reported: Set<string>;
  /** Structure of an expression → its hole's id. */
  readonly identities: Map<string, string>;
  /** Values that may still be made: an input may not blow up into more than a reader could ever use. */
  readonly budget: { left: number };
}

/** Says once that something at `at` is not as the input's own tool expects. */
export function reportAt(context: Context, at: Pointer, message: string, help?: string): void {
  const key = `${pointerKey(at)} ${message}`;
  if (context.reported.has(key)) return;
  context.reported.add(key);
  const { root, steps } = stepsOf(at);
  const path = steps.filter((step) => typeof step !== "symbol").join(".");
  const problem: InputProblem = { file: root.file, at, message: path === "" ? message : `${path}: ${message}` };
  context.reportProblem(help === undefined ? problem : { ...problem, help });
}

/** A hole for the result of an expression; equal for equal `structure`s, short whatever their size. */
export function expressionHole({ identities }: Pick<Context, "identities">, name: string, structure: string, cause: Cause, shape?: Hole["shape"]): Hole {
  const key = `${name} ${structure}`;
  const id = identities.get(key) ?? `${name}#${identities.size + 1}`;
  identities.set(key, id);
  return shape === undefined ? { id, cause } : { id, cause, shape };
}
