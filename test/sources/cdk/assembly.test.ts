import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { isAssemblyManifest, readAssembly } from "../../../src/sources/cdk/index.ts";
import type { InputProblem, StackInput } from "../../../src/sources/types.ts";
import { originsIn } from "./origins.ts";

const folder = join(import.meta.dirname, "../../../fixtures/projects/cdk-studio/cdk.out");

async function readFixture(manifestFile: string, absoluteManifestFile?: string): Promise<{ stacks: readonly StackInput[]; problems: readonly InputProblem[] }> {
  const problems: InputProblem[] = [];
  const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(folder, path), "utf8"));
  const stacks = await readAssembly(manifestFile, await readJson("manifest.json"), readJson, (problem) => problems.push(problem), absoluteManifestFile);
  return { stacks, problems };
}

describe("readAssembly on an assembly that CDK wrote", () => {
  let stacks: readonly StackInput[] = [];
  let problems: readonly InputProblem[] = [];
  const stack = (name: string): StackInput | undefined => stacks.find(({ stackName }) => stackName === name);

  beforeAll(async () => {
    ({ stacks, problems } = await readFixture("infra/cdk.out/manifest.json"));
  });

  it("reads every stack, stages and nested stacks included, each under the file that users see", () => {
    expect(problems).toEqual([]);
    expect(stacks.map(({ file }) => file).sort()).toEqual([
      "infra/cdk.out/Data.template.json",
      "infra/cdk.out/DataWarehouse5276D133.nested.template.json",
      "infra/cdk.out/Grants.template.json",
      "infra/cdk.out/Studio.template.json",
      "infra/cdk.out/assembly-Preview/PreviewSandbox6B5ADFA8.template.json",
    ]);
    for (const { template } of stacks) expect(template).toHaveProperty("Resources");
  });

  it("names a stack by its stackName, or else by its artifact id", () => {
    expect(stack("Studio")?.file).toBe("infra/cdk.out/Studio.template.json");
    expect(stack("Preview-Sandbox")?.file).toBe("infra/cdk.out/assembly-Preview/PreviewSandbox6B5ADFA8.template.json");
  });

  it("takes account and region from the environment and leaves unknown ones out", () => {
    expect(stack("Studio")).toMatchObject({ account: "111122223333", region: "us-east-1" });
    expect(stack("Preview-Sandbox")).not.toHaveProperty("account");
    expect(stack("Preview-Sandbox")).not.toHaveProperty("region");
  });

  it("tells the construct and the line of the app that made a resource", () => {
    const sharedExec = [...originsIn(stack("Studio"))].find(([logicalId]) => logicalId.startsWith("SharedExec"));
    expect(sharedExec?.[1]).toMatch(/^construct Studio\/SharedExec, created at app\.mjs:\d+$/);
  });

  it("tells the line at which the app's text really makes the construct, in stages too", async () => {
    const app = (await readFile(join(folder, "../app.mjs"), "utf8")).split("\n");
    const lineOf = (text: string) => app.findIndex((line) => line.includes(text)) + 1;
    const origin = (name: string, prefix: string) => [...originsIn(stack(name))].find(([logicalId]) => logicalId.startsWith(prefix))?.[1];
    expect(origin("Data", "LakeReader")).toBe(`construct Data/LakeReader, created at app.mjs:${lineOf('iam.Role(this, "LakeReader"')}`);
    expect(origin("Preview-Sandbox", "SandboxExec")).toBe(
      `construct Preview/Sandbox/SandboxExec, created at app.mjs:${lineOf('iam.Role(this, "SandboxExec"')}`,
    );
  });

  it("gives a nested stack its parent, its environment and its constructs, and tells the parent where its template is", () => {
    const [nested] = stacks.filter(({ nestedIn }) => nestedIn !== undefined);
    const logicalId = "WarehouseNestedStackWarehouseNestedStackResource202A831B";
    expect(nested).toMatchObject({ account: "111122223333", region: "us-east-1", nestedIn: { file: "infra/cdk.out/Data.template.json", logicalId } });
    expect(nested).not.toHaveProperty("stackName");
    expect(originsIn(nested).get("ReaderF7BF189D")).toMatch(/^construct Data\/Warehouse\/Reader, created at app\.mjs:\d+$/);

    const templates = stack("Data")?.nestedTemplates;
    const hash = "16619b6e8bf4a85554b382250281e660602af9b9e5e19898f38efc51211c5b99";
    for (const key of [logicalId, hash, "DataWarehouse5276D133.nested.template.json"]) expect(templates?.get(key)).toBe(nested?.file);
  });

  it("says nothing of the folder in which the app was synthesised", () => {
    for (const each of stacks) for (const origin of originsIn(each).values()) expect(origin).not.toContain("/home/");
  });

  it("shows source lines relative to the app where the assembly lies in it", async () => {
    const { stacks: shown } = await readFixture("cdk.out/manifest.json", "/home/dev/cdk.out/manifest.json");
    const origins = shown.flatMap((each) => [...originsIn(each).values()]);
    expect(origins.some((origin) => origin.startsWith("construct Studio/SharedExec, created at studio-app/app.mjs:"))).toBe(true);
  });

  it("does not take the root of the file system for the app's folder", async () => {
    const { stacks: shown } = await readFixture("/cdk.out/manifest.json");
    const origins = shown.flatMap((each) => [...originsIn(each).values()]);
    expect(origins.some((origin) => / created at app\.mjs:\d+$/.test(origin))).toBe(true);
    expect(origins.filter((origin) => origin.includes("home/"))).toEqual([]);
  });

  it("knows the manifest for what it is", async () => {
    expect(isAssemblyManifest(JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")))).toBe(true);
    expect(isAssemblyManifest(JSON.parse(await readFile(join(folder, "Studio.template.json"), "utf8")))).toBe(false);
    expect(isAssemblyManifest({ version: "1", artifacts: [] })).toBe(false);
    expect(isAssemblyManifest({ name: "app", version: "1.0.0" })).toBe(false);
  });
});
