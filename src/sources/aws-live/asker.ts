/**
 * Asking AWS: bounded in number at a time, each answer recorded as it comes, each refusal recorded instead of it. A fault that
 * is no answer at all is recorded too, and told to the user once for each service that has it.
 */
import pLimit from "p-limit";
import { isObject, type JsonObject } from "../json.ts";
import { type AwsRecord, callKey, NO_ENDPOINT, nextPage } from "../recording/records.ts";
import type { InputProblem } from "../types.ts";
import type { Action, ReadAction } from "./actions.ts";
import type { Call, Input, Listing } from "./calls.ts";
import type { Clients } from "./clients.ts";
import { adviceOf, type Fault, faultOf } from "./faults.ts";
import { keptOf } from "./kept.ts";
import type { LiveIo, LiveResult } from "./scope.ts";
import type { Tally } from "./tally.ts";

/** Requests in flight at once, in the whole run. Where that is too much for AWS, the SDK slows down by itself. */
export const CONCURRENCY = 8;

/** After so many failures in a row a service of a region is not asked any more: each has cost several attempts. */
const MOST_FAILURES = 3;

/** Whom to ask: an account, and in which region. */
export interface Place {
  /** Undefined until the credentials have told it. */
  readonly account: string | undefined;
  /** Undefined for services that have no regions. */
  readonly region: string | undefined;
  readonly clients: Clients;
  /** One of several regions that are searched: a thing that is not here, or a service that this region does not have, is nothing to tell. */
  readonly searched?: true;
}

export type Answer =
  | { readonly kind: "answered"; readonly output: JsonObject }
  /** AWS refused this call, knows no such thing, or the account is in no organization. */
  | { readonly kind: "refused" | "gone" | "none" }
  /** No answer. */
  | { readonly kind: "failed" };

export interface Asker {
  readonly ask: (place: Place, call: Call) => Promise<Answer>;
  /** `each` for every page, as soon as it is there. `answered`, with the last page, where all came. */
  readonly list: (place: Place, listing: Listing, each: (page: JsonObject) => void) => Promise<Answer>;
  /** Records that something could not be learned which no call of `calls.ts` asks for, or whose answer lacks it. */
  readonly missing: (operation: Action, account: string, input: Input, why: Pick<Fault, "code" | "message">) => Promise<void>;
  /** Runs something that asks AWS when it is its turn. */
  readonly inTurn: <T>(run: () => Promise<T>) => Promise<T>;
  readonly problem: (problem: InputProblem) => void;
  readonly problems: readonly InputProblem[];
  /** An attempt was turned away for coming too fast. */
  readonly throttled: () => void;
  readonly readsAccount: (account: string) => void;
  /** What came of the run. Throws what the sink threw. */
  readonly finish: () => LiveResult;
}

