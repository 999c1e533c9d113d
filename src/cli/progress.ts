import { printable } from "../text/printable.ts";
import type { Sink } from "./streams.ts";

/** A run that is over sooner shows no progress: it would only flicker. */
const QUIET_MILLISECONDS = 1_000;

export interface Progress {
  readonly show: (message: string) => void;
  /** Clears what is shown. */
  readonly end: () => void;
}

/** One line on standard error, rewritten in place, and only where that is a terminal. `now`: milliseconds from any fixed point. */
export function startProgress(stderr: Sink, now: () => number = performance.now.bind(performance)): Progress {
  const start = now();
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write("\r\u001b[K");
    shown = false;
  };
  return {
    show: (message) => {
      if (stderr.isTTY !== true || now() - start < QUIET_MILLISECONDS) return;
      clear();
      stderr.write(printable(message).slice(0, Math.max(10, (stderr.columns || 80) - 1)));
      shown = true;
    },
    end: clear,
  };
}
