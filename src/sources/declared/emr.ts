/** EMR security configurations. */
import type { Located } from "../../model/inventory.ts";
import type { Pointer } from "../../text/pointer.ts";
import { type Cause, isKnown, type Text } from "../../text/symbolic.ts";
import type { Value } from "../../text/value.ts";
import type { Context } from "./context.ts";
import { type Declaration, naming } from "./declaration.ts";
import { parseJsonText } from "./json-text.ts";
import { asFlag, asText, causeOfText, property } from "./values.ts";

/** https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html */
const RUNTIME_ROLES = ["AuthorizationConfiguration", "IAMConfiguration", "EnableApplicationScopedIAMRole"];
const PROPAGATES = ["AuthorizationConfiguration", "IAMConfiguration", "ApplicationScopedIAMRoleConfiguration", "PropagateSourceIdentity"];

/** `written`: the configuration as a map, or a text that holds one. `literal`: such a text stands in one string of the input. */
export function addSecurityConfiguration(declaration: Declaration, name: Text, written: Value | undefined, literal: boolean): void {
  const { run } = declaration;
  const configuration = configurationOf(declaration, written, literal);
  declaration.draft.emrSecurityConfigurations.push({
    ...naming(declaration, undefined),
    at: declaration.at,
    guards: declaration.guards,
    name,
    account: declaration.account,
    runtimeRoles: flagAt(run, configuration, RUNTIME_ROLES, declaration.at),
    propagatesSourceIdentity: flagAt(run, configuration, PROPAGATES, declaration.at),
  });
}

function configurationOf(declaration: Declaration, value: Value | undefined, literal: boolean): Value | undefined {
  const written = value?.kind === "scalar" ? asText(declaration.run, value) : undefined;
  if (value === undefined || written === undefined) return value;
  const parsed = parseJsonText(declaration.run, written, value.at, literal);
  const cause: Cause = (isKnown(written) ? undefined : causeOfText(written)) ?? {
    kind: "malformed",
    id: "EMR security configuration",
    what: "the security configuration is not written as JSON",
    at: value.at,
  };
  return parsed ?? { kind: "unknown", hole: { id: `${declaration.key}.SecurityConfiguration`, cause }, at: value.at };
}

/** The flag at the end of the path; where it is absent, false at the nearest enclosing object. */
function flagAt(run: Context, value: Value | undefined, path: readonly string[], fallback: Pointer): Located<boolean | Cause> {
  let at = fallback;
  let inner = value;
  for (const key of path) {
    if (inner === undefined) break;
    at = inner.at;
    inner = property(run, inner, key);
  }
  return { value: asFlag(inner, false), at: inner?.at ?? at };
}
