/**
 * JSON Schema (draft-07) as plain data, as far as it is used here. The schemas say what is relied upon and nothing else:
 * AWS adds members all the time, and `null` stands for an unset one in the output of some tools.
 */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly enum?: readonly (string | null)[];
  readonly anyOf?: readonly Schema[];
  readonly not?: Schema;
}

export const STRING: Schema = { type: ["string", "null"] };
export const NAME: Schema = { type: "string", minLength: 1 };
/** A document: an object, or a string that holds it. What is inside is read (and judged) as a policy. */
export const DOCUMENT: Schema = { not: { type: "null" } };

/** An object with these members; those in `required` must be there, the others may. */
export function object(properties: { readonly [name: string]: Schema }, required: readonly string[] = []): Schema {
  return { type: "object", properties, required };
}

/** The same where it may be absent. */
export function optional(schema: Schema): Schema {
  return { ...schema, type: ["object", "null"] };
}

export function listOf(items: Schema): Schema {
  return { type: ["array", "null"], items };
}

/** An ARN: six parts and more. */
export const ARN: Schema = { type: "string", pattern: "^arn:[^:]*:[^:]*:[^:]*:[^:]*:" };
export const OPTIONAL_ARN: Schema = { type: ["string", "null"], pattern: "^arn:[^:]*:[^:]*:[^:]*:[^:]*:" };
