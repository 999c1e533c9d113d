/** The references that a plan lists for an expression: `aws_iam_role.exec["a"].arn`, then each of its beginnings. */
import { keyIn } from "./configuration.ts";

export interface Reference {
  /** `aws_iam_role.exec`, `data.aws_iam_role.x`, `var.role`, `module.iam`, `each.value`, `local.x`. */
  readonly address: string;
  readonly key: string | number | undefined;
  /** Names and indexes that follow. */
  readonly path: readonly (string | number)[];
}

/** Those that say most: a reference that another one begins with adds nothing. */
export function leading(references: readonly unknown[]): readonly string[] {
  const all = references.filter((reference): reference is string => typeof reference === "string");
  return [...new Set(all)].filter(
    (reference) => !all.some((other) => other !== reference && /^[.[]/.test(other.slice(reference.length)) && other.startsWith(reference)),
  );
}

const PART = /\.?([^.[\]"]+)|\[("(?:[^"\\]|\\.)*"|\d+)\]/gy;

export function parseReference(written: string): Reference | undefined {
  const parts = [...written.matchAll(PART)].map(([, name, key]) =>
    key === undefined ? { name: name ?? "", key: undefined } : { name: undefined, key: keyIn(key) },
  );
  const names = written.startsWith("data.") ? 3 : 2;
  const head = parts.slice(0, names);
  if (head.length < names || head.some(({ name }) => name === undefined)) return undefined;
  const rest = parts.slice(names).map((part) => part.key ?? part.name ?? "");
  const keyed = parts[names]?.key !== undefined;
  return { address: head.map(({ name }) => name).join("."), key: keyed ? rest[0] : undefined, path: keyed ? rest.slice(1) : rest };
}
