/** AWS in a process of its own, for measuring what reading it takes. */
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Starts the server that the tests use, and leads the SDK there. `run` may start child processes; they inherit it all. */
export async function withAws(folder, world, run) {
  const outfile = join(folder, "aws.mjs");
  await build({ absWorkingDir: root, entryPoints: ["test/aws/serve.ts"], outfile, bundle: true, platform: "node", format: "esm", logLevel: "warning" });
  const server = spawn(process.execPath, [outfile, JSON.stringify(world)], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: server.stdout }));
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: JSON.parse(line).url,
    AWS_ACCESS_KEY_ID: "AKIA111122223333",
    AWS_SECRET_ACCESS_KEY: "none",
    AWS_CONFIG_FILE: join(folder, "none"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
  });
  try {
    return await run();
  } finally {
    process.env = before;
    server.kill();
  }
}

function once(lines) {
  return new Promise((resolve) => lines.once("line", (line) => resolve([line])));
}

/** How many requests are in flight at once, as the product has it. */
export async function concurrency() {
  const source = await readFile(join(root, "src/sources/aws-live/asker.ts"), "utf8");
  return Number(/CONCURRENCY = (\d+)/.exec(source)[1]);
}

/** Calls that a recording holds. */
export async function callsIn(file) {
  return (await readFile(file, "utf8")).split("\n").filter((line) => line.startsWith('{"operation"')).length;
}
