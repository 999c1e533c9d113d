import type { Pointer, presenceOf } from "../../src/lint/evidence.ts";
import type { Severity } from "../../src/lint/rule.ts";

/** Something wrong at one place of a trust policy, in words that follow "The trust policy of X". */
export interface Defect {
  /** Without a full stop at its end. */
  readonly fact: string;
  readonly remedy: string;
  readonly at: Pointer;
  readonly part: string;
  /** `error` where nothing else is said. */
  readonly severity?: Severity;
  /** Whether it is there in any case, or only under a condition of the template. */
  readonly presence?: ReturnType<typeof presenceOf>;
}
