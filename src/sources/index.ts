/**
 * Inputs to an inventory: find the files, tell what each is, hand it to its reader, join what the readers give back. The
 * readers of templates, the YAML parser and the tables are loaded only when something needs them: start-up time is a feature.
 */
import { dirname, resolve } from "node:path";
import type { Inventory } from "../model/inventory.ts";
import type { SourceText } from "../text/source-text.ts";
import { type AwsReader, createAwsReader } from "./aws-json/index.ts";
import type { MemoryRecording } from "./aws-live/memory.ts";
import type { Tally } from "./aws-live/tally.ts";
import { type Constructs, constructsByFile } from "./constructs.ts";
import { type Detected, detect, looksRelevant, mayBeYamlInput } from "./detect.ts";
import { type FoundFiles, fileName, findFiles } from "./find-files.ts";
import { undeclaredParameters } from "./given-parameters.ts";
import type { LiveInput } from "./live-input.ts";
import { mergeInventories } from "./merge.ts";
import { faultOf, parseInput } from "./parse-input.ts";
import { type BareDocument, documentKind, readPolicyDocuments } from "./policy-document.ts";
import { createFiles, type Files, formatOf } from "./read-file.ts";
import { type LineIndex, readRecord, readRecording } from "./recording/index.ts";
import { assemblyStacks, withNestedTemplates } from "./templates.ts";
import { isTerraformFile } from "./terraform/file-names.ts";
import { readConfiguration, type TerraformSession, takePlan, takeTerraform } from "./terraform-input.ts";
import { keeper, type ReadText, textReader } from "./texts.ts";
import type { InputFile, InputProblem, LoadResult, SourceOptions, StackInput } from "./types.ts";

export interface SourceIo {
  /** Absolute. */
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array> | undefined;
  readonly onProgress?: (message: string) => void;
  /** Texts, by file as shown, that are read in the place of what the files hold. */
  readonly instead?: ReadonlyMap<string, string> | undefined;
  /** AWS itself, besides the files; recorded in a file where one is named, else in memory. */
  readonly live?: LiveInput & { readonly save: string | undefined };
}

export interface LoadedInputs extends LoadResult {
  readonly readText: ReadText;
}

/** What is collected while the files are read. */
interface Session extends TerraformSession {
  readonly files: Files;
  readonly aws: AwsReader;
  readonly stacks: StackInput[];
  readonly documents: BareDocument[];
  /** By the file as shown. */
  readonly inputs: Map<string, InputFile>;
  readonly lines: Map<string, LineIndex>;
  /** By the name that says where in AWS it is. */
  live: MemoryRecording | undefined;
  tally: Tally | undefined;
  readonly written: Set<string>;
  constructs: Constructs;
  readonly kept: ReadonlyMap<string, SourceText>;
  /** Texts in which a directive may stand. */
  readonly marked: ReadonlyMap<string, SourceText>;
}

const EXPECTED =
  "expected a CloudFormation template, a CDK cloud assembly, Terraform configuration or a plan of it as JSON, output of the AWS CLI (get-account-authorization-details, describe-domain …), a recording or a policy document";

/** Reads all that the paths name. Never throws for what is in the files: that is told in `problems`, and the rest is read all the same. */
export async function loadInputs(paths: readonly string[], options: SourceOptions, io: SourceIo): Promise<LoadedInputs> {
  const found = await findFiles(paths.length === 0 && io.live === undefined ? ["."] : paths, io.cwd);
  const session = begin(found, options, io);
  const saved = io.live?.save === undefined ? undefined : resolve(io.cwd, io.live.save);
  // A recording of before, which is about to be written anew.
  const files = found.files.filter(({ absolutePath }) => absolutePath === undefined || absolutePath !== saved);
  for (const [index, input] of (await withoutAssemblyParts(files, session)).entries()) {
    io.onProgress?.(`reading ${input.file} (${index + 1} of ${found.files.length})`);
    await readInput(input, session);
  }
  if (io.live !== undefined) await readLive(io.live, saved, session);
  const { inventory, stacks } = await finish(session);
  if (session.used.size === 0 && session.problems.length === 0 && io.live === undefined) {
    session.problems.push(nothingFound(paths[0] ?? ".", found.ignoredAssemblies, session));
  }
  const { problems, skipped, tally, written, used } = session;
  const directives = session.marked.size === 0 ? [] : await (await import("./directives/index.ts")).directivesIn(session, stacks);
  return {
    inventory,
    directives,
    problems,
    skipped,
    files: [...used],
    ignoredAssemblies: found.ignoredAssemblies,
    written,
    constructs: session.constructs,
    readText: textReader(session),
    ...(tally && { tally }),
  };
}

