/** A plan as an outline that text and Markdown print alike: sections of items, each with what to run or write. */
import type { Location } from "../../lint/report.ts";
import type { Change, ChangeStep, Plan, PlannedDomain, Snippet, Step } from "../../plan/types.ts";
import { languageToWrite, linesToWrite, sourceSentences } from "../source.ts";

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
  const { to, from, domain, isThere, changes, stopApps } = plan;
  const sections = [
    section(isThere ? "Broken now: change this" : "Change this first", whileOff(plan), [...changes.map(changeItem), ...(changes.length > 0 ? [AGAIN] : [])]),
    section(
      "Worth fixing too",
      "The switch breaks none of this. Some of it may be broken already, or makes the source identity worth less.",
      plan.advice.map(changeItem),
    ),
    section("Delete the apps", undefined, [...stopApps.slice(0, 1).map(itemOf), ...appItems(plan), ...stopApps.slice(1).map(itemOf)]),
    section(domain.is === "new" ? "Create the domain" : `Turn propagation ${to}`, undefined, plan.switch.map(itemOf)),
    section("See that it works", undefined, plan.verify.map(itemOf)),
    section("The way back", undefined, plan.back.map(itemOf)),
  ].flatMap((each) => each ?? []);
  const declared = domain.is === "declared" && from === to ? " (declared so already)" : "";
  return {
    title: isThere
      ? `Propagation is ${to} in ${nameOf(domain)}`
      : `Turn source-identity propagation ${to} ${domain.is === "new" ? "with" : "in"} ${nameOf(domain)}${declared}`,
    verdict: { word: plan.verdict, text: verdictText(plan) },
    // The others stand under what has to change.
    notSeen: plan.reasons
      .filter(({ kind }) => kind === "not-seen")
      .map(({ text, location }) => ({ parts: [{ text, commands: [], ...(location && { location }) }] })),
    sections,
    notes: plan.notes,
  };
}

const AGAIN: Item = { parts: [{ text: "Then make this plan again: a change can bring to light what it hid.", commands: [] }] };

function whileOff({ to, from }: Plan): string | undefined {
  return to === "on" && from === "off" ? "None of this breaks anything while propagation is off, so it can be done at any time before." : undefined;
}

/** None without anything in it. */
function section(heading: string, text: string | undefined, items: readonly Item[]): Section | undefined {
  return items.length === 0 ? undefined : { heading, ...(text !== undefined && { text }), items };
}

function nameOf({ is, id, subject, name, account, region }: PlannedDomain): string {
  if (is === "new") return "a new domain";
  const facts = [
    name === undefined || name === (id ?? subject) ? undefined : asName(name),
    account === undefined ? undefined : `account ${account}`,
    region,
  ].filter((fact) => fact !== undefined);
  return `domain ${asName(id ?? subject ?? "")}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`;
}

/** What is no plain name stands in backquotes: elsewhere a link, or somebody's handle, would come to life where the plan is pasted. */
function asName(name: string): string {
  return /^[\w.:/-]+$/.test(name) && !/:\/\/|www\./i.test(name) ? name : `\`${name}\``;
}

function verdictText(plan: Plan): string {
  const { verdict, to, changes, isThere } = plan;
  const steps = changes.flatMap(({ steps: own }) => own);
  const musts = steps.filter(({ need }) => need === "must").length;
  const mays = steps.filter(({ need }) => need === "may").length;
  const open = mays === 0 ? "" : ` ${mays} ${mays === 1 ? "thing" : "things"} may break and should be looked at.`;
  switch (verdict) {
    case "ready":
      return `${stateText(plan)}Every role that the domain's users can get to, as far as the input tells, works with propagation ${to}.`;
    case "blocked":
      return isThere
        ? `${stateText(plan)}${musts} ${musts === 1 ? "thing is" : "things are"} broken for its users now.${open}`
        : `${stateText(plan)}${musts} ${musts === 1 ? "thing breaks" : "things break"} with propagation ${to} and must change first.${open}`;
    case "undetermined":
      return `${stateText(plan)}Nothing certainly breaks with propagation ${to}, but not everything could be judged.${open}`;
  }
}

function stateText({ from, to, isThere, domain }: Plan): string {
  if (domain.is === "new") return "";
  if (isThere) return `Propagation is ${to} already. `;
  if (from === "unknown") return "Whether propagation is on now can't be told. ";
  return from === to ? `Propagation is declared ${to}: the next deployment makes the switch, unless it is made already. ` : `Propagation is ${from} now. `;
}

function changeItem({ subject, account, origin, steps }: Change): Item {
  const where = [...(account === undefined || subject.includes(account) ? [] : [`account ${account}`]), ...(origin === undefined ? [] : [origin])];
  const isOpen = steps.every(({ need }) => need === "may");
  return {
    label: `${isOpen ? "perhaps " : ""}${asName(subject)}${where.length === 0 ? "" : ` (${where.join("; ")})`}`,
    parts: steps.map((step) => ({ ...changePart(step), why: step.need === "may" && !isOpen ? `Perhaps: ${step.why}` : step.why })),
  };
}

/** What a tool makes is changed in its source. */
function changePart(step: ChangeStep): Part {
  const { source, snippet, text } = step;
  if (source === undefined) return partOf(step);
  const lines = linesToWrite({ source, ...(snippet && { snippet: snippet.text }) });
  const language = languageToWrite({ source }) || snippet?.language;
  const { snippet: _snippet, ...rest } = partOf({ ...step, text: [text, ...sourceSentences({ source })].join(" ") });
  return { ...rest, ...(lines.length > 0 && language !== undefined && { snippet: { language, text: lines.join("\n") } }) };
}

function itemOf(step: Step): Item {
  return { parts: [partOf(step)] };
}

function partOf({ text, commands = [], snippet, location }: Step): Part {
  return { text, commands, ...(snippet && { snippet }), ...(location && { location }) };
}

function ownership(owner: string | undefined, sharing: string | undefined): string {
  const facts = [...(sharing === "Shared" ? ["shared"] : []), ...(owner === undefined ? [] : [`owner ${asName(owner)}`])];
  return facts.length === 0 ? "" : ` (${facts.join(", ")})`;
}

function appItems({ apps }: Plan): readonly Item[] {
  return apps.map(({ kind, name, owner, sharing, apps: own }) => ({
    label: kind === "domain" ? "the domain's own" : `${kind} ${asName(name)}${ownership(owner, sharing)}`,
    parts: own.map(({ type, name: app, status, loss, command }) => ({
      text: `${type} \`${app}\`${status === undefined || status === "InService" ? "" : ` (${status})`}: loses ${loss}.`,
      commands: command === undefined ? [] : [command],
    })),
  }));
}
