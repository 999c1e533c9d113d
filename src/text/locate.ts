/**
 * Pointers to places: parse fast, locate late. Called with the few pointers of what is reported, file by file.
 */
import { locateInLiteral } from "./hcl/literal.ts";
import { locateInJson } from "./json-locate.ts";
import { EMBEDDED, type RootPointer, type Step } from "./pointer.ts";
import { spansAt, type TextRange } from "./positions.ts";
import type { SourceText, Span } from "./source-text.ts";
import { locateInYaml } from "./yaml-locate.ts";
import { yamlTreeOf } from "./yaml-tree.ts";

/** A path into one text: from its beginning or, in HCL, from an element of it. */
export interface Path {
  readonly steps: readonly Step[];
  readonly range?: RootPointer["range"];
}

/**
 * The span of each path, in the path's order: of the value it leads to or, where it ends in KEY, of that value's key. Lines
 * are those of the file, offsets those of `source.text`. Undefined where a path leads nowhere or the text can't be parsed.
 */
export function locateAll(source: SourceText, paths: readonly (readonly Step[])[]): Promise<(Span | undefined)[]> {
  return locatePaths(
    source,
    paths.map((steps) => ({ steps })),
  );
}

/** The same for paths that may begin at an element of HCL: that element's span or, behind EMBEDDED, a span inside the string that it is. */
export async function locatePaths(source: SourceText, paths: readonly Path[]): Promise<(Span | undefined)[]> {
  const ranges: (TextRange | undefined)[] = paths.map(({ range }) => range);
  const fill = async (indexes: readonly number[], locate: (steps: readonly (readonly Step[])[]) => Promise<readonly (TextRange | undefined)[]>) => {
    if (indexes.length === 0) return;
    const found = await locate(indexes.map((index) => paths[index]?.steps ?? []));
    for (const [position, index] of indexes.entries()) ranges[index] = found[position];
  };
  await fill(
    indexesOf(paths, ({ range }) => range === undefined),
    (steps) => locateFromStart(source, steps),
  );
  for (const [range, indexes] of literalsOf(paths)) {
    await fill(indexes, async (steps) =>
      locateInLiteral(
        source.text,
        range,
        steps.map((path) => path.slice(1)),
      ),
    ); // behind EMBEDDED
  }
  return spansAt(source.text, ranges, source.firstLine);
}

async function locateFromStart(source: SourceText, steps: readonly (readonly Step[])[]): Promise<readonly (TextRange | undefined)[]> {
  if (source.format === "json") return locateInJson(source.text, steps);
  if (source.format === "hcl") return steps.map((path) => (path.length === 0 ? { start: 0, end: source.text.length } : undefined));
  const tree = await yamlTreeOf(source);
  return tree.ok ? locateInYaml(tree, steps) : steps.map(() => undefined);
}

function indexesOf(paths: readonly Path[], wanted: (path: Path) => boolean): readonly number[] {
  return [...paths.keys()].filter((index) => {
    const path = paths[index];
    return path !== undefined && wanted(path);
  });
}

/** The paths that go on inside a string of HCL, by that string. */
function literalsOf(paths: readonly Path[]): ReadonlyMap<TextRange, readonly number[]> {
  const literals = new Map<string, { readonly range: TextRange; readonly indexes: number[] }>();
  for (const [index, { range, steps }] of paths.entries()) {
    if (range === undefined || steps[0] !== EMBEDDED) continue;
    const key = `${range.start} ${range.end}`;
    const literal = literals.get(key);
    if (literal === undefined) literals.set(key, { range, indexes: [index] });
    else literal.indexes.push(index);
  }
  return new Map([...literals.values()].map(({ range, indexes }) => [range, indexes]));
}
