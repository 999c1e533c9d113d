/** The value of an Action element rewritten in place: whatever style it is written in, and nothing that is no plain list. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { lineFeedOf, rewriteList, whyNoList } from "../../src/lint/lists.ts";

const ASSUME = "sts:AssumeRole";
const SET = "sts:SetSourceIdentity";

describe("rewriteList", () => {
  it.each([
    ["a JSON or HCL string", `"${ASSUME}"`, `["${ASSUME}", "${SET}"]`],
    ["a YAML scalar", ASSUME, `[${ASSUME}, ${SET}]`],
    ["a quoted YAML scalar", `'${ASSUME}'`, `['${ASSUME}', '${SET}']`],
    ["a list on one line", `["${ASSUME}"]`, `["${ASSUME}", "${SET}"]`],
    ["a list with room inside", `[ "${ASSUME}" ]`, `[ "${ASSUME}", "${SET}" ]`],
    ["a YAML flow list", `[${ASSUME}]`, `[${ASSUME}, ${SET}]`],
    ["a list over several lines", `[\n    "${ASSUME}"\n  ]`, `[\n    "${ASSUME}",\n    "${SET}"\n  ]`],
    ["one with a comma at its end", `[\n    "${ASSUME}",\n  ]`, `[\n    "${ASSUME}",\n    "${SET}",\n  ]`],
    ["a YAML block list, what follows the last item staying beside it", `- ${ASSUME}`, `- ${SET}\n    - ${ASSUME}`],
    ["a text that ends with a line feed", `- ${ASSUME}\n`, `- ${SET}\n    - ${ASSUME}\n`],
    ["a YAML block list with carriage returns", `- sts:TagSession\r\n    - ${ASSUME}`, `- ${SET}\r\n    - ${ASSUME}`],
  ])("keeps the style of %s", (_style, written, expected) => {
    const before = written.includes("TagSession") ? ["sts:TagSession", ASSUME] : [ASSUME];
    expect(rewriteList(written, before, [ASSUME, SET], 4, lineFeedOf(written))).toBe(expected);
  });

  it("ends lines as the file does, where the list itself has none", () => {
    expect(rewriteList(`- ${ASSUME}`, [ASSUME], [ASSUME, SET], 2, "\r\n")).toBe(`- ${SET}\r\n  - ${ASSUME}`);
  });

  it.each([
    ["an intrinsic", "!Ref Action"],
    ["a reference", "var.actions"],
    ["a function", `concat(["${ASSUME}"], var.more)`],
    ["a comment on the line of several items", `[\n  "sts:TagSession", "${ASSUME}", # why\n]`],
    ["a comment inside of a line", `[/* why */ "${ASSUME}"]`],
    ["an expression among commented items", `[\n  var.action, # why\n  "${ASSUME}"\n]`],
    ["an anchor", `&actions [${ASSUME}]`],
    ["other items than those that are known", `["sts:*"]`],
    ["an escape", `"sts:Assume\\u0052ole"`],
    ["JSON inside a string", `\\"${ASSUME}\\"`],
    ["two kinds of quotes", `["${ASSUME}", 'sts:TagSession']`],
    ["line feeds of two kinds", `- ${ASSUME}\r\n- sts:TagSession\n- sts:*`],
    ["a template", `"\${local.action}"`],
  ])("leaves %s to people", (_what, written) => {
    expect(rewriteList(written, [ASSUME], [ASSUME, SET], 0, "\n")).toBeUndefined();
  });

  it.each([
    [
      "HCL, with a comma at its end",
      `[\n    "sts:TagSession", # tags\n    // the hop\n    "${ASSUME}", # why\n  ]`,
      `[\n    "sts:TagSession", # tags\n    "${SET}",\n    // the hop\n    "${ASSUME}", # why\n  ]`,
    ],
    ["HCL, without", `[ # all\n    "sts:TagSession",\n    "${ASSUME}" # why\n  ]`, `[ # all\n    "sts:TagSession",\n    "${SET}",\n    "${ASSUME}" # why\n  ]`],
    [
      "YAML in block style",
      `- 'sts:TagSession' # tags\n    # the hop\n    - '${ASSUME}'`,
      `- 'sts:TagSession' # tags\n    - '${SET}'\n    # the hop\n    - '${ASSUME}'`,
    ],
    ["YAML in flow style", `[\r\n  sts:TagSession, # tags\r\n  ${ASSUME}\r\n]`, `[\r\n  sts:TagSession, # tags\r\n  ${SET},\r\n  ${ASSUME}\r\n]`],
  ])("keeps comments beside their items: %s", (_what, written, expected) => {
    expect(rewriteList(written, ["sts:TagSession", ASSUME], ["sts:TagSession", ASSUME, SET], 4, lineFeedOf(written))).toBe(expected);
  });

  it("takes nothing off a list with comments", () => {
    expect(rewriteList(`[\n  "sts:TagSession", # tags\n  "${ASSUME}"\n]`, ["sts:TagSession", ASSUME], [ASSUME, SET], 0, "\n")).toBeUndefined();
  });

  it.each([
    ["!If [A, b, c]", "an intrinsic (`If`)"],
    ['{ "Fn::If": [] }', "an intrinsic (`Fn::If`)"],
    ["concat(var.a, [])", "an expression"],
    ["[var.a]", "not all items"],
    [`["\${var.a}:x"]`, "an interpolation"],
    [`[/* x */ "${ASSUME}"]`, "comments stand among"],
    ['"sts:TagSession"', "the plan has other actions"],
    [`["${ASSUME}", "${SET}"]`, "the file has it, and the plan was made before that"],
    [`- ${ASSUME}\n- !If [A, b, c]`, "an intrinsic gives some"],
  ])("says why it leaves %s", (written, reason) => {
    expect(rewriteList(written, [ASSUME], [ASSUME, SET], 0, "\n")).toBeUndefined();
    expect(whyNoList(written, [ASSUME], [ASSUME, SET])).toContain(reason);
  });

  it("writes a list that reads as what was wanted, in any style", () => {
    const action = fc.constantFrom(ASSUME, SET, "sts:TagSession", "iam:*", "s3:Get?bject");
    const lists = fc.uniqueArray(action, { minLength: 1, maxLength: 4 });
    const styles: readonly ((items: readonly string[]) => string)[] = [
      (items) => JSON.stringify(items),
      (items) => JSON.stringify(items, undefined, 2),
      (items) => items.map((item) => `- ${item}`).join("\n"),
      (items) => items.map((item) => `- "${item}"`).join("\n"),
      (items) => `[${items.map((item) => `'${item}'`).join(", ")}]`,
    ];
    fc.assert(
      fc.property(lists, lists, fc.constantFrom(...styles), (before, after, write) => {
        const written = rewriteList(write(before), before, after, 0, "\n");
        const read: unknown = written === undefined ? undefined : parse(written);
        expect(Array.isArray(read) ? read.toSorted() : read).toEqual(after.toSorted());
      }),
    );
  });
});
