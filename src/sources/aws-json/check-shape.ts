/**
 * What is wrong with a response, and where. Only called for responses that a reader doubted: on the way of every run, a
 * schema check would cost more than the reading itself.
 */
import { Ajv, type ErrorObject } from "ajv";
import { INPUT_SCHEMAS, OUTPUT_SCHEMAS } from "../../model/schemas/responses.ts";
import type { Schema } from "../../model/schemas/schema.ts";
import { jsonPointerSteps } from "../../text/json-pointer.ts";
import { locateAll } from "../../text/locate.ts";
import { type Step, stepsOf } from "../../text/pointer.ts";
import type { SourceText } from "../../text/source-text.ts";
import type { InputProblem } from "../types.ts";
import type { AwsResponse } from "./response.ts";

type ReadText = (file: string, record?: number) => Promise<SourceText | undefined>;

const HELP = "check that the output is complete and was not edited; what could be read of it is used";

/** The first thing wrong in each response, with its place. */
export async function shapeProblems(responses: readonly AwsResponse[], readText: ReadText): Promise<readonly InputProblem[]> {
  const ajv = new Ajv({ strict: false, validateSchema: false, messages: true });
  const problems: InputProblem[] = [];
  for (const response of responses) problems.push(await shapeProblem(response, ajv, readText));
  return problems;
}

async function shapeProblem(response: AwsResponse, ajv: Ajv, readText: ReadText): Promise<InputProblem> {
  const { operation, output, input, file, at } = response;
  const inOutput = firstError(ajv, OUTPUT_SCHEMAS.get(operation), output);
  const inInput = inOutput === undefined && input !== undefined ? firstError(ajv, INPUT_SCHEMAS.get(operation), input) : undefined;
  const error = inOutput ?? inInput;
  if (error === undefined) return { file, message: `this is not what ${operation} answers`, help: HELP };
  const { root, steps: base } = stepsOf(at);
  const steps = [
    ...(inOutput === undefined ? [...base.slice(0, -1), "input"] : base),
    ...jsonPointerSteps(error.instancePath, inOutput === undefined ? input : output),
  ];
  const source = await readText(root.file, root.record);
  const [span] = source === undefined ? [] : await locateAll(source, [steps]);
  const part = inOutput === undefined ? "input" : "output";
  const message = `the ${part} of ${operation} is not as AWS documents it: ${showPath(steps.slice(base.length))} ${describe(error)}`;
  return { file, message, help: HELP, ...(span === undefined ? {} : { span }) };
}

function firstError(ajv: Ajv, schema: Schema | undefined, value: unknown): ErrorObject | undefined {
  if (schema === undefined) return undefined;
  const validate = ajv.compile(schema);
  return validate(value) ? undefined : validate.errors?.[0];
}

function showPath(steps: readonly Step[]): string {
  const path = steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
  return path === "" ? "it" : `\`${path.replace(/^\./, "")}\``;
}

function describe({ keyword, params, message }: ErrorObject): string {
  if (keyword === "required") return `has no \`${String(params["missingProperty"])}\``;
  if (keyword === "type")
    return `should be ${[params["type"]]
      .flat()
      .filter((type) => type !== "null")
      .map(withArticle)
      .join(" or ")}`;
  if (keyword === "enum")
    return `should be ${[params["allowedValues"]]
      .flat()
      .filter((value) => value !== null)
      .map((value) => `\`${String(value)}\``)
      .join(" or ")}`;
  if (keyword === "minLength") return "should not be empty";
  if (keyword === "pattern") return "should be an ARN";
  return message ?? "is of another kind";
}

function withArticle(type: unknown): string {
  return type === "array" ? "a list" : type === "object" ? "an object" : `a ${String(type)}`;
}
