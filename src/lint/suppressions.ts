/**
 * Findings that people set aside, with a reason: beside the code, by a comment or metadata, or in the configuration, by rule and subject.
 * What is set aside is kept and marked. What sets nothing aside is itself reported, by rules of its own.
 */
import type { Directive } from "../model/directives.ts";
import type { Inventory } from "../model/inventory.ts";
import { nearest } from "../text/nearest.ts";
import type { Pointer } from "../text/pointer.ts";
import type { SourceText } from "../text/source-text.ts";
import type { ReadText } from "./locate.ts";
import type { Finding, JudgedSuppression, Rule } from "./rule.ts";
import { mapBy } from "./scope.ts";
import { fileOf, isInInput, reachOfEach } from "./suppression-reach.ts";

/** More of what a rule reports elsewhere would be no hint. */
const MOST_ELSEWHERE = 3;

/** A suppression of the configuration. */
export interface GivenSuppression {
  readonly rule: string;
  /** A finding's subject, or the name or ARN of that; `*` and `?` are wildcards. */
  readonly subject: string;
  readonly reason: string;
  /** `YYYY-MM-DD`: the last day on which it holds. */
  readonly expires?: string | undefined;
  readonly owner?: string | undefined;
  readonly at: Pointer;
}

export interface GivenSuppressions {
  readonly entries: readonly GivenSuppression[];
  /** Of the configuration: the entries' places are in it. */
  readonly source: SourceText;
  /** Only a part was given of what the configuration is for: an entry may be about something else. */
  readonly isSelection: boolean;
}

export interface SuppressionMaterial extends Partial<Pick<GivenSuppressions, "entries" | "isSelection">> {
  readonly directives: readonly Directive[];
  /** All there are. */
  readonly rules: readonly Rule[];
  readonly inventory: Inventory;
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** Something could not be read: what seems to suppress nothing may do so there. */
  readonly isPartial: boolean;
  readonly readText: ReadText;
}

/**
 * `findings`, in their order, marked where a suppression holds, and behind them what is wrong with the suppressions. They must be those of
 * all rules, and one for each subject: what is about several things is set aside for those alone that the suppression is about.
 */
export async function suppress(findings: readonly Finding[], material: SuppressionMaterial): Promise<readonly Finding[]> {
  const written = [...material.directives.map((each) => ofDirective(each, material)), ...(material.entries ?? []).map((each) => ofGiven(each, material))];
  if (written.length === 0) return findings;
  const inForce = written.filter(({ outcome }) => outcome.kind === "in-force");
  const names = new Set(inForce.flatMap(({ rules }) => rules));
  const candidates = findings.filter(({ ruleId }) => names.has(ruleId));
  const reach = await reachOfEach(inForce, candidates, material.inventory, material.readText);
  const held = heldBy(reach);
  const open = mapBy(
    candidates.filter((finding) => !held.has(finding)),
    ({ ruleId }) => ruleId,
  );
  const judged = written.map((each) => withUse(each, reach.get(each), open, material));
  const marked = findings.map((finding) => {
    const by = held.get(finding);
    return by === undefined ? finding : { ...finding, suppressed: suppressedBy(by) };
  });
  return [...marked, ...material.rules.flatMap((rule) => ("checkSuppressions" in rule ? [...rule.checkSuppressions(judged)] : []))];
}

/** By the first that is about it; a second one is in use, too. */
function heldBy(reach: ReadonlyMap<JudgedSuppression, readonly Finding[]>): ReadonlyMap<Finding, JudgedSuppression> {
  const held = new Map<Finding, JudgedSuppression>();
  for (const [suppression, findings] of reach) for (const finding of findings) if (!held.has(finding)) held.set(finding, suppression);
  return held;
}

function suppressedBy({ reason, writtenAs, at, expires, owner }: JudgedSuppression): NonNullable<Finding["suppressed"]> {
  return { reason, writtenAs, at, ...(expires !== undefined && { expires }), ...(owner !== undefined && { owner }) };
}

function ofDirective({ at, writtenAs, covers, says }: Directive, material: SuppressionMaterial): JudgedSuppression {
  const common = { at, file: fileOf(at), writtenAs, covers, subject: undefined };
  if (says.kind === "unreadable") {
    return { ...common, rules: [], reason: "", expires: undefined, owner: undefined, outcome: { kind: "invalid", why: says.why } };
  }
  const { rules, reason, expires, owner } = says;
  const why = rules.length === 0 ? "names no rule" : covers.length === 0 ? "stands neither above an element nor on the line where one begins" : undefined;
  return { ...common, rules, reason, expires, owner, outcome: outcomeOf({ rules, reason, expires }, why, material) };
}

function ofGiven({ rule, subject, reason, expires, owner, at }: GivenSuppression, material: SuppressionMaterial): JudgedSuppression {
  const rules = [rule];
  const outcome = outcomeOf({ rules, reason, expires }, undefined, material);
  return { at, file: fileOf(at), writtenAs: "configuration", covers: [], subject, rules, reason, expires, owner, outcome };
}

function outcomeOf(
  { rules, reason, expires }: Pick<JudgedSuppression, "rules" | "reason" | "expires">,
  why: string | undefined,
  { rules: all, today }: SuppressionMaterial,
): JudgedSuppression["outcome"] {
  const invalid = why ?? rules.map((id) => whyNotRule(id, all)).find((problem) => problem !== undefined);
  if (invalid !== undefined) return { kind: "invalid", why: invalid };
  if (reason === "") return { kind: "invalid", why: "gives no reason" };
  if (expires === undefined) return { kind: "in-force" };
  if (!isDate(expires)) return { kind: "invalid", why: `expires on \`${expires}\`, which is no day written as YYYY-MM-DD` };
  return expires < today ? { kind: "expired" } : { kind: "in-force" };
}

function whyNotRule(id: string, rules: readonly Rule[]): string | undefined {
  const rule = rules.find(({ meta }) => meta.id === id);
  if (rule === undefined) {
    const near = nearest(
      id,
      rules.map(({ meta }) => meta.id),
    );
    return `names \`${id}\`, which is no rule${near === undefined ? "" : ` (did you mean \`${near}\`?)`}`;
  }
  return "checkSuppressions" in rule ? `names \`${id}\`, which nothing suppresses` : undefined;
}

/** A day that the calendar has. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** `reached`: undefined where it is not in force. `open`: what no suppression is about, by rule. */
function withUse(
  written: JudgedSuppression,
  reached: readonly Finding[] | undefined,
  open: ReadonlyMap<string, readonly Finding[]>,
  { isPartial, isSelection = false, inventory }: SuppressionMaterial,
): JudgedSuppression {
  if (reached === undefined || isPartial) return written;
  if (isSelection && (written.subject === undefined || !isInInput(inventory, written.subject))) return written;
  const used = new Set(reached.map(({ ruleId }) => ruleId));
  const rules = written.rules.filter((id) => !used.has(id));
  if (rules.length === 0) return written;
  const elsewhere = rules.flatMap((id) =>
    (open.get(id) ?? []).filter(({ at }) => written.subject !== undefined || fileOf(at) === written.file).slice(0, MOST_ELSEWHERE),
  );
  return { ...written, outcome: { kind: "unused", rules, elsewhere: elsewhere.slice(0, MOST_ELSEWHERE) } };
}
