import { describe, expect, it } from "vitest";
import { collections } from "./known/collections.ts";
import { encodings } from "./known/encodings.ts";
import { formats } from "./known/formats.ts";
import { patterns } from "./known/patterns.ts";
import { scalars } from "./known/scalars.ts";
import { strings } from "./known/strings.ts";
import { called } from "./terms.ts";

describe.each([
  ["strings", strings],
  ["collections", collections],
  ["numbers and conversions", scalars],
  ["format", formats],
  ["encodings, hashes and paths", encodings],
  ["regular expressions", patterns],
])("%s", (_, cases) => {
  it.each(cases)("%s(%j) is %j", (name, args, expected) => {
    expect(called(name, ...args)).toStrictEqual(expected);
  });
});
