/**
 * A recording held in memory: every thing that AWS told of is a text of its own, under a name that says where in AWS it is. Nothing is
 * read from anywhere but these records, so that a live check and a check of the recording are one code path.
 */
import type { AwsReader } from "../aws-json/index.ts";
import type { JsonObject } from "../json.ts";
import { readRecord } from "../recording/index.ts";
import { type AwsRecord, askedPage, type RecordSink } from "../recording/records.ts";

export interface MemoryRecording extends RecordSink {
  /** The text under a name; undefined where there is none. */
  readonly textOf: (name: string) => string | undefined;
}

/** `reader` gets all that is recorded. */
export function createMemoryRecording(reader: AwsReader): MemoryRecording {
  const records = new Map<string, object>();
  return {
    write: (record) => {
      for (const part of partsOf(record)) {
        const name = freeName(nameOf(part), records);
        records.set(name, part);
        readRecord(part, name, undefined, reader, GROUP);
      }
      return Promise.resolve();
    },
    soFar: () => Promise.resolve(reader.finish().inventory),
    textOf: (name) => {
      const record = records.get(name);
      return record === undefined ? undefined : JSON.stringify(record, undefined, 2);
    },
  };
}

/** All records of a run are of one recording. */
const GROUP = "aws";

/** An answer about many roles and policies, as one about each of them; what remains are its page tokens. */
function partsOf(record: AwsRecord): readonly AwsRecord[] {
  const { output } = record;
  if (record.operation !== DETAILS || output === undefined) return [record];
  const { RoleDetailList: roles = [], Policies: policies = [], ...page } = output;
  const each = (member: string, list: unknown): AwsRecord[] => (Array.isArray(list) ? list.map((item) => ({ ...record, output: { [member]: [item] } })) : []);
  return [...each("RoleDetailList", roles), ...each("Policies", policies), { ...record, output: page }];
}

const DETAILS = "iam:GetAccountAuthorizationDetails";

/** `aws:<account>/<service>/[<region>/]<what>`: an ARN's resource where it is one, else what was asked and about what. */
function nameOf(record: AwsRecord): string {
  const service = record.operation.slice(0, record.operation.indexOf(":"));
  return `aws:${[record.account ?? "unknown", service, record.region, whatOf(record)].filter((part) => part !== undefined && part !== "").join("/")}`;
}

function whatOf({ operation, input, output }: AwsRecord): string {
  const arn = operation === DETAILS && output !== undefined ? arnIn(output) : undefined;
  if (arn !== undefined) return arn.startsWith("aws:") ? `aws/${arn.slice("aws:".length)}` : arn.slice(arn.indexOf(":") + 1);
  const page = askedPage(input) === undefined ? [] : ["further-page"];
  const about = Object.entries(input).flatMap(([member, value]) => (ABOUT.test(member) && typeof value === "string" ? [value] : []));
  return [kebab(operation.slice(operation.indexOf(":") + 1)), ...about, ...page].join("/");
}

/** Members of requests that say what is asked about, rather than how. */
const ABOUT =
  /^(?:DomainId|DomainIdEquals|UserProfileName|RoleName|PolicyName|PolicyArn|InstanceProfileName|ClusterId|Name|ChildId|TargetId|Filter|PolicyId|RoleArn)$/;

/** The account and resource of the one role or policy: `111122223333:role/Data`. */
function arnIn({ RoleDetailList: roles, Policies: policies }: JsonObject): string | undefined {
  const [item]: readonly unknown[] = Array.isArray(roles) ? roles : Array.isArray(policies) ? policies : [];
  const arn = typeof item === "object" && item !== null ? Reflect.get(item, "Arn") : undefined;
  return typeof arn === "string" ? arn.split(":").slice(4).join(":") : undefined;
}

/** `DescribeUserProfile`: `user-profile`; `ListUserProfiles`: `list-user-profiles`. */
function kebab(operation: string): string {
  return operation
    .replace(/^(?:Describe|Get)(?=[A-Z])/, "")
    .replace(/(?<=[a-z])(?=[A-Z])/g, "-")
    .toLowerCase();
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}/${number}`)) number += 1;
  return `${name}/${number}`;
}
