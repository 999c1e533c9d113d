/**
 * Where the resources of a template come from: the construct and the line of the app that made it.
 */
import type { Construct } from "../../model/construct.ts";
import { onOneLine } from "../constructs.ts";
import { type Assembly, readReferenced } from "./assembly.ts";
import { userFrame } from "./frames.ts";
import { entriesOf, field, itemsOf, stringField } from "./untrusted.ts";

/** What an assembly's metadata says of one stack. Its nested stacks' constructs are in there too. */
export interface Metadata {
  /** Construct path ("/Studio/SharedExec/Resource") → the stack trace of its making. */
  readonly traces: ReadonlyMap<string, readonly unknown[]>;
  /** Logical id → its construct path; undefined where a nested stack uses the same id, so that it could be either. */
  readonly paths: ReadonlyMap<string, string | undefined>;
  /** Asset hash → file, relative to the manifest's folder: the way of assemblies without asset manifests (CDK 1). */
  readonly assets: ReadonlyMap<string, string>;
}

/**
 * The metadata of a stack artifact: in the manifest itself, or (since schema 52) in a file of its own, or in both. A metadata
 * file that is not there costs the lines of the app and nothing else, so that is no problem.
 */
export async function readMetadata(assembly: Assembly, folder: string, artifact: unknown, stack: string): Promise<Metadata> {
  const name = stringField(artifact, "additionalMetadataFile");
  const outcome = name === undefined ? undefined : await readReferenced(assembly, folder, name, `metadata file of stack \`${stack}\``);
  return digest([...entriesOf(field(artifact, "metadata")), ...entriesOf(outcome?.kind === "read" ? outcome.json : undefined)]);
}

function digest(entriesByPath: readonly (readonly [string, unknown])[]): Metadata {
  const traces = new Map<string, readonly unknown[]>();
  const paths = new Map<string, string | undefined>();
  const assets = new Map<string, string>();
  for (const [path, entries] of entriesByPath) {
    for (const entry of itemsOf(entries)) {
      const type = field(entry, "type");
      const data = field(entry, "data");
      if (type === "aws:cdk:logicalId" && typeof data === "string") {
        paths.set(data, !paths.has(data) || paths.get(data) === path ? path : undefined);
        // Until spring 2026 the trace of this entry stood for the construct's: https://github.com/aws/aws-cdk/pull/37643
        const trace = itemsOf(field(entry, "trace"));
        if (trace.length > 0 && !traces.has(path)) traces.set(path, trace);
      } else if (type === "aws:cdk:creationStack") {
        traces.set(path, itemsOf(data));
      } else if (type === "aws:cdk:asset") {
        const hash = stringField(data, "sourceHash") ?? stringField(data, "id");
        const file = stringField(data, "path");
        if (hash !== undefined && file !== undefined) assets.set(hash, file);
      }
    }
  }
  return { traces, paths, assets };
}

/**
 * Logical id → construct, for the resources of one template, as far as the assembly tells. The template's own `aws:cdk:path` goes
 * first: the metadata alone can't tell a stack's logical ids from those of its nested stacks.
 */
export function constructsOf(template: unknown, metadata: Metadata, appFolder: string | undefined): ReadonlyMap<string, Construct> {
  const constructs = new Map<string, Construct>();
  for (const [logicalId, resource] of entriesOf(field(template, "Resources"))) {
    const path = constructPath(logicalId, resource, metadata);
    if (path === undefined) continue;
    const frame = userFrame(metadata.traces.get(path) ?? [], appFolder);
    constructs.set(logicalId, {
      path: onOneLine(path.replace(/^\//, "")),
      ...(frame && { madeAt: { file: onOneLine(frame.file), line: frame.line } }),
    });
  }
  return constructs;
}

function constructPath(logicalId: string, resource: unknown, metadata: Metadata): string | undefined {
  const own = stringField(field(resource, "Metadata"), "aws:cdk:path");
  return own === undefined ? metadata.paths.get(logicalId) : `/${own}`;
}
