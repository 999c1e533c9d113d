/** Runs Node in child processes and measures them from outside: what a user waits for, and the most memory that was held. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const probe = fileURLToPath(new URL("./memory-probe.mjs", import.meta.url));

/**
 * Milliseconds of wall time of each command (a list of arguments to node): the median of `rounds` runs. The commands take
 * turns, so that whatever else the machine does falls on all of them.
 */
export function times(commands, rounds) {
  const samples = commands.map(() => []);
  for (let round = 0; round < rounds; round++) {
    commands.forEach((args, index) => {
      const start = process.hrtime.bigint();
      runNode(args, "ignore");
      samples[index].push(Number(process.hrtime.bigint() - start) / 1e6);
    });
  }
  return samples.map(median);
}

/** The most memory (MB, resident) that a command held: the median of three runs. */
export function memory(args) {
  const samples = Array.from({ length: 3 }, () => Number(runNode(["--import", probe, ...args], "pipe").output[3]) / 1024);
  return median(samples);
}

function runNode(args, fourth) {
  const result = spawnSync(process.execPath, args, { stdio: ["ignore", "ignore", "pipe", fourth], encoding: "utf8", maxBuffer: 1 << 26 });
  if (result.error) throw result.error;
  // Checks run with --fail-on never. Anything but 0 is a run that did something else than what is measured.
  if (result.status !== 0) throw new Error(`node ${args.join(" ")} ended with ${result.status ?? result.signal}\n${result.stderr}`);
  return result;
}

function median(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
