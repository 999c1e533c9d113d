import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { wasmModule } from "./.build/wasm.mjs";

export default defineConfig({
  plugins: [
    {
      // The same as in the bundle.
      name: "wasm-bytes",
      enforce: "pre",
      load: (id) => (id.endsWith(".wasm") ? wasmModule(id) : undefined),
    },
  ],
  test: {
    include: ["test/**/*.test.ts"],
    server: { deps: { inline: [/\.wasm$/] } },
    // The counts in `.ci/run` come from this file, so that they are the runner's own and not read off its output.
    reporters: ["default", ["json", { outputFile: ".vitest-report.json" }]],
    // By itself vitest leaves a core to the others, which is half of a machine with two.
    maxWorkers: availableParallelism(),
    // A test that hangs is a finding of its own: input is never trusted.
    testTimeout: 30_000,
    allowOnly: false,
    passWithNoTests: false,
  },
});
