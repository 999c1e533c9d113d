import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAssembly } from "../../../src/sources/cdk/index.ts";
import type { InputProblem, StackInput } from "../../../src/sources/types.ts";
import { originsIn } from "./origins.ts";

interface Outcome {
  readonly stacks: readonly StackInput[];
  readonly problems: readonly InputProblem[];
  readonly asked: readonly string[];
}

/** Reads an assembly whose files are in memory: `files` by their path below the manifest's folder. */
async function read(manifest: unknown, files: Readonly<Record<string, unknown>> = {}): Promise<Outcome> {
  const problems: InputProblem[] = [];
  const asked: string[] = [];
  const readJson = (path: string): Promise<unknown> => {
    asked.push(path);
    const found = Object.hasOwn(files, path) ? files[path] : undefined;
    return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
  };
  const stacks = await readAssembly("cdk.out/manifest.json", manifest, readJson, (problem) => problems.push(problem));
  return { stacks, problems, asked };
}

const stackArtifact = (templateFile: unknown, more: object = {}) => ({ type: "aws:cloudformation:stack", properties: { templateFile }, ...more });
const stage = (directoryName: unknown) => ({ type: "cdk:cloud-assembly", properties: { directoryName } });
const manifestOf = (artifacts: unknown) => ({ version: "55.0.0", artifacts });
const role = (metadata: object = {}) => ({ Type: "AWS::IAM::Role", Properties: {}, ...metadata });
const nestedStack = (assetPath?: string, templateUrl: unknown = "https://example.com/t.json") => ({
  Type: "AWS::CloudFormation::Stack",
  Properties: { TemplateURL: templateUrl },
  ...(assetPath === undefined ? {} : { Metadata: { "aws:asset:path": assetPath } }),
});
const empty = { Resources: {} };

describe("manifests that are not what they should be", () => {
  it.each([[null], [[]], ["manifest"], [7]])("reports a manifest that is %j", async (manifest) => {
    const { stacks, problems } = await read(manifest);
    expect(stacks).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: "cdk.out/manifest.json" });
  });

  it.each([
    ["artifacts that are a list", manifestOf([stackArtifact("A.template.json")])],
    ["an artifact without a type", manifestOf({ A: {} })],
    ["an artifact that is null", manifestOf({ A: null })],
    ["a stack without properties", manifestOf({ A: { type: "aws:cloudformation:stack" } })],
    ["a template file that is a number", manifestOf({ A: stackArtifact(3) })],
    ["an empty template file", manifestOf({ A: stackArtifact("") })],
    ["a stage without a folder", manifestOf({ A: { type: "cdk:cloud-assembly", properties: null } })],
    ["a stage in its own folder", manifestOf({ A: stage(".") })],
  ])("reports %s", async (_what, manifest) => {
    const { stacks, problems } = await read(manifest);
    expect(stacks).toEqual([]);
    expect(problems).toHaveLength(1);
  });

  it("has no quarrel with a manifest without artifacts, with unknown artifacts or with a version of the future", async () => {
    expect((await read({ version: "55.0.0" })).problems).toEqual([]);
    const future = { version: { major: 999 }, artifacts: { X: { type: "cdk:whatever" }, A: stackArtifact("A.template.json") } };
    const { stacks, problems } = await read(future, { "A.template.json": empty });
    expect(problems).toEqual([]);
    expect(stacks.map(({ stackName }) => stackName)).toEqual(["A"]);
  });

  it("goes on after a stack that can't be read", async () => {
    const manifest = manifestOf({ Gone: stackArtifact("Gone.template.json"), Here: stackArtifact("Here.template.json") });
    const { stacks, problems } = await read(manifest, { "Here.template.json": empty });
    expect(stacks.map(({ file }) => file)).toEqual(["cdk.out/Here.template.json"]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain("`cdk.out/Gone.template.json`");
    expect(problems[0]?.message).toContain("`Gone`");
  });

  it("reports a template that can't be read, or is no object, at the template", async () => {
    const manifest = manifestOf({ A: stackArtifact("A.template.json"), B: stackArtifact("B.template.json") });
    const { stacks, problems } = await read(manifest, { "A.template.json": new Error("not JSON: unexpected end"), "B.template.json": [] });
    expect(stacks).toEqual([]);
    expect(problems.map(({ file }) => file)).toEqual(["cdk.out/A.template.json", "cdk.out/B.template.json"]);
    expect(problems[0]?.message).toContain("not JSON: unexpected end");
  });

  it("reports an assembly in which looked-up values are missing, and reads it nevertheless", async () => {
    const manifest = { ...manifestOf({ A: stackArtifact("A.template.json") }), missing: [{ key: "ssm:/role-arn", provider: "ssm", props: {} }] };
    const { stacks, problems } = await read(manifest, { "A.template.json": empty });
    expect(stacks).toHaveLength(1);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining("not complete")]);
  });
});

