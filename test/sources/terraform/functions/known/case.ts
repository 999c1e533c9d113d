import type { Plain } from "../terms.ts";

/** A call of a function with known arguments, and what Terraform answers (checked with version 1.11.4). */
export type Case = readonly [name: string, args: readonly Plain[], expected: Plain];
