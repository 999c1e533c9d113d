/**
 * Which line of the app made a construct, from the stack trace in an assembly's metadata.
 *
 * Frames are V8's ("new StudioStack (/home/dev/app/lib/studio.js:62:21)"), partly folded by CDK ("...new Role2 in aws-cdk-lib...",
 * "...node internals..."). In an ES module CDK garbles top-level frames: "file:///home/dev/app/app.mjs:123 (:)".
 */

interface Frame {
  readonly file: string;
  readonly line: number;
}

/** Longer is no frame, and would only cost time. */
const MAX_FRAME = 4096;

/**
 * The first frame that is the app's own code, or undefined where no frame is. The file is relative to
 * `appFolder` where it lies there; else only its name is told: a path of someone's home folder belongs in no report.
 */
export function userFrame(trace: readonly unknown[], appFolder: string | undefined): Frame | undefined {
  const frames = trace.filter((frame) => typeof frame === "string" && frame.length <= MAX_FRAME) as string[];
  // An app in Python, Java, C# or Go drives a JavaScript kernel: these frames are the kernel's, not the app's.
  const throughJsii = frames.some((frame) => /jsii-(?:runtime|kernel)|\bKernel(?:Host)?\./.test(frame));
  for (const frame of frames) {
    const found = parseFrame(frame);
    if (found === undefined || isForeign(found.file) || (throughJsii && /\.[cm]?js$/.test(found.file))) continue;
    return { file: shorten(found.file, appFolder), line: found.line };
  }
  return undefined;
}

function parseFrame(frame: string): Frame | undefined {
  const open = frame.indexOf(" (");
  const inParentheses = open < 0 ? "" : frame.slice(open + 2).replace(/\)$/, "");
  const before = (open < 0 ? frame : frame.slice(0, open)).trim().replace(/^at /, "");
  return parseLocation(inParentheses) ?? parseLocation(before);
}

/** `FILE:LINE` or `FILE:LINE:COLUMN`, with or without a colon at its end. */
function parseLocation(text: string): Frame | undefined {
  const [, file, line] = /^(.+?):(\d{1,9})(?::\d{1,9})?:?$/.exec(text) ?? [];
  return file === undefined || line === undefined ? undefined : { file: plainPath(file), line: Number(line) };
}

/** Forward slashes, and no `file://`. */
function plainPath(file: string): string {
  const slashed = file.replaceAll("\\", "/");
  if (!slashed.startsWith("file://")) return slashed;
  const path = slashed.slice("file://".length).replace(/^\/(?=[A-Za-z]:\/)/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isForeign(file: string): boolean {
  return /^(?:node|internal)[:/]/.test(file) || file.split("/").includes("node_modules") || file.includes("<anonymous>");
}

function shorten(file: string, appFolder: string | undefined): string {
  if (appFolder !== undefined && appFolder !== "" && file.startsWith(`${appFolder}/`)) return file.slice(appFolder.length + 1);
  return file.slice(file.lastIndexOf("/") + 1);
}
