/**
 * The policy language and its evaluator, as a library: pure, synchronous, with three answers.
 *
 *     const read = createPolicyReader();
 *     const document = read({ kind: "json", json: JSON.parse(text) });
 *     const decision = decide([{ document, at: document.at, label: "trust policy" }], request);
 *     decision.outcome; // "allowed" | "explicitly-denied" | "implicitly-denied" | "unknown"
 *
 * `authorize` joins all policies that bear on a request: trust or resource policy, permissions policies, boundary, session
 * policies, SCPs and RCPs. What is not known in a document (a hole in a string, a condition of a template) or in the request
 * (a condition key) makes an answer unknown only where it matters, and the answer then says what would settle it.
 */

export { DOCUMENT, type Pointer, rebase } from "../text/pointer.ts";
export { type Cause, type CauseKind, type Hole, type SymbolicText, type Text, text } from "../text/symbolic.ts";
export { fromJson, type Guard, type Value } from "../text/value.ts";
export { type Arn, parseArn, type RoleArn, roleArn, roleArnParts, sessionArn } from "./arn.ts";
export { authorize } from "./authorize.ts";
export { createPolicyReader, type PolicyReader, type PolicySource } from "./compile.ts";
export { testHolds } from "./conditions.ts";
export { type DecideOptions, decide, type ElementOptions, matchElement } from "./evaluate.ts";
export { allOf, and, anyOf, causesOf, not, or, unknownBecause } from "./kleene.ts";
export { parsePolicy } from "./parse.ts";
export { matchPrincipal, type PrincipalResult, type Reach } from "./principals.ts";
export type * from "./types.ts";
export { compilePattern, type MatchOptions, matchTokens, type PatternOptions, unify } from "./wildcard.ts";
