/** Reading members of objects whose shape is not known. */

export function textIn(object: object, key: string): string | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(object, key)?.value;
  return typeof value === "string" ? value : undefined;
}

export function stringsIn(object: object, key: string): readonly string[] {
  const value: unknown = Object.getOwnPropertyDescriptor(object, key)?.value;
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The members of that name that the object has. */
export function pick(object: object, ...keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)));
}
