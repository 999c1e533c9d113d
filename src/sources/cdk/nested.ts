/**
 * Nested stacks: which template of the assembly an `AWS::CloudFormation::Stack` is made from.
 */
import { type Assembly, readReferenced, resolveInside, shownPath } from "./assembly.ts";
import { entriesOf, field, itemsOf, stringField } from "./untrusted.ts";

export interface NestedReference {
  readonly logicalId: string;
  /** Relative to the manifest's folder, as the assembly has it. */
  readonly file: string;
  readonly hash: string | undefined;
}

/** Asset hash → file, relative to the manifest's folder. */
export type Assets = ReadonlyMap<string, string>;

/** An asset's name in CDK: the SHA-256 of what it holds. */
const HASH = /[0-9a-f]{64}/;

export function hasNestedStacks(template: unknown): boolean {
  return entriesOf(field(template, "Resources")).some(([, resource]) => isNestedStack(resource));
}

/**
 * The nested stacks of a template whose own template is in the assembly: by `aws:asset:path`, which the CDK CLI lets the app
 * write, else by the asset hash in the TemplateURL. Others (a URL elsewhere, a template in YAML) are left out.
 */
export function nestedReferences(template: unknown, assets: Assets): readonly NestedReference[] {
  const references: NestedReference[] = [];
  for (const [logicalId, resource] of entriesOf(field(template, "Resources"))) {
    if (!isNestedStack(resource)) continue;
    const hash = hashIn(field(field(resource, "Properties"), "TemplateURL"));
    const file = stringField(field(resource, "Metadata"), "aws:asset:path") ?? (hash === undefined ? undefined : assets.get(hash));
    if (file?.endsWith(".json")) references.push({ logicalId, file, hash });
  }
  return references;
}

/** Logical id, asset hash and file name → the template's file as shown. */
export function nestedTemplates(assembly: Assembly, folder: string, references: readonly NestedReference[]): ReadonlyMap<string, string> {
  const templates = new Map<string, string>();
  for (const { logicalId, file, hash } of references) {
    const path = resolveInside(folder, file);
    if (path === undefined) continue;
    const shown = shownPath(assembly, path);
    for (const key of [logicalId, file, hash]) if (key !== undefined) templates.set(key, shown);
  }
  return templates;
}

/** The file assets that the asset manifests of one manifest list. */
export async function readAssets(assembly: Assembly, folder: string, artifacts: readonly (readonly [string, unknown])[]): Promise<Assets> {
  const assets = new Map<string, string>();
  for (const [id, artifact] of artifacts) {
    const name = stringField(field(artifact, "properties"), "file");
    if (field(artifact, "type") !== "cdk:asset-manifest" || name === undefined) continue;
    const outcome = await readReferenced(assembly, folder, name, `asset manifest \`${id}\``);
    for (const [hash, asset] of entriesOf(field(outcome.kind === "read" ? outcome.json : undefined, "files"))) {
      const path = stringField(field(asset, "source"), "path");
      if (path !== undefined) assets.set(hash, path);
    }
  }
  return assets;
}

function isNestedStack(resource: unknown): boolean {
  return field(resource, "Type") === "AWS::CloudFormation::Stack";
}

/** The first asset hash in a TemplateURL: a string, or strings inside intrinsics. Those of CDK are four levels deep. */
function hashIn(url: unknown, depth = 0): string | undefined {
  if (typeof url === "string") return HASH.exec(url)?.[0];
  if (depth > 16) return undefined;
  for (const inner of Array.isArray(url) ? itemsOf(url) : entriesOf(url).map(([, value]) => value)) {
    const found = hashIn(inner, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
