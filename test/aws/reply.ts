/** An answer as HTTP: status, headers and body, in the form of the service's protocol. */
import { randomUUID } from "node:crypto";
import type { Failure, Output } from "./answer.ts";
import { isQuery } from "./request.ts";
import { jsonOf, xmlOf } from "./wire.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A body with a place for the request's ID, so that it can be made once and given often. */
export interface Prepared {
  readonly status: number;
  readonly contentType: string;
  readonly errorType: string | undefined;
  readonly before: Buffer;
  /** Undefined where the ID stands in the headers only. */
  readonly after: Buffer | undefined;
}

const ID = "\u0000";

const NAMESPACES: ReadonlyMap<string, string> = new Map([
  ["iam", "https://iam.amazonaws.com/doc/2010-05-08/"],
  ["sts", "https://sts.amazonaws.com/doc/2011-06-15/"],
]);

export function prepare(service: string, operation: string, answer: Output | Failure): Prepared {
  return isQuery(service) ? prepareXml(service, operation, answer) : prepareJson(service, answer);
}

function prepareXml(service: string, operation: string, answer: Output | Failure): Prepared {
  const namespace = NAMESPACES.get(service) ?? "";
  const xml = answer.kind === "output" ? xmlOutput(operation, namespace, answer) : xmlFailure(namespace, answer);
  const [before = "", after = ""] = xml.split(ID);
  return { status: statusOf(answer), contentType: "text/xml", errorType: undefined, before: Buffer.from(before), after: Buffer.from(after) };
}

function xmlOutput(operation: string, namespace: string, { output }: Output): string {
  const metadata = `<ResponseMetadata><RequestId>${ID}</RequestId></ResponseMetadata>`;
  const result = xmlOf(`${operation}Result`, output);
  return `<${operation}Response xmlns="${namespace}">\n  ${result}\n  ${metadata}\n</${operation}Response>\n`;
}

function xmlFailure(namespace: string, { code, message, status }: Failure): string {
  const error = xmlOf("Error", { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message });
  return `<ErrorResponse xmlns="${namespace}">\n  ${error}\n  <RequestId>${ID}</RequestId>\n</ErrorResponse>\n`;
}

function prepareJson(service: string, answer: Output | Failure): Prepared {
  const isRest = service === "account";
  return {
    status: statusOf(answer),
    contentType: isRest ? "application/json" : "application/x-amz-json-1.1",
    errorType: isRest && answer.kind === "failure" ? answer.code : undefined,
    before: Buffer.from(answer.kind === "output" ? jsonOf(answer.output) : jsonOf(jsonFailure(service, answer))),
    after: undefined,
  };
}

/** The services do not agree on how to write `message`: SageMaker does it both ways, EMR and Organizations write `Message`. */
function jsonFailure(service: string, { code, message, more }: Failure): object {
  if (service === "account") return { message };
  const isLarge = service !== "sagemaker" || code === "AccessDeniedException";
  return { __type: code, ...(isLarge ? { Message: message } : { message }), ...more };
}

function statusOf(answer: Output | Failure): number {
  return answer.kind === "output" ? 200 : answer.status;
}

export function replyWith({ status, contentType, errorType, before, after }: Prepared): Reply {
  const id = randomUUID();
  const body = after === undefined ? before : Buffer.concat([before, Buffer.from(id), after]);
  return { status, body, headers: headersOf(id, contentType, body, errorType === undefined ? {} : { "x-amzn-ErrorType": errorType }) };
}

function headersOf(id: string, contentType: string, body: Buffer, more: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { "x-amzn-RequestId": id, "Content-Type": contentType, "Content-Length": String(body.length), ...more };
}

/** What stands between may answer by itself. */
export function htmlReply(status: number, wellFormed: boolean): Reply {
  const end = wellFormed ? "" : "<br>";
  const body = Buffer.from(`<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><p>Sign in to use the network.${end}</p></body></html>\n`);
  return { status, body, headers: { "Content-Type": "text/html; charset=utf-8", "Content-Length": String(body.length), Server: "proxy" } };
}

export function emptied(reply: Reply): Reply {
  return { status: 200, body: Buffer.alloc(0), headers: { ...reply.headers, "Content-Length": "0" } };
}

/** Half of the body, as if that were all of it. */
export function halved(reply: Reply): Reply {
  const body = reply.body.subarray(0, Math.max(1, Math.floor(reply.body.length / 2)));
  return { ...reply, status: 200, body, headers: { ...reply.headers, "Content-Length": String(body.length) } };
}
