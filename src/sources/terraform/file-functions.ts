/**
 * Functions that read files: only inside of what the user gave, and only as text.
 * https://developer.hashicorp.com/terraform/language/functions/file
 */
import { hclPointer } from "../../text/pointer.ts";
import { type Cause, isKnown } from "../../text/symbolic.ts";
import { termFromJson } from "./from-json.ts";
import { type Call, derived, refused, scalar, textOf, unknown } from "./making.ts";
import { topModule } from "./scope.ts";
import type { Term } from "./term.ts";
import { MISSING, type Scope } from "./types.ts";

/** Templates that include templates: deeper than this, one includes itself. */
const MAX_TEMPLATES = 20;

/** Undefined for any other function. `yamldecode` is here because it is nearly always called on a file. */
export function fileFunction(args: readonly Term[], call: Call, scope: Scope): Term | undefined {
  switch (call.name) {
    case "file":
      return withText(args, call, scope, (file, content) => scalar(content, hclPointer(file, { start: 0, end: content.length })));
    case "templatefile":
      return withText(args, call, scope, (file, content) => template(file, content, args[1], call, scope));
    case "fileexists":
      return withText(args, call, scope, () => scalar(true, call.at));
    case "filebase64":
      return withText(args, call, scope, (_file, content) => scalar(Buffer.from(content, "utf8").toString("base64"), call.at));
    case "yamldecode":
      return decoded(args[0], call, scope);
    case "fileset":
    case "filemd5":
    case "filesha1":
    case "filesha256":
    case "filesha512":
    case "filebase64sha256":
    case "filebase64sha512":
      return derived(call, args, undefined);
    default:
      return undefined;
  }
}

function withText(args: readonly Term[], call: Call, scope: Scope, make: (file: string, content: string) => Term): Term {
  const [first] = args;
  const path = first && textOf(first);
  if (first === undefined || path === undefined)
    return first === undefined || first.kind === "scalar" ? refused(call, `\`${call.name}\` takes a path`) : derived(call, args, first);
  if (!isKnown(path)) return derived(call, args, first);
  const { run, module } = scope;
  // Relative paths start where Terraform is run, which is the root module's folder.
  const answer = run.readFile(topModule(module).source.folder, path);
  if (answer.kind === "text") return make(answer.file, answer.text);
  if (call.name === "fileexists" && answer.reason === MISSING) return scalar(false, call.at);
  noteRefused(path, answer.reason, call, run);
  const cause: Cause = { kind: "missing", id: `file ${path}`, what: `\`${path}\` ${answer.reason}`, settle: "add it to the paths", at: call.at };
  return unknown({ id: `${call.name} ${path}`, cause }, call.at);
}

/** A file that is asked for and not read is worth a word, whatever comes of it. */
function noteRefused(path: string, reason: string, { at }: Call, { gaps }: Scope["run"]): void {
  if (gaps.some(({ subject }) => subject === path)) return;
  gaps.push({ subject: path, reason: `\`${path}\` ${reason}; what is made of it is unknown`, at });
}

function decoded(text: Term | undefined, call: Call, { run }: Scope): Term | undefined {
  const written = text && textOf(text);
  if (written === undefined || !isKnown(written) || run.parseYaml === undefined) return undefined;
  const parsed = run.parseYaml(written);
  return parsed === undefined ? refused(call, "`yamldecode` is given a text that is no YAML") : termFromJson(parsed.value, call.at);
}

function template(file: string, content: string, variables: Term | undefined, call: Call, scope: Scope): Term {
  const { run } = scope;
  const parsed = run.parser.parseTemplate(content);
  if (!parsed.ok) return refused(call, `\`${file}\` is no template that Terraform reads: line ${parsed.problem.span.startLine}: ${parsed.problem.message}`);
  if (variables !== undefined && variables.kind !== "map") return derived(call, [scalar(file, call.at), variables], variables);
  const level = scope.templates + 1;
  if (level > MAX_TEMPLATES) return refused(call, `\`${file}\` includes itself`);
  return run.evaluate(parsed.expression, { ...scope, file, bindings: variables?.entries ?? new Map(), each: undefined, index: undefined, templates: level });
}
