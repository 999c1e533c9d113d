import { constructOrigin } from "../../../src/model/construct.ts";
import type { StackInput } from "../../../src/sources/types.ts";

/** Logical id → what reports say of its construct. */
export function originsIn(stack: StackInput | undefined): ReadonlyMap<string, string> {
  return new Map([...(stack?.constructs ?? [])].map(([logicalId, construct]) => [logicalId, constructOrigin(construct)]));
}
