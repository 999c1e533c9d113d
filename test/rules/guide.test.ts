/** The table of the guide's statements (rules/README.md), the rules and their pages say the same. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { commands } from "../../src/cli/commands.ts";
import { PROJECT } from "./cases.ts";

const page = readFileSync(join(PROJECT, "rules/README.md"), "utf8");
const [guide = "", beyond = ""] = page.split("## Beyond the guide");

interface Row {
  readonly first: string;
  readonly second: string;
}

function rowsOf(table: string): readonly Row[] {
  return [...table.matchAll(/^\| (.+?) \| (.+?) \|$/gm)]
    .map(([, first = "", second = ""]) => ({ first, second }))
    .filter(({ first }) => !/^-+$|^statement$|^rule$/.test(first));
}

const statements = rowsOf(guide).map(({ first, second }) => ({ quote: /^“(.+)”$/.exec(first)?.[1] ?? "", coveredBy: second }));
const others = rowsOf(beyond).map(({ first }) => first.replaceAll("`", ""));
const ids = rules.map(({ meta }) => meta.id);

function rulesIn(text: string): readonly string[] {
  return [...text.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, id = ""]) => id).filter((id) => id !== "lint-roles");
}

/** The first line under "Why it matters". */
function guideLine(ruleId: string): string {
  const readme = readFileSync(join(PROJECT, "rules", ruleId, "README.md"), "utf8");
  return /## Why it matters\n\n(.*)\n/.exec(readme)?.[1] ?? "";
}

describe("the table of the guide's statements", () => {
  it("quotes a statement in each row, and says what covers it", () => {
    expect(statements.length).toBeGreaterThan(20);
    for (const { quote, coveredBy } of statements) expect([quote.length > 20, coveredBy.length > 10], quote).toEqual([true, true]);
  });

  it("names only rules and commands that exist", () => {
    for (const { coveredBy } of statements) {
      for (const id of rulesIn(coveredBy)) expect(ids).toContain(id);
      for (const [, command = ""] of coveredBy.matchAll(/`lint-roles ([a-z]+)/g)) expect(commands).toContain(command);
    }
    for (const id of others) expect(ids).toContain(id);
  });

  it("has every rule, behind a statement or beyond the guide", () => {
    const named = new Set([...statements.flatMap(({ coveredBy }) => rulesIn(coveredBy)), ...others]);
    expect(ids.filter((id) => !named.has(id))).toEqual([]);
  });

  it("holds the guide's own words, in the guide's order, where the guide is at hand", () => {
    const file = join(PROJECT, "../shared/reference/aws-user-guide-page.txt");
    const plain = (text: string): string => text.replaceAll(/[\s\u00a0]+/g, " ");
    // Elsewhere the quotes stand for it: then they are in the order of the quotes.
    const text = plain(existsSync(file) ? readFileSync(file, "utf8") : statements.map(({ quote }) => quote).join(" "));
    let last = -1;
    for (const { quote } of statements) {
      const at = text.indexOf(plain(quote));
      expect(at, quote).toBeGreaterThan(last);
      last = at;
    }
  });
});

describe.each(ids)("the page of %s", (id) => {
  it("names the statement behind the rule, one that the table gives to it, or says that there is none", () => {
    const line = guideLine(id);
    const quote = /^> AWS's guide: “(.+)”$/.exec(line)?.[1];
    if (quote === undefined) {
      expect(line).toBe("> AWS's guide to source identity doesn't speak of this.");
      expect(others).toContain(id);
    } else {
      expect(statements.find((statement) => statement.quote === quote)?.coveredBy ?? "", quote).toContain(id);
      expect(others).not.toContain(id);
    }
  });
});
