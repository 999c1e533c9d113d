/**
 * `npm run bench`: the budgets of start-up, size and growth, measured on the built command. All are ratios between things
 * measured in this one run, so they hold on any machine. Exit code 1 when a budget is missed.
 *
 * `npm run bench -- start size growth terraform live conditions` runs only the groups named.
 */
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { callsIn, concurrency, withAws } from "./aws.mjs";
import { makeAccount, makeConditionTemplates, makeRecording, makeTemplate } from "./generate.mjs";
import { makeConfiguration, makePlan } from "./generate-terraform.mjs";
import { memory, times } from "./measure.mjs";

const cli = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));
const bare = ["-e", "0"];
const check = (path) => [cli, path, "--fail-on", "never"];
const parse = (file) => ["-e", `JSON.parse(require("node:fs").readFileSync(${JSON.stringify(file)}, "utf8"))`];

const hclParser = fileURLToPath(new URL("./parse-hcl.mjs", import.meta.url));

async function sizeOf(folder) {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".tf"));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  return `${files.length} .tf files, ${texts.join("").split("\n").length} lines`;
}

const groups = {
  start: async (folder) => {
    const template = await makeTemplate(join(folder, "template.yaml"), 200);
    const [nothing, version, checked] = times([bare, [cli, "--version"], check(template)], 25);
    return [row("lint-roles --version / bare node", version, nothing, 1.5, "ms"), row("check of a 200-line template / bare node", checked, nothing, 3, "ms")];
  },
  size: async (folder) => {
    const account = await makeAccount(join(folder, "account"), 5_000);
    const file = join(account, "account.json");
    const [parsed, checked] = times([parse(file), check(account)], 7);
    const megabytes = ((await stat(file)).size / 1e6).toFixed(0);
    return [
      row(`check of 5,000 roles (${megabytes} MB) / JSON.parse, both with start-up`, checked, parsed, 3, "ms"),
      row("memory of the same", memory(check(account)), memory(parse(file)), 3, "MB"),
    ];
  },
  growth: async (folder) => {
    const rows = [];
    let before;
    for (const roles of [1_000, 10_000, 100_000]) {
      const file = await makeRecording(join(folder, `${roles}.jsonl`), roles);
      const [nothing, checked] = times([bare, check(file)], roles < 100_000 ? 7 : 3);
      const now = { bytes: (await stat(file)).size, time: checked - nothing, memory: memory(check(file)) };
      if (before !== undefined) {
        const growth = now.bytes / before.bytes;
        const label = `${roles / 10} → ${roles} roles`;
        rows.push(row(`time without start-up, ${label}`, now.time, before.time, growth, "ms"));
        rows.push(row(`memory, ${label}`, now.memory, before.memory, growth, "MB"));
      }
      before = now;
    }
    return rows;
  },
  terraform: async (folder) => {
    const configuration = await makeConfiguration(join(folder, "terraform"), 43);
    const plan = await makePlan(join(folder, "plan.json"), 85_000);
    const [parsedHcl, checkedHcl, parsedPlan, checkedPlan] = times([[hclParser, configuration], check(configuration), parse(plan), check(plan)], 7);
    const lines = (await readFile(plan, "utf8")).split("\n").length;
    return [
      row(`check of ${await sizeOf(configuration)} / the HCL parser alone, both with start-up`, checkedHcl, parsedHcl, 4, "ms"),
      row(`check of a plan of ${lines} lines / JSON.parse, both with start-up`, checkedPlan, parsedPlan, 3, "ms"),
    ];
  },
  live: async (folder) => {
    const file = join(folder, "live.jsonl");
    const record = [cli, "snapshot", "-o", file, "--region", "eu-west-1", "--quiet"];
    const latency = 20;
    const timed = await withAws(folder, { world: "large", profiles: 2_000, roles: 5_000, latency }, () => times([record], 5));
    const least = ((await callsIn(file)) / (await concurrency())) * latency;
    const held = [];
    for (const size of [1, 8]) held.push(await withAws(folder, { world: "large", profiles: 500 * size, roles: 2_500 * size }, () => memory(record)));
    return [
      row(`recording 2,000 profiles and 5,000 roles, ${latency} ms away / calls ÷ at once × latency`, timed[0], least, 1.5, "ms"),
      row("memory of recording 20,000 roles and 4,000 profiles / of an eighth", held[1], held[0], 1.5, "MB"),
    ];
  },
  conditions: async (folder) => {
    const { plain, guarded } = await makeConditionTemplates(folder, 60);
    const [without, withThem] = times([check(plain), check(guarded)], 11);
    return [row("template with 60 conditions / the same without", withThem, without, 3, "ms")];
  },
};

function row(measure, value, base, budget, unit) {
  const ratio = value / base;
  return { measure, values: `${value.toFixed(0)} / ${base.toFixed(0)} ${unit}`, ratio: ratio.toFixed(2), budget: budget.toFixed(2), ok: ratio <= budget };
}

function print(rows) {
  const cells = [["measure", "values", "ratio", "budget", "ok"], ...rows.map((each) => [...Object.values(each).slice(0, 4), each.ok ? "yes" : "NO"])];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  for (const line of cells) console.log(line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  "));
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(groups, name));
if (unknown.length > 0) throw new Error(`no such group: ${unknown.join(", ")}; groups: ${Object.keys(groups).join(", ")}`);

const folder = await mkdtemp(join(tmpdir(), "lint-roles-bench-"));
try {
  const rows = [];
  for (const name of wanted.length > 0 ? wanted : Object.keys(groups)) rows.push(...(await groups[name](folder)));
  print(rows);
  process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true });
}
