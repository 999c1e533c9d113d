/** The version of a plan's format. Apart from the rest, so that nothing else is loaded to tell. */
import type { JsonObject } from "../../json.ts";

/** Major versions of the format that we know. */
const KNOWN = /^[01]\./;

/** What is wrong with the version of a plan or state; undefined where we read it. */
export function versionProblem(json: JsonObject): string | undefined {
  const version = json["format_version"];
  if (typeof version === "string" && KNOWN.test(version)) return undefined;
  return `the plan has format version ${typeof version === "string" ? JSON.stringify(version) : "none"}; expected 1.x`;
}
