import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { caseFolders, readCase, runCase, shownBy } from "./cases.ts";

for (const { meta } of rules) {
  describe(meta.id, () => {
    for (const name of caseFolders(meta.id)) {
      it(name, async () => {
        const expectation = readCase(meta.id, name);
        const result = await runCase(expectation);
        expect(result.problems).toEqual([]);
        const found = result.report.findings.map((finding) => ({
          severity: finding.severity,
          ...(finding.certainty === "undetermined" && { certainty: finding.certainty }),
          subject: finding.subject,
          at: `${finding.location.file}:${finding.location.span.startLine}:${finding.location.span.startColumn}`,
          shows: shownBy(result, finding),
          says: finding.message,
          ...(finding.remedy.commands !== undefined && { commands: finding.remedy.commands }),
        }));
        expect(found).toEqual(expectation.expected.map((each) => ({ ...each, says: expect.stringContaining(each.says) })));
        // A case in which nothing was examined would pass whatever the rule does.
        expect(result.report.coverage.roles).toBeGreaterThan(0);
        expect(expectation.expected.length > 0).toBe(name.startsWith("bad-"));
      });
    }
  });
}
