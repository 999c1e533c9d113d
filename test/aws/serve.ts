/**
 * The server as a process of its own: `node serve.js '{"world":"large","profiles":2000,"roles":5000,"latency":20}'`. Says where it
 * listens in one line of JSON; when stdin ends or SIGTERM comes, says in another how much was asked, and ends.
 */
import { largeWorld, sampleWorld } from "./sample.ts";
import { type FakeOptions, startFakeAws } from "./server.ts";
import type { FakeWorld } from "./world.ts";

interface Wanted {
  readonly world: FakeWorld;
  readonly options: FakeOptions;
}

function wantedIn(text: string): Wanted {
  const given: Partial<Record<string, unknown>> = JSON.parse(text);
  const number = (key: string, fallback: number): number => {
    const value = given[key];
    return typeof value === "number" ? value : fallback;
  };
  const world = given["world"] === "large" ? largeWorld(number("profiles", 100), number("roles", 100)) : sampleWorld();
  const pageSize = number("pageSize", 0);
  return { world, options: { latency: number("latency", 0), keepRequests: false, ...(pageSize > 0 ? { pageSize } : {}) } };
}

const { world, options } = wantedIn(process.argv[2] ?? "{}");
const aws = await startFakeAws(world, options);
console.log(JSON.stringify({ url: aws.url }));

await new Promise<void>((resolve) => {
  process.once("SIGTERM", () => resolve());
  process.stdin.once("end", () => resolve()).resume();
});
console.log(JSON.stringify({ requests: aws.count, mostAtOnce: aws.mostAtOnce }));
await aws.close();
process.exit();
