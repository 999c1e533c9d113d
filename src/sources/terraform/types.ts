/** What the reading of Terraform shares: module sources as written, modules and resources as they exist, and the scope of an expression. */
import type { Gap } from "../../model/inventory.ts";
import type { HclParser } from "../../text/hcl/parser.ts";
import type { Attribute, Block, Expression } from "../../text/hcl/syntax.ts";
import type { PlainYamlParser } from "../../text/plain-yaml.ts";
import type { Pointer } from "../../text/pointer.ts";
import type { TextRange } from "../../text/positions.ts";
import type { Text } from "../../text/symbolic.ts";
import type { Guard } from "../../text/value.ts";
import type { Context } from "../declared/context.ts";
import type { SourceOptions } from "../types.ts";
import type { MapTerm, Term, WholeObject } from "./term.ts";

/** A piece of syntax and the file that it stands in: overrides join the pieces of several files in one block. */
export interface Placed<T> {
  readonly node: T;
  readonly file: string;
}

/** A block at the top of a file, with what override files put in its place. */
export interface BlockSource {
  readonly labels: readonly string[];
  readonly file: string;
  readonly header: TextRange;
  readonly attributes: ReadonlyMap<string, Placed<Attribute>>;
  readonly blocks: readonly Placed<Block>[];
}

/** All `.tf` files of one folder. */
export interface ModuleSource {
  /** Absolute; relative sources of modules and files start here. */
  readonly folder: string;
  /** As users see it. */
  readonly shown: string;
  /** `aws_iam_role.exec`, `data.aws_iam_policy_document.trust` → the block. */
  readonly resources: ReadonlyMap<string, BlockSource>;
  readonly variables: ReadonlyMap<string, BlockSource>;
  readonly outputs: ReadonlyMap<string, BlockSource>;
  readonly modules: ReadonlyMap<string, BlockSource>;
  /** `aws`, `aws.data` → the provider block. */
  readonly providers: ReadonlyMap<string, BlockSource>;
  readonly locals: ReadonlyMap<string, Placed<Expression>>;
  /** Why declarations may be missing: a file that can't be read. */
  readonly incomplete: string | undefined;
}

/** The text of a file that a configuration names; or why it is not to be had. */
export type FileAnswer = { readonly kind: "text"; readonly file: string; readonly text: string } | { readonly kind: "refused"; readonly reason: string };

/** The reason for a file that would be read if it were there. */
export const MISSING = "does not exist";

/** Reads `path` (relative to `folder`), if it lies inside what the user gave. */
export type ReadConfigurationFile = (folder: string, path: string) => FileAnswer;

/** What a plan knows and the configuration does not tell. */
export interface Oracle {
  /** The values of the root module's variables. */
  readonly variables: ReadonlyMap<string, unknown>;
  /** The keys of the instances of `address` (without its own key); undefined where the plan has no say. */
  readonly keysOf: (address: string) => readonly (string | number | undefined)[] | undefined;
  /** An attribute as planned; `unknown` is in the shape of its value, `true` where it is known only after apply. */
  readonly planned: (address: string, attribute: string) => { readonly json: unknown; readonly unknown: unknown } | undefined;
  /** An attribute's value where the plan knows all of it. */
  readonly known: (address: string, attribute: string) => { readonly json: unknown } | undefined;
  /** The account in which a provider works, by its name in the root module. */
  readonly accountOf: (provider: string) => string | undefined;
}

export interface Run extends Context {
  readonly options: SourceOptions;
  readonly parser: HclParser;
  readonly readFile: ReadConfigurationFile;
  /** There where some file calls `yamldecode`: YAML is slow to load. */
  readonly parseYaml: PlainYamlParser | undefined;
  /** Whether a policy that is looked up by name is one of AWS's. */
  readonly isAwsManaged: (name: string) => boolean;
  /** By absolute folder. */
  readonly sources: ReadonlyMap<string, ModuleSource>;
  readonly gaps: Gap[];
  /** Set once, here rather than imported, because expressions, references and functions call each other in a circle. */
  readonly evaluate: (expression: Expression, scope: Scope) => Term;
  readonly terms: Map<string, Term>;
  readonly active: Set<string>;
  readonly resources: Map<string, Expansion<Resource>>;
  readonly modules: Map<string, Expansion<Module>>;
  /** Roles that the run declares, by account and lower-cased name: for data sources that look one up. */
  readonly roleArns: Map<string, Text>;
}

/** Where a provider works. */
export interface Provider {
  readonly account: Text;
  readonly region: Text;
  readonly partition: Text;
  /** Tags that every resource gets; undefined where there are none. */
  readonly tags: Term | undefined;
}

/** A root module with what is known of its run. */
export interface Root {
  /** Unique in the run, and shown before an address where two roots have the same. */
  readonly name: string;
  readonly given: ReadonlyMap<string, Term>;
  readonly oracle: Oracle | undefined;
  /** The account of its default provider, where that can't be the one that is shared by all that say nothing. */
  readonly account: Text | undefined;
}

/** An instance of a module: the root module, or one that a `module` block calls. */
export interface Module {
  readonly address: string;
  readonly key: string;
  readonly root: Root;
  readonly source: ModuleSource;
  readonly call: { readonly block: BlockSource; readonly scope: Scope } | undefined;
  /** `aws`, `aws.data` → where it works. */
  readonly providers: ReadonlyMap<string, Provider>;
  readonly guards: readonly Guard[];
}

export interface Resource extends WholeObject {
  readonly kind: "resource";
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly root: Root;
  readonly provider: Provider;
  readonly guards: readonly Guard[];
  /** A configured attribute, or the blocks of that name as a list of maps; null where nothing is written. */
  readonly configured: (name: string) => Term;
  readonly body: () => MapTerm;
  /** Its header. */
  readonly at: Pointer;
}

/** What `count` or `for_each` makes of a block. */
export type Expansion<T> =
  | { readonly kind: "single"; readonly instance: T }
  | { readonly kind: "count"; readonly count: Term; readonly instances: readonly T[]; readonly symbolic: boolean }
  | { readonly kind: "each"; readonly collection: Term; readonly instances: ReadonlyMap<string, T>; readonly symbolic: boolean };

export interface Scope {
  readonly run: Run;
  readonly module: Module;
  readonly file: string;
  /** `each.key` and `each.value`. */
  readonly each: { readonly key: Term; readonly value: Term } | undefined;
  /** `count.index` */
  readonly index: Term | undefined;
  /** Variables of `for` expressions and iterators of dynamic blocks. */
  readonly bindings: ReadonlyMap<string, Term>;
  /** Templates that this one is included by. */
  readonly templates: number;
  /** Levels of evaluation, references included. */
  readonly depth: number;
}

/** References may lead this many levels deep before they are taken as unknown: keeps recursion within the call stack. */
export const MAX_LEVELS = 600;
