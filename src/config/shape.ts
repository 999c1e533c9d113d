/** What a JSON Schema refuses, in words and with the place: for files that people write or merge. */
import type { ErrorObject } from "ajv";
import { jsonPointerSteps } from "../text/json-pointer.ts";
import { nearest } from "../text/nearest.ts";
import { KEY, type Step } from "../text/pointer.ts";

export interface Misshapen {
  readonly steps: readonly Step[];
  /** "`severities.x` should be one of error, warning, note, off" */
  readonly message: string;
  readonly help?: string;
}

/** Of an error of Ajv's, made with `verbose`. Undefined for one that only says that another one, told besides, makes the whole invalid. */
export function misshapen(error: ErrorObject, value: unknown): Misshapen | undefined {
  const { keyword, params, propertyName, instancePath } = error;
  const steps = jsonPointerSteps(instancePath, value);
  if (keyword === "propertyNames") return undefined;
  if (propertyName !== undefined) {
    const near = keyword === "enum" ? nearestOf(propertyName, params["allowedValues"]) : undefined;
    return { steps: [...steps, propertyName, KEY], message: `${nameOf([...steps, propertyName])} ${expectation(error)}`, ...(near && { help: near }) };
  }
  if (keyword === "additionalProperties") {
    const name = String(params["additionalProperty"]);
    const near = nearestOf(name, Object.keys(propertiesOf(error)));
    return { steps: [...steps, name, KEY], message: `${nameOf([...steps, name])} is not known`, ...(near && { help: near }) };
  }
  if (keyword === "required") return { steps, message: `${nameOf(steps)} has no \`${String(params["missingProperty"])}\`` };
  const near = keyword === "enum" ? nearestOf(error.data, params["allowedValues"]) : undefined;
  return { steps, message: `${nameOf(steps)} ${expectation(error)}`, ...(near && { help: near }) };
}

/** `suppressions[0].reason`, in backquotes; the whole has no name. */
function nameOf(steps: readonly Step[]): string {
  const path = steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step).slice(0, 60)}`)).join("");
  return path === "" ? "it" : `\`${path.replace(/^\./, "")}\``;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ["array", "a list"],
  ["object", "a map of names to values"],
  ["string", "a text"],
  ["boolean", "true or false"],
]);

function expectation({ keyword, params, parentSchema, message, data, propertyName }: ErrorObject): string {
  const told: unknown = parentSchema?.["errorMessage"];
  if (typeof told === "string") return `should be ${told}`;
  if (keyword === "enum") return enumeration(params["allowedValues"], propertyName === undefined ? data : undefined);
  if (keyword === "const") return `should be ${JSON.stringify(params["allowedValue"])}`;
  if (keyword === "type")
    return `should be ${[params["type"]]
      .flat()
      .map((type) => TYPES.get(String(type)) ?? String(type))
      .join(" or ")}`;
  if (keyword === "minLength" || keyword === "minItems" || keyword === "minProperties") return "should not be empty";
  if (keyword === "uniqueItems") return "has the same item twice";
  if (keyword === "maxItems") return `has more than ${String(params["limit"])} items`;
  return message ?? "is of another kind";
}

/** A long list (of rules) helps nobody. */
function enumeration(allowed: unknown, value: unknown): string {
  const values = Array.isArray(allowed) ? allowed.map(String) : [];
  if (values.length <= 8) return `should be one of ${values.join(", ")}`;
  return typeof value === "string" ? `is no rule: \`${value.slice(0, 60)}\`` : "is no rule";
}

function nearestOf(word: unknown, candidates: unknown): string | undefined {
  const near = typeof word === "string" && Array.isArray(candidates) ? nearest(word, candidates.map(String)) : undefined;
  return near === undefined ? undefined : `did you mean \`${near}\`?`;
}

function propertiesOf({ parentSchema }: ErrorObject): object {
  const properties: unknown = parentSchema?.["properties"];
  return typeof properties === "object" && properties !== null ? properties : {};
}
