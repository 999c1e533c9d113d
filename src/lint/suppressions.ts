/**
 * Findings that people set aside, with a reason: beside the code, by a comment or metadata, or in the configuration, by rule and subject.
 * What is set aside is kept and marked. What sets nothing aside is itself reported, by rules of its own.
 */
import { compilePattern } from "../iam/pattern.ts";
import type { Token } from "../iam/types.ts";
import { matchTokens } from "../iam/wildcard.ts";
import type { Directive } from "../model/directives.ts";
import type { Declared, Inventory } from "../model/inventory.ts";
import { nearest } from "../text/nearest.ts";
import { type Pointer, stepsOf } from "../text/pointer.ts";
import type { TextRange } from "../text/positions.ts";
import type { SourceText } from "../text/source-text.ts";
import type { Text } from "../text/symbolic.ts";
import { type Located, locatePointers, type ReadText } from "./locate.ts";
import type { Finding, JudgedSuppression, Rule } from "./rule.ts";
import { groupBy } from "./scope.ts";

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
  const inForce = written.filter(({ outcome }) => outcome.kind === "used");
  const names = new Set(inForce.flatMap(({ rules }) => rules));
  const candidates = findings.filter(({ ruleId }) => names.has(ruleId));
  const byRule = mapBy(await withSpots(candidates, inForce, material), ({ finding }) => finding.ruleId);
  const held = new Map<Finding, JudgedSuppression>();
  const uses = new Map<JudgedSuppression, Set<string>>();
  for (const [suppression, isAbout] of await testsOf(inForce, material)) {
    const covered = suppression.rules.flatMap((rule) => (byRule.get(rule) ?? []).filter(isAbout).map(({ finding }) => finding));
    for (const finding of covered) if (!held.has(finding)) held.set(finding, suppression);
    uses.set(suppression, new Set(covered.map(({ ruleId }) => ruleId)));
  }
  const open = candidates.filter((finding) => !held.has(finding));
  const judged = written.map((each) => withUse(each, uses.get(each), open, material));
  const marked = findings.map((finding) => {
    const by = held.get(finding);
    return by === undefined ? finding : { ...finding, suppressed: suppressedBy(by) };
  });
  return [...marked, ...material.rules.flatMap((rule) => ("checkSuppressions" in rule ? [...rule.checkSuppressions(judged)] : []))];
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

function fileOf(at: Pointer): string {
  return stepsOf(at).root.file;
}

