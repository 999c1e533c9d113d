import {
  becauseOf,
  type Cause,
  type ChainGraph,
  type Domain,
  type Entry,
  finding,
  groupBy,
  isGap,
  listed,
  listedTexts,
  mapBy,
  pointerKey,
  roleName,
  type UserProfile,
} from "../../src/lint/evidence.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";

type OfDomain = Entry & { readonly domain: Domain };
type Guarded = Pick<Domain, "guards">;
type Group = readonly [OfDomain, ...OfDomain[]];

/** Propagation is off, and several user profiles share an execution role: CloudTrail can't tell the users apart. One finding for each domain. */
export const rule: Rule = {
  meta: {
    id: "shared-role-without-propagation",
    summary: "User profiles share an execution role while propagation is off",
    severity: "warning",
    precision: "very-high",
    securitySeverity: 4,
    tags: ["domain", "audit", "source-identity"],
  },
  *check({ graph }) {
    const shared = graph.entries.filter((entry): entry is OfDomain => {
      return entry.kind === "profile" && entry.domain !== undefined && !entry.domain.summaryOnly && entry.state !== "on" && sharers(entry).length > 1;
    });
    for (const group of groupBy(shared, ({ domain }) => placeOf(domain))) {
      const [{ state, domain }] = group;
      // What only more input can tell is a gap.
      if (state === "off" || (domain.propagation.kind === "unknown" && !isGap([domain.propagation.cause]))) yield report(group, conditionsOf(graph, group));
    }
  },
};

function report(group: Group, conditions: readonly Cause[]): Finding {
  const [{ domain, state }] = group;
  const { propagation } = domain;
  const profiles = distinct(group.flatMap(sharers));
  const roles = [...new Set(group.map(({ node }) => node))];
  const byName = domain.sessionNameMode?.value === "USER_IDENTITY";
  const who = `${profiles.length} user profiles (${listedTexts(profiles.map(({ name }) => name))})`;
  const what =
    roles.length === 1 ? `the execution role ${roleName(group[0].node)}` : `${roles.length} execution roles (${listed(roles.map(({ role }) => role.subject))})`;
  const follows = byName
    ? "the session's name may tell the users apart (ExecutionRoleSessionNameMode), but not along a role chain"
    : "CloudTrail shows the role and not which of them acted";
  const open = state === "unknown" && propagation.kind === "unknown" ? propagation.cause : undefined;
  const causes = open === undefined ? conditions : [...conditions, open];
  return finding({
    ruleId: "shared-role-without-propagation",
    severity: byName ? "note" : "warning",
    certainty: causes.length === 0 ? "definite" : "undetermined",
    message:
      conditions.length > 0
        ? `Whether ${who} share ${what} can't be told: ${becauseOf(causes)}. If they do while propagation is off, ${follows}.`
        : open === undefined
          ? `${who} share ${what} and propagation is off: ${follows}.`
          : `${who} share ${what}, and whether propagation is on can't be told: ${open.what}. If it is off, ${follows}.`,
    subject: domain.subject,
    at: propagation.at,
    part: "ExecutionRoleIdentityConfig",
    related: [
      ...group.flatMap(({ named }) => (named === undefined ? [] : [{ message: "the shared execution role is named here", at: named.at }])),
      ...profiles.slice(0, 3).map(({ name, at, subject }) => ({ message: `user profile \`${typeof name === "string" ? name : subject}\``, at })),
    ],
    causes,
    remedy: {
      text: "Turn propagation on (`ExecutionRoleIdentityConfig: USER_PROFILE_NAME`), after `lint-roles plan` says that the domain is ready, or give each user profile an execution role of its own.",
    },
  });
}

function placeOf({ subject, at }: Pick<UserProfile, "subject" | "at">): string {
  return `${subject} ${pointerKey(at)}`;
}

/** A profile whose role a condition decides on stands in the graph once for each way. */
function distinct(profiles: readonly UserProfile[]): readonly UserProfile[] {
  return groupBy(profiles, placeOf).map(([first]) => first);
}

/** The profiles that have the role together with another. Whether one has a role of its own, a summary doesn't tell; that is a gap. */
function sharers({ profiles }: Entry): readonly UserProfile[] {
  const seen = profiles.filter(({ settings }) => settings !== undefined);
  return distinct(seen.filter((one) => seen.some((other) => placeOf(other) !== placeOf(one) && !excludes(one, other))));
}

/** Of two profiles under opposite conditions there is only ever one. */
function excludes(one: Guarded, other: Guarded): boolean {
  return one.guards.some((guard) => other.guards.some(({ cause, when }) => cause.id === guard.cause.id && when !== guard.when));
}

/** The conditions that decide whether any two profiles share a role without propagation; none where some do in any case. */
function conditionsOf({ members }: ChainGraph, [first, ...others]: Group): readonly Cause[] {
  const domains = [...members.keys()].filter((domain) => placeOf(domain) === placeOf(first.domain));
  const ways = mapBy(new Set(domains.flatMap((domain) => members.get(domain)?.profiles ?? [])), placeOf);
  const needs = [first, ...others].map((entry) => {
    const profiles = sharers(entry).map((profile) => varying(profile, ways.get(placeOf(profile)) ?? []));
    const fewest = profiles.sort((a, b) => a.length - b.length).slice(0, 2);
    return [...new Map([...varying(entry.domain, domains), ...fewest.flat()].map((guard) => [guard.cause.id, guard])).values()];
  });
  const [shortest = []] = [...needs].sort((a, b) => a.length - b.length);
  const isCovered = needs.some((need) => need.length === 1 && needs.some((other) => other.length === 1 && excludes({ guards: need }, { guards: other })));
  return isCovered ? [] : shortest.map(({ cause }) => cause);
}

/** The guards that not every way of the thing has. */
function varying({ guards }: Guarded, ways: readonly Guarded[]): Guarded["guards"] {
  return guards.filter((guard) => ways.some((way) => !way.guards.some(({ cause, when }) => cause.id === guard.cause.id && when === guard.when)));
}
