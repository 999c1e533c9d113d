/** The page on CI shows what can be copied: its jobs parse, and name inputs, flags, versions and hooks that there are. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { expressions, parseWorkflow, readAction, readText, type Step, unpinned, type Workflow } from "./actions.ts";
import { root } from "./project.ts";

const PAGE = ".github/actions/lint-roles/README.md";
const OURS = "lint-roles/lint-roles/.github/actions/lint-roles";

const { version }: { version: string } = JSON.parse(readText("package.json"));
const help = spawnSync(process.execPath, [join(root, "dist/bin.js"), "--help"], { encoding: "utf8" }).stdout;
const action = readAction();

const blocksOf = (file: string): readonly string[] => [...readText(file).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
const workflows = ["README.md", PAGE, "src/sources/aws-live/README.md"].flatMap((file) =>
  blocksOf(file)
    .filter((text) => text.includes("runs-on:"))
    .map((text): readonly [string, string, Workflow] => [`${file}: ${/^name: (.+)$/m.exec(text)?.[1]}`, text, parseWorkflow(text)]),
);
const withAction = workflows.filter(([, text]) => text.includes(OURS));
const stepsOf = ({ jobs }: Workflow): readonly Step[] => Object.values(jobs).flatMap(({ steps }) => steps);

function expectFlags(text: string): void {
  const flags = [...text.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([flag]) => flag).filter((flag) => flag !== "--yes");
  for (const flag of flags) expect(help).toMatch(new RegExp(`${flag}[ ,]`));
}

describe("workflows on the pages", () => {
  it("are there, three of them with the action", () => {
    expect([workflows.length, withAction.length]).toEqual([4, 3]);
  });

  it.each(workflows)("%s: has no expression in a script, and flags that there are", (_, text, workflow) => {
    for (const { run = "", with: given = {} } of stepsOf(workflow)) {
      expect(expressions(run)).toEqual([]);
      expectFlags(`${run} ${given["args"] ?? ""}`);
    }
    expect(workflow.permissions?.["contents"]).toBe("read");
    // What uploads may write there, what takes on a role may ask for a token, and nobody else may.
    expect(workflow.permissions?.["security-events"]).toBe(text.includes("upload-sarif@") ? "write" : undefined);
    expect(workflow.permissions?.["id-token"]).toBe(text.includes("role-to-assume") ? "write" : undefined);
  });

  it.each(withAction)("%s: uses this version of the action with inputs that it has, and others by commit", (_, text, workflow) => {
    expect(unpinned(text)).toEqual([`${OURS}@v${version}`]);
    const [step, ...more] = stepsOf(workflow).filter(({ uses = "" }) => uses.startsWith(OURS));
    expect(more).toEqual([]);
    for (const [name, value] of Object.entries(step?.with ?? {})) {
      expect(Object.keys(action.inputs)).toContain(name);
      // `on` and `true` without quotes are no strings in every reading of YAML.
      expect(typeof value, name).toBe("string");
    }
  });

  it.each(withAction)("%s: uploads whenever there is a file, and gives no category that would be passed over", (_, text, workflow) => {
    const upload = stepsOf(workflow).at(-1);
    expect(upload?.if).toBe("always() && steps.lint-roles.outputs.sarif != ''");
    expect(Object.keys(upload?.with ?? {})).toEqual(["sarif_file"]);
    const read = expressions(text).filter((inside) => inside.startsWith("steps."));
    expect(read).toEqual(["steps.lint-roles.outputs.sarif"]);
    expect(Object.keys(action.outputs)).toContain("sarif");
  });

  it("give each leg of the matrix a category of its own", () => {
    const matrices = workflows.filter(([, text]) => text.includes("matrix:"));
    expect(matrices).toHaveLength(1);
    for (const [, , workflow] of matrices) {
      const args = stepsOf(workflow).map((step) => `${step.with?.["args"] ?? ""}`);
      expect(args.join("")).toMatch(/^--sarif-category=lint-roles\/\$\{\{ matrix\.account \}\}$/m);
    }
  });
});

describe("the page", () => {
  it("lists the action's inputs with their defaults, and its outputs", () => {
    const rows = [...readText(PAGE).matchAll(/^\| `([\w-]+)` +\| (.*?) +\| .+ \|$/gm)].map(([, name = "", value = ""]) => [name, value.replaceAll("`", "")]);
    expect(rows).toEqual(Object.entries(action.inputs).map(([name, { default: value }]) => [name, value ?? ""]));
    for (const name of Object.keys(action.outputs)) expect(readText(PAGE)).toMatch(new RegExp(`^\\| \`${name}\` +\\| `, "m"));
  });

  it("has a job for GitLab of this version, with flags that there are", () => {
    const [text = ""] = blocksOf(PAGE).filter((block) => block.includes("merge_request_event"));
    const job: { "lint-roles": { script: string[]; artifacts: { when: string; paths: string[] } } } = parse(text);
    const [command = ""] = job["lint-roles"].script;
    expect(command.startsWith(`npx --yes lint-roles@${version} `)).toBe(true);
    expectFlags(command);
    expect(job["lint-roles"].artifacts.when).toBe("always");
    for (const file of job["lint-roles"].artifacts.paths) expect(command).toContain(`=${file}`);
  });

  it("has the hook of this version, with flags that there are", () => {
    const [text = ""] = blocksOf(PAGE).filter((block) => block.startsWith("repos:"));
    const { repos }: { repos: { repo: string; rev: string; hooks: { id: string; args: string[] }[] }[] } = parse(text);
    const declared: { id: string }[] = parse(readText(".pre-commit-hooks.yaml"));
    expect(repos.map(({ rev }) => rev)).toEqual([`v${version}`]);
    for (const { id, args } of repos.flatMap(({ hooks }) => hooks)) {
      expect(declared.map((hook) => hook.id)).toContain(id);
      expectFlags(args.join(" "));
    }
  });
});
