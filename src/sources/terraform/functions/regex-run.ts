/**
 * Runs a pattern over a text in time proportional to their lengths multiplied: all ways of matching advance together, one character
 * at a time (Pike's method, https://swtch.com/~rsc/regexp/regexp2.html). Of several matches it finds the one that Go's engine does:
 * the leftmost, and of those the first that a backtracking engine would find.
 */
import { type CharacterSet, isIn } from "./regex-classes.ts";
import type { Assertion, Node, Pattern } from "./regex-syntax.ts";

type Instruction =
  | { readonly kind: "character"; readonly set: CharacterSet }
  | { readonly kind: "assertion"; readonly what: Assertion }
  | { readonly kind: "save"; readonly slot: number }
  /** Goes on at both, preferring the first. */
  | { kind: "split"; first: number; second: number }
  | { kind: "jump"; to: number }
  | { readonly kind: "match" };

/** Longer programs are not run. */
const MAX_PROGRAM = 2000;

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly slots: number;
}

/** Undefined where the pattern is too large. */
export function compile(pattern: Pattern): Program | undefined {
  const instructions: Instruction[] = [{ kind: "save", slot: 0 }];
  if (!emit(pattern.node, instructions)) return undefined;
  instructions.push({ kind: "save", slot: 1 }, { kind: "match" });
  return { instructions, slots: 2 * (pattern.groups.length + 1) };
}

/** Appends the instructions of a node; false where they become too many. */
function emit(node: Node, to: Instruction[]): boolean {
  if (to.length > MAX_PROGRAM) return false;
  switch (node.kind) {
    case "character":
    case "assertion":
      to.push(node);
      return true;
    case "sequence":
      return node.nodes.every((inner) => emit(inner, to));
    case "group": {
      to.push({ kind: "save", slot: 2 * node.index });
      const isDone = emit(node.node, to);
      to.push({ kind: "save", slot: 2 * node.index + 1 });
      return isDone;
    }
    case "either":
      return emitEither(node.nodes, to);
    case "repeat":
      return emitRepeat(node, to);
  }
}

function emitEither(nodes: readonly Node[], to: Instruction[]): boolean {
  const ends: { kind: "jump"; to: number }[] = [];
  for (const [index, node] of nodes.entries()) {
    const split: Instruction = { kind: "split", first: to.length + 1, second: 0 };
    const isLast = index === nodes.length - 1;
    if (!isLast) to.push(split);
    if (!emit(node, to)) return false;
    if (isLast) break;
    const end: { kind: "jump"; to: number } = { kind: "jump", to: 0 };
    to.push(end);
    ends.push(end);
    split.second = to.length;
  }
  for (const end of ends) end.to = to.length;
  return true;
}

function emitRepeat({ node, least, most, lazy }: Node & { readonly kind: "repeat" }, to: Instruction[]): boolean {
  for (let count = 0; count < least - (most === Number.POSITIVE_INFINITY ? 1 : 0); count++) if (!emit(node, to)) return false;
  if (most === Number.POSITIVE_INFINITY) return emitLoop(node, least, lazy, to);
  const splits: { kind: "split"; first: number; second: number }[] = [];
  for (let count = least; count < most; count++) {
    const split: { kind: "split"; first: number; second: number } = { kind: "split", first: to.length + 1, second: to.length + 1 };
    to.push(split);
    splits.push(split);
    if (!emit(node, to)) return false;
  }
  for (const split of splits) split[lazy ? "first" : "second"] = to.length;
  return true;
}

/** What matches nothing too is repeated as Go does it: `(x+)?` for `x*`, so that an empty turn ends the loop. */
function emitLoop(node: Node, least: number, lazy: boolean, to: Instruction[]): boolean {
  const outer: { kind: "split"; first: number; second: number } = { kind: "split", first: to.length + 1, second: to.length + 1 };
  if (least === 0) to.push(outer);
  const start = to.length;
  if (!emit(node, to)) return false;
  const end = to.length + 1;
  to.push({ kind: "split", first: lazy ? end : start, second: lazy ? start : end });
  outer[lazy ? "first" : "second"] = end;
  return true;
}

/** For each group, and for group 0 the whole, where it starts and ends; undefined for one that took no part. */
export type Match = readonly (number | undefined)[];

/** A text by code points, and the steps that may still be taken. */
export interface Subject {
  readonly codes: readonly number[];
  steps: number;
}

interface Thread {
  readonly at: number;
  readonly slots: Match;
}

/** The first match at or after `from`; null where there is none, undefined where the steps are used up. */
export function run({ instructions, slots }: Program, subject: Subject, from: number): Match | null | undefined {
  const nothing: Match = Array.from({ length: slots }, () => undefined);
  let threads: readonly Thread[] = [];
  let found: Match | null = null;
  for (let position = from; position <= subject.codes.length && (found === null || threads.length > 0); position++) {
    const turn: Turn = { instructions, subject, position, visited: new Set(), threads: [] };
    for (const thread of threads) follow(thread, turn);
    if (found === null) follow({ at: 0, slots: nothing }, turn);
    if (subject.steps < 0) return undefined;
    const matched = turn.threads.findIndex(({ at }) => instructions[at]?.kind === "match");
    found = turn.threads[matched]?.slots ?? found;
    // What is less preferred than a match is given up.
    threads = advanced(matched < 0 ? turn.threads : turn.threads.slice(0, matched), turn);
  }
  return found;
}

interface Turn {
  readonly instructions: readonly Instruction[];
  readonly subject: Subject;
  readonly position: number;
  readonly visited: Set<number>;
  /** That wait for a character or have matched, the most preferred first. */
  readonly threads: Thread[];
}

/** Takes a thread over all that needs no character. */
function follow(thread: Thread, turn: Turn): void {
  const { at, slots } = thread;
  if (turn.visited.has(at)) return;
  turn.visited.add(at);
  turn.subject.steps--;
  const instruction = turn.instructions[at];
  switch (instruction?.kind) {
    case "jump":
      follow({ at: instruction.to, slots }, turn);
      break;
    case "split":
      follow({ at: instruction.first, slots }, turn);
      follow({ at: instruction.second, slots }, turn);
      break;
    case "save":
      turn.subject.steps -= slots.length;
      follow({ at: at + 1, slots: slots.with(instruction.slot, turn.position) }, turn);
      break;
    case "assertion":
      if (holdsAt(instruction.what, turn.subject.codes, turn.position)) follow({ at: at + 1, slots }, turn);
      break;
    default:
      turn.threads.push(thread);
  }
}

function advanced(threads: readonly Thread[], { instructions, subject, position }: Turn): readonly Thread[] {
  const code = subject.codes[position];
  return threads.flatMap(({ at, slots }) => {
    const instruction = instructions[at];
    return instruction?.kind === "character" && code !== undefined && isIn(instruction.set, code) ? [{ at: at + 1, slots }] : [];
  });
}

function holdsAt(what: Assertion, codes: readonly number[], position: number): boolean {
  const [before, after] = [codes[position - 1], codes[position]];
  switch (what) {
    case "text-start":
      return before === undefined;
    case "text-end":
      return after === undefined;
    case "line-start":
      return before === undefined || before === LINE_END;
    case "line-end":
      return after === undefined || after === LINE_END;
    case "word-edge":
      return isWord(before) !== isWord(after);
    case "no-word-edge":
      return isWord(before) === isWord(after);
  }
}

const LINE_END = 10;

function isWord(code: number | undefined): boolean {
  return code !== undefined && code < 128 && /^\w$/.test(String.fromCharCode(code));
}