describe("environments", () => {
  const environmentOf = async (environment: unknown) => {
    const { stacks, problems } = await read(manifestOf({ A: stackArtifact("A.template.json", { environment }) }), { "A.template.json": empty });
    return { account: stacks[0]?.account, region: stacks[0]?.region, problems: problems.length };
  };

  it.each([
    ["aws://111122223333/eu-west-1", { account: "111122223333", region: "eu-west-1", problems: 0 }],
    ["aws://unknown-account/eu-west-1", { account: undefined, region: "eu-west-1", problems: 0 }],
    ["aws://111122223333/unknown-region", { account: "111122223333", region: undefined, problems: 0 }],
    ["aws://my-alias/eu-west-1", { account: undefined, region: "eu-west-1", problems: 0 }],
    [undefined, { account: undefined, region: undefined, problems: 0 }],
    ["111122223333/eu-west-1", { account: undefined, region: undefined, problems: 1 }],
    [12, { account: undefined, region: undefined, problems: 1 }],
  ])("%j", async (environment, expected) => {
    expect(await environmentOf(environment)).toEqual(expected);
  });
});

describe("names that lead out of the assembly", () => {
  const names = ["../A.json", "/etc/passwd", "a/../../A.json", "C:\\A.json", "C:A.json", "..\\A.json", "\\\\server\\share\\A.json", "a\0.json"];

  it.each(names)("does not read %j as a template, metadata file, stage or nested template", async (name) => {
    const manifest = manifestOf({
      Template: stackArtifact(name),
      Metadata: stackArtifact("A.template.json", { additionalMetadataFile: name }),
      Stage: stage(name),
      Nested: stackArtifact("N.template.json"),
    });
    const files = { "A.template.json": empty, "N.template.json": { Resources: { Inner: nestedStack(name.endsWith(".json") ? name : `../${name}.json`) } } };
    const { stacks, problems, asked } = await read(manifest, files);
    expect(asked.toSorted()).toEqual(["A.template.json", "N.template.json"]);
    expect(problems).toHaveLength(4);
    expect(stacks.map(({ stackName }) => stackName)).toEqual(["Metadata", "Nested"]);
  });

  it("lets a stage refer to the folder above it, as long as that is the assembly's", async () => {
    const files = { "inner/manifest.json": manifestOf({ A: stackArtifact("../A.template.json") }), "A.template.json": empty };
    const { stacks, problems } = await read(manifestOf({ Stage: stage("inner") }), files);
    expect(problems).toEqual([]);
    expect(stacks.map(({ file }) => file)).toEqual(["cdk.out/A.template.json"]);
  });
});

