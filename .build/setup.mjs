/**
 * Installs the packages of the lock file if they are not there already, so that each command of the README works on a fresh
 * clone by itself.
 */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const changed = (file) => statSync(`${root}${file}`, { throwIfNoEntry: false })?.mtimeMs;

const installed = changed("node_modules/.package-lock.json");
const wanted = changed("package-lock.json");
if (installed === undefined || (wanted !== undefined && wanted > installed)) {
  // Run from a silent npm script, this one would be silent too, its errors included.
  const { status, error } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (error) throw error;
  if (status !== 0) console.error(`error: npm ci failed (exit code ${status ?? "unknown"})`);
  process.exitCode = status ?? 1;
}
