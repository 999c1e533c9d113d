/**
 * From judged roles to the runbook of one domain. Pure: what it needs is read and judged before.
 */
import type { ChainGraph, Entry } from "../chain/types.ts";
import type { SourceMaterial } from "../lint/cdk/source-lines.ts";
import type { Located } from "../lint/locate.ts";
import { entriesFor, type Readiness, readinessFor } from "../lint/readiness.ts";
import type { Finding } from "../lint/rule.ts";
import { domainsIn, groupBy } from "../lint/scope.ts";
import { editedPlaces } from "../lint/text-edits.ts";
import { together } from "../lint/together.ts";
import type { Domain, Inventory } from "../model/inventory.ts";
import { type Pointer, pointerKey } from "../text/pointer.ts";
import { isKnown, showText } from "../text/symbolic.ts";
import { appOwners, stopAppsSteps } from "./apps.ts";
import { changesIn, type ToChange } from "./changes.ts";
import { backSteps, createSteps, type Direction, switchSteps, verifySteps } from "./switch.ts";
import type { AppOwner, Change, Plan, PlannedDomain, Reason } from "./types.ts";

export { planWithAccountNames } from "./account-names.ts";

/** The domain that a plan is for: as a template's conditions turn out one way or another; none where it is yet to be created. */
export interface Target {
  readonly variants: readonly Domain[];
}

/** `not-in-input`: user profiles are there, of a domain that isn't. */
export type Choice = Target | { readonly refused: "none-such" | "several" | "not-in-input"; readonly domains: readonly string[] };

/** The domain that `wanted` (an id, ARN, name or address) means; where nothing is wanted, the only one, or one to be created with propagation on. */
export function chooseDomain({ domains, userProfiles, spaces }: Inventory, wanted: string | undefined, to: Direction): Choice {
  const groups = groupBy(domains, ({ at, subject }) => `${subject} ${pointerKey(at)}`);
  const meant = wanted === undefined ? groups : groups.filter(([domain]) => isCalled(domain, wanted));
  const [only, ...others] = meant;
  if (only !== undefined && others.length === 0) return { variants: only };
  const elsewhere = [...new Set([...userProfiles, ...spaces].map(({ domainId }) => showText(domainId)))];
  if (domains.length === 0 && elsewhere.length > 0) return { refused: "not-in-input", domains: elsewhere };
  if (only === undefined && wanted === undefined && to === "on") return { variants: [] };
  return { refused: only === undefined ? "none-such" : "several", domains: (only === undefined ? groups : meant).map(([domain]) => nameOf(domain)) };
}

function isCalled({ id, arn, name, subject, address = subject }: Domain, wanted: string): boolean {
  // The last part of an address may stand for it: the logical id of a nested stack or one of several files, a resource of a module.
  return [id, arn, name, subject, address].includes(wanted) || ["/", ".", ":"].some((mark) => address.endsWith(`${mark}${wanted}`));
}

function nameOf({ id, name, subject }: Domain): string {
  const own = isKnown(id) ? id : subject;
  return name === undefined || !isKnown(name) || name === own ? own : `${own} (${name})`;
}

/** What is known once all is read and judged with propagation as it is to be. */
export interface Judged {
  readonly tool: Plan["tool"];
  readonly inventory: Inventory;
  readonly graph: ChainGraph;
  readonly findings: readonly Finding[];
  /** Some input could not be read: what it holds may break anything. */
  readonly isPartial: boolean;
  /** The files that people write: only these are to be edited. */
  readonly written: ReadonlySet<string>;
  readonly constructs: SourceMaterial["constructs"];
}

/** What of the findings matters for the switch. */
export interface Weighed {
  readonly readiness: Readiness;
  readonly toChange: readonly ToChange[];
  readonly advice: readonly ToChange[];
}

/** Every place that the plan shows or edits. */
export function placesOf(target: Target, { readiness, toChange, advice }: Weighed): readonly Pointer[] {
  const findings = [...toChange, ...advice].map(({ finding }) => finding);
  return [
    ...findings.map(({ at }) => at),
    ...editedPlaces(findings),
    ...readiness.gaps.flatMap(({ at }) => at ?? []),
    ...target.variants.flatMap(({ at, propagation }) => [at, propagation.at]),
  ];
}

export function makePlan(target: Target, to: Direction, judged: Judged, { readiness, toChange, advice }: Weighed, located: Located): Plan {
  const { graph } = judged;
  const [domain] = target.variants;
  const entries = entriesFor(graph, target.variants);
  const members = domainsIn(graph).find(([each]) => target.variants.includes(each))?.[1];
  const owners = domain === undefined || members === undefined ? [] : appOwners(domain, members);
  const material = { ...judged, located, depths: readiness.sessions };
  const [changes = [], worthwhile = []] = changesIn([toChange, advice], material);
  const roles = rolesOf(entries);
  // For a new domain, the one that was named for it: any other may be anyone's.
  const [given, ...othersGiven] = rolesOf(entries.filter(({ kind }) => kind === "given"));
  const from = domain?.propagation.kind ?? "off";
  const isThere = domain?.describedBy === "aws" && domain.propagation.kind === to;
  return {
    tool: judged.tool,
    domain: plannedDomain(domain, located),
    from,
    to,
    isThere,
    verdict: judged.isPartial && readiness.verdict === "ready" ? "undetermined" : readiness.verdict,
    reasons: [...reasonsOf(readiness, domain, located), ...(judged.isPartial ? [PARTIAL] : [])],
    changes,
    advice: worthwhile,
    apps: isThere ? [] : owners,
    stopApps: isThere || domain === undefined ? [] : stopAppsSteps(domain, owners),
    switch: isThere ? [] : domain === undefined ? createSteps(othersGiven.length === 0 ? given : undefined) : switchSteps(domain, to, located),
    verify: verifySteps(domain, to, roles),
    back: isThere ? [] : backSteps(domain, from, to, located),
    notes: [...notesFor(domain, to, judged, owners), ...commandNote([...changes, ...worthwhile]), ...assumptionsIn(graph, entries)],
  };
}

