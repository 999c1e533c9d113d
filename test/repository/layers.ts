/**
 * Which part of the source may import which, as design demands: one row a layer, each with its reason. Whatever a row does
 * not allow is a violation; a file that is in no layer is one too.
 */
import { posix } from "node:path";
import { importsOf } from "./imports.ts";

export interface Layer {
  readonly name: string;
  readonly files: RegExp;
  /** Files of ours that it may import; its own always. */
  readonly mayImport: RegExp;
  /** Packages and Node modules that it may import. */
  readonly mayUse: RegExp;
  readonly because: string;
}

const NOTHING = /^\b$/;

export const layers: readonly Layer[] = [
  {
    name: "text",
    files: /^src\/text\//,
    mayImport: NOTHING,
    mayUse: /^(yaml|web-tree-sitter(\/web-tree-sitter\.wasm)?|@tree-sitter-grammars\/tree-sitter-hcl\/tree-sitter-terraform\.wasm)$/,
    because: "texts and places in them: it must not know IAM, AWS or rules, so that any input can be located in the same way",
  },
  {
    name: "iam",
    files: /^src\/iam\//,
    mayImport: /^src\/text\//,
    mayUse: NOTHING,
    because: "the policy language is pure: no I/O, no clock, no environment, so that a table of cases can prove it",
  },
  {
    name: "model",
    files: /^src\/model\//,
    mayImport: /^src\/(iam|text)\//,
    mayUse: NOTHING,
    because: "plain data that outlives any parser or SDK: none of their types may leak in",
  },
  {
    name: "sources/aws-live",
    files: /^src\/sources\/aws-live\//,
    mayImport: /^src\/(sources|model|iam|text)\//,
    mayUse: /^(@aws-sdk\/client-[\w-]+|p-limit|node:.*)$/,
    because: "the only place that talks to AWS, so that offline runs can't, and no one else waits for the SDK to load",
  },
  {
    name: "sources",
    files: /^src\/sources\//,
    mayImport: /^src\/(model|iam|text)\//,
    mayUse: /^(node:(buffer|fs|fs\/promises|path|url|stream|readline|string_decoder|util|zlib|crypto)|ignore|ajv)$/,
    because: "reads inputs and says what they hold: judging and reporting are for others",
  },
  {
    name: "chain",
    files: /^src\/chain\//,
    mayImport: /^src\/(model|iam|text)\//,
    mayUse: NOTHING,
    because: "the graph must not know files, formats or rules: it is the same for every input and every report",
  },
  {
    name: "rules",
    files: /^rules\//,
    mayImport: /^src\/lint\//,
    mayUse: NOTHING,
    because: "a rule sees the rule contract alone, so that a small rule is a whole file that reads in a minute",
  },
  {
    name: "lint",
    files: /^src\/lint\//,
    mayImport: /^src\/(chain|model|iam|text)\//,
    mayUse: /^node:crypto$/,
    because: "runs rules and triages findings: it must not format output, nor know which rules there are",
  },
  {
    name: "plan",
    files: /^src\/plan\//,
    mayImport: /^src\/(lint|chain|model|iam|text)\//,
    mayUse: NOTHING,
    because: "turns findings into the runbook of one domain, as plain data: it must not read, ask AWS or print, so that it can't change anything",
  },
  {
    name: "fix",
    files: /^src\/fix\//,
    mayImport: /^src\/(lint\/report\.ts$|text\/)/,
    mayUse: /^diff$/,
    because: "edits made in texts, and shown as a diff: which edits there are is for lint, and files are for the command line",
  },
  {
    name: "report",
    files: /^src\/report\//,
    mayImport: /^src\/(text\/|lint\/report\.ts$|plan\/types\.ts$)/,
    mayUse: /^(sarif|node:path)$/,
    because: "findings in, string out (node:path only computes): a reporter that reads files, filters or decides the exit code makes formats differ",
  },
  {
    name: "config",
    files: /^src\/config\//,
    mayImport: /^src\/(text\/|lint\/(report|baseline|shell|suppressions)\.ts$|report\/[\w-]+\.schema\.json$|sources\/read-text\.ts$)/,
    mayUse: /^(node:(fs|path)|ajv)$/,
    because: "reads the files that say how to judge, not what: it must not look at inputs, and what comes of them is for triage",
  },
  {
    name: "cli",
    files: /^src\/(bin\.ts$|cli\/)/,
    mayImport: /^(src|rules)\//,
    mayUse: /^(yargs|node:(fs|fs\/promises|path|url))$/,
    because: "the shell around it all",
  },
  {
    name: "main",
    files: /^src\/(main|options|version)\.ts$/,
    mayImport: /^(src\/(?!cli\/|bin\.ts)|rules\/index\.ts$|package\.json$)/,
    mayUse: NOTHING,
    because: "the table of contents and the library's face: it joins the layers and must work without a command line",
  },
];

export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly imports: string;
  readonly because: string;
}

/** `files`: path from the project's root → source. */
export function violations(files: ReadonlyMap<string, string>): readonly Violation[] {
  return [...files].flatMap(([file, source]) => {
    const layer = layers.find((candidate) => candidate.files.test(file));
    if (layer === undefined) return [{ file, line: 1, imports: "", because: "the file is in no layer: add it to one, or add a row" }];
    return importsOf(source)
      .filter(({ specifier }) => specifier === undefined || !isAllowed(layer, file, specifier))
      .map(({ specifier, line }) => ({ file, line, imports: specifier ?? "an expression", because: `${layer.name}: ${layer.because}` }));
  });
}

function isAllowed(layer: Layer, file: string, specifier: string): boolean {
  const target = resolveImport(file, specifier);
  if (target === undefined) return layer.mayUse.test(specifier);
  return layer.files.test(target) || layer.mayImport.test(target);
}

/** A relative import as a path from the project's root; undefined for packages and Node modules. */
export function resolveImport(file: string, specifier: string): string | undefined {
  return specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : undefined;
}

/** Each cycle once, as the files on it. Type-only imports count: two files that need each other's types are one file. */
export function cycles(files: ReadonlyMap<string, string>): readonly (readonly string[])[] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start !== -1) found.push([...path.slice(start), file]);
    if (start !== -1 || done.has(file)) return;
    for (const { specifier } of importsOf(files.get(file) ?? "")) {
      const target = specifier === undefined ? undefined : resolveImport(file, specifier);
      if (target !== undefined && files.has(target)) visit(target, [...path, file]);
    }
    done.add(file);
  };
  for (const file of files.keys()) visit(file, []);
  return found;
}
