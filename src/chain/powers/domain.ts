/** Calls on the users' own domain. */
import { unify } from "../../iam/wildcard.ts";
import type { Domain } from "../../model/inventory.ts";
import { type Hole, isKnown, type Text, text } from "../../text/symbolic.ts";
import { type Call, verdictOf } from "../judge.ts";
import type { Power } from "../types.ts";
import { held, identityOf, isDenied, MOST_PROFILES, type Session } from "./holder.ts";

const DOMAIN_ACTIONS: readonly string[] = ["sagemaker:UpdateDomain", "sagemaker:DeleteDomain"];

export function overDomain({ world, holder, isAllowed, ask }: Session, domain: Domain): readonly Power[] {
  const { node, state, profiles } = holder;
  if (unify(node.role.account, domain.account) === "no") return [];
  const resource = domain.arn ?? arnIn(domain, "domain/", idOf(domain));
  const keys = sagemakerKeys(domain);
  return DOMAIN_ACTIONS.filter(isAllowed).flatMap((action): readonly Power[] => {
    const power = { kind: "change-domain", holder: node, action, domain, state, role: undefined } as const;
    const judgement = ask({ action, resource, keys });
    const isByName = judgement.authorization.causes.some(({ kind }) => kind === "source-identity") && profiles.length > 0;
    if (!isByName) return held(world, { ...power, profiles: [] }, judgement, resource);
    const byName = profiles.slice(0, MOST_PROFILES).map(({ name }) => ({ name, own: ask({ action, resource, keys, identity: identityOf(holder, name) }) }));
    const first = byName.find(({ own }) => verdictOf(own.authorization) === "allowed") ?? byName.find(({ own }) => !isDenied(own));
    return first === undefined ? [] : held(world, { ...power, profiles: [] }, first.own, resource);
  });
}

export function arnIn({ partition, region, account }: Domain, ...resource: readonly (Text | Hole)[]): Text {
  return text("arn:", partition, ":sagemaker:", region, ":", account, ":", ...resource);
}

/** An id has neither colon nor slash, also where it is not known yet: no other kind of resource can hide in it. */
export function idOf({ id }: Domain): Text {
  return isKnown(id) ? id : text(...id.parts.map((part): string | Hole => (typeof part === "string" ? part : { ...part, shape: part.shape ?? "segment" })));
}

export function sagemakerKeys({ account, region }: Domain): Call["keys"] {
  return [
    ["aws:resourceaccount", account],
    ["aws:requestedregion", region],
  ];
}