describe("stages", () => {
  it("reads stages in stages", async () => {
    const files = {
      "a/manifest.json": manifestOf({ B: stage("b") }),
      "a/b/manifest.json": manifestOf({ C: stackArtifact("C.template.json") }),
      "a/b/C.template.json": empty,
    };
    const { stacks, problems } = await read(manifestOf({ A: stage("a") }), files);
    expect(problems).toEqual([]);
    expect(stacks.map(({ file }) => file)).toEqual(["cdk.out/a/b/C.template.json"]);
  });

  it("reports a stage whose manifest is missing, and what is wrong in a stage at the stage's manifest", async () => {
    const { problems } = await read(manifestOf({ A: stage("a"), B: stage("b") }), { "b/manifest.json": "nonsense" });
    expect(problems.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      expect.stringContaining("cdk.out/a/manifest.json"),
      expect.stringMatching(/^cdk\.out\/b\/manifest\.json: /),
    ]);
  });

  it("does not go back up, nor twice into one stage", async () => {
    const files = { "a/manifest.json": manifestOf({ Up: stage(".."), Self: stage("../a") }) };
    const { problems, asked } = await read(manifestOf({ A: stage("a"), Again: stage("./a/") }), files);
    expect(asked).toEqual(["a/manifest.json"]);
    expect(problems).toHaveLength(3);
  });

  it("ends where folders link to themselves", async () => {
    const problems: InputProblem[] = [];
    const loop = manifestOf({ A: stage("a"), B: stage("b") });
    let reads = 0;
    await readAssembly(
      "manifest.json",
      loop,
      () => {
        reads += 1;
        return Promise.resolve(loop);
      },
      (problem) => problems.push(problem),
    );
    expect(reads).toBeLessThanOrEqual(1000);
    expect(problems.length).toBeGreaterThan(0);
  });
});

describe("nested stacks", () => {
  const hash = "0123456789abcdef".repeat(4);

  it("finds a template by the hash in its URL where the template has no asset path", async () => {
    const manifest = manifestOf({
      A: stackArtifact("A.template.json"),
      "A.assets": { type: "cdk:asset-manifest", properties: { file: "A.assets.json" } },
    });
    const url = { "Fn::Join": ["", ["https://s3.", { Ref: "AWS::Region" }, `/assets/${hash}.json`]] };
    const files = {
      "A.template.json": { Resources: { Inner: nestedStack(undefined, url) } },
      "A.assets.json": { version: "55.0.0", files: { [hash]: { source: { path: "Inner.nested.template.json", packaging: "file" } } } },
      "Inner.nested.template.json": empty,
    };
    const { stacks, problems } = await read(manifest, files);
    expect(problems).toEqual([]);
    expect(stacks[0]?.nestedTemplates).toEqual(
      new Map([
        ["Inner", "cdk.out/Inner.nested.template.json"],
        ["Inner.nested.template.json", "cdk.out/Inner.nested.template.json"],
        [hash, "cdk.out/Inner.nested.template.json"],
      ]),
    );
    expect(stacks[1]).toMatchObject({ file: "cdk.out/Inner.nested.template.json", nestedIn: { file: "cdk.out/A.template.json", logicalId: "Inner" } });
  });

  it("finds a template by the hash of a CDK 1 asset in the stack's metadata", async () => {
    const metadata = { "/A": [{ type: "aws:cdk:asset", data: { sourceHash: hash, path: "Inner.nested.template.json", packaging: "file" } }] };
    const url = { "Fn::Join": ["", ["https://s3/", { Ref: `AssetParameters${hash}S3BucketFF` }]] };
    const files = { "A.template.json": { Resources: { Inner: nestedStack(undefined, url) } }, "Inner.nested.template.json": empty };
    const { stacks } = await read(manifestOf({ A: stackArtifact("A.template.json", { metadata }) }), files);
    expect(stacks.map(({ file }) => file)).toEqual(["cdk.out/A.template.json", "cdk.out/Inner.nested.template.json"]);
  });

  it("leaves alone a nested stack whose template is not in the assembly, or is not JSON", async () => {
    const files = { "A.template.json": { Resources: { Elsewhere: nestedStack(), Yaml: nestedStack("asset.abc.yaml"), Odd: nestedStack(undefined, 5) } } };
    const { stacks, problems } = await read(manifestOf({ A: stackArtifact("A.template.json") }), files);
    expect(problems).toEqual([]);
    expect(stacks).toHaveLength(1);
    expect(stacks[0]?.nestedTemplates?.size).toBe(0);
  });

  it("reports a nested template that is missing", async () => {
    const files = { "A.template.json": { Resources: { Inner: nestedStack("Inner.json") } } };
    const { problems } = await read(manifestOf({ A: stackArtifact("A.template.json") }), files);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining("`cdk.out/Inner.json`")]);
  });

  it("reports a template that is nested in itself, at first or second hand", async () => {
    const files = {
      "A.template.json": { Resources: { Self: nestedStack("A.template.json"), B: nestedStack("B.json") } },
      "B.json": { Resources: { A: nestedStack("./A.template.json") } },
    };
    const { stacks, problems } = await read(manifestOf({ A: stackArtifact("A.template.json") }), files);
    expect(stacks.map(({ file }) => file)).toEqual(["cdk.out/A.template.json", "cdk.out/B.json"]);
    expect(problems.map(({ file }) => file)).toEqual(["cdk.out/A.template.json", "cdk.out/B.json"]);
  });

  it("does work that grows with what is written, not with the ways through it", async () => {
    const levels = 30;
    const files: Record<string, unknown> = { [`L${levels}.json`]: empty };
    for (let level = 0; level < levels; level += 1) {
      files[`L${level}.json`] = { Resources: { One: nestedStack(`L${level + 1}.json`), Two: nestedStack(`L${level + 1}.json`) } };
    }
    const { stacks } = await read(manifestOf({ A: stackArtifact("L0.json") }), files);
    expect(stacks).toHaveLength(1 + 2 * levels);
  });
});

