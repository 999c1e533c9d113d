/**
 * Prints `N passed, N failed` from the test runner's own report (vitest's JSON reporter) and exits with 1 when a test
 * failed or none ran. A test file that could not even be loaded has no tests to count: it counts as one failure.
 */
import { readFile } from "node:fs/promises";

const [path = ".vitest-report.json"] = process.argv.slice(2);

const { numPassedTests: passed, numFailedTests: failedTests, testResults: files } = await readReport(path);
const unloaded = files.filter((file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"));
const failed = failedTests + unloaded.length;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** Without a report no test ran: the build or the checks before it failed, and have said why. */
async function readReport(file) {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    console.error(`no test report: ${error.message}`);
    return { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  }
}
