/**
 * What a TypeScript file imports: every form that can name a module, type-only ones too. Bundlers and most tools drop types
 * before they look, but a layer that knows another's types knows the layer.
 *
 * Read by pattern and not by a parser: dependency-cruiser 17 reads TypeScript through `typescript` below 7, and TypeScript 7
 * has no stable interface to parse with. That the pattern misses nothing is tested against esbuild (layers.test.ts).
 */
export interface Import {
  /** As written; undefined for `import(expression)`, which can't be judged. */
  readonly specifier: string | undefined;
  readonly line: number;
}

const IMPORT = /(?<=^|[;}\s])(?:import|export)\s(?:[\w$*{},\s]+?\sfrom\s*)?(["'])(?<static>[^"'\n]+)\1|\bimport\s*\(\s*(?:(["'])(?<dynamic>[^"'\n]+)\3)?/g;

export function importsOf(source: string): readonly Import[] {
  const code = withoutComments(source);
  return [...code.matchAll(IMPORT)].map((match) => ({
    specifier: match.groups?.static ?? match.groups?.dynamic,
    line: code.slice(0, match.index).split("\n").length,
  }));
}

const COMMENT_OR_STRING = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g;

/** Comments and template literals blanked, lines kept; strings stay, since they name the modules. */
function withoutComments(source: string): string {
  return source.replace(COMMENT_OR_STRING, (piece) => (piece.startsWith('"') || piece.startsWith("'") ? piece : piece.replace(/[^\n]/g, " ")));
}
