/**
 * AWS on 127.0.0.1, as far as reading an account goes: real clients talk to it by the services' own protocols. It can be told to fail
 * in the ways in which AWS and networks fail.
 */
import { setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, type Failure, failure, type Output } from "./answer.ts";
import { denied, expired, type Fault, failed, throttled, unknownCredentials, unknownOperation, unreadable, unsigned } from "./fault.ts";
import { callerOf } from "./identity.ts";
import { OPERATIONS } from "./operations.ts";
import { pageOf } from "./paging.ts";
import { emptied, halved, htmlReply, type Prepared, prepare, type Reply, replyWith } from "./reply.ts";
import { type AwsRequest, requestIn } from "./request.ts";
import { itemXml } from "./wire.ts";
import type { FakeWorld } from "./world.ts";
import { indexWorld, type WorldIndex } from "./world-index.ts";

export type { Fault } from "./fault.ts";

export interface FakeRequest {
  /** As in the scope of the signature. */
  readonly service: string;
  readonly operation: string;
  /** As IAM names it: `iam:GetRole`, `elasticmapreduce:ListClusters`. */
  readonly action: string;
  /** Empty where the credentials are not known. */
  readonly account: string;
  readonly region: string;
  readonly input: object;
  /** From 0: how often this very call (action, account, region, input) came before. */
  readonly repeat: number;
  /** From 0: how many requests came before. */
  readonly index: number;
}

export interface FakeOptions {
  readonly faults?: (request: FakeRequest) => Fault | undefined;
  /** Milliseconds that every answer takes at least. */
  readonly latency?: number;
  /** Caps the size of pages. */
  readonly pageSize?: number;
  /** True where it is not given. */
  readonly keepRequests?: boolean;
}

export interface FakeAws {
  readonly url: string;
  readonly requests: readonly FakeRequest[];
  /** How many came, whether they are kept or not. */
  readonly count: number;
  /** The highest number of requests in flight at once. */
  readonly mostAtOnce: number;
  readonly close: () => Promise<void>;
}

/** Only these depend on where they are asked: where a region is not enabled, they refuse all credentials. */
const REGIONAL: ReadonlySet<string> = new Set(["sts", "sagemaker", "elasticmapreduce"]);

interface State {
  readonly world: WorldIndex;
  readonly options: FakeOptions;
  readonly requests: FakeRequest[];
  readonly seen: Map<string, number>;
  /** By the call and by the bytes of its input. */
  readonly prepared: Map<string, Prepared>;
  readonly closing: AbortController;
  count: number;
  inFlight: number;
  mostAtOnce: number;
}

