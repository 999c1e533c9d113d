/** What asking on takes of an answer: names in lists, and members of members. Anything of another shape is passed over. */
import { type JsonObject, listAt, objectAt, objectsOf, stringAt } from "../json.ts";

const passOver = (): void => undefined;

/** The strings under `member` of the objects in a list of an answer. */
export function namesIn(page: JsonObject, list: string, member: string): readonly string[] {
  return objectsIn(page, list).flatMap((item) => stringAt(item, member, passOver) || []);
}

export function objectsIn(page: JsonObject, list: string): readonly JsonObject[] {
  return [...objectsOf(listAt(page, list, passOver), passOver)].map(([item]) => item);
}

export function textsIn(page: JsonObject, list: string): readonly string[] {
  return (listAt(page, list, passOver) ?? []).filter((item) => typeof item === "string");
}

/** The string at the end of a path of members. */
export function textAt(object: JsonObject, ...path: readonly [...string[], string]): string | undefined {
  const inner = path.slice(0, -1).reduce<JsonObject | undefined>((each, member) => each && objectAt(each, member, passOver), object);
  return inner && stringAt(inner, path.at(-1) ?? "", passOver);
}
