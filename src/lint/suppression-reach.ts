/** What a suppression is about: things of certain names, or a stretch of a file with what stands in it and what is declared there. */
import { compilePattern } from "../iam/pattern.ts";
import { matchTokens } from "../iam/wildcard.ts";
import type { Declared, Inventory, Role } from "../model/inventory.ts";
import { type Pointer, stepsOf } from "../text/pointer.ts";
import type { TextRange } from "../text/positions.ts";
import type { Text } from "../text/symbolic.ts";
import { type Located, locatePointers, type ReadText } from "./locate.ts";
import type { Finding, JudgedSuppression } from "./rule.ts";
import { groupBy, mapBy } from "./scope.ts";

/** The findings that each suppression is about, by its rules. */
export async function reachOfEach(
  suppressions: readonly JudgedSuppression[],
  findings: readonly Finding[],
  inventory: Inventory,
  readText: ReadText,
): Promise<ReadonlyMap<JudgedSuppression, readonly Finding[]>> {
  const files = new Set(suppressions.filter(({ covers }) => covers.length > 0).map(({ file }) => file));
  const declared = mapBy(allDeclared(inventory), ({ subject }) => subject);
  const roles = inventory.roles.filter(({ at }) => files.has(fileOf(at)));
  const located = await locatePointers(placesIn(files, suppressions, findings, declared, roles), readText);
  const isAbout = reachOfPlaces(roles, declared, located);
  const byRule = mapBy(findings, ({ ruleId }) => ruleId);
  const names = new Map([...byRule].map(([rule, own]) => [rule, bySubject(own, declared)]));
  return new Map(
    suppressions.map((suppression) => {
      const { subject, rules } = suppression;
      if (subject !== undefined) return [suppression, rules.flatMap((rule) => named(subject, names.get(rule) ?? []))];
      const stretch = stretchOf(suppression, located);
      return [suppression, stretch === undefined ? [] : rules.flatMap((rule) => (byRule.get(rule) ?? []).filter((finding) => isAbout(finding, stretch)))];
    }),
  );
}

/** Whether anything of the input is meant. */
export function isInInput(inventory: Inventory, subject: string): boolean {
  const isMeant = matcherOf(subject);
  return allDeclared(inventory).some((each) => isMeant([each.subject, ...namesOf(each)]));
}

/** Places are worked out only in files that hold suppressions. */
function placesIn(
  files: ReadonlySet<string>,
  suppressions: readonly JudgedSuppression[],
  findings: readonly Finding[],
  declared: ReadonlyMap<string, readonly Declared[]>,
  roles: readonly Role[],
): readonly Pointer[] {
  const subjects = new Set(findings.map(({ subject }) => subject));
  return [
    ...suppressions.flatMap(({ covers }) => covers),
    ...findings.map(({ at }) => at).filter((at) => files.has(fileOf(at))),
    ...[...subjects].flatMap((subject) => (declared.get(subject) ?? []).map(({ at }) => at)).filter((at) => files.has(fileOf(at))),
    ...roles.map(({ at }) => at),
  ];
}

interface Stretch extends TextRange {
  readonly file: string;
  /** Where it begins. */
  readonly line: number;
  /** What is reported on the line that a comment stands above begins there, though it may be more than the element: the list of its first item. */
  readonly isLineMeant: boolean;
}

function stretchOf({ covers, writtenAs }: JudgedSuppression, located: Located): Stretch | undefined {
  const found = covers.flatMap((at) => located.locationOf(at) ?? []);
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const { startLine: line, startOffset: start } = first.span;
  return { file: first.file, line, start, end: last.span.endOffset, isLineMeant: writtenAs === "comment" };
}

function reachOfPlaces(
  roles: readonly Role[],
  declared: ReadonlyMap<string, readonly Declared[]>,
  located: Located,
): (finding: Finding, stretch: Stretch) => boolean {
  const isWithin = (at: Pointer, { file, line, start, end, isLineMeant }: Stretch): boolean => {
    const place = located.locationOf(at);
    if (place === undefined || place.file !== file) return false;
    return (place.span.startOffset >= start && place.span.endOffset <= end) || (isLineMeant && place.span.startLine === line);
  };
  const rolesIn = new Map<Stretch, ReadonlySet<string>>();
  const declaredIn = (stretch: Stretch): ReadonlySet<string> => {
    const known = rolesIn.get(stretch) ?? new Set(roles.filter(({ at }) => isWithin(at, stretch)).map(({ subject }) => subject));
    rolesIn.set(stretch, known);
    return known;
  };
  return ({ at, subject }, stretch) => {
    const own = declared.get(subject) ?? [];
    // Of two that a condition chooses between, one is not the other.
    if (own.length > 0 && own.every((each) => isWithin(each.at, stretch))) return true;
    if (!isWithin(at, stretch)) return false;
    // A role whose text another one uses (by an anchor, say) is not that other one.
    const here = declaredIn(stretch);
    return here.size === 0 || here.has(subject) || !own.some((each) => fileOf(each.at) === stretch.file);
  };
}

interface Named {
  readonly names: readonly Text[];
  readonly findings: readonly Finding[];
}

function bySubject(findings: readonly Finding[], declared: ReadonlyMap<string, readonly Declared[]>): readonly Named[] {
  return groupBy(findings, ({ subject }) => subject).map((own) => {
    const { subject } = own[0];
    return { names: [subject, ...(declared.get(subject) ?? []).flatMap(namesOf)], findings: own };
  });
}

function named(subject: string, all: readonly Named[]): readonly Finding[] {
  const isMeant = matcherOf(subject);
  return all.filter(({ names }) => isMeant(names)).flatMap(({ findings }) => findings);
}

function matcherOf(subject: string): (names: readonly Text[]) => boolean {
  if (!/[*?]/.test(subject)) return (names) => names.includes(subject);
  const pattern = compilePattern(subject, { variables: false });
  return (names) => names.some((name) => matchTokens(pattern, name) === "yes");
}

/** Besides the subject, which is the ARN in one run and an address in another. */
function namesOf(declared: Declared & { readonly name?: Text | undefined; readonly arn?: Text | undefined }): readonly Text[] {
  return [declared.address, declared.name, declared.arn].filter((name) => name !== undefined);
}

function allDeclared({ domains, userProfiles, spaces, apps, roles, managedPolicies, emrClusters, emrSecurityConfigurations }: Inventory): readonly Declared[] {
  return [...domains, ...userProfiles, ...spaces, ...apps, ...roles, ...managedPolicies, ...emrClusters, ...emrSecurityConfigurations];
}

export function fileOf(at: Pointer): string {
  return stepsOf(at).root.file;
}
