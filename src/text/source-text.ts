/**
 * The contract between whoever reads a file and whoever shows a place in it.
 */

/** A stretch of text. Lines and columns count from 1; columns and offsets count UTF-16 units; the end is exclusive. */
export interface Span {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly startOffset: number;
  readonly endOffset: number;
}

/** One text with positions: a file, or one record of a recording (then `firstLine` says where it begins in the file). */
export interface SourceText {
  readonly file: string;
  readonly format: "json" | "yaml" | "hcl";
  readonly text: string;
  /** The line of the file at which `text` begins, from 1. */
  readonly firstLine: number;
}

/** A text that could not be parsed: where, and in words what was expected. Not an exception. */
export interface SyntaxProblem {
  readonly message: string;
  readonly span: Span;
}
