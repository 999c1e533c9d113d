/** The apps that stand in the way of the switch, by whose they are, and what their users lose. */

import type { Members } from "../chain/types.ts";
import { blocksSwitch } from "../lint/apps.ts";
import { shellOption } from "../lint/shell.ts";
import type { App, Domain, Space } from "../model/inventory.ts";
import { isKnown, showText, textKey } from "../text/symbolic.ts";
import type { AppOwner, PlannedApp, Step } from "./types.ts";

/**
 * https://docs.aws.amazon.com/sagemaker/latest/dg/studio-tasks-update-studio.html, studio-tasks-update-apps.html,
 * studio-updated-running-stop.html, canvas-manage-apps.html, canvas-log-out.html, rstudio-shutdown.html
 */
const LOSSES: ReadonlyMap<string, string> = new Map([
  ["JupyterServer", "unsaved notebook changes; files on the EFS volume stay"],
  ["KernelGateway", "unsaved notebook information and what the kernel holds in memory; files on the EFS volume stay"],
  ["JupyterLab", "unsaved work and what kernels hold in memory; the files of the space stay"],
  ["CodeEditor", "unsaved work and running terminals; the files of the space stay"],
  ["Canvas", "the session; models and datasets stay, quick builds are cancelled and start again at the next login"],
  ["RStudioServerPro", "unsaved work; all RSessions have to be shut down first; files on the EFS volume stay"],
  ["RSessionGateway", "unsaved work of the R session; files on the EFS volume stay"],
  ["TensorBoard", "nothing that is not in its log folder"],
]);

const UNKNOWN_LOSS = "whatever it holds in memory and was not saved";

export function appOwners(domain: Domain, { apps, spaces }: Pick<Members, "apps" | "spaces">): readonly AppOwner[] {
  const owners = new Map<string, { readonly owner: Omit<AppOwner, "apps">; readonly apps: PlannedApp[] }>();
  for (const app of apps.filter(blocksSwitch)) {
    const owner = ownerOf(app, spaces);
    const known = owners.get(`${owner.kind} ${owner.name}`);
    if (known === undefined) owners.set(`${owner.kind} ${owner.name}`, { owner, apps: [plannedApp(domain, app)] });
    else known.apps.push(plannedApp(domain, app));
  }
  return [...owners.values()].map(({ owner, apps: own }) => ({ ...owner, apps: own.toSorted(inOrder) })).toSorted(inOwnersOrder);
}

function ownerOf({ userProfile, space }: App, spaces: readonly Space[]): Omit<AppOwner, "apps"> {
  if (userProfile !== undefined) return { kind: "user profile", name: showText(userProfile) };
  if (space === undefined) return { kind: "domain", name: "" };
  const found = spaces.find(({ name }) => textKey(name) === textKey(space));
  return {
    kind: "space",
    name: showText(space),
    ...(found?.owner !== undefined && { owner: showText(found.owner) }),
    ...(found !== undefined && found.sharing !== "unknown" && { sharing: found.sharing }),
  };
}

function plannedApp(domain: Domain, app: App): PlannedApp {
  const command = deleteCommand(domain, app);
  const type = showText(app.appType);
  return {
    type,
    name: showText(app.name),
    ...(app.status !== undefined && { status: app.status }),
    loss: LOSSES.get(type) ?? UNKNOWN_LOSS,
    ...(command !== undefined && { command }),
  };
}

const LAST: readonly string[] = ["JupyterServer", "RStudioServerPro"];

/** What runs on top of something goes first. */
function inOrder(a: PlannedApp, b: PlannedApp): number {
  return LAST.indexOf(a.type) - LAST.indexOf(b.type);
}

/** Whoever has the RStudio server, which all users' sessions run on, comes last. */
function inOwnersOrder(a: AppOwner, b: AppOwner): number {
  const isServer = ({ apps }: AppOwner): number => Number(apps.some(({ type }) => type === "RStudioServerPro"));
  return isServer(a) - isServer(b);
}

/** https://docs.aws.amazon.com/cli/latest/reference/sagemaker/delete-app.html */
function deleteCommand(domain: Domain, { userProfile, space, appType, name, status }: App): string | undefined {
  const owner = userProfile ?? space;
  if (status === undefined || owner === undefined || !isKnown(owner) || !isKnown(domain.id) || !isKnown(appType) || !isKnown(name)) return undefined;
  return [
    "aws sagemaker delete-app",
    ...regionOption(domain),
    shellOption("domain-id", domain.id),
    shellOption(userProfile === undefined ? "space-name" : "user-profile-name", owner),
    shellOption("app-type", appType),
    shellOption("app-name", name),
  ].join(" ");
}

export function regionOption({ region }: Domain): readonly string[] {
  return isKnown(region) && /^[a-z0-9-]+$/.test(region) ? [shellOption("region", region)] : [];
}

/** How to see which apps are there now, whatever the input says: users start apps at any minute. */
export function listCommand(domain: Domain): string {
  return [
    "aws sagemaker list-apps",
    ...regionOption(domain),
    isKnown(domain.id) ? shellOption("domain-id-equals", domain.id) : "--domain-id-equals DOMAIN_ID",
    "--query \"Apps[?Status=='InService' || Status=='Pending' || Status=='Deleting'].[UserProfileName, SpaceName, AppType, AppName, Status]\" --output table",
  ].join(" ");
}

export function stopAppsSteps(domain: Domain, owners: readonly AppOwner[]): readonly Step[] {
  const count = owners.reduce((sum, { apps }) => sum + apps.length, 0);
  const declared = domain.describedBy !== "aws";
  const first: Step =
    count > 0
      ? {
          text: declared
            ? `${count === 1 ? "1 app is" : `${count} apps are`} declared with the domain and ${count === 1 ? "runs" : "run"} once deployed: take ${count === 1 ? "it" : "them"} out, deploy, and put ${count === 1 ? "it" : "them"} back after the switch. Users' own apps are not in the input.`
            : `Have users save their work, then delete ${count === 1 ? "the app" : `the ${count} apps`} listed here.`,
        }
      : { text: declared ? "If the domain is deployed already, its apps have to be deleted; they are not in the input." : "No app that runs is in the input." };
  const id: Step = {
    text: "The commands need the domain's id, in the place of DOMAIN_ID. These are the domains there are:",
    commands: [["aws sagemaker list-domains", ...regionOption(domain), "--query 'Domains[].[DomainId, DomainName, Status]' --output table"].join(" ")],
  };
  return [
    first,
    ...(isKnown(domain.id) ? [] : [id]),
    {
      text: "See that no app is left, and that nobody starts another one, before you go on: the switch is refused while an app is InService or Pending. A deleted app stays listed, as Deleted, for about a day.",
      commands: [listCommand(domain)],
    },
  ];
}
