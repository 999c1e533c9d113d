/**
 * Bare policy documents: a file that holds one policy and nothing else. With a Principal it is a role's trust policy, without
 * one a role's permissions policy; the role itself is not told, so it has a name of its own that equals no other.
 */
import { emptyInventory, type Inventory, type Role } from "../model/inventory.ts";
import { rootPointer } from "../text/pointer.ts";
import { type Hole, text } from "../text/symbolic.ts";
import { ACCOUNT_HOLE } from "./aws-json/environment.ts";
import { arnParts, lastSegment } from "./aws-json/response.ts";
import { isObject, type JsonObject } from "./json.ts";
import type { SourceOptions } from "./types.ts";

export interface BareDocument {
  readonly file: string;
  readonly document: JsonObject;
}

export type DocumentKind = "trust" | "permissions" | "other";

/**
 * What a document can be. `other`: a resource policy of another service (a bucket's, a key's) or a resource control policy,
 * which name principals *and* resources and say nothing of `sts:`, or only deny.
 */
export function documentKind(document: JsonObject): DocumentKind {
  const statements = (Array.isArray(document["Statement"]) ? document["Statement"] : [document["Statement"]]).filter(isObject);
  if (!statements.some((statement) => statement["Principal"] !== undefined || statement["NotPrincipal"] !== undefined)) return "permissions";
  const resources = statements.every((statement) => statement["Resource"] !== undefined || statement["NotResource"] !== undefined);
  if (!resources) return "trust";
  return statements.some((statement) => statement["Effect"] === "Allow" && mentionsSts(statement["Action"])) ? "trust" : "other";
}

function mentionsSts(action: unknown): boolean {
  const actions: readonly unknown[] = Array.isArray(action) ? action : [action];
  return actions.some((item) => typeof item === "string" && /^sts:/i.test(item));
}

/**
 * One role for each document. With exactly one literal `--entry-role` that no input describes (`known` tells), the
 * permissions policies are that role's.
 */
export function readPolicyDocuments(documents: readonly BareDocument[], options: SourceOptions, known: (arn: string) => boolean): Inventory {
  const [entryRole, ...others] = options.entryRoles;
  const owner = others.length === 0 && entryRole !== undefined && isRoleArn(entryRole) && !known(entryRole) ? entryRole : undefined;
  const roles: Role[] = [];
  const owned: BareDocument[] = [];
  for (const bare of documents) {
    if (documentKind(bare.document) === "trust") roles.push(trustOnly(bare, options));
    else if (owner !== undefined) owned.push(bare);
    else roles.push(permissionsOnly([bare], options, undefined));
  }
  if (owned.length > 0) roles.push(permissionsOnly(owned, options, owner));
  return { ...emptyInventory(), roles };
}

function isRoleArn(arn: string): boolean {
  return /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn);
}

function trustOnly({ file, document }: BareDocument, options: SourceOptions): Role {
  const at = rootPointer(file);
  const what = `the permissions policies of the role that \`${file}\` is the trust policy of are not in the input`;
  return {
    ...namelessRole(file, options),
    trust: { kind: "json", json: document, at },
    policies: [],
    policiesUnseen: { kind: "policy", id: `permissions of ${file}`, what, settle: "add the output of `aws iam get-account-authorization-details`" },
  };
}

function permissionsOnly(documents: readonly BareDocument[], options: SourceOptions, owner: string | undefined): Role {
  const file = documents[0]?.file ?? "";
  const subject = owner ?? file;
  const what = `the trust policy of ${owner === undefined ? `the role that \`${file}\` is a policy of` : `role \`${owner}\``} is not in the input`;
  return {
    ...(owner === undefined ? namelessRole(file, options) : namedRole(owner, file)),
    trust: {
      kind: "unknown",
      cause: { kind: "policy", id: `trust of ${subject}`, what, settle: "add the output of `aws iam get-role`" },
      at: rootPointer(file),
    },
    policies: documents.map((bare) => ({ kind: "inline", name: bare.file, source: { kind: "json", json: bare.document, at: rootPointer(bare.file) } })),
    policiesUnseen: undefined,
  };
}

type Identity = Omit<Role, "trust" | "policies" | "policiesUnseen">;

const UNSEEN = { guards: [], roleId: undefined, boundary: undefined, tags: undefined, origin: undefined } as const;

function namelessRole(file: string, options: SourceOptions): Identity {
  const name: Hole = {
    id: `role of ${file}`,
    shape: "segment",
    cause: {
      kind: "missing",
      id: `role of ${file}`,
      what: `\`${file}\` does not say which role it belongs to`,
      settle: "add the output of `aws iam get-role`",
    },
  };
  const account = options.account ?? ACCOUNT_HOLE;
  const partition = options.partition ?? "aws";
  return {
    ...UNSEEN,
    subject: file,
    at: rootPointer(file),
    arn: text("arn:", partition, ":iam::", account, ":role/", name),
    name: text(name),
    account,
    partition,
  };
}

function namedRole(arn: string, file: string): Identity {
  const parts = arnParts(arn);
  return {
    ...UNSEEN,
    subject: arn,
    at: rootPointer(file),
    arn,
    name: lastSegment(parts?.resource ?? arn),
    account: parts?.account ?? "",
    partition: parts?.partition ?? "aws",
  };
}
