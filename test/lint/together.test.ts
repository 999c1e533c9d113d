/** What several things share is reported once. */
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/lint/rule.ts";
import { together } from "../../src/lint/together.ts";
import { child, rootPointer } from "../../src/text/pointer.ts";

const PLACE = child(rootPointer("main.tf"), "x");

function found(subject: string, more: Partial<Finding> = {}): Finding {
  return {
    ruleId: "a-rule",
    severity: "error",
    certainty: "definite",
    message: `Role ${subject} is wrong.`,
    subject,
    at: PLACE,
    part: "statement",
    related: [],
    chain: [],
    remedy: { text: "Right it." },
    causes: [],
    ...more,
  };
}

describe("findings at one place", () => {
  it("are one that names the others, and shows where they are", () => {
    const at = rootPointer("roles.tf");
    const [only, ...others] = together([found("a"), found("b", { chain: [{ label: "role b", at }] }), found("c")]);
    expect(others).toEqual([]);
    // The one that a chain leads to.
    expect(only?.subject).toBe("b");
    expect(only?.message).toBe("Role b is wrong. The same holds for `a` and `c`, which share this text.");
  });

  it("stay apart where they differ in rule, severity, certainty or place", () => {
    const all = [
      found("a"),
      found("b", { ruleId: "another-rule" }),
      found("c", { severity: "note" }),
      found("d", { certainty: "undetermined" }),
      found("e", { at: rootPointer("main.tf") }),
    ];
    expect(together(all)).toEqual(all);
  });

  it("stay apart where they say several things of one subject", () => {
    const all = [found("a", { part: "1" }), found("a", { part: "2" })];
    expect(together(all)).toEqual(all);
  });
});
