/**
 * Files and spans as SARIF has them: relative URIs under the working folder, absolute ones outside.
 */
import type { ArtifactLocation, PhysicalLocation, Region } from "sarif";
import type { Location } from "../../lint/report.ts";
import { pathFrom } from "../path.ts";

export const SOURCE_ROOT = "%SRCROOT%";

export function physicalLocation(location: Location, workingFolder: string): PhysicalLocation {
  return { artifactLocation: artifactLocation(location.file, workingFolder), region: regionOf(location) };
}

export function regionOf({ span }: Location): Region {
  return { startLine: span.startLine, startColumn: span.startColumn, endLine: span.endLine, endColumn: span.endColumn };
}

/** `file` as shown to users: relative to the working folder, or absolute; `-` for standard input. */
export function artifactLocation(file: string, workingFolder: string): ArtifactLocation {
  if (file === "-") return { uri: "stdin" };
  const { path, isInside } = pathFrom(file, workingFolder);
  return isInside ? { uri: encodePath(path) || ".", uriBaseId: SOURCE_ROOT } : { uri: `file://${path.startsWith("/") ? "" : "/"}${encodePath(path)}` };
}

/** RFC 3986: all but unreserved characters encoded, so that a name can't pass for a scheme, a query or a fragment. */
function encodePath(path: string): string {
  return path.split("/").map(encodeSegment).join("/");
}

function encodeSegment(segment: string, index: number): string {
  if (index === 0 && /^[A-Za-z]:$/.test(segment)) return segment;
  // Half a surrogate pair has no UTF-8 form, and encodeURIComponent throws on it.
  return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, "\ufffd"));
}
