/**
 * The evaluator's tables: every file of fixtures/iam, every case.
 *
 * A file may hold `request` and `policies`, which its cases start from; a case's own parts replace them, and its context adds
 * to theirs. `condition` is short for an identity policy that allows everything under that Condition, `statement` for one
 * that holds that statement.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { authorize } from "../../src/iam/authorize.ts";
import type { Authorization, Layer } from "../../src/iam/types.ts";
import { type Json, toPolicies, toRequest, type WrittenPolicies, type WrittenRequest } from "./material.ts";

interface Expected {
  readonly outcome: Authorization["outcome"];
  readonly required?: readonly Layer[];
  readonly decisive?: readonly Layer[];
  /** `layer:Sid` of the statements that settle it. */
  readonly determining?: readonly string[];
  /** `layer:Sid:element` of the Allows that nearly match. */
  readonly nearMisses?: readonly string[];
  /** Ids of what would have to be known. */
  readonly causes?: readonly string[];
  readonly crossAccount?: "yes" | "no" | "unknown";
}

interface Case {
  readonly name: string;
  readonly why?: string;
  readonly request?: Partial<WrittenRequest>;
  readonly policies?: WrittenPolicies;
  readonly condition?: Json;
  readonly statement?: Json;
  readonly version?: string;
  readonly expected: Expected | Expected["outcome"];
}

interface Table {
  readonly source: string;
  readonly request?: Partial<WrittenRequest>;
  readonly policies?: WrittenPolicies;
  readonly cases: readonly Case[];
}

const folder = new URL("../../fixtures/iam/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".json"));

function answerTo(table: Table, { request, policies, condition, statement, version = "2012-10-17" }: Case): Authorization {
  const merged = { ...table.request, ...request, context: { ...table.request?.context, ...request?.context } };
  const { principal, action, resource } = merged;
  if (principal === undefined || action === undefined || resource === undefined) throw new Error("a case needs principal, action and resource");
  const only = condition === undefined ? statement : { Effect: "Allow", Action: "*", Resource: "*", Condition: condition };
  const identity = only === undefined ? {} : { identity: [{ Version: version, Statement: [only] }] };
  return authorize(toRequest({ ...merged, principal, action, resource }), toPolicies({ ...table.policies, ...policies, ...identity }));
}

/** The answer in the terms of the expectation, and only as far as that speaks. */
function summary(answer: Authorization, expected: Expected): Expected {
  const layers = Object.entries(answer.layers);
  const refs = layers.flatMap(([layer, decision]) => decision.determining.map(({ statement }) => `${layer}:${statement.sid ?? statement.index}`));
  const misses = layers.flatMap(([layer, decision]) =>
    decision.nearMisses.map((miss) => `${layer}:${miss.statement.sid ?? miss.statement.index}:${miss.element}`),
  );
  return {
    outcome: answer.outcome,
    ...(expected.required && { required: answer.required }),
    ...(expected.decisive && { decisive: answer.decisive }),
    ...(expected.determining && { determining: refs }),
    ...(expected.nearMisses && { nearMisses: misses }),
    ...(expected.causes && { causes: answer.causes.map((cause) => cause.id) }),
    ...(expected.crossAccount && { crossAccount: typeof answer.crossAccount === "string" ? answer.crossAccount : "unknown" }),
  };
}

describe.each(files)("%s", (file) => {
  const table = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Table;

  it("says where its expectations come from and names each case once", () => {
    expect(table.source).toMatch(/\S/);
    const names = table.cases.map((entry) => entry.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(table.cases.map((entry) => [entry.name, entry] as const))("%s", (_, entry) => {
    const expected = typeof entry.expected === "string" ? { outcome: entry.expected } : entry.expected;
    expect(summary(answerTo(table, entry), expected)).toEqual(expected);
  });
});

it("holds at least 150 cases", () => {
  const cases = files.flatMap((file) => (JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Table).cases);
  expect(cases.length).toBeGreaterThanOrEqual(150);
});
