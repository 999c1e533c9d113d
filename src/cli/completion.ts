/**
 * Shell completion. Our own and not yargs': yargs offers no flags for a default command, and would be loaded at each press
 * of the Tab key. The script asks `lint-roles --get-completions WORDS…`; the last word is the one being typed.
 */
import type { Options } from "yargs";
import { formats } from "../report/index.ts";
import { commands } from "./commands.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { baselineFlags, checkFlags, explainFlags, planFlags, rulesFlags, snapshotFlags } from "./flags.ts";
import type { Library } from "./library.ts";
import { didYouMean } from "./options.ts";
import type { Streams } from "./streams.ts";
import { UsageError } from "./usage-error.ts";

const bash = `# lint-roles: add to ~/.bashrc:  eval "$(lint-roles completion bash)"
_lint_roles() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(lint-roles --get-completions "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o bashdefault -o default -F _lint_roles lint-roles
`;

const zsh = `#compdef lint-roles
# lint-roles: add to ~/.zshrc:  eval "$(lint-roles completion zsh)"
_lint_roles() {
  local -a candidates
  candidates=(\${(f)"$(lint-roles --get-completions "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  (( \${#candidates} )) && compadd -a candidates
  _files
}
if [[ "\${zsh_eval_context[-1]}" == loadautofunc ]]; then _lint_roles "$@"; else compdef _lint_roles lint-roles; fi
`;

const fish = `# lint-roles: lint-roles completion fish > ~/.config/fish/completions/lint-roles.fish
complete -c lint-roles -a '(lint-roles --get-completions (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
`;

const scripts = new Map([
  ["bash", bash],
  ["zsh", zsh],
  ["fish", fish],
]);

/** `lint-roles completion [SHELL]`: the script for that shell; without a name, for the one that $SHELL names, else for bash. */
export function completionCommand(shell: string | undefined, streams: Streams): ExitCode {
  const script = scripts.get(shell ?? streams.env.SHELL?.split("/").at(-1) ?? "bash");
  if (script === undefined && shell !== undefined) {
    throw new UsageError(`no completion for ${shell}`, didYouMean(shell, scripts.keys()) ?? `shells: ${[...scripts.keys()].join(", ")}`);
  }
  streams.stdout.write(script ?? bash);
  return EXIT.clean;
}

/** What may stand for the last of `words`. File names are left to the shell. */
export async function complete(words: readonly string[], parts: Library): Promise<readonly string[]> {
  const current = words.at(-1) ?? "";
  return (await candidates(words.slice(0, -1), current, parts)).filter((candidate) => candidate.startsWith(current));
}

async function candidates(before: readonly string[], current: string, parts: Library): Promise<readonly string[]> {
  const command = before[0] ?? "";
  const flags = flagsOf(command);
  const previous = before.at(-1) ?? "";
  const flag = previous.startsWith("--") ? previous.slice(2) : "";
  if (Object.hasOwn(flags, flag) && flags[flag]?.type !== "boolean") return valuesOf(flag, flags[flag], parts);
  if (current.startsWith("-")) return [...Object.keys(flags), "help", "version"].map((name) => `--${name}`);
  if (command === "explain") return before.length === 1 ? ruleIds(parts) : [];
  if (["snapshot", "plan", "baseline", "init"].includes(command)) return [];
  if (command === "completion") return before.length === 1 ? [...scripts.keys()] : [];
  return before.length === 0 ? commands : [];
}

function flagsOf(command: string): Readonly<Record<string, Options>> {
  if (command === "explain") return explainFlags;
  if (command === "rules") return rulesFlags;
  if (command === "snapshot") return snapshotFlags;
  if (command === "plan") return planFlags;
  if (command === "baseline") return baselineFlags;
  return command === "completion" || command === "init" ? {} : checkFlags;
}

async function valuesOf(name: string, flag: Options | undefined, parts: Library): Promise<readonly string[]> {
  if (flag?.choices !== undefined) return flag.choices.map(String);
  if (name === "only" || name === "skip") return ruleIds(parts);
  return name === "format" || (name === "output" && flag?.array === true) ? formats : [];
}

async function ruleIds(parts: Library): Promise<readonly string[]> {
  return (await parts.rules()).map(({ id }) => id);
}
