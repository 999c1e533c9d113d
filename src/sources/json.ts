/**
 * Looking into JSON that came from outside, without trusting its shape. `doubt` is called where something that we rely on
 * has another shape than AWS documents; only then is the JSON Schema consulted to say what and where.
 */

/** An object of `JSON.parse` or of the YAML reader. Only ever asked for names that are written in our code. */
export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The string under `key`; undefined where there is none. `null` counts as absent: some tools write it for unset members. */
export function stringAt(object: JsonObject, key: string, doubt: () => void): string | undefined {
  const value = object[key];
  if (typeof value === "string") return value;
  if (value !== undefined && value !== null) doubt();
  return undefined;
}

/** The string under `key`, which must be there. */
export function requiredString(object: JsonObject, key: string, doubt: () => void): string | undefined {
  const value = object[key];
  if (typeof value === "string" && value !== "") return value;
  doubt();
  return undefined;
}

export function objectAt(object: JsonObject, key: string, doubt: () => void): JsonObject | undefined {
  const value = object[key];
  if (isObject(value)) return value;
  if (value !== undefined && value !== null) doubt();
  return undefined;
}

/** The list under `key`; undefined where there is none, so that "not told" and "empty" stay apart. */
export function listAt(object: JsonObject, key: string, doubt: () => void): readonly unknown[] | undefined {
  const value = object[key];
  if (Array.isArray(value)) return value;
  if (value !== undefined && value !== null) doubt();
  return undefined;
}

/** The objects of a list with their indexes; anything else in it is doubted and left out. */
export function* objectsOf(list: readonly unknown[] | undefined, doubt: () => void): Generator<readonly [JsonObject, number]> {
  if (list === undefined) return;
  for (const [index, item] of list.entries()) {
    if (isObject(item)) yield [item, index];
    else doubt();
  }
}
