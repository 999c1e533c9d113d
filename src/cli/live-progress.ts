/**
 * How far reading AWS has come: a line that is rewritten on a terminal, and one line at the end.
 */
import type { Tally } from "../main.ts";
import type { Progress } from "./progress.ts";

/** For `onTally`. */
export function tallyShown(progress: Progress): (tally: Tally) => void {
  return (tally) => progress.show(`reading AWS: ${callsOf(tally)}${asides(tally)}`);
}

/** One line; nothing where nobody answered. `seconds`: how long it took. */
export function tallyLine(tally: Tally, seconds: number): string {
  const { accounts, calls, resumed } = tally;
  if (calls.size === 0 && resumed === 0) return "";
  const total = [...calls.values()].reduce((sum, count) => sum + count, 0);
  const whom = accounts.length === 0 ? "no account" : accounts.length <= 3 ? `account ${accounts.join(", ")}` : `${accounts.length} accounts`;
  return `read ${whom}: ${total.toLocaleString("en")} ${total === 1 ? "answer" : "answers"} (${callsOf(tally)}) in ${seconds.toFixed(1)} s${asides(tally)}\n`;
}

function callsOf({ calls }: Tally): string {
  if (calls.size === 0) return "waiting for the first answer";
  return [...calls]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, count]) => `${service} ${count.toLocaleString("en")}`)
    .join(", ");
}

function asides({ refused, throttled, resumed }: Tally): string {
  return [
    resumed > 0 ? `; ${resumed.toLocaleString("en")} taken from the recording` : "",
    refused > 0 ? `; ${refused.toLocaleString("en")} refused` : "",
    throttled > 0 ? `; slowed down by AWS ${throttled.toLocaleString("en")} times` : "",
  ].join("");
}

/** The SDK tells users of old versions of Node that it will leave them; that is for whoever maintains this tool to know. */
export function withoutSdkNotice(): void {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
}
