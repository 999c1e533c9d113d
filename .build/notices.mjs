/** The licences of the packages that are bundled: each asks that its text goes with copies of it. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** `metafile`: esbuild's, of the bundle. Returns one text with name, version and licence of each package in it. Fails when one has no licence text. */
export async function thirdPartyNotices(root, metafile) {
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(used.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const notices = await Promise.all([...folders].sort().map((folder) => notice(join(root, folder))));
  return `lint-roles contains code of these packages.\n\n${notices.join("\n")}`;
}

async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} ${version} (${license}) is bundled and has no licence text to ship`);
  const text = (await readFile(join(folder, file), "utf8")).trim();
  return `${"=".repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`;
}
