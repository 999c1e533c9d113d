import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // The counts in `.ci/run` come from this file, so that they are the runner's own and not read off its output.
    reporters: ["default", ["json", { outputFile: ".vitest-report.json" }]],
    // A test that hangs is a finding of its own: input is never trusted.
    testTimeout: 30_000,
    allowOnly: false,
    passWithNoTests: false,
  },
});
