/** ARNs as texts: taken apart at literal colons and slashes only, so holes stay whole. */
import { type Hole, type Text, text } from "../text/symbolic.ts";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export interface Arn {
  readonly partition: Text;
  readonly service: Text;
  readonly region: Text;
  readonly account: Text;
  /** All that follows the fifth colon. */
  readonly resource: Text;
}

export interface RoleArn {
  readonly partition: Text;
  readonly account: Text;
  /** With its slashes: `/` where there is none. */
  readonly path: Text;
  readonly name: Text;
}

/** `arn:partition:service:region:account:resource`; undefined where there are not five literal colons after a literal `arn`. */
export function parseArn(value: Text): Arn | undefined {
  const [prefix, partition, service, region, account, resource] = splitText(value, ":", 6);
  if (prefix !== "arn" || partition === undefined || service === undefined || region === undefined) return undefined;
  return account === undefined || resource === undefined ? undefined : { partition, service, region, account, resource };
}

/**
 * The parts of `arn:…:iam::account:role/path/name`; undefined where it is not a role's ARN or not enough of it is known. The
 * name is what follows the last literal slash, so a hole that may hold slashes (no shape `segment`) is taken as a name.
 */
export function roleArnParts(value: Text): RoleArn | undefined {
  const arn = parseArn(value);
  if (arn === undefined || arn.service !== "iam" || arn.region !== "") return undefined;
  const segments = splitText(arn.resource, "/");
  const name = segments.at(-1);
  if (segments[0] !== "role" || segments.length < 2 || name === undefined || name === "") return undefined;
  const folders = segments.slice(1, -1).flatMap((segment): Text[] => [segment, "/"]);
  return { partition: arn.partition, account: arn.account, path: text("/", ...folders), name };
}

/** `path` with its slashes, as IAM has it: `/` or `/service-role/`. */
export function roleArn(partition: Text, account: Text, path: Text, name: Text): Text {
  return text("arn:", partition, ":iam::", account, ":role", path, name);
}

/** The ARN of a session; a role's path is no part of it. */
export function sessionArn(partition: Text, account: Text, roleName: Text, sessionName: Text): Text {
  return text("arn:", partition, ":sts::", account, ":assumed-role/", roleName, "/", sessionName);
}

/** Cuts a text at a literal separator into at most `limit` pieces, the last of which holds the rest. */
export function splitText(value: Text, separator: string, limit = Number.POSITIVE_INFINITY): Text[] {
  const pieces: (string | Hole)[][] = [[]];
  for (const part of typeof value === "string" ? [value] : value.parts) {
    if (typeof part !== "string") {
      pieces.at(-1)?.push(part);
      continue;
    }
    let from = 0;
    while (pieces.length < limit) {
      const at = part.indexOf(separator, from);
      if (at < 0) break;
      pieces.at(-1)?.push(part.slice(from, at));
      pieces.push([]);
      from = at + separator.length;
    }
    pieces.at(-1)?.push(part.slice(from));
  }
  return pieces.map((piece) => text(...piece));
}
