/**
 * What a source is given and what it gives back. Sources are the only code that reads files; nothing here judges.
 */
import type { Construct } from "../model/construct.ts";
import type { Directive } from "../model/directives.ts";
import type { Inventory } from "../model/inventory.ts";
import type { Pointer } from "../text/pointer.ts";
import type { SourceText, Span } from "../text/source-text.ts";
import type { Tally } from "./aws-live/tally.ts";

/** What the user told us about the environment, from flags and the configuration file. */
export interface SourceOptions {
  /** `--parameter NAME=VALUE`: CloudFormation parameters, Terraform variables. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly account?: string;
  readonly partition?: string;
  readonly region?: string;
  /** `--entry-role`: ARNs or patterns; also tells whose permissions a bare permissions policy is. */
  readonly entryRoles: readonly string[];
  readonly configured?: Configured;
}

/** Which of these a configuration file says, and no flag. */
export interface Configured {
  readonly source: SourceText;
  /** Only a part was given of what the file is for: what it names may be elsewhere. */
  readonly isSelection: boolean;
  readonly parameters: ReadonlySet<string>;
  readonly entryRoles: ReadonlySet<string>;
}

/** A file, read. `text` is undefined for a recording, which is read as a stream. */
export interface InputFile {
  /** As shown to users and used in pointers. */
  readonly file: string;
  /** To open it again; undefined for standard input. */
  readonly absolutePath: string | undefined;
  /** The user named this very file, rather than a folder in which it was found. */
  readonly named: boolean;
}

/** An input that could not be read or understood. The others are still checked; the run ends with exit code 2. */
export interface InputProblem {
  readonly file: string;
  readonly span?: Span;
  /** Where, when whoever reports it has no text to work a span out from: the loader does (`locateAll`). */
  readonly at?: Pointer;
  /** What happened and what was expected. */
  readonly message: string;
  /** What to do about it. */
  readonly help?: string;
}

/** A file that was looked at and left out on purpose: not a problem, but said with --verbose and counted. */
export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

export interface LoadResult {
  readonly inventory: Inventory;
  /** What stands in the inputs to have findings set aside. */
  readonly directives: readonly Directive[];
  readonly problems: readonly InputProblem[];
  readonly skipped: readonly SkippedFile[];
  /** Cloud assemblies that a search met and that a `.gitignore` leaves out: they are read where they are named. */
  readonly ignoredAssemblies: readonly string[];
  /** Files that contributed to the inventory, in reading order. */
  readonly files: readonly string[];
  /** Those of them that people write, and not a tool: templates, configuration, policy documents. An edit of one lasts. */
  readonly written: ReadonlySet<string>;
  /** By file and logical id: what resources of templates are made from, where an app of the CDK makes them. */
  readonly constructs: ReadonlyMap<string, ReadonlyMap<string, Construct>>;
  /** What was asked of AWS in this run. */
  readonly tally?: Tally;
}

/** One CloudFormation stack to be read: a template by itself, or a stack of a CDK assembly with what the manifest tells. */
export interface StackInput {
  /** The template's file as shown; pointers start there. */
  readonly file: string;
  /** The parsed template, intrinsics in their long form (`{"Fn::Sub": …}`), as plain JSON. */
  readonly template: unknown;
  /** The stack's name where it is known (CDK); `Fn::ImportValue` and nested stacks use it. */
  readonly stackName?: string;
  readonly account?: string;
  readonly region?: string;
  /** Logical id → construct. CDK only. */
  readonly constructs?: ReadonlyMap<string, Construct>;
  /** Logical id, asset hash or file name → file (as shown) of a nested stack's template, which is a StackInput of its own. CDK only. */
  readonly nestedTemplates?: ReadonlyMap<string, string>;
  /** For the template of a nested stack: the file of the template that holds the `AWS::CloudFormation::Stack`, and its logical id there. */
  readonly nestedIn?: { readonly file: string; readonly logicalId: string };
}