function outcomeOf(
  { rules, reason, expires }: Pick<JudgedSuppression, "rules" | "reason" | "expires">,
  why: string | undefined,
  { rules: all, today }: SuppressionMaterial,
): JudgedSuppression["outcome"] {
  const invalid = why ?? rules.map((id) => whyNotRule(id, all)).find((problem) => problem !== undefined);
  if (invalid !== undefined) return { kind: "invalid", why: invalid };
  if (reason === "") return { kind: "invalid", why: "gives no reason" };
  if (expires === undefined) return { kind: "used" };
  if (!isDate(expires)) return { kind: "invalid", why: `expires on \`${expires}\`, which is no date of the form YYYY-MM-DD` };
  return expires < today ? { kind: "expired" } : { kind: "used" };
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

/** `open`: what no suppression is about. */
function withUse(
  written: JudgedSuppression,
  used: ReadonlySet<string> | undefined,
  open: readonly Finding[],
  material: SuppressionMaterial,
): JudgedSuppression {
  if (
    used === undefined ||
    material.isPartial ||
    (written.subject !== undefined && material.isSelection === true && !isIn(material.inventory, written.subject))
  )
    return written;
  const rules = written.rules.filter((id) => !used.has(id));
  if (rules.length === 0) return written;
  const elsewhere = open.filter(({ ruleId, at }) => rules.includes(ruleId) && fileOf(at) === written.file);
  return { ...written, outcome: { kind: "unused", rules, elsewhere } };
}

/** A finding, and all that it may be known by: where it is and where its subject is declared, and that subject's names. */
interface Spotted {
  readonly finding: Finding;
  readonly spots: readonly Spot[];
  readonly names: readonly Text[];
}

interface Spot extends TextRange {
  readonly file: string;
  /** Where it begins. */
  readonly line: number;
}

/** Places are worked out in files with directives only. */
async function withSpots(findings: readonly Finding[], suppressions: readonly JudgedSuppression[], material: SuppressionMaterial): Promise<readonly Spotted[]> {
  const files = new Set(suppressions.filter(({ covers }) => covers.length > 0).map(({ file }) => file));
  const declared = mapBy(allDeclared(material.inventory), ({ subject }) => subject);
  const found = findings.map((finding) => {
    const own = declared.get(finding.subject) ?? [];
    const places = [finding.at, ...own.map(({ at }) => at)].filter((at) => files.has(fileOf(at)));
    return { finding, places, names: [finding.subject, ...own.flatMap(namesOf)] };
  });
  const located = await locatePointers(
    found.flatMap(({ places }) => places),
    material.readText,
  );
  return found.map(({ finding, places, names }) => ({ finding, names, spots: places.flatMap((at) => spotOf([at], located) ?? []) }));
}

/** What each suppression is about: things of certain names, or a stretch of a file. */
async function testsOf(
  suppressions: readonly JudgedSuppression[],
  { readText }: SuppressionMaterial,
): Promise<readonly (readonly [JudgedSuppression, (found: Spotted) => boolean])[]> {
  const located = await locatePointers(
    suppressions.flatMap(({ covers }) => covers),
    readText,
  );
  return suppressions.map((suppression) => {
    if (suppression.subject !== undefined) {
      const pattern = compilePattern(suppression.subject, { variables: false });
      return [suppression, ({ names }) => matches(pattern, names)];
    }
    const stretch = spotOf(suppression.covers, located);
    // What is reported on the line that a comment stands above begins there, though it may be more than the element: the list of its first item.
    const isOnLine = (spot: Spot): boolean => suppression.writtenAs === "comment" && spot.file === stretch?.file && spot.line === stretch.line;
    return [suppression, ({ spots }) => stretch !== undefined && spots.some((spot) => isWithin(spot, stretch) || isOnLine(spot))];
  });
}

function spotOf(places: readonly Pointer[], located: Located): Spot | undefined {
  const found = places.flatMap((at) => located.locationOf(at) ?? []);
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return { file: first.file, line: first.span.startLine, start: first.span.startOffset, end: last.span.endOffset };
}

function isWithin(spot: Spot, stretch: Spot): boolean {
  return spot.file === stretch.file && spot.start >= stretch.start && spot.end <= stretch.end;
}

function mapBy<T>(items: Iterable<T>, key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  return new Map(groupBy(items, key).map((group) => [key(group[0]), group]));
}

function allDeclared({ domains, userProfiles, spaces, apps, roles, managedPolicies, emrClusters, emrSecurityConfigurations }: Inventory): readonly Declared[] {
  return [...domains, ...userProfiles, ...spaces, ...apps, ...roles, ...managedPolicies, ...emrClusters, ...emrSecurityConfigurations];
}

function isIn(inventory: Inventory, subject: string): boolean {
  const pattern = compilePattern(subject, { variables: false });
  return allDeclared(inventory).some((each) => matches(pattern, [each.subject, ...namesOf(each)]));
}

/** Besides the subject, which is the ARN in one input and an address in another. */
function namesOf(declared: Declared & { readonly name?: Text | undefined; readonly arn?: Text | undefined }): readonly Text[] {
  return [declared.name, declared.arn].filter((name) => name !== undefined);
}

function matches(pattern: readonly Token[], names: readonly Text[]): boolean {
  return names.some((name) => matchTokens(pattern, name) === "yes");
}
