/**
 * Who calls, as the access key tells: `AKIA` and the account is the auditor of that account, `ASIA` and the account a session of a role
 * that was assumed, which the session token describes. Signatures are not checked.
 */
import type { Caller } from "./answer.ts";

export interface Session {
  readonly account: string;
  readonly role: string;
  readonly roleId: string;
  readonly name: string;
}

export function keyOfSession({ account }: Session): string {
  return `ASIA${account}`;
}

export function tokenOfSession({ account, role, roleId, name }: Session): string {
  return Buffer.from([account, role, roleId, name].join("\n")).toString("base64");
}

export function sessionOf(accessKey: string, token: string | undefined): Session | undefined {
  const [, kind, account] = /^(AKIA|ASIA)(\d{12})$/.exec(accessKey) ?? [];
  if (account === undefined) return undefined;
  if (kind === "AKIA") return { account, role: "auditor", roleId: "AROAAUDITOREXAMPLE00", name: "test" };
  const [of, role, roleId, name] = Buffer.from(token ?? "", "base64")
    .toString()
    .split("\n");
  return of === account && role !== undefined && roleId !== undefined && name !== undefined ? { account, role, roleId, name } : undefined;
}

export function callerOf({ account, role, roleId, name }: Session): Caller {
  return { arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`, id: `${roleId}:${name}` };
}
