/**
 * Expressions over known values give what Terraform gives: every expectation in expressions.ts is an answer of Terraform 1.11.4
 * (`terraform plan`, one output for each expression; `can(…)` for what it refuses).
 */
import { describe, expect, it } from "vitest";
import { isRefused, textOf } from "../../../src/sources/terraform/making.ts";
import type { Term } from "../../../src/sources/terraform/term.ts";
import { FILES, GROUPS, REFUSED } from "./expressions.ts";
import { open, plain } from "./project.ts";

const opened = open(FILES);

function answer(term: Term): unknown {
  if (hasRefusal(term)) return REFUSED;
  return term.kind === "json" ? textOf(term) : plain(term);
}

/** Terraform refuses a value for any of its parts. */
function hasRefusal(term: Term): boolean {
  if (term.kind === "list") return term.items.some(hasRefusal);
  return term.kind === "map" ? [...term.entries.values()].some(hasRefusal) : isRefused(term);
}

describe.each(Object.entries(GROUPS))("%s", (_, cases) => {
  it.each(cases)("%s", async (expression, value) => {
    const { expression: evaluated } = await opened;
    expect(answer(evaluated(expression))).toEqual(value);
  });
});

it("none of them leaves a problem behind", async () => {
  expect((await opened).problems).toEqual([]);
});
