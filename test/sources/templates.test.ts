import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stepsOf } from "../../src/text/pointer.ts";
import { TRUST } from "./aws-answers.ts";
import { folderWith, load, loadFiles } from "./input-folder.ts";

function template(id: string, more: object = {}): object {
  return { Resources: { [id]: { Type: "AWS::IAM::Role", Properties: { RoleName: id, AssumeRolePolicyDocument: TRUST } }, ...more } };
}

function nested(templateUrl: unknown): object {
  return { Inner: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: templateUrl } } };
}

const MANIFEST = {
  version: "36.0.0",
  artifacts: { App: { type: "aws:cloudformation:stack", environment: "aws://111122223333/eu-west-1", properties: { templateFile: "App.template.json" } } },
};

describe("templates", () => {
  it.each([
    ["JSON", "t.json", JSON.stringify(template("Exec"))],
    [
      "YAML",
      "t.yaml",
      `Resources:\n  Exec:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: Exec\n      AssumeRolePolicyDocument: ${JSON.stringify(TRUST)}\n`,
    ],
    ["JSON called YAML", "t.yaml", JSON.stringify(template("Exec"))],
    ["JSON with a byte order mark", "t.template", `\uFEFF${JSON.stringify(template("Exec"))}`],
  ])("%s is read, and its text can be shown", async (_, name, text) => {
    const { inventory, problems, files, readText } = await loadFiles({ [name]: text });
    expect(problems).toEqual([]);
    expect(files).toEqual([name]);
    expect(inventory.roles.map((role) => role.name)).toEqual(["Exec"]);
    expect(await readText(name)).toEqual({ file: name, format: text.startsWith("R") ? "yaml" : "json", text: text.replace("\uFEFF", ""), firstLine: 1 });
  });

  it("comes through standard input", async () => {
    const { inventory, files } = await load(folderWith({}), ["-"], {}, JSON.stringify(template("Exec")));
    expect(files).toEqual(["-"]);
    expect(inventory.roles).toHaveLength(1);
  });

  it("a folder's other YAML and JSON is left alone", async () => {
    const { files, problems } = await loadFiles({
      "t.json": template("Exec"),
      "values.yaml": "a: {{ .Values.b }}\n",
      "tsconfig.json": "{ // comments\n}",
      "data.json": "[1, 2]",
      "package.json": { name: "x" },
    });
    expect(files).toEqual(["t.json"]);
    expect(problems).toEqual([]);
  });
});

describe("--parameter", () => {
  const declaring = { ...template("Exec"), Parameters: { Environment: { Type: "String" } } };

  it("of a template is taken", async () => {
    const { problems } = await loadFiles({ "t.json": declaring, "u.json": template("Other") }, { parameters: new Map([["Environment", "prod"]]) });
    expect(problems).toEqual([]);
  });

  it.each([
    ["near to one", "Enviroment", { help: "did you mean `Environment`?" }],
    ["near to none", "Nope", {}],
    ["of a prototype", "constructor", {}],
  ])("that no template has is a problem: %s", async (_, name, help) => {
    const { problems } = await loadFiles({ "t.json": declaring }, { parameters: new Map([[name, "1"]]) });
    expect(problems).toEqual([{ file: `--parameter ${name}`, message: `nothing in the input has a parameter or variable \`${name}\``, ...help }]);
  });

  it("can't be told where a template's sections are included from elsewhere", async () => {
    const { problems } = await loadFiles(
      { "t.json": { ...template("Exec"), "Fn::Transform": { Name: "AWS::Include" } } },
      { parameters: new Map([["Nope", "1"]]) },
    );
    expect(problems).toEqual([]);
  });
});

describe("files outside of the working folder", () => {
  const files = {
    "app/cdk.out/manifest.json": MANIFEST,
    "app/cdk.out/App.template.json": template("Exec"),
    "app/t.json": template("Top", nested("./inner.json")),
    "app/inner.json": template("In"),
    "here/x": "",
  };

  it.each([
    ["by absolute paths have these in pointers, and can be shown", (folder: string) => join(folder, "app")],
    ["by relative paths have these", () => "../app"],
  ])("%s", async (_, path) => {
    const folder = folderWith(files);
    const shown = path(folder);
    const { inventory, problems, readText } = await load(join(folder, "here"), [shown]);
    expect(problems).toEqual([]);
    const places = inventory.roles.map(({ at }) => stepsOf(at).root.file);
    expect(places).toHaveLength(3);
    expect(new Set(places)).toEqual(new Set(["cdk.out/App.template.json", "t.json", "inner.json"].map((name) => `${shown}/${name}`)));
    for (const place of places) expect((await readText(place))?.text).toContain("AWS::IAM::Role");
  });
});

