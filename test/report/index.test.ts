import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { formats, isFormat, render, reporters } from "../../src/report/index.ts";
import { finding, options, place, report } from "./build.ts";

describe("the table of formats", () => {
  it("names each format once, text first", () => {
    expect(formats).toEqual(["text", "json", "sarif", "github", "markdown", "junit", "gitlab"]);
    expect(Object.keys(reporters)).toEqual(formats);
  });

  it("takes no inherited property for a format", () => {
    expect(isFormat("sarif")).toBe(true);
    expect(isFormat("constructor")).toBe(false);
    expect(isFormat("__proto__")).toBe(false);
    expect(isFormat("SARIF")).toBe(false);
  });

  it.each(formats)("ends %s with one line feed and writes the same for the same report", async (format) => {
    const given = report({ findings: [finding()] });
    const text = await render(format, given, options());
    expect(text).toMatch(/[^\n]\n$/);
    expect(await render(format, structuredClone(given), options())).toBe(text);
  });

  // 5,000 findings take about 0.2 s; the limit leaves room for a slow machine and none for work that grows with its square.
  it.each(formats)("renders 5,000 findings in one large file as %s within seconds", async (format) => {
    const line = `          Action: sts:AssumeRole ${"# filler ".repeat(10)}\n`;
    const sources = new Map([["big.yaml", line.repeat(50_000)]]);
    const findings = Array.from({ length: 5_000 }, (_, index) =>
      finding({
        location: place("big.yaml", (index + 1) * 10, 19, (index + 1) * 10, 33),
        chain: [{ label: "domain", location: place("big.yaml", 1, 1) }, { label: `role ${index}` }],
        fingerprint: index.toString(16).padStart(32, "0"),
      }),
    );
    const start = performance.now();
    const text = await render(format, report({ findings }), options({ sources, width: 100, color: true }));
    expect(performance.now() - start).toBeLessThan(5_000);
    // Two formats have a limit of their own; their tests say what they leave out.
    expect(text.split("big.yaml").length).toBeGreaterThan(format === "github" ? 10 : format === "markdown" ? 2_000 : 5_000);
  });
});
