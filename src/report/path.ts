/** Files as the reports for code hosts name them: relative to the working folder, with forward slashes, where they lie in it. */
import { posix } from "node:path";
import type { ReportedError } from "../lint/report.ts";

export interface ReportPath {
  /** Normalised; relative where `isInside` ("" is the folder itself), else absolute. */
  readonly path: string;
  readonly isInside: boolean;
}

/** `file` as shown to users: relative to the working folder, or absolute. */
export function pathFrom(file: string, workingFolder: string): ReportPath {
  const root = forwardSlashes(workingFolder).replace(/\/+$/, "");
  const path = forwardSlashes(file);
  const absolute = posix.normalize(isAbsolute(path) ? path : `${root}/${path}`);
  return absolute.startsWith(`${root}/`) ? { path: absolute.slice(root.length + 1), isInside: true } : { path: absolute, isInside: false };
}

/** Whether an error of the run is of a file: not of a flag, which stands in no file, nor of the working folder, which is not named. */
export function isOfFile({ file }: ReportedError): boolean {
  return !file.startsWith("--") && file !== ".";
}

const DRIVE = /^[A-Za-z]:[\\/]/;

function isAbsolute(path: string): boolean {
  return path.startsWith("/") || DRIVE.test(path);
}

/** A backslash is a separator only where there are drives; elsewhere it may be part of a name. */
function forwardSlashes(path: string): string {
  return DRIVE.test(path) ? path.replaceAll("\\", "/") : path;
}
