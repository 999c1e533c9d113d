import { breaksOf, chainOfEntry, consequence, type Entry, finding, groupBy, type UserProfile } from "../../src/lint/evidence.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";

interface Short {
  readonly entry: Entry;
  readonly profile: UserProfile;
}

/** A source identity has at least two characters: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const SHORTEST = 2;

/** A user profile's name is too short to be a source identity. */
export const rule: Rule = {
  meta: {
    id: "profile-name-too-short",
    summary: "A user profile's name is too short for a source identity",
    severity: "warning",
    precision: "high",
    securitySeverity: 2,
    tags: ["user-profile", "source-identity"],
  },
  *check({ graph }) {
    const short = graph.entries.flatMap((entry) =>
      entry.profiles.filter(({ name }) => typeof name === "string" && name.length < SHORTEST).map((profile): Short => ({ entry, profile })),
    );
    for (const [first] of groupBy(short, ({ profile }) => profile.subject)) yield report(first);
  },
};

function report({ entry, profile }: Short): Finding {
  const name = typeof profile.name === "string" ? profile.name : profile.subject;
  return finding({
    ruleId: "profile-name-too-short",
    severity: "warning",
    message: `User profile \`${name}\` has a name of one character, and AWS STS takes no source identity of fewer than two; ${consequence(entry.state, "SageMaker can't set it for this user's sessions")}.`,
    subject: profile.subject,
    at: profile.at,
    part: "UserProfileName",
    chain: chainOfEntry({ ...entry, profiles: [profile] }),
    remedy: { text: "Create a user profile with a longer name for this user, move the files over, and delete this one: a profile can't be renamed." },
    // What SageMaker does with such a name AWS doesn't say, so a domain is not called blocked by it, but undetermined.
    breaks: breaksOf([{ caller: entry.node, explicit: false }]),
  });
}
