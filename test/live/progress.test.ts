import { describe, expect, it } from "vitest";
import { tallyLine, tallyShown } from "../../src/cli/live-progress.ts";
import type { Tally } from "../../src/main.ts";

const tally: Tally = {
  calls: new Map([
    ["sagemaker", 1234],
    ["iam", 6],
  ]),
  resumed: 0,
  refused: 0,
  throttled: 0,
  accounts: ["111122223333"],
};

describe("what was read", () => {
  it("is one line: whom, how much of what, how long, and what was in the way", () => {
    expect(tallyLine(tally, 5.21)).toBe("read account 111122223333: 1,240 answers (iam 6, sagemaker 1,234) in 5.2 s\n");
    expect(tallyLine({ ...tally, resumed: 40, refused: 2, throttled: 12, accounts: ["1", "2", "3", "4"] }, 0)).toBe(
      "read 4 accounts: 1,240 answers (iam 6, sagemaker 1,234) in 0.0 s; 40 taken from the recording; 2 refused; slowed down by AWS 12 times\n",
    );
  });

  it("is nothing where nobody answered", () => {
    expect(tallyLine({ ...tally, calls: new Map(), accounts: [] }, 1)).toBe("");
  });

  it("is shown as it grows, with the times that AWS turned away", () => {
    const shown: string[] = [];
    const show = tallyShown({ show: (message) => void shown.push(message), end: () => undefined });
    show({ ...tally, calls: new Map() });
    show({ ...tally, throttled: 3 });
    expect(shown).toEqual(["reading AWS: waiting for the first answer", "reading AWS: iam 6, sagemaker 1,234; slowed down by AWS 3 times"]);
  });
});
