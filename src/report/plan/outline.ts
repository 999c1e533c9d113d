/** A plan as an outline that text and Markdown print alike: sections of items, each with what to run or write. */
import type { Location } from "../../lint/report.ts";
import type { Change, Plan, PlannedDomain, Snippet, Step } from "../../plan/types.ts";

export interface Outline {
  readonly title: string;
  readonly verdict: { readonly word: Plan["verdict"]; readonly text: string };
  /** What could not be judged. */
  readonly notSeen: readonly Item[];
  readonly sections: readonly Section[];
  readonly notes: readonly string[];
}

export interface Section {
  readonly heading: string;
  readonly text?: string;
  readonly items: readonly Item[];
}

export interface Item {
  /** Stands before the text: the role that changes, say. */
  readonly label?: string;
  readonly parts: readonly Part[];
}

/** One thing to do or to know. */
export interface Part {
  /** What is wrong, for what has to change. */
  readonly why?: string;
  readonly text: string;
  readonly location?: Location;
  readonly snippet?: Snippet;
  readonly commands: readonly string[];
}

export function outlineOf(plan: Plan): Outline {
  const { to, domain } = plan;
  const isThere = plan.switch.length === 0;
  const sections: Section[] = [
    section(
      "Change these roles first",
      to === "on" && plan.from === "off" ? "None of this breaks anything while propagation is off, so it can be done at any time before." : undefined,
      plan.changes.map(changeItem),
      plan.changes.length > 0,
    ),
    section(
      "Also to be seen to",
      "Nothing here breaks, but the source identity is worth less while it is so.",
      plan.advice.map(changeItem),
      plan.advice.length > 0,
    ),
    section(
      "Delete the apps",
      undefined,
      [...plan.stopApps.slice(0, 1).map(itemOf), ...appItems(plan), ...plan.stopApps.slice(1).map(itemOf)],
      plan.stopApps.length > 0,
    ),
    section(domain.is === "new" ? "Create the domain" : `Turn propagation ${to}`, undefined, plan.switch.map(itemOf), plan.switch.length > 0),
    section("See that it works", undefined, plan.verify.map(itemOf), true),
    section("The way back", undefined, plan.back.map(itemOf), plan.back.length > 0),
  ].flatMap((each) => each ?? []);
  return {
    title: isThere
      ? `Propagation is ${to} in ${nameOf(domain)}`
      : `Turn source-identity propagation ${to} ${domain.is === "new" ? "with" : "in"} ${nameOf(domain)}`,
    verdict: { word: plan.verdict, text: verdictText(plan) },
    // The others stand under what has to change.
    notSeen: plan.reasons
      .filter(({ kind }) => kind === "not-seen")
      .map(({ text, location }) => ({ parts: [{ text, commands: [], ...(location && { location }) }] })),
    sections,
    notes: plan.notes,
  };
}

function section(heading: string, text: string | undefined, items: readonly Item[], isThere: boolean): Section | undefined {
  return isThere ? { heading, ...(text !== undefined && { text }), items } : undefined;
}

function nameOf({ is, id, subject, name, account, region }: PlannedDomain): string {
  if (is === "new") return "a new domain";
  const facts = [name === (id ?? subject) ? undefined : name, account === undefined ? undefined : `account ${account}`, region].filter(
    (fact) => fact !== undefined,
  );
  return `domain ${id ?? subject}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`;
}

function verdictText({ verdict, from, to, changes, switch: steps, domain }: Plan): string {
  const musts = changes.flatMap(({ steps: own }) => own).filter(({ need }) => need === "must").length;
  const mays = changes.flatMap(({ steps: own }) => own).filter(({ need }) => need === "may").length;
  const now =
    domain.is === "new"
      ? ""
      : steps.length === 0
        ? `Propagation is ${to} already. `
        : from === "unknown"
          ? "Whether propagation is on now can't be told. "
          : `Propagation is ${from} now. `;
  const open = mays === 0 ? "" : ` ${mays} ${mays === 1 ? "thing" : "things"} may break and should be looked at.`;
  switch (verdict) {
    case "ready":
      return `${now}Every role that the domain's users can get to, as far as the input tells, works with propagation ${to}.`;
    case "blocked":
      return `${now}${musts} ${musts === 1 ? "thing breaks" : "things break"} with propagation ${to} and must change first.${open}`;
    case "undetermined":
      return `${now}Nothing certainly breaks with propagation ${to}, but not everything could be judged.${open}`;
  }
}

function changeItem({ subject, account, steps }: Change): Item {
  const where = account === undefined || subject.includes(account) ? "" : ` (account ${account})`;
  const isOpen = steps.every(({ need }) => need === "may");
  return { label: `${isOpen ? "perhaps " : ""}${subject}${where}`, parts: steps.map((step) => ({ ...partOf(step), why: step.why })) };
}

function itemOf(step: Step): Item {
  return { parts: [partOf(step)] };
}

function partOf({ text, commands = [], snippet, location }: Step): Part {
  return { text, commands, ...(snippet && { snippet }), ...(location && { location }) };
}

function appItems({ apps }: Plan): readonly Item[] {
  return apps.map(({ kind, name, apps: own }) => ({
    label: kind === "domain" ? "the domain's own" : `${kind} ${name}`,
    parts: own.map(({ type, name: app, status, loss, command }) => ({
      text: `${type} \`${app}\`${status === undefined || status === "InService" ? "" : ` (${status})`}: loses ${loss}.`,
      commands: command === undefined ? [] : [command],
    })),
  }));
}
