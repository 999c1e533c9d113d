#!/usr/bin/env node
import { EXIT } from "./cli/exit-codes.ts";
import { run } from "./cli/run.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // The reader went away (`lint-roles | head`): nothing is wrong, there is just nobody to write to any more.
  if (error.code === "EPIPE") return;
  process.stderr.write(`error: can't write to standard output: ${error.message}\n`);
  process.exit(EXIT.unable);
});

process.exitCode = await run(process.argv.slice(2), {
  // Opened when it is first read: most runs never do.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  get stderr() {
    return process.stderr;
  },
  env: process.env,
  cwd: process.cwd(),
});
