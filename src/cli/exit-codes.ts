/** The exit codes, the same for every command and every format. Scripts and CI jobs depend on them. */
export const EXIT = {
  /** nothing at or above --fail-on */
  clean: 0,
  /** findings at or above --fail-on (with --strict: also anything undetermined) */
  findings: 1,
  /** the check could not be made: bad usage, unreadable or invalid input, nothing to check, or a bug of ours */
  unable: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
