/**
 * A plan says what the configuration says that it was made of: read by itself, beside its configuration, and the configuration alone.
 * `plan.json` of a project is `terraform show -json` of a plan by Terraform 1.11.4 with the AWS provider 5.100.0, without what is said twice.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { AttachedPolicy, DocumentSource, UnknownSource, UserSettings } from "../../../src/model/inventory.ts";
import type { LoadedInputs } from "../../../src/sources/index.ts";
import { stepsOf } from "../../../src/text/pointer.ts";
import { showText, type Text } from "../../../src/text/symbolic.ts";
import type { Value } from "../../../src/text/value.ts";
import { loadFiles } from "../input-folder.ts";
import { type Files, filesIn } from "./project.ts";

const PROJECTS = fileURLToPath(new URL("projects", import.meta.url));
const ACCOUNT = { account: "111122223333" };
const names = readdirSync(PROJECTS).filter((name) => existsSync(join(PROJECTS, name, "plan.json")));

function shown(text: Text | undefined): string | undefined {
  return text === undefined ? undefined : showText(text);
}

function plainValue(value: Value | undefined): unknown {
  switch (value?.kind) {
    case "scalar":
      return typeof value.value === "object" && value.value !== null ? showText(value.value) : value.value;
    case "list":
      return value.items.map(plainValue);
    case "map":
      return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plainValue(entry)]));
    case "choice":
      return { if: value.condition.what, yes: plainValue(value.then), no: plainValue(value.otherwise) };
    default:
      return { unknown: value?.hole.cause.what };
  }
}

/** What a policy says, however it is spelled: lists of one and single values are the same, and so is any order. */
function document(source: DocumentSource | UnknownSource): unknown {
  if (source.kind === "unknown") return { unknown: source.cause.what };
  const json = source.kind === "json" ? source.json : plainValue(source.value);
  return sorted(typeof json === "string" ? JSON.parse(json) : json);
}

function sorted(json: unknown): unknown {
  if (Array.isArray(json)) return json.length === 1 ? sorted(json[0]) : inOrder(json.map(sorted));
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(inOrder(Object.entries(json).map(([key, value]) => [key, sorted(value)] as const)));
}

function inOrder<T>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function policy(attached: AttachedPolicy): unknown {
  return attached.kind === "inline" ? { name: shown(attached.name), document: document(attached.source) } : shown(attached.arn);
}

function settings(given: UserSettings | undefined): unknown {
  return {
    execution: shown(given?.executionRole?.value),
    assumable: inOrder((given?.assumableRoles ?? []).map(({ value }) => shown(value))),
    runtime: inOrder((given?.emrRuntimeRoles ?? []).map(({ value }) => shown(value))),
    services: (given?.serviceRoles ?? []).map(({ field, role }) => [field, shown(role.value)]),
  };
}

function summary({ inventory, problems }: LoadedInputs): Readonly<Record<string, unknown>> {
  const { roles, managedPolicies, domains, userProfiles, spaces, instanceProfiles, gaps } = inventory;
  return {
    problems,
    roles: inOrder(
      roles.map(({ arn, tags, trust, policies, boundary }) => [
        shown(arn),
        inOrder([...(tags ?? [])].map(([key, value]) => [key, shown(value)])),
        document(trust),
        inOrder(policies.map(policy)),
        boundary && policy(boundary),
      ]),
    ),
    policies: inOrder(managedPolicies.filter(({ origin }) => origin === "input").map(({ arn, document: source }) => [shown(arn), document(source)])),
    domains: inOrder(
      domains.map(({ name, propagation, defaultUserSettings, defaultSpaceSettings }) => [
        shown(name),
        propagation.kind,
        settings(defaultUserSettings),
        settings(defaultSpaceSettings),
      ]),
    ),
    profiles: inOrder(userProfiles.map(({ name, settings: own }) => [shown(name), settings(own)])),
    spaces: inOrder(spaces.map(({ name }) => shown(name))),
    instanceProfiles: inOrder(instanceProfiles.map(({ name, roles: held }) => [shown(name), held.map(({ value }) => shown(value))])),
    gaps,
  };
}

describe.each(names)("%s", (name) => {
  const { "plan.json": plan = "", "answer.json": _, ...configuration }: Files = filesIn(join(PROJECTS, name));
  const alone = loadFiles(configuration, ACCOUNT);

  it("has something to be read", async () => {
    expect((await alone).inventory.roles.length + (await alone).inventory.domains.length).toBeGreaterThan(0);
  });

  it("the plan beside its configuration says the same, in the configuration's places", async () => {
    const both = await loadFiles({ ...configuration, "plan.json": plan }, ACCOUNT);
    expect(summary(both)).toEqual(summary(await alone));
    expect(new Set(both.inventory.roles.map(({ at }) => stepsOf(at).root.file))).not.toContain("plan.json");
  });

  it("the plan by itself says the same", async () => {
    const by = await loadFiles({ "plan.json": plan }, ACCOUNT);
    expect(summary(by)).toEqual(summary(await alone));
  });
});