export async function startFakeAws(world: FakeWorld, options: FakeOptions = {}): Promise<FakeAws> {
  const index = indexWorld(world);
  renderDetails(index);
  const state: State = {
    world: index,
    options,
    requests: [],
    seen: new Map(),
    prepared: new Map(),
    closing: new AbortController(),
    count: 0,
    inFlight: 0,
    mostAtOnce: 0,
  };
  // Every answer that is waited for listens to it.
  setMaxListeners(0, state.closing.signal);
  // A connection that the server ends for being idle, just when the client uses it again, would be a fault that no one asked for.
  const server = createServer({ keepAliveTimeout: 120_000 }, (message, response) => void serve(state, message, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: urlOf(server),
    requests: state.requests,
    get count() {
      return state.count;
    },
    get mostAtOnce() {
      return state.mostAtOnce;
    },
    close: () => close(state, server),
  };
}

/** By far the largest answers: rendered here, they cost no one who asks. */
function renderDetails({ accounts }: WorldIndex): void {
  for (const { roles, policies } of accounts.values()) for (const { detail } of [...roles.values(), ...policies.values()]) itemXml(detail);
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return `http://127.0.0.1:${address.port}`;
}

async function close(state: State, server: Server): Promise<void> {
  state.closing.abort();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

async function serve(state: State, message: IncomingMessage, response: ServerResponse): Promise<void> {
  state.inFlight += 1;
  state.mostAtOnce = Math.max(state.mostAtOnce, state.inFlight);
  const made = await answer(state, message).catch((error: unknown) => (state.closing.signal.aborted || response.destroyed ? undefined : brokenReply(error)));
  // Before the last byte is out: whoever has it may ask again before this side is told that it went.
  state.inFlight -= 1;
  // Without an answer the client has gone, or the server closes: there is no one to answer.
  if (made === undefined) response.destroy();
  else send(response, made);
}

/** A mistake here, or in what decides about faults: to be seen, and not to be tried again. */
function brokenReply(error: unknown): Made {
  return { reply: replyWith(prepare("", "", failure("FakeAwsFailure", 400, String(error)))), fault: undefined };
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

interface Received {
  readonly request: AwsRequest;
  readonly body: string;
}

interface Made {
  readonly reply: Reply;
  readonly fault: Fault | undefined;
}

async function answer(state: State, message: IncomingMessage): Promise<Made> {
  const body = await bodyOf(message);
  const request = requestIn({ path: message.url ?? "/", headers: message.headers, body });
  const noted = note(state, request);
  const fault = state.options.faults?.(noted);
  const wait = (state.options.latency ?? 0) + (fault?.kind === "slow" ? fault.milliseconds : 0);
  if (wait > 0) await sleep(wait, undefined, { signal: state.closing.signal });
  return { reply: replyFor(state, { request, body }, noted, fault), fault };
}

function replyFor(state: State, received: Received, noted: FakeRequest, fault: Fault | undefined): Reply {
  if (fault?.kind === "html") return htmlReply(fault.status ?? 200, fault.wellFormed ?? false);
  const reply = replyWith(preparedFor(state, received, noted, fault));
  switch (fault?.kind) {
    case "malformed":
      return halved(reply);
    case "empty-body":
      return emptied(reply);
    default:
      return reply;
  }
}

function note(state: State, request: AwsRequest): FakeRequest {
  const { faults, keepRequests = true } = state.options;
  const { service, operation, region, session, input = {} } = request;
  const account = session?.account ?? "";
  const index = state.count;
  state.count += 1;
  const key = JSON.stringify([service, operation, account, region, Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1))]);
  const isCounted = keepRequests || faults !== undefined;
  const repeat = isCounted ? (state.seen.get(key) ?? 0) : 0;
  if (isCounted) state.seen.set(key, repeat + 1);
  const noted = { service, operation, action: `${service}:${operation}`, account, region, input, repeat, index };
  if (keepRequests) state.requests.push(noted);
  return noted;
}

function preparedFor(state: State, { request, body }: Received, noted: FakeRequest, fault: Fault | undefined): Prepared {
  const { service, operation, region, session } = request;
  const wanted = failureFor(request, noted, fault);
  if (wanted !== undefined) return prepare(service, operation, wanted);
  // STS answers by the clock and by who asks; an empty page is for once.
  if (service === "sts" || fault?.kind === "empty-page") return prepare(service, operation, answerOf(state, request, fault));
  const key = `${service} ${operation} ${session?.account} ${region} ${body}`;
  const known = state.prepared.get(key);
  if (known !== undefined) return known;
  const fresh = prepare(service, operation, answerOf(state, request, fault));
  state.prepared.set(key, fresh);
  return fresh;
}

function failureFor({ service, session }: AwsRequest, noted: FakeRequest, fault: Fault | undefined): Failure | undefined {
  switch (fault?.kind) {
    case "throttled":
      return throttled(service);
    case "denied":
      return denied(noted, session === undefined ? undefined : callerOf(session));
    case "expired":
      return expired(service);
    case "failed":
      return failed(service, fault.status);
    default:
      return undefined;
  }
}

function answerOf(state: State, request: AwsRequest, fault: Fault | undefined): Output | Failure {
  const { service, operation, region, session, input } = request;
  const { world } = state;
  if (!request.isSigned) return unsigned(service);
  const account = world.accounts.get(session?.account ?? "");
  const isThere = !REGIONAL.has(service) || world.world.enabledRegions.includes(region);
  if (session === undefined || account === undefined || !isThere) return unknownCredentials(service);
  const operate = OPERATIONS.get(service)?.get(operation);
  if (operate === undefined) return unknownOperation(service, operation);
  if (input === undefined) return unreadable();
  const answered: Answer = operate({ world, account, region, caller: callerOf(session), input });
  if (answered.kind !== "listing") return answered;
  const list = `${account.id} ${region} ${service} ${operation}`;
  return pageOf(answered, { list, input, cap: state.options.pageSize ?? Number.POSITIVE_INFINITY, empty: fault?.kind === "empty-page" });
}

function send(response: ServerResponse, { reply, fault }: Made): void {
  const { socket } = response;
  if (fault?.kind === "refused-connection") {
    socket?.destroy();
    return;
  }
  response.writeHead(reply.status, reply.headers);
  if (fault?.kind === "reset") response.write(halved(reply).body, () => socket?.destroy());
  else response.end(reply.body);
}
