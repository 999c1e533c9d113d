/**
 * The actions that exist under `sts:`. AWS: "Actions, resources, and condition keys for AWS Security Token Service",
 * service authorization reference, read 2026-11.
 */
const STS_ACTIONS: ReadonlySet<string> = new Set(
  [
    "AssumeRole",
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
    "AssumeRoot",
    "DecodeAuthorizationMessage",
    "GetAccessKeyInfo",
    "GetCallerIdentity",
    "GetDelegatedAccessToken",
    "GetFederationToken",
    "GetServiceBearerToken",
    "GetSessionToken",
    "GetWebIdentityToken",
    "SetContext",
    "SetSourceIdentity",
    "TagGetWebIdentityToken",
    "TagSession",
  ].map((name) => name.toLowerCase()),
);

/** An action under `sts:` that doesn't exist; false for patterns, other services and all that exists. Case-insensitive. */
export function isUnknownStsAction(action: string): boolean {
  const [service, name] = action.toLowerCase().split(":");
  return service === "sts" && name !== undefined && !/[*?]/.test(name) && !STS_ACTIONS.has(name);
}

/** Whether such an action is likely meant to be `sts:SetSourceIdentity`: it speaks of the source identity, or is a slip of the pen. */
export function isMeantAsSetSourceIdentity(action: string): boolean {
  if (!isUnknownStsAction(action)) return false;
  const name = action.toLowerCase().slice("sts:".length);
  return name.includes("sourceid") || name.includes("source_id") || editDistance(name, "setsourceidentity") <= 3;
}

/** Levenshtein distance, for short words. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
