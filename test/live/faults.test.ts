/**
 * Schedules of faults, each made from its seed: whatever happens on the way, a run ends with all there is, or says what is missing.
 */
import { describe, expect, it } from "vitest";
import type { LiveScope } from "../../src/main.ts";
import { callKey } from "../../src/sources/recording/records.ts";
import type { FakeRequest, Fault } from "../aws/server.ts";
import { DATA, readImpatiently, STUDIO, withAws } from "./harness.ts";
import { AUDIT_ROLE, soundWorld } from "./worlds.ts";

/** More in a run of its own: LINT_ROLES_SCHEDULES=1000 npx vitest run test/live/faults */
const SCHEDULES = Number(process.env["LINT_ROLES_SCHEDULES"] ?? 150);
const WORLD = soundWorld();
const SCOPE: Partial<LiveScope> = { regions: ["eu-west-1", "us-east-1"], accounts: [STUDIO, DATA], assumeRole: AUDIT_ROLE };

/** A number of 0 up to 1 for a text; equal texts give equal numbers, on every machine (FNV-1a, finished as in MurmurHash3). */
function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

const FAULTS: readonly Fault[] = [
  { kind: "throttled" },
  { kind: "throttled" },
  { kind: "failed", status: 500 },
  { kind: "failed", status: 503 },
  { kind: "reset" },
  { kind: "refused-connection" },
  { kind: "malformed" },
  { kind: "html" },
  { kind: "html", wellFormed: true },
  { kind: "empty-body" },
  { kind: "denied" },
  { kind: "expired" },
  { kind: "slow", milliseconds: 8 },
  { kind: "empty-page" },
  { kind: "empty-page" },
];

/** Some schedules are mild, some are wild. What a call meets depends on the call, not on when it comes. */
function schedule(seed: number): (request: FakeRequest) => Fault | undefined {
  const density = [0.02, 0.05, 0.1, 0.3, 0.6][seed % 5] ?? 0;
  return ({ action, account, region, input, repeat }) => {
    const call = `${seed} ${action} ${account} ${region} ${JSON.stringify(input)} ${repeat}`;
    return chance(call) < density ? FAULTS[Math.floor(chance(`${call} which`) * FAULTS.length)] : undefined;
  };
}

/** Faults that are over when the call is repeated, or that change nothing. */
const PASSING: ReadonlySet<Fault["kind"]> = new Set(["throttled", "failed", "reset", "refused-connection", "slow", "empty-page"]);

describe("a schedule of faults", () => {
  it(`ends with all there is or says what is missing: ${SCHEDULES} of them`, { timeout: 900_000 }, async () => {
    const reference = await withAws(WORLD, {}, () => readImpatiently(SCOPE));
    expect(reference.result.problems).toEqual([]);
    expect(reference.inventory.gaps).toEqual([]);
    let [whole, honest] = [0, 0];
    for (let seed = 1; seed <= SCHEDULES; seed++) {
      const met = new Set<Fault["kind"]>();
      const plan = schedule(seed);
      const faults = (request: FakeRequest): Fault | undefined => {
        const fault = plan(request);
        if (fault !== undefined) met.add(fault.kind);
        return fault;
      };
      const { result, records, inventory } = await withAws(WORLD, { faults, keepRequests: false, pageSize: 3 + (seed % 40) }, () => readImpatiently(SCOPE));
      const at = `schedule ${seed}, which met ${[...met].join(", ")}`;
      const missing = records.filter(({ error }) => error !== undefined);
      if (result.problems.length === 0 && missing.length === 0) {
        whole += 1;
        expect(withoutPlaces(inventory), at).toEqual(withoutPlaces(reference.inventory));
        expect(
          [...met].filter((kind) => kind === "denied" || kind === "expired"),
          at,
        ).toEqual([]);
      } else {
        honest += 1;
        // Nothing to say without a cause.
        expect([...met].some((kind) => !PASSING.has(kind)) || result.problems.length > 0, at).toBe(true);
        expect(result.problems.length > 0 || inventory.gaps.some(({ mayHide }) => mayHide), at).toBe(true);
      }
      // Each call is on record once, as what came of it.
      const keys = records.filter(({ operation }) => operation !== "sts:AssumeRole").map(callKey);
      expect(new Set(keys).size, at).toBe(keys.length);
    }
    expect(whole).toBeGreaterThan(SCHEDULES / 20);
    expect(honest).toBeGreaterThan(SCHEDULES / 20);
  });
});

/** What the inventory says, without where: pages come out differently. */
function withoutPlaces(inventory: object): unknown {
  return JSON.parse(JSON.stringify(inventory, (key, value: unknown) => (key === "at" ? undefined : value)));
}
