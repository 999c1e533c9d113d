import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findFiles } from "../../src/sources/find-files.ts";
import { folderWith } from "./input-folder.ts";

async function found(folder: string, paths: readonly string[] = ["."]): Promise<readonly string[]> {
  return (await findFiles(paths, folder)).files.map(({ file }) => file);
}

describe("findFiles", () => {
  it("searches folders for the kinds of files that can hold something, in an order that does not depend on the machine", async () => {
    const folder = folderWith({ "b/z.yaml": "", "b/a.json": "", "a.template": "", "B.yml": "", "picture.png": "", "c.jsonl": "", "README.md": "" });
    expect(await found(folder)).toEqual(["B.yml", "a.template", "b/a.json", "b/z.yaml", "c.jsonl"]);
  });

  it("takes any file that is named, whatever it is called", async () => {
    const folder = folderWith({ "answer.txt": "" });
    expect((await findFiles(["answer.txt"], folder)).files).toEqual([{ file: "answer.txt", absolutePath: join(folder, "answer.txt"), named: true }]);
  });

  it("shows files relative to the current folder, also those above it", async () => {
    const folder = folderWith({ "deep/here/x": "", "other/a.json": "" });
    expect(await found(join(folder, "deep/here"), ["../../other"])).toEqual(["../../other/a.json"]);
  });

  it("shows what lies elsewhere and was given by an absolute path absolutely, and what lies here relatively all the same", async () => {
    const folder = folderWith({ "here/a.json": "", "other/b.json": "", "other/deep/c.json": "", "third/d.json": "" });
    const [here, other] = [join(folder, "here"), join(folder, "other")];
    expect(await found(here, [other])).toEqual([join(other, "b.json"), join(other, "deep/c.json")]);
    expect(await found(here, [join(other, "b.json"), "../third", join(here, "a.json")])).toEqual([join(other, "b.json"), "../third/d.json", "a.json"]);
    expect((await findFiles([join(folder, "gone.json")], here)).problems[0]?.file).toBe(join(folder, "gone.json"));
  });

  it("takes a file once, however often and by whatever way it is named", async () => {
    const folder = folderWith({ "x/a.json": "" });
    symlinkSync(join(folder, "x/a.json"), join(folder, "link.json"));
    expect(await found(folder, ["x", "x/a.json", "./x/../x/a.json", "link.json"])).toEqual(["x/a.json"]);
  });

  it("leaves node_modules, .terraform and .git alone", async () => {
    const folder = folderWith({ "node_modules/p/a.json": "", "x/.terraform/a.json": "", ".git/a.json": "", "x/a.json": "" });
    expect(await found(folder)).toEqual(["x/a.json"]);
  });

  it("goes into them where they are named", async () => {
    expect(await found(folderWith({ "node_modules/p/a.json": "" }), ["node_modules/p"])).toEqual(["node_modules/p/a.json"]);
  });

  describe(".gitignore", () => {
    it("is honoured, nested ones and negations included", async () => {
      const folder = folderWith({
        ".gitignore": "*.out.json\nbuild/\n/top.json\n",
        "top.json": "",
        "sub/top.json": "",
        "sub/x.out.json": "",
        "sub/keep/.gitignore": "!y.out.json\nz.json\n",
        "sub/keep/y.out.json": "",
        "sub/keep/z.json": "",
        "z.json": "",
        "build/a.json": "",
      });
      expect(await found(folder)).toEqual(["sub/keep/y.out.json", "sub/top.json", "z.json"]);
    });

    it("of the folders above counts inside a repository", async () => {
      const folder = folderWith({ ".git/HEAD": "", ".gitignore": "*.out.json\n", "sub/x.out.json": "", "sub/a.json": "" });
      expect(await found(folder, ["sub"])).toEqual(["sub/a.json"]);
    });

    it("does not hide what is named: an ignored cdk.out is searched in full", async () => {
      const folder = folderWith({ ".git/HEAD": "", ".gitignore": "cdk.out\n*.template.json\n", "cdk.out/A.template.json": "", "x.json": "" });
      expect(await found(folder)).toEqual(["x.json"]);
      expect(await found(folder, ["cdk.out"])).toEqual(["cdk.out/A.template.json"]);
    });

    it("says so where it hides a cloud assembly", async () => {
      const folder = folderWith({ ".gitignore": "cdk.out\nbuild\n", "app/cdk.out/manifest.json": "", "build/x.json": "", "x.json": "" });
      expect(await findFiles(["."], folder)).toMatchObject({
        skipped: [{ file: "app/cdk.out", reason: "ignored by .gitignore; name it to check it" }],
        ignoredAssemblies: ["app/cdk.out"],
      });
    });

    it("agrees with git", async () => {
      const folder = folderWith({
        ".gitignore": "a/**/skip.json\n!a/b/skip.json\nlogs/\n*.tmp.json\n\\!odd.json\n",
        "a/skip.json": "",
        "a/b/skip.json": "",
        "a/b/c/skip.json": "",
        "logs/x.json": "",
        "b/logs/y.json": "",
        "b/z.tmp.json": "",
        "!odd.json": "",
        "b/kept.json": "",
      });
      execFileSync("git", ["init", "-q", folder], { env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" } });
      const listed = execFileSync("git", ["-C", folder, "ls-files", "--others", "--exclude-standard", "*.json"], { encoding: "utf8" });
      expect([...(await found(folder))].sort()).toEqual(listed.trim().split("\n").sort());
    });
  });

  describe("links and other things that are no files", () => {
    it("follows no link in a search, so that loops and broken links do no harm, and says so", async () => {
      const folder = folderWith({ "x/a.json": "" });
      symlinkSync("..", join(folder, "x/loop"));
      symlinkSync("nowhere.json", join(folder, "x/broken.json"));
      const { files, skipped, problems } = await findFiles(["."], folder);
      expect(files.map(({ file }) => file)).toEqual(["x/a.json"]);
      expect(skipped.map(({ file }) => file)).toEqual(["x/broken.json", "x/loop"]);
      expect(problems).toEqual([]);
    });

    it("follows a link that is named", async () => {
      const folder = folderWith({ "x/a.json": "" });
      symlinkSync("x", join(folder, "link"));
      expect(await found(folder, ["link"])).toEqual(["link/a.json"]);
    });

    it.each([
      ["missing.json", "no such file"],
      ["broken.json", "leads to nothing"],
      ["loop.json", "leads back to itself"],
      ["a.json/b.json", "no such file"],
    ])("%s by name is a problem: %s", async (path, message) => {
      const folder = folderWith({ "a.json": "" });
      symlinkSync("nowhere.json", join(folder, "broken.json"));
      symlinkSync("loop.json", join(folder, "loop.json"));
      const { problems } = await findFiles([path], folder);
      expect(problems.map((problem) => problem.file)).toEqual([path]);
      expect(problems[0]?.message).toContain(message);
    });

    it("a folder called like a file is a folder", async () => {
      const folder = folderWith({ "x.json/y.json": "" });
      expect(await found(folder)).toEqual(["x.json/y.json"]);
    });

    it("a FIFO blocks nothing: left out of a search, refused by name", async () => {
      const folder = folderWith({});
      mkdirSync(join(folder, "x"));
      execFileSync("mkfifo", [join(folder, "x/pipe.json")]);
      const search = await findFiles(["."], folder);
      expect(search.files).toEqual([]);
      expect(search.skipped.map(({ file }) => file)).toEqual(["x/pipe.json"]);
      expect((await findFiles(["x/pipe.json"], folder)).problems.map(({ file }) => file)).toEqual(["x/pipe.json"]);
    });
  });

  it("finds Terraform's files by their names, and all of a module where one of its files is named", async () => {
    const folder = folderWith({ "a/main.tf": "", "a/more.tf.json": "", "a/x.auto.tfvars": "", "a/b/inner.tofu": "", "a/notes.txt": "" });
    expect((await findFiles(["."], folder)).files.map(({ file }) => file)).toEqual(["a/b/inner.tofu", "a/main.tf", "a/more.tf.json", "a/x.auto.tfvars"]);
    const { files } = await findFiles(["a/more.tf.json"], folder);
    expect(files.map(({ file, named }) => [file, named])).toEqual([
      ["a/more.tf.json", true],
      ["a/main.tf", false],
      ["a/x.auto.tfvars", false],
    ]);
  });
});
