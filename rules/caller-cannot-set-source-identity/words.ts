import { capitalized, listed, listedTexts, showText, statementName } from "../../src/lint/evidence.ts";
import type { Lack } from "./lacks.ts";

export function rolesOf({ resource }: Lack): string {
  return resource === undefined ? "any role that its NotResource doesn't match" : `any role that \`${showText(resource)}\` matches`;
}

/** "`a`, `b` and any role that `c*` matches" */
export function targetsOf(group: readonly Lack[]): string {
  const named = [...new Set(group.flatMap((each) => each.target?.role.subject ?? []))];
  const wide = [...new Set(group.filter((each) => each.target === undefined).map(rolesOf))];
  const [first] = wide;
  const any = first === undefined ? [] : [wide.length === 1 ? first : `${first} (and ${wide.length - 1} more like it)`];
  return [...(named.length === 0 ? [] : [listed(named)]), ...any].join(" and ");
}

/** The whole sentence but for its consequence. `caller`: "role `a`", or "roles `a` and `b`" (`several`). */
export function fact(lack: Lack, caller: string, targets: string, several: boolean): string {
  const who = lack.lockedOut.length === 0 ? "" : ` for ${listedTexts(lack.lockedOut, 10)}`;
  const may = `${capitalized(caller)} may assume ${targets}`;
  if (lack.action === "sts:AssumeRole") {
    const not =
      lack.lockedOut.length === 0
        ? "once the session carries a source identity"
        : `once the session carries the source identity ${listedTexts(lack.lockedOut, 10)}`;
    return `${may}, but not ${not}: ${reason(lack)}`;
  }
  if (lack.deny !== undefined) return `${may}, but ${lack.where} denies it \`sts:SetSourceIdentity\` there${who}`;
  if (lack.allowing === undefined)
    return `The trust policy of ${targets} lets ${caller} in, whose own permissions policies allow${several ? "" : " it"} no \`sts:SetSourceIdentity\` there${who}`;
  return `${may} but not set a source identity there${who}: ${lack.where} allows \`sts:AssumeRole\`, and ${reason(lack)}`;
}

/** Why no statement allows it. */
function reason({ action, nearMiss, wrongResource, deny, where }: Lack): string {
  if (deny !== undefined) return `${where} denies it \`${action}\` then`;
  if (wrongResource !== undefined) return `\`${action}\` is allowed only on \`${wrongResource}\`, which is not a role's ARN`;
  if (nearMiss?.element === "condition")
    return `${statementName(nearMiss.statement)} of ${nearMiss.policy.label} allows \`${action}\` only under a condition that fails (${listed([...new Set(nearMiss.tests.map((test) => test.key))])})`;
  return `nothing allows \`${action}\` there`;
}

/** What can't be told of a role that may be assumed. */
export function openQuestion({ action, deny, where }: Lack): string {
  const then = action === "sts:AssumeRole" ? "once the session carries a source identity" : "there";
  if (deny !== undefined) return `whether ${where} denies it \`${action}\` ${then}`;
  return action === "sts:AssumeRole" ? `whether it still may ${then}` : "whether it may set a source identity there";
}

/** "If it may not, …": the case in which it breaks. */
export function inThatCase({ deny }: Lack): string {
  return deny === undefined ? "If it may not" : "If it does";
}

/** For a role that perhaps can't be assumed at all: what is wrong if it can. */
export function refusedIfSo({ action, deny, where }: Lack): string {
  if (deny !== undefined) return `${where} denies it \`${action}\``;
  return action === "sts:AssumeRole" ? "it no longer may once the session carries a source identity" : "nothing allows it `sts:SetSourceIdentity` there";
}
