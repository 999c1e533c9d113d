/** Edits made in texts. Pure: reading and writing files is for others. */
import type { Report, ReportedEdit } from "../lint/report.ts";

/** A file as it is and as it is to be. */
export interface FileChange {
  /** As shown to users. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/**
 * What the report's edits make of the files that they are in, in the order of the findings. An edit that serves several findings is made once;
 * for what was accepted, by a suppression or a baseline, none is made.
 */
export function editedTexts({ findings }: Pick<Report, "findings">, sources: ReadonlyMap<string, string>): readonly FileChange[] {
  const edits = new Map<string, ReportedEdit>();
  for (const finding of findings.filter(isEdited)) {
    for (const edit of finding.remedy.edits ?? []) {
      const { file, span } = edit.location;
      edits.set(JSON.stringify([file, span.startOffset, span.endOffset, edit.newText]), edit);
    }
  }
  const all = [...edits.values()];
  return [...new Set(all.map(({ location }) => location.file))].flatMap((file) => {
    const before = sources.get(file);
    if (before === undefined) return [];
    const after = withEdits(
      before,
      all.filter(({ location }) => location.file === file),
    );
    return after === before ? [] : [{ file, before, after }];
  });
}

/** What a suppression or a baseline covers is left as it is. */
export function isEdited({ remedy, suppressed, baseline }: Report["findings"][number]): boolean {
  return suppressed === undefined && baseline !== "unchanged" && remedy.edits !== undefined;
}

/** From the end, so that what stands before keeps its place. */
function withEdits(text: string, edits: readonly ReportedEdit[]): string {
  const ordered = edits.toSorted((a, b) => b.location.span.startOffset - a.location.span.startOffset);
  let result = text;
  let begun = Number.POSITIVE_INFINITY;
  for (const { location, newText } of ordered) {
    const { startOffset, endOffset } = location.span;
    if (endOffset > begun) throw new Error(`two edits of ${location.file} overlap`);
    result = result.slice(0, startOffset) + newText + result.slice(endOffset);
    begun = startOffset;
  }
  return result;
}