async function readLive(live: LiveInput, saved: string | undefined, session: Session): Promise<void> {
  const { recordAws, recordInMemory } = await import("./live-input.ts");
  const { result, memory } =
    saved === undefined
      ? await recordInMemory(live, session.aws)
      : { result: await recordAws(live, { kind: "file", path: saved, resume: false }, session.options), memory: undefined };
  session.live = memory;
  session.problems.push(...result.problems);
  session.tally = result.tally;
  // Nothing was written where nothing was answered.
  if (saved !== undefined && result.tally.calls.size > 0) await readInput({ file: session.show(saved), absolutePath: saved, named: true }, session);
}

function nothingFound(file: string, [ignored]: readonly string[], { skipped, inputs }: Session): InputProblem {
  // An answer of AWS that was named and tells nothing: what to give instead is known.
  const useless = skipped.find((each) => inputs.get(each.file)?.named);
  const help =
    ignored === undefined ? (useless?.reason ?? EXPECTED) : `\`${ignored}\` is ignored by .gitignore: name it to check it, as in \`lint-roles ${ignored}\``;
  return { file, message: "nothing to check was found", help };
}

function begin(found: FoundFiles, options: SourceOptions, io: SourceIo): Session {
  const kept = new Map<string, SourceText>();
  const marked = new Map<string, SourceText>();
  return {
    kept,
    marked,
    keep: keeper(kept, marked),
    options,
    cwd: io.cwd,
    show: found.show,
    roots: found.roots,
    files: createFiles(io.stdin, io.instead),
    instead: io.instead ?? new Map(),
    aws: createAwsReader(options),
    stacks: [],
    documents: [],
    terraform: [],
    plans: [],
    inputs: new Map(),
    lines: new Map(),
    live: undefined,
    tally: undefined,
    written: new Set(),
    constructs: new Map(),
    used: new Set(),
    problems: [...found.problems],
    skipped: [...found.skipped],
  };
}

/**
 * A search that meets the manifest of a cloud assembly reads the assembly through it; the templates, assets and metadata in
 * its folder are then not read as loose files too.
 */
async function withoutAssemblyParts(files: readonly InputFile[], session: Session): Promise<readonly InputFile[]> {
  const folders: string[] = [];
  for (const input of files) {
    if (input.named || input.absolutePath === undefined || fileName(input.file) !== "manifest.json") continue;
    const folder = dirname(input.absolutePath);
    if (folders.some((outer) => isInside(folder, outer))) continue;
    const opened = await session.files.open(input);
    const parsed = opened.kind === "text" ? await parseInput(session.keep(input.file, opened.text)) : undefined;
    if (parsed?.ok === true && detect(parsed.value).kind === "assembly") folders.push(folder);
  }
  return files.filter(({ named, absolutePath }) => {
    if (named || absolutePath === undefined) return true;
    const folder = dirname(absolutePath);
    return !folders.some((outer) => isInside(folder, outer) && !(folder === outer && fileName(absolutePath) === "manifest.json"));
  });
}

function isInside(folder: string, outer: string): boolean {
  return folder === outer || folder.startsWith(`${outer}/`) || folder.startsWith(`${outer}\\`);
}

async function readInput(input: InputFile, session: Session): Promise<void> {
  session.inputs.set(input.file, input);
  const { file, named } = input;
  const opened = await session.files.open(input);
  if (opened.kind === "problem") session.problems.push(opened.problem);
  else if (opened.kind === "empty") decline(input, "the file is empty", session);
  else if (opened.kind === "recording") await readRecordingFile(input, opened.chunks, session);
  else if (isTerraformFile(file)) {
    const reason = takeTerraform(input, opened.text, session);
    if (reason !== undefined) decline(input, reason, session);
    else session.written.add(file);
  } else if (!named && formatOf(file, opened.text) === "yaml" && !mayBeYamlInput(opened.text)) decline(input, "nothing in it that is checked", session);
  else await readText(input, opened.text, session);
}

async function readRecordingFile({ file }: InputFile, chunks: AsyncIterable<Buffer>, session: Session): Promise<void> {
  session.used.add(file);
  const offsets: number[] = [];
  session.lines.set(file, { offsets });
  try {
    await readRecording(chunks, file, session.aws, (problem) => session.problems.push(problem), offsets);
  } catch (error) {
    session.problems.push({ file, message: `it can't be read to its end: ${error instanceof Error ? error.message : String(error)}` });
  }
}

