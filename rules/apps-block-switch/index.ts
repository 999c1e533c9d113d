import { type App, blocksSwitch, type Domain, domainsIn, finding, listed, showText } from "../../src/lint/evidence.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";

/** Apps run, so propagation can't be turned on now. One finding for each domain that doesn't have it on. */
export const rule: Rule = {
  meta: {
    id: "apps-block-switch",
    summary: "Apps run in the domain, so propagation can't be switched",
    severity: "note",
    precision: "very-high",
    securitySeverity: 1,
    tags: ["app", "domain"],
  },
  *check({ graph }) {
    for (const [domain, { apps }] of domainsIn(graph)) {
      const [first, ...others] = apps.filter(blocksSwitch);
      if (first !== undefined && domain.propagation.kind !== "on") yield report(domain, [first, ...others]);
    }
  },
};

function report(domain: Domain, apps: readonly [App, ...App[]]): Finding {
  const [first, ...others] = apps;
  const isDeclared = apps.every(({ status }) => status === undefined);
  // One that a template declares may be listed as well.
  const names = [...new Set(apps.map(nameOf))];
  const one = names.length === 1;
  const fact = isDeclared
    ? `${one ? "An app is" : `${names.length} apps are`} declared in domain \`${domain.subject}\` (${listed(names)}) and ${one ? "runs" : "run"} once deployed`
    : `${one ? "An app runs or starts" : `${names.length} apps run or start`} in domain \`${domain.subject}\` (${listed(names)})`;
  return finding({
    ruleId: "apps-block-switch",
    severity: "note",
    message: `${fact}: as long as an app is InService or Pending, SageMaker refuses to turn propagation on or off.`,
    subject: domain.subject,
    at: first.at,
    part: "apps",
    related: [
      { message: `domain \`${domain.subject}\``, at: domain.at },
      ...others.slice(0, 5).map((app) => ({ message: `app \`${nameOf(app)}\``, at: app.at })),
    ],
    remedy: { text: "Before the switch, have users save their work, and delete the apps: `lint-roles plan` lists them with the commands and what is lost." },
  });
}

function nameOf({ appType, name, userProfile, space }: App): string {
  const owner = userProfile ?? space;
  return `${owner === undefined ? "" : `${showText(owner)}/`}${showText(appType)}/${showText(name)}`;
}
