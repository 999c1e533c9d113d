/** What of a YAML text belongs to an anchor that is used elsewhere. */
import { describe, expect, it } from "vitest";
import { sharedAnchor } from "../../src/lint/anchors.ts";

const at = (text: string): string | undefined => sharedAnchor(text.replace("@", ""), text.indexOf("@"));

describe("sharedAnchor", () => {
  it.each([
    ["a: &x [@b]\nc: *x\n", "x"],
    ["a: &x\n  b: @c\nd: *x\n", "x"],
    ["a: &x\n- b\n- @c\nd: *x\n", "x"],
    ["- &x\n  a: @b\n- *x\n", "x"],
    ["- &x { a: @b }\n- [*x]\n", "x"],
    ["a: &x\n  # so\n\n  b: &y\n    c: @d\ne: { <<: *x }\n", "x"],
    ["a: &x\r\n  b: @c\r\nd: *x", "x"],
  ])("finds it in %j", (text, anchor) => {
    expect(at(text)).toBe(anchor);
  });

  it.each([
    ["a: &x [b]\nc: @d\ne: *x\n"],
    ["a: &x\n- b\nc: [@d]\ne: *x\n"],
    ["- &x\n  a: b\n- c: @d\n- *x\n"],
    ["a: &x [@b]\nc: *xy\n"],
    ["a: &x [@b]\nc: '2*x'\n"],
    ["a: [@b]\nc: &x d\ne: *x\n"],
    ["a: @b && c\n"],
  ])("finds none in %j", (text) => {
    expect(at(text)).toBeUndefined();
  });
});
