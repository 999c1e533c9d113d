/**
 * Terraform's built-in functions, on terms: what is known is worked out as Terraform does, what is not known stays unknown with its
 * cause, and what Terraform would refuse is refused. Nothing here reads files, the clock or the environment.
 * https://developer.hashicorp.com/terraform/language/functions
 */
import { type Call, isRefused, refused } from "../making.ts";
import type { Term } from "../term.ts";
import { ofAnything } from "./anything.ts";
import { conversions } from "./conversion.ts";
import { DEEP, distribute, ITEMS, type Reach, TOP } from "./distribution.ts";
import { documents } from "./documents.ts";
import { encodings } from "./encoding.ts";
import { isWalkable, sizeOf } from "./extent.ts";
import { formats } from "./format.ts";
import { lists } from "./lists.ts";
import { maps } from "./maps.ts";
import { numbers } from "./numbers.ts";
import { regexes } from "./regex.ts";
import { exhausted, spend, type TerraformFunction, undetermined, unrepeatable } from "./results.ts";
import { sets } from "./sets.ts";
import { strings } from "./strings.ts";

const FUNCTIONS: ReadonlyMap<string, TerraformFunction> = new Map([
  ...ofAnything,
  ...conversions,
  ...documents,
  ...encodings,
  ...formats,
  ...lists,
  ...maps,
  ...numbers,
  ...regexes,
  ...sets,
  ...strings,
]);

/** In their results a list's items and a map's values may stay one of two by a condition. */
const KEEP_PARTS = named(`
  coalesce coalescelist length lookup element one concat flatten slice chunklist reverse setproduct merge keys values zipmap
  tolist tomap jsonencode sensitive nonsensitive ephemeralasnull issensitive
`);

/** They compare or drop items of lists, which therefore have to be one thing; what is inside the items may stay. */
const COMPARE_ITEMS = named(`
  toset distinct contains index matchkeys compact sort alltrue anytrue sum setunion setintersection setsubtract
`);

/** Of Terraform's and OpenTofu's functions those that are not worked out: their result is unknown, equal for equal arguments. */
const NOT_WORKED_OUT = named(`
  abspath file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset filesha1 filesha256 filesha512 pathexpand templatefile
  base64gunzip base64gzip textdecodebase64 textencodebase64 urldecode yamlencode rsadecrypt uuidv5
  cidrcontains cidrhost cidrnetmask cidrsubnet cidrsubnets formatdate plantimestamp timeadd timecmp
  can defaults templatestring try type
`);

/** Each call gives something else. */
const UNREPEATABLE = named("bcrypt timestamp uuid");

function named(names: string): ReadonlySet<string> {
  return new Set(names.trim().split(/\s+/));
}

/** The result of a call. Never throws, and takes no longer than the run's budget allows. */
export function callFunction(args: readonly Term[], call: Call): Term {
  const name = call.name.replace(/^core::/, "");
  return resultOf(args, { ...call, name });
}

function resultOf(args: readonly Term[], call: Call): Term {
  const { name } = call;
  const work = FUNCTIONS.get(name);
  if (!spend(call, 1)) return exhausted(call);
  if (work !== undefined) return worked(work, args, call);
  if (name.startsWith("provider::")) return unworked(args, call, `\`${name}\` is a provider's function, and only Terraform runs those`);
  if (UNREPEATABLE.has(name)) return unrepeatable(call, `\`${name}\` gives something else each time`);
  if (NOT_WORKED_OUT.has(name)) return unworked(args, call, `\`${name}\` is a function that this program does not work out`);
  if (name === "list" || name === "map") return refused(call, `Terraform has no function \`${name}\` any more; \`to${name}\` took its place`);
  return refused(call, `Terraform has no function \`${name}\``);
}

function worked(work: TerraformFunction, args: readonly Term[], call: Call): Term {
  const reach = reachOf(call.name);
  if (reach !== TOP && !(isWalkable(args) && spend(call, sizeOf(args) * COSTS[reach === DEEP ? "text" : "comparison"]))) return exhausted(call);
  return distribute(args, call, reach, (settled) => {
    const wrong = settled.find(isRefused);
    if (wrong !== undefined) return { ...wrong, at: call.at };
    const result = work(settled, call);
    return spend(call, widthOf(result)) ? result : exhausted(call);
  });
}

/** Of the budget, for each term that is walked through. */
const COSTS = { text: 2, comparison: 0.1 };

function reachOf(name: string): Reach {
  if (KEEP_PARTS.has(name)) return TOP;
  return COMPARE_ITEMS.has(name) ? ITEMS : DEEP;
}

function widthOf(term: Term): number {
  if (term.kind === "list") return term.items.length;
  return term.kind === "map" ? term.entries.size : 1;
}

function unworked(args: readonly Term[], call: Call, reason: string): Term {
  const wrong = args.find(isRefused);
  if (wrong !== undefined) return { ...wrong, at: call.at };
  if (!isWalkable(args)) return unrepeatable(call, reason);
  const open = undetermined(call, args);
  // Where an argument is not known, that comes first.
  if (open.hole.cause.id !== `expression ${call.name}`) return open;
  return { ...open, hole: { ...open.hole, cause: { ...open.hole.cause, what: reason } } };
}
