/**
 * `Metadata: { lint-roles: { ignore: [{ rule, reason, expires?, owner? }] } }` of a resource or of a whole template: for JSON, which has
 * no comments, and for CDK (`addMetadata`).
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html
 */
import type { Directive } from "../../model/directives.ts";
import { child, keyOf, type Pointer, rootPointer } from "../../text/pointer.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { StackInput } from "../types.ts";

const OURS = "lint-roles";

export function metadataDirectives({ file, template }: Pick<StackInput, "file" | "template">): readonly Directive[] {
  if (!isObject(template)) return [];
  const root = rootPointer(file);
  return [
    ...directivesIn(template, root, [root]),
    ...resourcesOf(template["Resources"], child(root, "Resources")).flatMap(({ resource, at }) => directivesIn(resource, at, [keyOf(at), at])),
  ];
}

interface Place {
  readonly resource: JsonObject;
  readonly at: Pointer;
}

/**
 * With those that a loop makes, once for all of them: `"Fn::ForEach::Name": [variable, collection, { "Role${variable}": … }]`, at most five
 * deep: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
function resourcesOf(section: unknown, at: Pointer, depth = 0): readonly Place[] {
  if (!isObject(section) || depth > 5) return [];
  return Object.entries(section).flatMap(([key, value]) => {
    const place = child(at, key);
    if (key.startsWith("Fn::ForEach::") && Array.isArray(value)) return resourcesOf(value[2], child(place, 2), depth + 1);
    return isObject(value) ? [{ resource: value, at: place }] : [];
  });
}

function directivesIn(owner: JsonObject, at: Pointer, covers: readonly Pointer[]): readonly Directive[] {
  const metadata = owner["Metadata"];
  if (!isObject(metadata) || !Object.hasOwn(metadata, OURS)) return [];
  const ours = metadata[OURS];
  const place = child(at, "Metadata", OURS);
  const directive = (where: Pointer, says: Directive["says"]): Directive => ({ at: where, writtenAs: "metadata", covers, says });
  const list = isObject(ours) ? ours["ignore"] : undefined;
  const stranger = isObject(ours) ? Object.keys(ours).find((key) => key !== "ignore") : undefined;
  if (!Array.isArray(list) || stranger !== undefined)
    return [
      directive(keyOf(place), unreadable(`should be \`{ "ignore": [{ "rule": …, "reason": … }] }\`${stranger === undefined ? "" : ", and nothing else"}`)),
    ];
  return list.map((entry: unknown, index) => directive(child(place, "ignore", index), readEntry(entry)));
}

const MEMBERS = ["rule", "reason", "expires", "owner"] as const;

function readEntry(entry: unknown): Directive["says"] {
  if (!isObject(entry)) return unreadable("should be an object with `rule` and `reason`");
  const names: readonly string[] = MEMBERS;
  const stranger = Object.keys(entry).find((key) => !names.includes(key));
  if (stranger !== undefined) return unreadable(`has \`${stranger}\`, which is none of ${MEMBERS.join(", ")}`);
  const odd = MEMBERS.find((name) => Object.hasOwn(entry, name) && typeof entry[name] !== "string");
  if (odd !== undefined) return unreadable(`has a \`${odd}\` that is no string`);
  const { rule, reason, expires, owner } = entry;
  return {
    kind: "statement",
    rules: typeof rule === "string" ? [rule] : [],
    reason: typeof reason === "string" ? reason.trim() : "",
    ...(typeof expires === "string" && { expires }),
    ...(typeof owner === "string" && { owner }),
  };
}

function unreadable(why: string): Directive["says"] {
  return { kind: "unreadable", why };
}