async function readText(input: InputFile, text: string, session: Session): Promise<void> {
  const { file, named } = input;
  const parsed = await parseInput(session.keep(file, text));
  if (!parsed.ok) {
    const { message, span } = parsed.problem;
    if (!named && isTemplateText(text, span.startOffset)) session.skipped.push({ file, reason: "a template with placeholders, not a document" });
    else if (named || looksRelevant(text)) session.problems.push({ file, span, message });
    else session.skipped.push({ file, reason: `not well-formed (${message}), and nothing in it looks like something that is checked` });
    return;
  }
  const detected = detect(parsed.value);
  const fault = WRITTEN_BY_PEOPLE.has(detected.kind) ? faultOf(file, text) : undefined;
  if (fault !== undefined) session.problems.push({ file, span: fault.span, message: fault.message });
  else await take(input, detected, session);
}

/** JSON that `templatefile` and its like fill in breaks off where a placeholder stands for a value. */
function isTemplateText(text: string, offset: number): boolean {
  return /^(?:\$\{|%\{|\{\{|<%)/.test(text.slice(offset, offset + 2));
}

const WRITTEN_BY_PEOPLE: ReadonlySet<Detected["kind"]> = new Set(["template", "policy", "assembly"]);

async function take(input: InputFile, detected: Detected, session: Session): Promise<void> {
  const { file } = input;
  switch (detected.kind) {
    case "template":
      session.used.add(file);
      session.written.add(file);
      session.stacks.push({ file, template: detected.template });
      return;
    case "assembly":
      await readAssemblyFile(input, detected.manifest, session);
      return;
    case "response":
      if (session.aws.add({ ...detected, input: undefined, at: { kind: "root", file }, file, group: dirname(file), account: undefined, region: undefined }))
        session.used.add(file);
      return;
    case "record": {
      session.used.add(file);
      const problem = readRecord(detected.record, file, undefined, session.aws);
      if (problem !== undefined) session.problems.push(problem);
      return;
    }
    case "policy":
      if (documentKind(detected.document) === "other") {
        decline(input, "a resource policy of another service than STS, or a resource control policy by itself", session);
        return;
      }
      session.used.add(file);
      session.written.add(file);
      session.documents.push({ file, document: detected.document });
      return;
    case "plan":
      takePlan(input, detected.plan, session);
      return;
    case "unread":
      decline(input, detected.what, session);
      return;
    case "unknown":
      decline(input, "nothing in it that is checked", session);
      return;
  }
}

/** What can't be used is a problem where the user named the file; in a folder it is only noted. */
function decline({ file, named }: InputFile, reason: string, session: Session): void {
  if (named) session.problems.push({ file, message: reason, help: EXPECTED });
  else session.skipped.push({ file, reason });
}

async function readAssemblyFile(input: InputFile, manifest: unknown, session: Session): Promise<void> {
  const stacks = await assemblyStacks(input, manifest, session);
  session.used.add(input.file);
  for (const stack of stacks) {
    session.used.add(stack.file);
    session.stacks.push(stack);
  }
}

async function finish(session: Session): Promise<{ readonly inventory: Inventory; readonly stacks: readonly StackInput[] }> {
  const problem = (found: InputProblem): void => void session.problems.push(found);
  const inventories: Inventory[] = [];
  const stacks = session.stacks.length === 0 ? [] : await withNestedTemplates(session.stacks, session);
  if (stacks.length > 0) {
    const { readStacks } = await import("./cloudformation/index.ts");
    session.constructs = constructsByFile(stacks);
    for (const { file } of stacks) session.used.add(file);
    inventories.push(readStacks(stacks, session.options, problem));
  }
  const configuration = await readConfiguration(session);
  if (configuration.inventory !== undefined) inventories.push(configuration.inventory);
  session.problems.push(...undeclaredParameters(stacks, configuration.variables, session.options));
  const aws = session.aws.finish();
  session.problems.push(...aws.problems);
  session.skipped.push(...aws.skipped);
  inventories.push(aws.inventory);
  if (aws.doubtful.length > 0) {
    const { shapeProblems } = await import("./aws-json/check-shape.ts");
    session.problems.push(...(await shapeProblems(aws.doubtful, textReader(session))));
  }
  // A policy that a configuration reads with `file` is that of a role there.
  for (const file of configuration.files) session.written.add(file);
  const documents = session.documents.filter(({ file }) => !configuration.files.has(file));
  if (documents.length > 0) {
    const known = new Set(inventories.flatMap(({ roles }) => roles.map(({ arn }) => arn)));
    inventories.push(readPolicyDocuments(documents, session.options, (arn) => known.has(arn)));
  }
  const { withBundledPolicies } = await import("./managed-policies/index.ts");
  return { inventory: await withBundledPolicies(mergeInventories(inventories)), stacks };
}
