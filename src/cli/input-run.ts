/** Waiting for what reads the inputs, and maybe AWS, for a check, a baseline or a plan. */
import type { LiveOptions, Tally } from "../main.ts";
import { tallyLine } from "./live-progress.ts";
import type { Progress } from "./progress.ts";
import { writeFailure } from "./snapshot.ts";
import type { Streams } from "./streams.ts";

interface Running {
  readonly live: LiveOptions | undefined;
  readonly progress: Progress;
  readonly quiet: boolean | undefined;
}

/** What comes of `run`; of a live run, what was asked is told on standard error, and a recording that can't be written by its name. */
export async function inputRun<T extends { readonly tally?: Tally }>(
  run: () => Promise<T>,
  { live, progress, quiet }: Running,
  { stderr }: Pick<Streams, "stderr">,
): Promise<T> {
  const start = performance.now();
  const result = await run()
    .catch((error: unknown) => {
      throw live?.save === undefined ? error : writeFailure(error, live.save);
    })
    .finally(progress.end);
  if (result.tally !== undefined && quiet !== true) stderr.write(tallyLine(result.tally, (performance.now() - start) / 1000));
  return result;
}
