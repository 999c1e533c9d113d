/**
 * Which of two responses about the same thing counts.
 */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../json.ts";
import type { Sighting } from "./facts.ts";
import type { Reading } from "./response.ts";

/**
 * Keeps the better sighting under `key`: the one that tells more; of two that tell as much, the one of the later change;
 * where neither says when, the first, and it is a problem if they differ.
 */
export function keepBetter<T>(seen: Map<string, Sighting<T>>, key: string, sighting: Sighting<T>, subject: string, reading: Reading): void {
  const before = seen.get(key);
  if (before === undefined || sighting.rank > before.rank) {
    seen.set(key, sighting);
    return;
  }
  if (sighting.rank < before.rank) return;
  if (sighting.modified !== undefined && before.modified !== undefined && sighting.modified !== before.modified) {
    if (sighting.modified > before.modified) seen.set(key, sighting);
    return;
  }
  if (sameJson(before.told, sighting.told)) return;
  reading.problem({
    file: sighting.file,
    message: `\`${subject}\` is described differently in \`${before.file}\`, and nothing says which is newer; the description there is used`,
    help: "give only one of the two",
  });
}

/** A time as the AWS CLI prints it: seconds since 1970 (version 1) or ISO 8601 (version 2); in milliseconds since 1970. */
export function modifiedTime(object: JsonObject, key = "LastModifiedTime"): number | undefined {
  const value = object[key];
  if (typeof value === "number") return value * 1000;
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function sameJson(a: readonly unknown[], b: readonly unknown[]): boolean {
  try {
    return isDeepStrictEqual(a, b);
  } catch (error) {
    // Nested too deeply to compare; say that they differ rather than that they don't.
    if (error instanceof RangeError) return false;
    throw error;
  }
}
