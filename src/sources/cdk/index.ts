/**
 * CDK cloud assemblies: the folder that `cdk synth` writes (`cdk.out`), from its manifest to one StackInput for each stack.
 *
 * What an artifact holds: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.cloud_assembly_schema.ArtifactManifest.html
 * No version is refused: what can't be read in a newer one is reported where it stands.
 */
import type { InputProblem, StackInput } from "../types.ts";
import { type Assembly, folderOf, problemReporter, type ReadJson, readReferenced, reportMissing, resolveInside } from "./assembly.ts";
import { type Assets, readAssets } from "./nested.ts";
import { readStack } from "./stacks.ts";
import { entriesOf, field, isObject, itemsOf, stringField } from "./untrusted.ts";

/** More stages than any app has: links that lead back to their own folder would never end. */
const MAX_STAGES = 1000;

/**
 * The stacks of a cloud assembly, those of its stages and nested stacks included, in the manifest's order; a nested stack
 * follows its parent. What can't be read is reported and left out; nothing throws.
 *
 * @param manifestFile `manifest.json` as shown; the stacks' files are shown in the same folder
 * @param readJson gets paths below the manifest's folder; undefined means that there is no such file, a rejection that it can't be read
 * @param absoluteManifestFile where the manifest really lies: lets source lines be shown relative to the app, which is
 *   taken to be the folder that holds the assembly. Not needed where `manifestFile` is absolute.
 */
export async function readAssembly(
  manifestFile: string,
  manifest: unknown,
  readJson: ReadJson,
  problems: (problem: InputProblem) => void,
  absoluteManifestFile: string = manifestFile,
): Promise<StackInput[]> {
  const assembly: Assembly = { manifestFile, appFolder: appFolderOf(absoluteManifestFile), readJson, problems, stages: new Set() };
  return await readManifest(assembly, "", manifest);
}

/** Whether a JSON file is an assembly's manifest: it has a `version` and artifacts, each with a `type`. */
export function isAssemblyManifest(json: unknown): boolean {
  const artifacts = entriesOf(field(json, "artifacts"));
  return (
    stringField(json, "version") !== undefined &&
    artifacts.length > 0 &&
    artifacts.some(([, artifact]) => /^(?:aws|cdk):/.test(stringField(artifact, "type") ?? ""))
  );
}

function appFolderOf(absoluteManifestFile: string): string | undefined {
  const slashed = absoluteManifestFile.replaceAll("\\", "/");
  return /^(?:\/|[A-Za-z]:\/)/.test(slashed) ? folderOf(folderOf(slashed)) : undefined;
}

/** One manifest: the top one, or that of a stage in `folder`. */
async function readManifest(assembly: Assembly, folder: string, manifest: unknown): Promise<StackInput[]> {
  const problem = problemReporter(assembly, folder);
  if (!isObject(manifest)) {
    problem("is not a cloud assembly's manifest: expected an object with `version` and `artifacts`");
    return [];
  }
  const artifacts = field(manifest, "artifacts");
  if (artifacts !== undefined && !isObject(artifacts)) {
    problem("`artifacts` is not an object: expected artifacts by their ids");
    return [];
  }
  if (itemsOf(field(manifest, "missing")).length > 0) {
    problem(
      "the assembly is not complete: the app looks up values that were not known, so its templates hold dummies",
      "run `cdk synth` with access to the account",
    );
  }
  const stacks: StackInput[] = [];
  const entries = entriesOf(artifacts);
  const assets = lazyAssets(assembly, folder, entries);
  for (const [id, artifact] of entries) {
    const type = field(artifact, "type");
    if (typeof type !== "string") problem(`artifact \`${id}\` has no type`);
    else if (type === "aws:cloudformation:stack") for (const stack of await readStack(assembly, folder, id, artifact, assets)) stacks.push(stack);
    else if (type === "cdk:cloud-assembly") for (const stack of await readStage(assembly, folder, id, artifact)) stacks.push(stack);
  }
  return stacks;
}

/** Asset manifests are read once, and only for a template that has nested stacks. */
function lazyAssets(assembly: Assembly, folder: string, artifacts: readonly (readonly [string, unknown])[]): () => Promise<Assets> {
  let assets: Promise<Assets> | undefined;
  return () => {
    assets ??= readAssets(assembly, folder, artifacts);
    return assets;
  };
}

/** A stage: an assembly in a folder of its own below its parent's, with its own manifest. */
async function readStage(assembly: Assembly, folder: string, id: string, artifact: unknown): Promise<StackInput[]> {
  const problem = problemReporter(assembly, folder);
  const name = stringField(field(artifact, "properties"), "directoryName");
  if (name === undefined) {
    problem(`stage \`${id}\` has no \`directoryName\``);
    return [];
  }
  const stageFolder = resolveInside(folder, name);
  if (stageFolder === undefined || !isBelow(folder, stageFolder)) {
    problem(`stage \`${id}\` is given as folder \`${name}\`, which is not a folder inside the assembly; it is not read`);
    return [];
  }
  if (assembly.stages.has(stageFolder) || assembly.stages.size >= MAX_STAGES) {
    problem(
      `stage \`${id}\` is given as folder \`${name}\`, which is ${assembly.stages.has(stageFolder) ? "another stage's" : "one too many"}; it is not read`,
    );
    return [];
  }
  assembly.stages.add(stageFolder);
  const what = `manifest of stage \`${id}\``;
  const outcome = await readReferenced(assembly, stageFolder, "manifest.json", what);
  if (outcome.kind === "missing") reportMissing(assembly, stageFolder, "manifest.json", what);
  return outcome.kind === "read" ? await readManifest(assembly, stageFolder, outcome.json) : [];
}

function isBelow(folder: string, path: string): boolean {
  return folder === "" ? path !== "" : path.startsWith(`${folder}/`);
}
