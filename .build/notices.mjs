/** The licences of the packages that are bundled: each asks that its text goes with copies of it. */
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** `metafile`: esbuild's, of the bundle. Returns one text with name, version and licence of each package in it. Fails when one has no licence text. */
export async function thirdPartyNotices(root, metafile) {
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(used.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const packages = await Promise.all([...folders].sort().map((folder) => licensed(join(root, folder))));
  // Packages that share a licence, word for word, share its text here.
  const byText = new Map();
  for (const { title, text } of packages) byText.set(text, [...(byText.get(text) ?? []), title]);
  const notices = [...byText].map(([text, titles]) => `${"=".repeat(80)}\n${titles.join("\n")}\n\n${text}\n`);
  return `lint-roles contains code of these packages.\n\n${notices.join("\n")}`;
}

async function licensed(folder) {
  const { name, version, license, repository } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const text = (await licenceIn(folder)) ?? (await licenceBeside(folder, license, repository?.url));
  if (text === undefined) throw new Error(`${name} ${version} (${license}) is bundled and has no licence text to ship`);
  return { title: `${name} ${version} (${license})`, text };
}

async function licenceIn(folder) {
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  return file === undefined ? undefined : (await readFile(join(folder, file), "utf8")).trim();
}

/** Some packages of a repository are published without the text that the others have: the same, if scope, licence and repository are. */
async function licenceBeside(folder, license, url) {
  for (const sibling of url === undefined ? [] : (await readdir(dirname(folder))).sort()) {
    const beside = join(dirname(folder), sibling);
    const other = JSON.parse(await readFile(join(beside, "package.json"), "utf8").catch(() => "{}"));
    const text = other.license === license && other.repository?.url === url ? await licenceIn(beside) : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
}
