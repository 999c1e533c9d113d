/** The user's mistake, found before anything was checked: told in one line with a help line, and exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.help = help;
  }
}
