/** What a template stands for without showing it: macros, includes, modules, stack sets. */
import type { Gap } from "../../model/inventory.ts";
import { child } from "../../text/pointer.ts";
import { isMap, member, type Stack } from "./run.ts";

const PROCESSED = "check the processed template (`aws cloudformation get-template --template-stage Processed`)";

/** What stands for resources that the template does not show. */
export function unseenResources(logicalId: string, type: unknown): string | undefined {
  if (logicalId === "Fn::Transform") return `\`Fn::Transform\` adds resources that the template does not show; ${PROCESSED}`;
  if (typeof type === "string" && type.endsWith("::MODULE"))
    return `module \`${logicalId}\` (${type}) holds resources that the template does not show; ${PROCESSED}`;
  if (type === "AWS::CloudFormation::StackSet") return `stack set \`${logicalId}\` deploys a template that is not read here; add that template to the paths`;
  return undefined;
}

/** Macros of AWS are known not to make roles that we would miss; others may do anything. */
export function macroGaps(stack: Stack): readonly Gap[] {
  const written = member(stack.input.template, "Transform");
  const names = (Array.isArray(written) ? written : [written]).map((one) => (isMap(one) ? member(one, "Name") : one));
  return names
    .filter((name) => typeof name === "string" && (!name.startsWith("AWS::") || name === "AWS::Include"))
    .map((name) => ({
      subject: stack.key,
      reason: `macro \`${String(name)}\` may add or change resources that the template does not show; ${PROCESSED}`,
      at: child(stack.root, "Transform"),
    }));
}
