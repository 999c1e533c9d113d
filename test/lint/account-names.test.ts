import { describe, expect, it } from "vitest";
import { withAccountNames } from "../../src/lint/account-names.ts";
import { finding, report } from "../report/build.ts";

const NAMES = new Map([
  ["111122223333", "production"],
  ["444455556666", "lake"],
]);

function named(message: string): string {
  return withAccountNames(report({ findings: [finding({ message })] }), NAMES).findings[0]?.message ?? "";
}

describe("the names of accounts", () => {
  it.each([
    ["stand behind the word in backquotes", "`arn:aws:iam::444455556666:role/vault` is strange.", "`arn:aws:iam::444455556666:role/vault` (lake) is strange."],
    [
      "stand behind a bare word, before its punctuation",
      "role arn:aws:iam::444455556666:role/vault, not here",
      "role arn:aws:iam::444455556666:role/vault (lake), not here",
    ],
    ["stand there once", "`444455556666` and `444455556666`", "`444455556666` (lake) and `444455556666`"],
    [
      "stand there for each account",
      "`arn:aws:iam::111122223333:role/a` → `arn:aws:iam::444455556666:role/b`",
      "`arn:aws:iam::111122223333:role/a` (production) → `arn:aws:iam::444455556666:role/b` (lake)",
    ],
    ["are not those of longer numbers", "`1444455556666`", "`1444455556666`"],
    ["are not made up", "`arn:aws:iam::999988887777:role/a`", "`arn:aws:iam::999988887777:role/a`"],
  ])("%s", (_what, message, expected) => {
    expect(named(message)).toBe(expected);
  });

  it("stand in all that people read, and in nothing that machines compare or run", () => {
    const arn = "arn:aws:iam::444455556666:role/vault";
    const given = report({
      findings: [
        finding({
          subject: arn,
          related: [{ message: `also \`${arn}\``, location: finding().location }],
          chain: [{ label: `role ${arn} (not in the input)` }],
          remedy: { text: `Change \`${arn}\`.`, commands: [`aws iam get-role ${arn}`], snippet: arn },
        }),
      ],
      gaps: [{ subject: arn, reason: `role \`${arn}\` is not in the input` }],
      notJudged: [{ subject: arn, reason: arn }],
    });
    const { findings, gaps, notJudged } = withAccountNames(given, NAMES);
    expect(findings[0]).toMatchObject({
      subject: arn,
      related: [{ message: `also \`${arn}\` (lake)` }],
      chain: [{ label: `role ${arn} (lake) (not in the input)` }],
      remedy: { text: `Change \`${arn}\` (lake).`, commands: [`aws iam get-role ${arn}`], snippet: arn },
    });
    expect([gaps, notJudged]).toEqual([[{ subject: arn, reason: `role \`${arn}\` (lake) is not in the input` }], [{ subject: arn, reason: `${arn} (lake)` }]]);
    expect(withAccountNames(given)).toBe(given);
  });
});
