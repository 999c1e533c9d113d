import type { Step } from "./pointer.ts";

/** A JSON Pointer (RFC 6901) as steps; a number is an index only where the value is a list. */
export function jsonPointerSteps(pointer: string, value: unknown): Step[] {
  const steps: Step[] = [];
  let at = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    steps.push(Array.isArray(at) ? Number(key) : key);
    at = typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined;
  }
  return steps;
}
