/** The places in the source of an app that has to be changed, as reports tell them. */
import type { ReportedRemedy, SourceLines } from "../lint/report.ts";

type Sourced = Pick<ReportedRemedy, "source">;
type LanguageName = NonNullable<SourceLines["code"]>["language"];

/** "in lib/studio.ts:42, behind the construct Studio/LakeReader" */
export function sourcePlace({ construct, file, line, code }: SourceLines): string {
  const where = file === undefined ? "in the app" : `in ${file}${line === undefined ? "" : `:${line}`}`;
  const language = file === undefined && code !== undefined ? " (here in TypeScript)" : "";
  return `${where}, ${code === undefined ? "where" : "behind"} the construct ${construct}${code === undefined ? " is made" : ""}${language}`;
}

/** "It is changed in lib/studio.ts:42, …": to follow the remedy's text where lines have no place. */
export function sourceSentences({ source = [] }: Sourced): readonly string[] {
  return source.map((each) => `Change it ${sourcePlace(each)}.`);
}

/** What is to be written: in the source where that is known to be elsewhere, else at the place of the finding. */
export function linesToWrite({ snippet, source = [] }: Pick<ReportedRemedy, "snippet" | "source">): readonly string[] {
  const code = source.flatMap((each) => each.code?.text ?? []);
  // A file that a tool makes is no place to write anything.
  const texts = source.length > 0 && code.length === source.length ? code : [snippet?.replace(/\r?\n$/, "")];
  return [...new Set(texts)].flatMap((text) => text?.split(/\r?\n/) ?? []);
}

/** For a fenced block of Markdown; none where it can't be told. */
export function languageToWrite({ source = [] }: Sourced): LanguageName | "" {
  return source.every(({ code }) => code !== undefined) ? (source[0]?.code?.language ?? "") : "";
}

/** As JSON has it, in the report and in the plan. */
export function sourceJson({ construct, file, line, code }: SourceLines) {
  return { construct, file, line, language: code?.language, text: code?.text };
}
