import type { Step } from "../../src/text/pointer.ts";

export interface ValueAt {
  readonly path: Step[];
  readonly value: unknown;
}

/** Every value of a JSON document with its path, the document itself first. */
export function pathsOf(value: unknown, path: Step[] = []): ValueAt[] {
  const here = { path, value };
  if (Array.isArray(value)) return [here, ...value.flatMap((item, index) => pathsOf(item, [...path, index]))];
  if (typeof value !== "object" || value === null) return [here];
  return [here, ...Object.entries(value).flatMap(([key, entry]) => pathsOf(entry, [...path, key]))];
}
