/**
 * Makes `table.json` from a file of facts about AWS managed policies:
 *
 *     node src/sources/managed-policies/make-table.mjs FACTS.json > src/sources/managed-policies/table.json
 *     npx biome format --write src/sources/managed-policies/table.json
 *
 * FACTS: {"source", "asked": [actions], "policies": {name: {"version", "statements"}}, "grantsNoneOfThese": [names]}.
 * Statements are those that touch the actions asked about; a policy that touches none is listed by name alone, so that a name
 * in neither list is known to be unknown.
 */
import { readFileSync } from "node:fs";

const file = process.argv[2];
if (file === undefined) {
  process.stderr.write("usage: make-table.mjs FACTS.json\n");
  process.exit(2);
}
const facts = JSON.parse(readFileSync(file, "utf8"));
const date = /\d{4}-\d{2}-\d{2}/.exec(facts.source)?.[0];
if (date === undefined) {
  process.stderr.write("the facts carry no date\n");
  process.exit(1);
}
const byName = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const policies = Object.fromEntries(
  Object.keys(facts.policies)
    .sort(byName)
    .map((name) => [name, facts.policies[name].statements]),
);
const none = facts.grantsNoneOfThese.toSorted(byName).join(" ");
process.stdout.write(`${JSON.stringify({ date, asked: facts.asked.toSorted(byName), policies, none })}\n`);
