import type { CheckOptions } from "../../src/main.ts";

/** The few flags that cases use, as the command line has them: `["--propagation", "on", "--entry-role", "arn:…"]`. */
export function readCheckFlags(args: readonly string[]): Omit<CheckOptions, "paths" | "cwd"> {
  const parameters = new Map<string, string>();
  const entryRoles: string[] = [];
  let propagation: CheckOptions["propagation"] = "as-configured";
  let environment: Pick<CheckOptions, "account" | "partition" | "region"> = {};
  for (let i = 0; i < args.length; i += 2) {
    const [flag, value = ""] = args.slice(i, i + 2);
    if (flag === "--parameter") parameters.set(value.slice(0, value.indexOf("=")), value.slice(value.indexOf("=") + 1));
    else if (flag === "--entry-role") entryRoles.push(value);
    else if (flag === "--propagation" && (value === "on" || value === "off")) propagation = value;
    else if (flag === "--account" || flag === "--partition" || flag === "--region") environment = { ...environment, [flag.slice(2)]: value };
    else throw new Error(`case.json: unknown argument ${flag} ${value}`);
  }
  return { parameters, entryRoles, propagation, ...environment, only: [], skip: [], failOn: "error", strict: false };
}
