import type { Streams } from "./streams.ts";

/**
 * Whether stdout gets colours: the flag wins, then `NO_COLOR` (https://no-color.org: set and not empty), then
 * `FORCE_COLOR`, then whether stdout is a terminal that can show them.
 */
export function wantsColor(flag: boolean | undefined, { env, stdout }: Pick<Streams, "env" | "stdout">): boolean {
  if (flag !== undefined) return flag;
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0";
  return stdout.isTTY === true && env.TERM !== "dumb";
}
