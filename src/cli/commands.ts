/** The words that are commands when they come first; all else is a path. `arguments.ts` says what each takes. */
export const commands: readonly string[] = ["plan", "baseline", "init", "snapshot", "explain", "rules", "completion"];
