/** Numbers as Go's `fmt` writes them, which is what `format` does. https://pkg.go.dev/fmt */

/** One verb of a format: `%-08.2[1]f`. */
export interface Verb {
  readonly letter: string;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  /** Which argument, from 1; undefined for the next. */
  readonly argument: number | undefined;
}

export function isWholeVerb({ letter }: Verb): boolean {
  return "bdoxX".includes(letter);
}

/** Undefined where Terraform's longer numbers may give other digits. */
export function formatNumber(value: number, verb: Verb): string | undefined {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return undefined;
  const { flags } = verb;
  const sign = value < 0 ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const prefix = flags.includes("#") && isWholeVerb(verb) ? (PREFIXES[verb.letter] ?? "") : "";
  const digits = isWholeVerb(verb) ? wholeDigits(Math.abs(value), verb) : floatDigits(Math.abs(value), verb);
  if (digits === undefined) return undefined;
  // Nothing at all, as in C: zero with no digits.
  if (value === 0 && verb.precision === 0 && isWholeVerb(verb)) return "";
  const missing = Math.max((verb.width ?? 0) - sign.length - prefix.length - digits.length, 0);
  if (hasZeros(verb)) return `${sign}${prefix}${"0".repeat(missing)}${digits}`;
  return flags.includes("-") ? `${sign}${prefix}${digits}${" ".repeat(missing)}` : `${" ".repeat(missing)}${sign}${prefix}${digits}`;
}

/** Zeros fill the width of a whole number unless it has a precision or stands left; that of others always. */
function hasZeros(verb: Verb): boolean {
  return verb.flags.includes("0") && !(isWholeVerb(verb) && (verb.precision !== undefined || verb.flags.includes("-")));
}

const BASES: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16 };
const PREFIXES: Readonly<Record<string, string>> = { b: "0b", o: "0", x: "0x", X: "0X" };

function wholeDigits(value: number, { letter, precision }: Verb): string {
  const digits = value.toString(BASES[letter] ?? 10).padStart(precision ?? 0, "0");
  return letter === "X" ? digits.toUpperCase() : digits;
}

function floatDigits(value: number, { letter, precision }: Verb): string | undefined {
  const exponent = exponentOf(value);
  switch (letter) {
    case "e":
    case "E":
      return isHalf(value, (precision ?? 6) + 1) ? undefined : withExponent(value.toExponential(precision ?? 6), letter);
    case "f":
      return isHalf(value, exponent + 1 + (precision ?? 6)) ? undefined : value.toFixed(precision ?? 6);
    default:
      return precision !== undefined && isHalf(value, precision) ? undefined : general(value, precision, letter === "G" ? "E" : "e");
  }
}

function exponentOf(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}

/** Cutting the number after so many digits would cut a 5 off: which way it is rounded depends on digits that are not known here. */
function isHalf(value: number, kept: number): boolean {
  const digits = value.toExponential().split("e")[0]?.replace(".", "") ?? "";
  return digits.length === kept + 1 && digits.endsWith("5");
}

/** `%g`: with an exponent where that is below -4 or not below the precision; for the shortest form that is 6. */
export function general(value: number, precision: number | undefined, letter: "e" | "E"): string {
  const significant = precision === undefined ? undefined : Math.max(precision, 1);
  const [mantissa = "", written = "0"] = value.toExponential(significant === undefined ? undefined : significant - 1).split("e");
  const exponent = Number(written);
  const digits = mantissa.replace(".", "").replace(/(?<=\d)0+$/, "");
  const fraction = (from: number): string => (digits.length > from ? `.${digits.slice(from)}` : "");
  if (exponent < -4 || exponent >= (significant ?? 6)) return withExponent(`${digits.charAt(0)}${fraction(1)}e${exponent}`, letter);
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  return `${digits.slice(0, exponent + 1).padEnd(exponent + 1, "0")}${fraction(exponent + 1)}`;
}

/** At least two digits: `1e+06`. */
function withExponent(written: string, letter: "e" | "E"): string {
  const [mantissa = "", exponent = "0"] = written.split("e");
  return `${mantissa}${letter}${exponent.startsWith("-") ? "-" : "+"}${exponent.replace(/^[+-]/, "").padStart(2, "0")}`;
}
