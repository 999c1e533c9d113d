import { type Domain, domainsIn, finding, groupBy, isKnown, listed, showText, type Text, textKey, type UserProfile } from "../../src/lint/evidence.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";

interface Named {
  readonly domain: Domain;
  readonly profile: UserProfile;
}

/** One profile name in several domains of one account that all propagate: CloudTrail shows one value for several people. */
export const rule: Rule = {
  meta: {
    id: "profile-name-ambiguous",
    summary: "User profiles of several domains have the same name, and so the same source identity",
    severity: "note",
    precision: "high",
    securitySeverity: 2,
    tags: ["user-profile", "audit", "source-identity"],
  },
  *check({ graph }) {
    const propagating = domainsIn(graph).filter(([, { state }]) => state === "on");
    const named = propagating.flatMap(([domain, { profiles }]) => profiles.filter(({ name }) => isKnown(name)).map((profile): Named => ({ domain, profile })));
    for (const group of groupBy(named, ({ domain, profile }) => `${textKey(domain.account)} ${showText(profile.name)}`)) {
      const [first, ...others] = group;
      const apart: [Named, ...Named[]] = [first];
      for (const each of others) if (apart.every((one) => areApart(one, each))) apart.push(each);
      if (apart.length > 1) yield report(apart);
    }
  },
};

/** Two domains that can both be there. One of a template and one that AWS told of may be the same: only another name or region tells. */
function areApart(a: Named, b: Named): boolean {
  if (textKey(a.domain.id) === textKey(b.domain.id) || excludes(a, b)) return false;
  const isOfOneKind = isKnown(a.domain.id) === isKnown(b.domain.id);
  return isOfOneKind || areDifferent(a.domain.name, b.domain.name) || areDifferent(a.domain.region, b.domain.region);
}

function areDifferent(a: Text | undefined, b: Text | undefined): boolean {
  return a !== undefined && b !== undefined && isKnown(a) && isKnown(b) && a !== b;
}

/** A condition of a template makes the one or the other. */
function excludes(a: Named, b: Named): boolean {
  const guards = [...b.domain.guards, ...b.profile.guards];
  return [...a.domain.guards, ...a.profile.guards].some(({ cause, when }) => guards.some((guard) => guard.cause.id === cause.id && guard.when !== when));
}

function report(group: readonly [Named, ...Named[]]): Finding {
  const [first, ...others] = group;
  const name = showText(first.profile.name);
  return finding({
    ruleId: "profile-name-ambiguous",
    severity: "note",
    message: `A user profile is called \`${name}\` in ${group.length} domains of one account (${listed(group.map(({ domain }) => domain.subject))}), and all of them propagate it: CloudTrail shows the source identity \`${name}\` for each of these users.`,
    subject: first.profile.subject,
    at: first.profile.at,
    part: `UserProfileName ${name}`,
    related: others.slice(0, 5).map(({ profile, domain }) => ({ message: `\`${name}\` of domain \`${domain.subject}\``, at: profile.at })),
    remedy: {
      text: "Give the profiles different names if they are different people (with the domain or the team in front, say); if it is one person, nothing has to change. Where the domains have different execution roles, `sessionIssuer.arn` tells them apart in CloudTrail.",
    },
  });
}
