/** Words of a command line, for a POSIX shell. */

/**
 * One word. Inside single quotes nothing has a meaning but the quote itself:
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
 */
export function shellWord(text: string): string {
  // A leading "=" is the path of a command to zsh, and nothing at all would be no word.
  return /^[A-Za-z0-9_.@/][A-Za-z0-9_+=,.@/:-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** `--name value`. A value that begins with a hyphen would be taken for an option of its own. */
export function shellOption(name: string, value: string): string {
  return `--${name}${value.startsWith("-") ? "=" : " "}${shellWord(value)}`;
}

/**
 * Compact JSON in ASCII, without control characters: any terminal shows it, any shell carries it, and IAM takes it (its
 * documents may not hold characters above U+00FF). What lies beyond is escaped, which is the same text to a reader of JSON.
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