export function createAsker(io: LiveIo, profile: string | undefined): Asker {
  const limit = pLimit(CONCURRENCY);
  const problems: InputProblem[] = [];
  const told = new Set<string>();
  const failures = createFailures();
  const calls = new Map<string, number>();
  const accounts: string[] = [];
  let [resumed, refused, throttled] = [0, 0, 0];
  let broken: { readonly error: unknown } | undefined;
  const tally = (): Tally => ({ calls, resumed, refused, throttled, accounts });
  const tell = (): void => io.onProgress?.(tally());

  /** What can't be recorded ends the run, in good order: `finish` throws it. */
  const record = async (each: AwsRecord): Promise<void> => {
    try {
      if (broken === undefined) await io.sink.write(each);
    } catch (error) {
      broken ??= { error };
    }
  };

  const request = async (place: Place, operation: ReadAction, input: Input, send: () => Promise<object>): Promise<Answer> => {
    // Who asks is not to be taken from a file.
    const known = operation === "sts:GetCallerIdentity" ? undefined : io.answered?.(callKey({ ...place, operation, input }));
    if (isObject(known)) {
      resumed += 1;
      return { kind: "answered", output: known };
    }
    // Asked again when its turn comes: thousands may wait behind those that fail.
    const answer = await limit(async () => {
      if (broken !== undefined || failures.areTooMany(place, operation)) return undefined;
      return keptOf(operation, await send());
    }).catch(faultOf);
    if (answer === undefined) return { kind: "failed" };
    if (isFault(answer)) return fault(place, operation, input, answer);
    failures.clear(place, operation);
    const service = serviceOf(operation);
    calls.set(service, (calls.get(service) ?? 0) + 1);
    await record({ operation, account: place.account ?? accountIn(answer), region: place.region, input, output: answer });
    tell();
    return { kind: "answered", output: answer };
  };

  const fault = async (place: Place, operation: ReadAction, input: Input, found: Fault): Promise<Answer> => {
    const { kind, code, message } = found;
    if (place.searched && kind === "gone") return { kind };
    if (place.searched && isNoEndpoint(found)) {
      await record({ operation, account: place.account, region: place.region, input, error: { code: NO_ENDPOINT, message } });
      return { kind: "gone" };
    }
    // Without credentials there is nothing to record, and a recording of before should not be overwritten.
    if (place.account !== undefined) await record({ operation, account: place.account, region: place.region, input, error: { code, message } });
    if (kind === "refused" || kind === "gone" || kind === "none") {
      if (kind === "refused") refused += 1;
      tell();
      return { kind };
    }
    failures.add(place, operation, kind);
    const problem = { file: placeName(place, operation), ...adviceOf(found, operation, profile) };
    // Once for each service and region; of credentials, whichever service was first to meet it.
    const about = kind === "credentials" ? `${place.account} ${place.region}` : `${problem.file} ${code}`;
    if (!told.has(about)) problems.push(problem);
    told.add(about);
    return { kind: "failed" };
  };

  const list: Asker["list"] = async (place, { operation, input: first, token, pages: start }, each) => {
    const pages = start(place.clients);
    const asked = new Set<string>();
    for (let input = first; ; ) {
      const answer = await request(place, operation, input, async () => (await pages.next()).value ?? {});
      if (answer.kind !== "answered") return answer;
      each(answer.output);
      const next = nextPage(answer.output);
      if (next === undefined) return answer;
      // The paginator would go round for ever.
      if (asked.has(next)) return fault(place, operation, input, { kind: "failed", code: "RepeatedToken", message: `one ${token} came twice`, attempts: 1 });
      asked.add(next);
      input = { ...first, [token]: next };
    }
  };

  return {
    ask: (place, { operation, input, send }) => request(place, operation, input, () => send(place.clients)),
    list,
    missing: async (operation, account, input, { code, message }) => {
      if (operation === "sts:AssumeRole") refused += 1;
      await record({ operation, account, region: undefined, input, error: { code, message } });
    },
    inTurn: limit,
    problem: (problem) => void problems.push(problem),
    problems,
    finish: () => {
      if (broken !== undefined) throw broken.error;
      return { problems, tally: tally() };
    },
    throttled: () => {
      throttled += 1;
      tell();
    },
    readsAccount: (account) => void accounts.push(account),
  };
}

/** Where a region lacks a service, its endpoint has no address. The name server was just seen to work: STS has answered. */
function isNoEndpoint({ kind, code }: Fault): boolean {
  return kind === "unreachable" && code === "ENOTFOUND";
}

function isFault(answer: JsonObject | Fault): answer is Fault {
  return typeof answer["kind"] === "string" && typeof answer["attempts"] === "number";
}

interface Failures {
  readonly areTooMany: (place: Place, operation: Action) => boolean;
  readonly add: (place: Place, operation: Action, kind: Fault["kind"]) => void;
  readonly clear: (place: Place, operation: Action) => void;
}

/** Failures in a row, by service and region; of credentials, by account: what is not accepted once is not accepted the next time. */
function createFailures(): Failures {
  const counts = new Map<string, number>();
  const refused = new Set<string | undefined>();
  const part = ({ account, region }: Place, operation: Action): string => `${account}/${serviceOf(operation)}/${region}`;
  return {
    areTooMany: (place, operation) => refused.has(place.account) || (counts.get(part(place, operation)) ?? 0) >= MOST_FAILURES,
    add: (place, operation, kind) => {
      if (kind === "credentials" && place.region === undefined) refused.add(place.account);
      const before = kind === "credentials" ? MOST_FAILURES : (counts.get(part(place, operation)) ?? 0);
      counts.set(part(place, operation), before + 1);
    },
    clear: (place, operation) => void counts.delete(part(place, operation)),
  };
}

function serviceOf(operation: Action): string {
  return operation.slice(0, operation.indexOf(":"));
}

/** GetCallerIdentity tells whom the credentials belong to; until then nobody knows. */
function accountIn(output: JsonObject): string | undefined {
  return typeof output["Account"] === "string" ? output["Account"] : undefined;
}

/** How a part of AWS is shown where the user knows files: `aws:111122223333/sagemaker/eu-west-1`. */
function placeName({ account, region }: Place, operation: Action): string {
  return account === undefined ? "aws" : `aws:${[account, serviceOf(operation), region ?? ""].filter((part) => part !== "").join("/")}`;
}
