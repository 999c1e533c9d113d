import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Report } from "../../src/lint/report.ts";
import { render } from "../../src/report/index.ts";
import { anyReport } from "./arbitrary.ts";
import { finding, options, place, report, rule, suppression } from "./build.ts";
import { type Element, parseXml } from "./xml.ts";

/**
 * What a reader's schema allows: https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd.
 * Element → its attributes, those that are required with a `!`, and the elements in it.
 */
const SCHEMA: Readonly<Record<string, { readonly attributes: readonly string[]; readonly children: readonly string[] }>> = {
  testsuites: { attributes: ["name", "time", "tests", "failures", "errors"], children: ["testsuite"] },
  testsuite: { attributes: ["name!", "tests!", "failures!", "errors!", "skipped", "time"], children: ["testcase"] },
  testcase: { attributes: ["name!", "classname", "time"], children: ["skipped", "error", "failure"] },
  skipped: { attributes: ["type", "message"], children: [] },
  error: { attributes: ["type", "message"], children: [] },
  failure: { attributes: ["type", "message"], children: [] },
};

function broken({ name, attributes, children, text }: Element): readonly string[] {
  const own = SCHEMA[name];
  if (own === undefined) return [`no element ${name}`];
  return [
    ...Object.keys(attributes).flatMap((each) => (own.attributes.some((known) => known.replace("!", "") === each) ? [] : [`${name} has no ${each}`])),
    ...own.attributes.flatMap((known) => (known.endsWith("!") && !(known.slice(0, -1) in attributes) ? [`${name} lacks ${known}`] : [])),
    ...(own.children.length > 0 && text.trim() !== "" ? [`text in ${name}`] : []),
    ...children.flatMap((child) => [...(own.children.includes(child.name) ? [] : [`${child.name} in ${name}`]), ...broken(child)]),
    ...(name === "testsuites" || name === "testsuite" ? miscounted({ name, attributes, children, text }) : []),
  ];
}

function all(element: Element, name: string): readonly Element[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
}

function miscounted(element: Element): readonly string[] {
  const counts = { tests: "testcase", failures: "failure", errors: "error", ...(element.name === "testsuite" && { skipped: "skipped" }) };
  return Object.entries(counts).flatMap(([attribute, name]) =>
    element.attributes[attribute] === `${all(element, name).length}` ? [] : [`${attribute} of ${element.name} ${element.attributes["name"]}`],
  );
}

async function suites(over: Partial<Report>): Promise<readonly Element[]> {
  const root = parseXml(await render("junit", report(over), options()));
  expect(root.name).toBe("testsuites");
  expect(broken(root)).toEqual([]);
  return root.children;
}

async function cases(over: Partial<Report>): Promise<readonly Element[]> {
  return (await suites(over)).flatMap(({ children }) => children);
}

describe("suites", () => {
  it("are the rules that ran; one without findings passes", async () => {
    const [first, second, ...others] = await suites({
      rules: [rule("stale-principal"), rule("narrow-source-arn")],
      findings: [finding({ ruleId: "narrow-source-arn" })],
    });
    expect(others).toEqual([]);
    expect(first?.attributes).toEqual({ name: "stale-principal", tests: "1", failures: "0", errors: "0", skipped: "0", time: "0" });
    expect(first?.children).toEqual([
      { name: "testcase", attributes: { classname: "lint-roles.stale-principal", name: "no findings", time: "0" }, children: [], text: "" },
    ]);
    expect(second?.attributes).toMatchObject({ name: "narrow-source-arn", tests: "1", failures: "1" });
  });

  it("have inputs that could not be checked as errors, in one before them", async () => {
    const [inputs, first] = await suites({
      errors: [
        { file: "a.json", message: "expected a map", help: "write one", span: place("a.json", 3, 4).span },
        { file: "a.json", message: "expected a key" },
      ],
    });
    expect(inputs?.attributes).toMatchObject({ name: "inputs", tests: "2", errors: "2", failures: "0" });
    expect(inputs?.children.map(({ attributes }) => attributes["name"])).toEqual(["a.json", "a.json (2)"]);
    expect(inputs?.children[0]?.children[0]).toMatchObject({
      name: "error",
      attributes: { type: "input", message: "expected a map" },
      text: "a.json:3:4: expected a map\nhelp: write one",
    });
    expect(first?.attributes["name"]).toBe("chained-role-refuses-source-identity");
  });
});

describe("a case", () => {
  it("of a finding is a failure with place, chain and fix", async () => {
    const [only] = await cases({
      findings: [
        finding({
          message: "It fails.",
          location: place("infra/app.yaml", 7, 3),
          chain: [{ label: "domain d-1" }, { label: "role Data" }],
          remedy: { text: "Add it.", snippet: '"Action": [\n  1\n]', commands: ["aws <x>"] },
        }),
      ],
    });
    expect(only?.attributes).toEqual({ classname: "lint-roles.chained-role-refuses-source-identity", name: "Data", time: "0" });
    expect(only?.children).toEqual([
      {
        name: "failure",
        attributes: { type: "error", message: "It fails." },
        children: [],
        text: 'infra/app.yaml:7:3: It fails.\nchain: domain d-1 → role Data\nfix: Add it.\n"Action": [\n  1\n]\naws <x>',
      },
    ]);
  });

  it("is skipped where the finding does not fail the run, with the reason", async () => {
    const causes = [{ kind: "parameter" as const, id: "p", what: "no value", settle: "pass one" }];
    const list = await cases({
      findings: [
        finding({ certainty: "undetermined", causes }),
        finding({ suppressed: suppression("ticket 12") }),
        finding({ baseline: "unchanged" }),
        finding({ baseline: "new" }),
      ],
    });
    expect(list.map(({ children }) => [children[0]?.name, children[0]?.attributes["message"]?.slice(0, 40)])).toEqual([
      ["skipped", "undetermined; no value: pass one"],
      ["skipped", "suppressed: ticket 12; app.yaml:9:3"],
      ["skipped", "in the baseline"],
      ["failure", "`Data` lets `Studio` assume it but not s"],
    ]);
  });

  it("has a name of its own, apart from lines", async () => {
    const list = await cases({ findings: [finding({ location: place("a", 1, 1) }), finding({ location: place("a", 2, 1) }), finding({ subject: "Other" })] });
    expect(list.map(({ attributes }) => attributes["name"])).toEqual(["Data", "Data (2)", "Other"]);
  });
});

describe("any report", () => {
  it("gives well-formed XML of the elements and attributes that are read, all text whole", async () => {
    await fc.assert(
      fc.asyncProperty(anyReport, async (any) => {
        const text = await render("junit", any, options());
        const root = parseXml(text);
        expect(broken(root)).toEqual([]);
        expect(all(root, "failure").length + all(root, "skipped").length).toBe(any.findings.length);
        expect(all(root, "error")).toHaveLength(any.errors.length);
        expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u200b\ufeff]|\p{Cs}/u);
      }),
      { numRuns: 300 },
    );
  });
});
