/**
 * Bare policy documents: a file that holds one policy and nothing else. With a Principal it is a role's trust policy, without
 * one a role's permissions policy; the role itself is not told, so it has a name of its own that equals no other.
 */
import { emptyInventory, type Inventory, type Role } from "../model/inventory.ts";
import { rootPointer } from "../text/pointer.ts";
import { type Cause, type Hole, text } from "../text/symbolic.ts";
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
  const statements = statementsOf(document);
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
 * One role for each document. With exactly one literal `--entry-role` that no input describes (`known` tells), the permissions
 * policies are that role's, and so is the trust policy that names SageMaker, if there is just one: of several, nobody can
 * tell which it is. The trust policies of other services are those of roles that are assumed further down the chain.
 */
export function readPolicyDocuments(documents: readonly BareDocument[], options: SourceOptions, known: (arn: string) => boolean): Inventory {
  const [entryRole, ...others] = options.entryRoles;
  const owner = others.length === 0 && entryRole !== undefined && isRoleArn(entryRole) && !known(entryRole) ? entryRole : undefined;
  const trusts = documents.filter(({ document }) => documentKind(document) === "trust");
  const permissions = documents.filter((bare) => !trusts.includes(bare));
  const [trust, ...otherTrusts] = trusts.filter(({ document }) => trustsSageMaker(document));
  const owned = owner !== undefined && otherTrusts.length === 0 ? trust : undefined;
  const roles = trusts.filter((bare) => bare !== owned).map((bare) => roleOf(bare, [], options, undefined));
  if (owner === undefined) roles.push(...permissions.map((bare) => roleOf(undefined, [bare], options, undefined)));
  else if (owned !== undefined || permissions.length > 0) roles.push(roleOf(owned, permissions, options, owner));
  return { ...emptyInventory(), roles };
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html */
function trustsSageMaker(document: JsonObject): boolean {
  return statementsOf(document).some(({ Principal: principal }) => {
    const services: unknown = isObject(principal) ? principal["Service"] : undefined;
    return Array.isArray(services) ? services.includes("sagemaker.amazonaws.com") : services === "sagemaker.amazonaws.com";
  });
}

function statementsOf(document: JsonObject): readonly JsonObject[] {
  return (Array.isArray(document["Statement"]) ? document["Statement"] : [document["Statement"]]).filter(isObject);
}

function isRoleArn(arn: string): boolean {
  return /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn);
}

/** The role that the documents are of; what they don't tell of it is unknown. `owner`: its ARN. */
function roleOf(trust: BareDocument | undefined, permissions: readonly BareDocument[], options: SourceOptions, owner: string | undefined): Role {
  const file = (trust ?? permissions[0])?.file ?? "";
  const subject = owner ?? calledAs(file);
  const at = rootPointer(file);
  const whose = owner === undefined ? `the role that \`${calledAs(file)}\` is a policy of` : `role \`${owner}\``;
  return {
    ...(owner === undefined ? namelessRole(file, options) : namedRole(owner, file)),
    trust:
      trust === undefined
        ? {
            kind: "unknown",
            cause: {
              kind: "policy",
              id: `trust of ${subject}`,
              what: `the trust policy of ${whose} is not in the input`,
              settle: "add the output of `aws iam get-role`",
            },
            at,
          }
        : { kind: "json", json: trust.document, at },
    policies: permissions.map((bare) => ({ kind: "inline", name: bare.file, source: { kind: "json", json: bare.document, at: rootPointer(bare.file) } })),
    policiesUnseen:
      permissions.length > 0
        ? undefined
        : permissionsUnseen(subject, owner === undefined ? `the role that \`${calledAs(file)}\` is the trust policy of` : whose),
  };
}

function permissionsUnseen(subject: string, whose: string): Cause {
  const what = `the permissions policies of ${whose} are not in the input`;
  return { kind: "policy", id: `permissions of ${subject}`, what, settle: "add the output of `aws iam get-account-authorization-details`" };
}

type Identity = Omit<Role, "trust" | "policies" | "policiesUnseen">;

const UNSEEN = { guards: [], roleId: undefined, boundary: undefined, tags: undefined, origin: undefined } as const;

/** How the file is called where a role has no other name. */
function calledAs(file: string): string {
  return file === "-" ? "<stdin>" : file;
}

function namelessRole(file: string, options: SourceOptions): Identity {
  const name: Hole = {
    id: `role of ${file}`,
    shape: "segment",
    cause: {
      kind: "missing",
      id: `role of ${file}`,
      what: `\`${calledAs(file)}\` does not say which role it belongs to`,
      settle: "add the output of `aws iam get-role`",
    },
  };
  const account = options.account ?? ACCOUNT_HOLE;
  const partition = options.partition ?? "aws";
  return {
    ...UNSEEN,
    subject: calledAs(file),
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
