/** Encodings, hashes and paths. https://developer.hashicorp.com/terraform/language/functions */
import { createHash } from "node:crypto";
import { posix } from "node:path";
import { isKnown, text } from "../../../text/symbolic.ts";
import { splitText } from "../../declared/texts.ts";
import { refused } from "../making.ts";
import { taking } from "./parameters.ts";
import { isNonEmpty, piecesOf } from "./pieces.ts";
import { joinedResult, pieceOf, type TerraformFunction, textResult, undetermined } from "./results.ts";

function ofKnown(compute: (value: string) => string): TerraformFunction {
  return taking(["known"], "a text", ([value], args, call) => textResult(compute(value), call, args[0]));
}

/** Padding is required; line ends are passed over, as Go does. */
const base64decode = taking(["known"], "a text in Base64", ([value], args, call) => {
  const written = value.replace(/[\r\n]/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(written) || written.length % 4 !== 0) return refused(call, "`base64decode` takes a text in Base64");
  try {
    const decoded = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(written, "base64"));
    return textResult(decoded, call, args[0]);
  } catch {
    return refused(call, "`base64decode` gets what is no text once it is decoded");
  }
});

/** As in a query: a space becomes `+`. https://developer.hashicorp.com/terraform/language/functions/urlencode */
const urlencode = taking(["text"], "a text", ([value], args, call) => {
  const encoded = (literal: string): string =>
    encodeURIComponent(Buffer.from(literal, "utf8").toString("utf8"))
      .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll("%20", "+");
  const pieces = piecesOf(value).map((piece) => {
    if (typeof piece === "string") return encoded(piece);
    return piece.shape === "account" ? piece : pieceOf(call, piece, []);
  });
  return joinedResult(pieces, call, args[0]);
});

function hash(algorithm: string, encoding: "hex" | "base64"): TerraformFunction {
  return ofKnown((value) => createHash(algorithm).update(value, "utf8").digest(encoding));
}

/** What follows the last slash, where that is certain and not empty. */
const basename = taking(["text"], "a path", ([value], args, call) => {
  if (isKnown(value)) return textResult(value === "" ? "." : /^\/+$/.test(value) ? "/" : posix.basename(value), call, args[0]);
  const pieces = piecesOf(value);
  const slash = pieces.findLastIndex((piece) => typeof piece === "string" && piece.includes("/"));
  const last = splitText(text(...pieces.slice(Math.max(slash, 0))), "/")?.at(-1);
  const isThere = last !== undefined && piecesOf(last).some((piece) => (typeof piece === "string" ? piece !== "" : isNonEmpty(piece)));
  return isThere ? textResult(last, call, args[0]) : undetermined(call, args);
});

/** All but the last element, cleaned: Go's `filepath.Dir`. */
function folderOf(path: string): string {
  const folder = posix.normalize(path.slice(0, path.lastIndexOf("/") + 1));
  return folder === "/" || !folder.endsWith("/") ? folder : folder.slice(0, -1);
}

export const encodings: ReadonlyMap<string, TerraformFunction> = new Map([
  ["base64encode", ofKnown((value) => Buffer.from(value, "utf8").toString("base64"))],
  ["base64decode", base64decode],
  ["urlencode", urlencode],
  ["md5", hash("md5", "hex")],
  ["sha1", hash("sha1", "hex")],
  ["sha256", hash("sha256", "hex")],
  ["sha512", hash("sha512", "hex")],
  ["base64sha256", hash("sha256", "base64")],
  ["base64sha512", hash("sha512", "base64")],
  ["basename", basename],
  ["dirname", ofKnown(folderOf)],
]);