function rolesOf(entries: readonly Entry[]): readonly string[] {
  return [...new Set(entries.flatMap(({ node }) => (isKnown(node.role.arn) ? [node.role.arn] : [])))];
}

/** What has to change, and what should: of the findings on the domain's own roles those that break nothing and are no mere notes. */
export function weigh(target: Target, to: Direction, { graph, findings }: Judged): Weighed {
  const readiness = readinessFor(graph, findings, target.variants, { to });
  const { blocking, open, sessions } = readiness;
  const breaking = new Set([...blocking, ...open]);
  const subjects = new Set([...[...sessions.keys()].map(({ role }) => role.subject), ...target.variants.map(({ subject }) => subject)]);
  const isAdvice = (finding: Finding): boolean => {
    const { breaks, severity, subject, at } = finding;
    // What points at the setting is seen to by the switch itself.
    const isSwitch = target.variants.some(({ propagation }) => pointerKey(propagation.at) === pointerKey(at));
    return !breaking.has(finding) && breaks === undefined && !isSwitch && severity !== "note" && subjects.has(subject);
  };
  return {
    readiness,
    toChange: [
      ...together(blocking).map((finding): ToChange => ({ finding, need: "must" })),
      ...together(open).map((finding): ToChange => ({ finding, need: "may" })),
    ],
    advice: together(to === "on" ? findings.filter(isAdvice) : []).map((finding) => ({ finding, need: "should" })),
  };
}

function reasonsOf({ blocking, open, gaps, sessions }: Readiness, domain: Domain | undefined, located: Located): readonly Reason[] {
  const reason = (kind: Reason["kind"], text: string, at: Pointer | undefined): Reason => {
    const location = at && located.locationOf(at);
    return { kind, text, ...(location !== undefined && { location }) };
  };
  const nobody = sessions.size === 0 ? [reason("not-seen", "no execution role is known, so nothing could be judged", domain?.at)] : [];
  return [
    ...together(blocking).map(({ message, at }) => reason("blocks", message, at)),
    ...together(open).map(({ message, at }) => reason("undecided", message, at)),
    ...nobody,
    ...gaps.map((gap) => reason("not-seen", gap.reason, gap.at)),
  ];
}

const PARTIAL: Reason = { kind: "not-seen", text: "an input could not be read, as told on standard error: what is in it was not judged" };

function plannedDomain(domain: Domain | undefined, located: Located): PlannedDomain {
  if (domain === undefined) return { is: "new" };
  const { subject, id, name, account, region, describedBy, at } = domain;
  const location = located.locationOf(at);
  const known = (key: string, value: unknown) => (typeof value === "string" && value !== "" ? { [key]: value } : {});
  return {
    is: describedBy === "aws" ? "deployed" : "declared",
    subject,
    ...known("id", id),
    ...known("name", name),
    ...known("account", account),
    ...known("region", region),
    ...(location !== undefined && { location }),
  };
}

/** A command made of what was read undoes what was changed since: by hand, or by the plan of another domain. */
function commandNote(changes: readonly Change[]): readonly string[] {
  const isThere = changes.some(({ steps }) => steps.some(({ commands = [] }) => commands.length > 0));
  return isThere
    ? [
        "Each command on a policy replaces the whole policy as it was read: where roles or policies changed since, another domain's plan included, make this plan again first.",
      ]
    : [];
}

/** What the verdict takes for granted. */
function assumptionsIn({ unseen }: ChainGraph, entries: readonly Entry[]): readonly string[] {
  const isSupposed = entries.some(({ kind }) => kind === "candidate");
  return [
    ...(isSupposed
      ? ["The input names no execution role, so every role that trusts SageMaker is taken for one: name the role that is meant with --entry-role."]
      : []),
    ...(unseen.length > 0 ? [`${unseen.join(" and ")} are not in the input, and are taken not to deny anything.`] : []),
  ];
}

function notesFor(domain: Domain | undefined, to: Direction, { graph }: Judged, owners: readonly AppOwner[]): readonly string[] {
  if (domain === undefined || to === "off") return [];
  const members = domainsIn(graph).find(([each]) => each === domain)?.[1];
  const shared = members?.spaces.filter(({ sharing }) => sharing === "Shared").map(({ name }) => showText(name)) ?? [];
  const notes: string[] = [];
  if (shared.length > 0)
    notes.push(`Shared spaces (${shared.join(", ")}) pass no source identity on: calls made there go on showing the role alone (shared-space-hides-user).`);
  if (members?.profiles.length === 0)
    notes.push("No user profile of this domain is in the input: conditions on names, and execution roles of their own, were not checked.");
  if (owners.length > 0 && domain.describedBy === "aws")
    notes.push("Sessions that began before the switch carry no source identity: each user gets it with the next app.");
  for (const { reason } of graph.notJudged) notes.push(`Not judged: ${reason}.`);
  return notes;
}
