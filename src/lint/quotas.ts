/**
 * How long IAM lets policies be, in characters without white space:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const QUOTAS = {
  /** Role trust policy length: by default, and at most on request. */
  trust: { byDefault: 2048, atMost: 8192 },
  /** All inline policies of a role together. Not adjustable. */
  inline: 10_240,
  /** Not adjustable. */
  managed: 6144,
} as const;

/** A number of characters for a sentence: `10,240`. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
