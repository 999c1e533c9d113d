/** Whether a resource is there at all: its `Condition`, and those of the nested stacks that it belongs to. */
import { child } from "../../text/pointer.ts";
import type { Guard } from "../../text/value.ts";
import { namedTruth } from "./conditions.ts";
import { member, type Resource, type Run, referredScope, type Scope, type Stack, stackScope } from "./run.ts";

/** All must hold for the resource to exist; undefined where it certainly doesn't. */
export function existence(run: Run, stack: Stack, resource: Resource): readonly Guard[] | undefined {
  const outer = stack.parent === undefined ? [] : existence(run, stack.parent.stack, stack.parent.resource);
  if (outer === undefined) return undefined;
  const scope = stackScope(run, stack);
  const own = ownTruth(resource, scope);
  if (own === true) return outer;
  if (own === false) return undefined;
  const held = outer.find((guard) => guard.cause.id === own.cause.id);
  if (held !== undefined) return held.when === own.when ? outer : undefined;
  return [...outer, own];
}

/** The guard of the resource's own condition, if it is undecided. */
export function ownGuards(resource: Resource, scope: Scope): readonly Guard[] {
  const truth = ownTruth(resource, referredScope({ ...scope, ignoreDefaults: false }, scope.stack));
  return typeof truth === "boolean" ? [] : [truth];
}

function ownTruth(resource: Resource, scope: Scope): boolean | Guard {
  const name = member(resource.json, "Condition");
  return name === undefined ? true : namedTruth(name, child(resource.at, "Condition"), scope);
}
