/** How far reading has come. */
export interface Tally {
  /** Calls answered, by service: `iam`, `sagemaker` … */
  readonly calls: ReadonlyMap<string, number>;
  /** Answers taken over from a recording that is continued. */
  readonly resumed: number;
  /** Calls that AWS refused for lack of permission. */
  readonly refused: number;
  /** Attempts that AWS turned away for coming too fast; they were repeated. */
  readonly throttled: number;
  readonly accounts: readonly string[];
}
