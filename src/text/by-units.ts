/** The order of texts by code units, not by locale: what is written must not depend on the machine's language. */
export function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