describe("origins", () => {
  const originsOf = async (template: unknown, metadata: unknown, more: object = {}) => {
    const { stacks } = await read(manifestOf({ A: stackArtifact("A.template.json", { metadata, ...more }) }), {
      "A.template.json": template,
      "A.metadata.json": { "/A/R/Resource": [{ type: "aws:cdk:logicalId", data: "R" }] },
    });
    return Object.fromEntries(originsIn(stacks[0]));
  };
  const template = { Resources: { R: role() } };
  const traced = (...trace: unknown[]) => ({ "/A/R/Resource": [{ type: "aws:cdk:logicalId", data: "R", trace }] });

  it.each([
    ["new A (/home/u/app/lib/a.ts:12:5)", "a.ts:12"],
    ["/home/u/app/lib/a.ts:12:5", "a.ts:12"],
    ["    at new A (/home/u/my (old) app/a.ts:12:5)", "a.ts:12"],
    ["new A (C:\\Users\\u\\app\\lib\\a.ts:12:5)", "a.ts:12"],
    ["new A (file:///home/u/my%20app/a%20b.mjs:12:5)", "a b.mjs:12"],
    ["new A (file:///home/u/100%/a.mjs:12:5)", "a.mjs:12"],
    ["file:///home/u/app/app.mjs:124 (:)", "app.mjs:124"],
    ["file:///home/u/app/app.mjs:121: (file:///home/u/app/app.mjs:121:1)", "app.mjs:121"],
  ])("reads the frame %j", async (frame, shown) => {
    expect(await originsOf(template, traced(frame))).toEqual({ R: `construct A/R, created at ${shown}` });
  });

  it("takes the first frame that is the app's own code", async () => {
    const frames = [
      7,
      "...new Role2 in aws-cdk-lib...",
      "new Role (/home/u/app/node_modules/aws-cdk-lib/aws-iam/lib/role.js:1:4179)",
      "Array.map (<anonymous>)",
      "eval (<anonymous>:1:1)",
      "Module._compile (node:internal/modules/cjs/loader:1521:14)",
      "internal/main/run_main_module.js:17:47",
      "new A (/home/u/app/a.js:3:1)",
      "Object.<anonymous> (/home/u/app/bin/main.js:9:1)",
    ];
    expect(await originsOf(template, traced(...frames))).toEqual({ R: "construct A/R, created at a.js:3" });
  });

  it("tells no line where the trace shows only the kernel that serves an app in another language", async () => {
    const kernel = ["/var/tmp/tmpab12/lib/program.js:9960:1", "Kernel._Kernel_create (/var/tmp/tmpab12/lib/program.js:9964:25)"];
    expect(await originsOf(template, traced(...kernel))).toEqual({ R: "construct A/R" });
    expect(await originsOf(template, traced("/var/tmp/jsii-java-runtime1/jsii-runtime.js:1:87042"))).toEqual({ R: "construct A/R" });
    expect(await originsOf(template, traced("new A (/home/u/jsii-app/a.js:3:1)"))).toEqual({ R: "construct A/R, created at a.js:3" });
  });

  it("prefers the creation stack to the trace of the logical id", async () => {
    const metadata = {
      "/A/R/Resource": [
        { type: "aws:cdk:creationStack", data: ["new A (/home/u/app/made.js:1:1)"] },
        { type: "aws:cdk:logicalId", data: "R", trace: ["new A (/home/u/app/named.js:2:2)"] },
      ],
    };
    expect(await originsOf(template, metadata)).toEqual({ R: "construct A/R, created at made.js:1" });
  });

  it("takes the path in the template before that in the metadata", async () => {
    const own = { Resources: { R: role({ Metadata: { "aws:cdk:path": "A/Nested/R/Resource" } }) } };
    const metadata = {
      ...traced("new A (/home/u/app/outer.js:1:1)"),
      "/A/Nested/R/Resource": [{ type: "aws:cdk:logicalId", data: "R", trace: ["new N (/home/u/app/nested.js:2:2)"] }],
    };
    expect(await originsOf(own, metadata)).toEqual({ R: "construct A/Nested/R, created at nested.js:2" });
  });

  it("says nothing where a nested stack uses the same logical id and the template has no path", async () => {
    const metadata = { ...traced(), "/A/Nested/R/Resource": [{ type: "aws:cdk:logicalId", data: "R" }] };
    expect(await originsOf(template, metadata)).toEqual({});
  });

  it("reads metadata from its own file, and does without that file", async () => {
    expect(await originsOf(template, undefined, { additionalMetadataFile: "A.metadata.json" })).toEqual({ R: "construct A/R" });
    const { problems } = await read(manifestOf({ A: stackArtifact("A.template.json", { additionalMetadataFile: "gone.json" }) }), {
      "A.template.json": template,
    });
    expect(problems).toEqual([]);
  });

  it("keeps an origin on one line", async () => {
    const own = { Resources: { R: role({ Metadata: { "aws:cdk:path": "A/R\n\u001b[31m" } }) } };
    expect(await originsOf(own, {})).toEqual({ R: "construct A/R [31m" });
  });

  it("takes `__proto__` and `constructor` for names like any other", async () => {
    const odd = JSON.parse('{"Resources": {"__proto__": {"Type": "AWS::IAM::Role"}, "constructor": {"Type": "AWS::IAM::Role"}}}') as unknown;
    const metadata = JSON.parse(
      '{"/A/P": [{"type": "aws:cdk:logicalId", "data": "__proto__"}], "__proto__": [{"type": "aws:cdk:logicalId", "data": "constructor"}]}',
    );
    const { stacks } = await read(manifestOf({ A: stackArtifact("A.template.json", { metadata }) }), { "A.template.json": odd });
    expect([...originsIn(stacks[0])]).toEqual([
      ["__proto__", "construct A/P"],
      ["constructor", "construct __proto__"],
    ]);
  });
});

describe("any input at all", () => {
  const nearly = fc.oneof(
    fc.jsonValue(),
    fc.record({
      version: fc.jsonValue(),
      artifacts: fc.dictionary(
        fc.string(),
        fc.record({
          type: fc.constantFrom("aws:cloudformation:stack", "cdk:cloud-assembly", "cdk:asset-manifest"),
          environment: fc.option(fc.string(), { nil: undefined }),
          properties: fc.record({ templateFile: fc.string(), directoryName: fc.string(), file: fc.string() }),
          metadata: fc.jsonValue(),
          additionalMetadataFile: fc.string(),
        }),
      ),
    }),
  );

  it("never throws, and never asks for a file outside the folder", async () => {
    await fc.assert(
      fc.asyncProperty(nearly, fc.jsonValue(), async (manifest, file) => {
        const asked: string[] = [];
        const readJson = (path: string): Promise<unknown> => {
          asked.push(path);
          return Promise.resolve(file);
        };
        await readAssembly("cdk.out/manifest.json", manifest, readJson, () => undefined);
        return asked.every((path) => !path.startsWith("/") && !path.includes("\\") && !path.split("/").includes(".."));
      }),
    );
  });
});
