/**
 * The chains that break, as a Mermaid flowchart. Mermaid reads `#NN;` in a quoted label as the character of that number
 * (mermaid.js.org, "Flowcharts", "Entity codes to escape characters"), so labels hold nothing else than letters, digits and a few harmless signs.
 */
import type { ReportedFinding } from "../../lint/report.ts";
import { printable } from "../../text/printable.ts";
import { cutTo } from "../sarif/message.ts";
import { showPlace } from "../text/finding.ts";

/** A picture of more than this is no picture. */
const MOST_NODES = 30;
const MOST_EDGES = 60;
const LONGEST_LABEL = 80;

type Step = ReportedFinding["chain"][number];

interface Edge {
  readonly from: number;
  readonly to: number;
  /** The rules that say so; none: a session gets over it. */
  readonly brokenBy: ReadonlySet<string>;
  readonly isSure: boolean;
}

export interface Chart {
  /** Lines of Mermaid; none where no chain breaks. */
  readonly lines: readonly string[];
  /** Chains that break and are not in the picture. */
  readonly notDrawn: number;
}

/** `findings`: the worst first. A chain is drawn whole or not at all. */
export function chartOf(findings: readonly ReportedFinding[]): Chart {
  const nodes = new Map<string, { readonly index: number; readonly label: string }>();
  const edges = new Map<string, Edge>();
  let notDrawn = 0;
  for (const finding of findings) {
    const { breaksSessions = false, chain } = finding;
    if (!breaksSessions || chain.length < 2) continue;
    const fresh = new Set(chain.map(keyOf).filter((key) => !nodes.has(key)));
    if (nodes.size + fresh.size > MOST_NODES || edges.size + chain.length - 1 > MOST_EDGES) {
      notDrawn += 1;
      continue;
    }
    for (const step of chain) if (!nodes.has(keyOf(step))) nodes.set(keyOf(step), { index: nodes.size, label: step.label });
    const indexes = chain.flatMap((step) => nodes.get(keyOf(step))?.index ?? []);
    for (const edge of edgesOf(indexes, finding)) edges.set(`${edge.from} ${edge.to}`, joined(edges.get(`${edge.from} ${edge.to}`), edge));
  }
  return { lines: nodes.size === 0 ? [] : drawing([...nodes.values()], [...edges.values()]), notDrawn };
}

/** Two things of one name at two places are two things. */
function keyOf({ label, location }: Step): string {
  return `${location === undefined ? "" : showPlace(location)} ${label}`;
}

/** From step to step; the last one is what breaks. */
function edgesOf(indexes: readonly number[], { ruleId, certainty }: ReportedFinding): readonly Edge[] {
  return indexes.slice(1).map((to, index) => {
    const from = indexes[index] ?? to;
    return index === indexes.length - 2
      ? { from, to, brokenBy: new Set([ruleId]), isSure: certainty === "definite" }
      : { from, to, brokenBy: new Set<string>(), isSure: false };
  });
}

function joined(known: Edge | undefined, edge: Edge): Edge {
  return known === undefined ? edge : { ...known, brokenBy: new Set([...known.brokenBy, ...edge.brokenBy]), isSure: known.isSure || edge.isSure };
}

function drawing(nodes: readonly { readonly label: string }[], edges: readonly Edge[]): readonly string[] {
  const broken = edges.flatMap(({ brokenBy }, index) => (brokenBy.size === 0 ? [] : [index]));
  return [
    "flowchart LR",
    ...nodes.map(({ label }, index) => `  n${index}["${mermaid(label)}"]`),
    ...edges.map(edgeLine),
    `  linkStyle ${broken.join(",")} stroke:red`,
  ];
}

/** Broken for sure: a line that ends in a cross. Perhaps: a dotted one. */
function edgeLine({ from, to, brokenBy, isSure }: Edge): string {
  if (brokenBy.size === 0) return `  n${from} --> n${to}`;
  const rules = [...brokenBy].join(", ");
  return isSure ? `  n${from} --x|"${mermaid(rules)}"| n${to}` : `  n${from} -.->|"${mermaid(`undetermined: ${rules}`)}"| n${to}`;
}

/** Mermaid takes no empty label. */
function mermaid(text: string): string {
  const label = cutTo(printable(text.trim()), LONGEST_LABEL) || "(no name)";
  return label.replace(/[^A-Za-z0-9 ./,()-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
}
