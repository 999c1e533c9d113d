import {
  becauseOf,
  breaksOf,
  type ChainGraph,
  capitalized,
  consequence,
  consequenceIfSo,
  entryDoubt,
  entryOf,
  finding,
  groupBy,
  listed,
  listedTexts,
  pointerKey,
  reachOf,
  statementName,
  type Text,
  textKey,
  worst,
} from "../../src/lint/evidence.ts";
import type { Finding, Rule } from "../../src/lint/rule.ts";
import { type Block, blame, blocksOf, GUARDRAILS } from "./blocks.ts";
import { remedy } from "./remedy.ts";

/** Trust and permissions allow the source identity, but a permissions boundary, an SCP or an RCP does not. */
export const rule: Rule = {
  meta: {
    id: "guardrail-blocks-source-identity",
    summary: "A permissions boundary, SCP or RCP blocks the source identity",
    severity: "error",
    precision: "high",
    securitySeverity: 5,
    tags: ["guardrail", "source-identity"],
  },
  *check({ graph }) {
    for (const group of groupBy(blocksOf(graph), ({ at, obstacle, certainty, action }) => `${obstacle.layer} ${pointerKey(at)} ${certainty} ${action}`))
      yield report(graph, group);
  },
};

function report(graph: ChainGraph, group: readonly [Block, ...Block[]]): Finding {
  const severity = worst(group.map((block) => block.severity));
  const block = group.find((each) => each.severity === severity) ?? group[0];
  const { caller, obstacle, at, certainty, doubts, chain } = block;
  const blamed = blame(obstacle);
  return finding({
    ruleId: "guardrail-blocks-source-identity",
    severity,
    certainty,
    message: message(graph, group, block),
    subject: caller.role.subject,
    at,
    part: `${obstacle.layer}/${blamed === undefined ? "" : (blamed.statement.sid ?? `#${blamed.statement.index}`)}`,
    chain,
    remedy: remedy(block, callersOf(alikeOf(group, block)), lockedOutOf(group)),
    causes: [...obstacle.causes, ...doubts],
    breaks: breaksOf(group),
  });
}

/** The profiles' names that some block of the group keeps out, each once. */
function lockedOutOf(group: readonly Block[]): readonly Text[] {
  return [...new Map(group.flatMap(({ obstacle }) => obstacle.lockedOut).map((name) => [textKey(name), name])).values()];
}

/** An RCP may stop SageMaker's own call and role chains alike: a sentence is about the one or the other. */
function alikeOf(group: readonly Block[], block: Block): readonly Block[] {
  return group.filter((each) => each.way === block.way);
}

function callersOf(alike: readonly Block[]): string {
  return alike.some(({ way }) => way !== "hop") ? "SageMaker" : listed([...new Set(alike.map(({ caller }) => caller.role.subject))]);
}

function message(graph: ChainGraph, group: readonly Block[], block: Block): string {
  const { caller, entry, obstacle, action, doubts } = block;
  const kind = GUARDRAILS.get(obstacle.layer) ?? "guardrail";
  const alike = alikeOf(group, block);
  const callers = callersOf(alike);
  const targets = [...new Set(alike.map((each) => each.target))];
  const on = targets.length > 3 ? `${targets.slice(0, 3).join(", ")} and ${targets.length - 3} more` : targets.join(" and ");
  const state = entry?.state ?? reachOf(graph, caller).state;
  const first = entry ?? entryOf(graph, caller);
  const supposed = first === undefined ? "" : entryDoubt(first);
  const broken = BROKEN[block.way];
  const ifSo = `${consequenceIfSo(state, broken)}${supposed}`;
  if (obstacle.kind === "unknown")
    return `Whether the ${kind} lets ${callers} set the source identity on ${on} can't be told: ${becauseOf(obstacle.causes)}. If it doesn't, ${ifSo}.`;
  const where = whereOf(block, kind);
  if (doubts.length > 0)
    return `Whether ${callers} may assume ${on} can't be told: ${becauseOf(doubts)}. If so, ${where} stops the source identity, and ${ifSo}.`;
  const verb = obstacle.kind === "deny" ? `denies ${callers} \`${action}\`` : `does not allow ${callers} \`${action}\``;
  const rest = group.every((each) => each.alone) ? ", which the other policies allow" : "";
  return `${capitalized(where)} ${verb} on ${on}${condition(block, lockedOutOf(group))}${rest}; ${consequence(state, broken)}${supposed}.`;
}

const BROKEN: Readonly<Record<Block["way"], string>> = {
  entry: "Studio sessions with this role fail with AccessDenied",
  hop: "assuming roles from a Studio session fails with AccessDenied",
  job: "creating a job with it from Studio fails with AccessDenied or ValidationError",
};

function whereOf({ caller, obstacle }: Block, kind: string): string {
  const blamed = blame(obstacle);
  if (blamed === undefined) return `the ${kind} of role \`${caller.role.subject}\``;
  const { label } = blamed.policy;
  return `${statementName(blamed.statement)} of the ${label.startsWith(kind) ? label : `${kind} (${label})`}`;
}

/** In which of the sessions that may assume the role today. */
function condition({ action }: Block, lockedOut: readonly Text[]): string {
  if (lockedOut.length > 0) return ` with the source identity ${listedTexts(lockedOut, 10)}`;
  return action === "sts:AssumeRole" ? " once the session carries a source identity" : "";
}