describe("nested templates", () => {
  it("are read from beside the template that nests them, and further down", async () => {
    const folder = folderWith({
      "top.json": template("Top", nested("./parts/a.json")),
      "parts/a.json": template("A", nested("b.json")),
      "parts/b.json": template("B"),
    });
    const { inventory, files, problems } = await load(folder, ["top.json"]);
    expect(problems).toEqual([]);
    expect(files).toEqual(["top.json", "parts/a.json", "parts/b.json"]);
    expect(inventory.roles.map(({ name }) => name).sort()).toEqual(["A", "B", "Top"]);
  });

  it("are read once, as part of the template that nests them, where a search finds them too", async () => {
    const { inventory } = await loadFiles({ "top.json": template("Top", nested("./inner.json")), "inner.json": template("A") });
    expect(inventory.roles.map(({ name }) => name).sort()).toEqual(["A", "Top"]);
  });

  it.each(["../out/inner.json", "link.json", "/etc/hosts"])("outside of the given folders are not read: %s", async (url) => {
    const folder = folderWith({ "in/top.json": template("Top", nested(url)), "out/inner.json": template("A") });
    symlinkSync("../out/inner.json", join(folder, "in/link.json"));
    expect((await load(folder, ["in"])).files).toEqual(["in/top.json"]);
    expect((await load(folder, ["in/top.json"])).files).toEqual(["in/top.json"]);
  });

  it.each(["https://example.com/inner.json", "s3://bucket/inner.json", "missing.json", "", "\0", { Ref: "Url" }])("%j leads to no file", async (url) => {
    const { files, problems } = await loadFiles({ "top.json": template("Top", nested(url)) });
    expect(files).toEqual(["top.json"]);
    expect(problems).toEqual([]);
  });

  it("that nest each other do not hang", async () => {
    const { files } = await loadFiles({ "a.json": template("A", nested("b.json")), "b.json": template("B", nested("a.json")) });
    expect(files).toEqual(["a.json", "b.json"]);
  });
});

describe("cloud assemblies", () => {
  const app = { "cdk.out/manifest.json": MANIFEST, "cdk.out/App.template.json": template("Exec"), "cdk.out/tree.json": { version: "tree-0.1", tree: {} } };

  it.each([
    ["a search", []],
    ["its folder", ["cdk.out"]],
    ["its manifest", ["cdk.out/manifest.json"]],
  ])("are read through the manifest, each stack once: by %s", async (_, paths) => {
    const { inventory, problems, skipped, files } = await load(folderWith(app), paths);
    expect(problems).toEqual([]);
    expect(skipped).toEqual([]);
    expect(files).toEqual(["cdk.out/manifest.json", "cdk.out/App.template.json"]);
    // The account is told by the manifest alone.
    expect(inventory.roles.map(({ arn }) => arn)).toEqual(["arn:aws:iam::111122223333:role/Exec"]);
  });

  it("a template beside them is read as well", async () => {
    const { files } = await loadFiles({ ...app, "other.json": template("Other") });
    expect(files).toEqual(["cdk.out/manifest.json", "cdk.out/App.template.json", "other.json"]);
  });

  it("a manifest.json of something else hides nothing", async () => {
    const { files } = await loadFiles({ "manifest.json": { name: "web app" }, "t.json": template("Exec") });
    expect(files).toEqual(["t.json"]);
  });

  it("can't come through standard input", async () => {
    const { problems } = await load(folderWith({}), ["-"], {}, JSON.stringify(MANIFEST));
    expect(problems.map(({ file }) => file)).toEqual(["-"]);
  });

  it("do not lead out of their folder", async () => {
    const manifest = {
      version: "36.0.0",
      artifacts: { App: { type: "aws:cloudformation:stack", environment: "aws://111122223333/eu-west-1", properties: { templateFile: "link.json" } } },
    };
    const folder = folderWith({ "cdk.out/manifest.json": manifest, "secret.json": template("Secret") });
    symlinkSync("../secret.json", join(folder, "cdk.out/link.json"));
    const { inventory, problems } = await load(folder, ["cdk.out"]);
    expect(inventory.roles).toEqual([]);
    expect(problems).toHaveLength(1);
  });
});
