/**
 * Whole configurations, read as Terraform plans them. `answer.json` of each project under projects/ is what Terraform 1.11.4 with the AWS
 * provider 5.100.0 planned: its outputs, and its resources by address without what is not set. `(known after apply)`: it did not know.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Resource } from "../../../src/sources/terraform/types.ts";
import { filesIn, type Opened, open, plain } from "./project.ts";

const PROJECTS = fileURLToPath(new URL("projects", import.meta.url));
const AFTER_APPLY = "(known after apply)";

interface Answer {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly resources: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function answerOf(name: string): Answer {
  return JSON.parse(readFileSync(join(PROJECTS, name, "answer.json"), "utf8"));
}

/** Set by the provider, or by AWS, where nothing is configured. */
const DEFAULTS = new Set(["max_session_duration", "path", "app_network_access_type", "tag_propagation", "tags_all", "region", "retention_policy"]);

/** Places in `answer` that Terraform knows and that are not the same in `ours`. */
function differences(ours: unknown, answer: unknown, path: string, isPolicy = false): readonly string[] {
  if (answer === AFTER_APPLY) return [];
  // By a condition that Terraform knew: one of the two must be its answer.
  if (isObject(ours) && "if" in ours && "yes" in ours && "no" in ours) {
    const [yes, no] = [ours["yes"], ours["no"]].map((branch) => differences(branch, answer, path, isPolicy));
    return yes?.length === 0 ? yes : (no ?? []);
  }
  const [mine, theirs] = [document(ours), document(answer)];
  if (mine !== undefined && theirs !== undefined) return differences(normalized(mine), normalized(theirs), `${path} (JSON)`, true);
  if (Array.isArray(answer) && Array.isArray(ours) && answer.length === ours.length)
    return answer.flatMap((item, index) => differences(ours[index], item, `${path}[${index}]`, isPolicy));
  if (isObject(answer) && isObject(ours) && mine === undefined) {
    const names = new Set([...Object.keys(answer), ...Object.keys(ours)]);
    return [...names].flatMap((name) => differences(ours[name] ?? null, answer[name] ?? null, `${path}.${name}`, isPolicy));
  }
  return JSON.stringify(ours) === JSON.stringify(answer) ? [] : [`${path}: ${JSON.stringify(ours)}, Terraform: ${JSON.stringify(answer)}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a text of JSON says. */
function document(value: unknown): unknown {
  if (isObject(value)) return value["json"];
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** The provider unwraps lists of one and sorts others; which way round a policy is written makes no difference. */
function normalized(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(normalized);
    if (items.length === 0) return null;
    return items.length === 1 ? items[0] : items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (!isObject(value)) return typeof value === "boolean" ? String(value) : value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, normalized(value[key])]),
  );
}

function resourceDifferences(resource: Resource, answer: Readonly<Record<string, unknown>>): readonly string[] {
  const ours = plain(resource.body());
  if (!isObject(ours)) return [`${resource.address} has no body`];
  const expected = Object.keys(answer).filter((name) => Object.hasOwn(ours, name) || !DEFAULTS.has(name));
  return expected.flatMap((name) => differences(settled(ours[name]), settled(answer[name]), `${resource.address}.${name}`));
}

/** Blocks without what is not set, sets in one order. */
function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (!isObject(value) || Object.hasOwn(value, "json")) return value ?? null;
  const set = Object.keys(value).filter((name) => value[name] !== null && JSON.stringify(value[name]) !== "[]" && !DEFAULTS.has(name));
  return Object.fromEntries(set.sort().map((name) => [name, settled(value[name])]));
}

describe.each(readdirSync(PROJECTS))("%s", (name) => {
  const answer = answerOf(name);
  let opened: Promise<Opened> | undefined;
  const project = (): Promise<Opened> => {
    opened ??= open(filesIn(join(PROJECTS, name)));
    return opened;
  };

  it.each(Object.keys(answer.outputs))("output %s", async (output) => {
    const value = plain((await project()).output(output));
    const isJson = /documents$/.test(`${name} ${output}`) || name === "documents";
    expect(differences(isJson ? normalized(value) : value, isJson ? normalized(answer.outputs[output]) : answer.outputs[output], output)).toEqual([]);
  });

  it("the same resources, with the same arguments", async () => {
    const resources = (await project()).resources();
    expect(resources.map(({ address }) => address).sort()).toEqual(Object.keys(answer.resources).sort());
    expect(resources.flatMap((resource) => resourceDifferences(resource, answer.resources[resource.address] ?? {}))).toEqual([]);
  });

  it("no problem is reported", async () => {
    expect((await project()).problems).toEqual([]);
  });
});
