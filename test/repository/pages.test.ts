/**
 * What the pages say is so: commands print what is shown below them, links lead somewhere, flags exist. Needs the build, as
 * `npm test` makes it. `UPDATE=1 npx vitest run test/repository` writes anew what commands print; read it before it is committed.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, posix } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { allPages, anchorsOf, filesGiven, flagsOf, linksOf, readPage, type Session, sessionsOf } from "./pages.ts";
import { root } from "./project.ts";

const CLI = join(root, "dist/bin.js");
const folder = mkdtempSync(join(tmpdir(), "lint-roles-pages-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder with the command in it, so that examples run as they are typed. */
function commandFolder(): string {
  const bin = join(folder, "bin");
  if (!existsSync(bin)) {
    mkdirSync(bin);
    const command = join(bin, "lint-roles");
    writeFileSync(command, `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} ${JSON.stringify(CLI)} "$@"\n`);
    chmodSync(command, 0o755);
  }
  return bin;
}

/** Standard output and standard error as a terminal shows them, and the exit code. `before`: that of the last command, for `$?`. */
function type(command: string, cwd: string, before: number): { readonly printed: string; readonly status: number } {
  const environment = { ...process.env, NO_COLOR: "1", PATH: `${commandFolder()}${delimiter}${process.env["PATH"]}` };
  const { stdout, status } = spawnSync("sh", ["-c", `exec 2>&1; (exit ${before}); ${command}`], { cwd, encoding: "utf8", env: environment });
  return { printed: stdout, status: status ?? 1 };
}

/** Examples on files of the project run at its root, others beside the files that the page gives. */
function folderFor({ page, commands }: Session): string {
  if (commands.some((command) => /(?:^|\s)fixtures\//.test(command))) return root;
  const own = join(folder, page.replaceAll("/", "-"));
  mkdirSync(own, { recursive: true });
  for (const [file, text] of filesGiven(page)) {
    mkdirSync(dirname(join(own, file)), { recursive: true });
    writeFileSync(join(own, file), text);
  }
  return own;
}

function retyped(session: Session): string {
  const cwd = folderFor(session);
  let last = 0;
  return session.commands
    .map((command) => {
      const { printed, status } = type(command, cwd, last);
      last = status;
      return `$ ${command}\n${printed}`;
    })
    .join("");
}

const pages = allPages();
const withSessions = pages.filter((page) => sessionsOf(page).length > 0);

describe("commands on the pages", () => {
  it.each(withSessions.flatMap((page) => sessionsOf(page).map((session) => [page, session.commands.join("; "), session] as const)))(
    "%s: prints what is shown: %s",
    (page, _, session) => {
      const printed = retyped(session);
      if (process.env["UPDATE"] === "1")
        writeFileSync(
          join(root, page),
          readPage(page).replace(session.text, () => printed),
        );
      expect(session.commands.every((command) => /^(?:lint-roles\b|echo \$\?$)/.test(command))).toBe(true);
      expect(session.text).toBe(printed);
    },
    30_000,
  );

  it.each(withSessions)("%s: uses every file that it gives", (page) => {
    const shown = sessionsOf(page)
      .map(({ text }) => text)
      .join("\n");
    for (const file of filesGiven(page).keys()) expect(shown).toContain(posix.basename(file));
  });
});

describe("links on the pages", () => {
  it.each(pages)("%s: every relative link leads to a file or heading", (page) => {
    for (const target of linksOf(readPage(page)).filter((link) => !/^[a-z]+:/.test(link))) {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : posix.join(posix.dirname(page), path);
      expect(existsSync(join(root, file)), target).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(readPage(file)), target).toContain(anchor);
    }
  });
});

/** The help of every command, from which the commands are known. */
const help = ((): string => {
  const ask = (...args: readonly string[]): string => spawnSync(process.execPath, [CLI, ...args, "--help"], { encoding: "utf8" }).stdout;
  const all = ask();
  const commands = [...all.matchAll(/^ {2}lint-roles ([a-z]+) {2,}/gm)].map(([, name = ""]) => name);
  return [all, ...commands.map((name) => ask(name))].join("\n");
})();

/** Of the AWS CLI, where a page names them by themselves. */
const FOREIGN_FLAGS = new Set(["--source-identity", "--space-name", "--user-profile-name"]);

describe("flags on the pages", () => {
  it.each(pages)("%s: every flag is one of a command", (page) => {
    for (const flag of flagsOf(readPage(page))) if (!FOREIGN_FLAGS.has(flag)) expect(help, flag).toMatch(new RegExp(`(?<![\\w-])${flag}(?![\\w-])`));
  });
});

/** Folders in src/sources that hold no kind of input, and what they are. */
const NO_INPUT = new Map([
  ["declared", "what templates and Terraform share"],
  ["directives", "comments and metadata that set findings aside"],
  ["managed-policies", "the table of AWS managed policies"],
]);

describe("pages on inputs", () => {
  const sources = join(root, "src/sources");
  const folders = readdirSync(sources).filter((name) => statSync(join(sources, name)).isDirectory());
  const pageOf = (name: string): string => `src/sources/${name}/README.md`;
  const targets = (page: string): readonly string[] => linksOf(readPage(page)).map((link) => posix.join(posix.dirname(page), link.replace(/#.*/, "")));

  it("are there for each kind of input, and for nothing else", () => {
    expect(folders.filter((name) => !existsSync(join(root, pageOf(name))))).toEqual([...NO_INPUT.keys()]);
  });

  it("are linked from README.md and from the page on inputs, which lead to the other pages too", () => {
    const inputs = folders.filter((name) => !NO_INPUT.has(name)).map(pageOf);
    for (const page of [...inputs, "src/sources/README.md", "src/chain/README.md", "src/report/README.md"]) expect(targets("README.md")).toContain(page);
    for (const page of inputs) expect(targets("src/sources/README.md")).toContain(page);
  });

  it.each([...folders.filter((name) => !NO_INPUT.has(name)).map(pageOf), "src/sources/README.md", "src/chain/README.md", "src/report/README.md"])(
    "%s: has an example with its output",
    (page) => {
      expect(sessionsOf(page).length).toBeGreaterThan(0);
    },
  );
});
