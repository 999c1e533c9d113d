/**
 * `{{resolve:ssm:name}}` and its kin inside any text.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
import type { Pointer } from "../../text/pointer.ts";
import { type Hole, isKnown, showText, type Text, text, textKey } from "../../text/symbolic.ts";
import { asText } from "../declared/values.ts";
import type { Scope } from "./run.ts";
import { systemParameter } from "./shared-values.ts";

const OPEN = "{{resolve:";
const CLOSE = "}}";

/** The text with each dynamic reference replaced by what the input says of it, else by a hole. */
export function resolveDynamicReferences(value: Text, at: Pointer, scope: Scope): Text {
  if (isKnown(value) ? !value.includes(OPEN) : !value.parts.some((part) => typeof part === "string" && part.includes(OPEN))) return value;
  const outside: (Text | Hole)[] = [];
  let inside: (Text | Hole)[] | undefined;
  for (const part of isKnown(value) ? [value] : value.parts) {
    if (typeof part !== "string") {
      (inside ?? outside).push(part);
      continue;
    }
    let rest = part;
    while (rest !== "") {
      const marker = inside === undefined ? OPEN : CLOSE;
      const found = rest.indexOf(marker);
      (inside ?? outside).push(found < 0 ? rest : rest.slice(0, found));
      rest = found < 0 ? "" : rest.slice(found + marker.length);
      if (found < 0) continue;
      if (inside !== undefined) outside.push(resolved(text(...inside), at, scope));
      inside = inside === undefined ? [] : undefined;
    }
  }
  return text(...outside, ...(inside === undefined ? [] : [OPEN, ...inside]));
}

/** `written`: what stands between the braces after `resolve:`, as in `ssm:/team/role:3`. */
function resolved(written: Text, at: Pointer, scope: Scope): Text | Hole {
  // A pinned version may be older than what the input's templates write, so only the unpinned form is looked up.
  const name = isKnown(written) ? /^ssm:([^:]+)$/.exec(written)?.[1] : undefined;
  const found = name === undefined ? undefined : asText(scope.run, systemParameter(name, at, scope));
  if (found !== undefined) return found;
  const id = `resolve ${textKey(scope.stack.account)} ${textKey(scope.stack.region)} ${textKey(written)}`;
  return { id: `resolve:${showText(written)}`, cause: { kind: "attribute", id, what: `\`{{resolve:${showText(written)}}}\` is read only at deployment`, at } };
}
