/**
 * From the files of a folder to one module: the blocks by kind and name, with override files merged in.
 * https://developer.hashicorp.com/terraform/language/files/override
 */
import type { Attribute, Block, Body, Expression } from "../../text/hcl/syntax.ts";
import type { BlockSource, ModuleSource, Placed } from "./types.ts";

/** One parsed file. `body` is undefined where it could not be parsed. */
export interface ModuleFile {
  /** As shown; places start there. */
  readonly file: string;
  readonly body: Body | undefined;
}

interface Draft {
  readonly resources: Map<string, BlockSource>;
  readonly variables: Map<string, BlockSource>;
  readonly outputs: Map<string, BlockSource>;
  readonly modules: Map<string, BlockSource>;
  readonly providers: Map<string, BlockSource>;
  readonly locals: Map<string, Placed<Attribute["expression"]>>;
}

export function moduleSource(folder: string, shown: string, files: readonly ModuleFile[]): ModuleSource {
  const draft: Draft = { resources: new Map(), variables: new Map(), outputs: new Map(), modules: new Map(), providers: new Map(), locals: new Map() };
  const ordinary = files.filter(({ file }) => !isOverride(file));
  // "Terraform then processes these in order (in lexicographical order)".
  const overrides = files.filter(({ file }) => isOverride(file));
  for (const file of [...ordinary, ...overrides]) for (const block of file.body?.blocks ?? []) addBlock(draft, block, file.file);
  const broken = files.find(({ body }) => body === undefined);
  return { folder, shown, ...draft, incomplete: broken === undefined ? undefined : `\`${broken.file}\` can't be read` };
}

/** `override.tf`, `main_override.tf`, `override.tf.json` … */
function isOverride(file: string): boolean {
  return /(?:^|[/\\_])override\.(?:tf|tofu)(?:\.json)?$/.test(file);
}

function addBlock(draft: Draft, block: Block, file: string): void {
  if (block.type === "locals") for (const { name, expression } of block.body.attributes) draft.locals.set(name, { node: expression, file });
  const place = placeFor(block, draft);
  if (place !== undefined) add(place.blocks, place.name, block, file);
}

/** Undefined for terraform, moved, removed, import, check and whatever comes: nothing in them that is checked. */
function placeFor(block: Block, draft: Draft): { readonly blocks: Map<string, BlockSource>; readonly name: string } | undefined {
  const [first = "", second = ""] = block.labels;
  switch (block.type) {
    case "resource":
      return { blocks: draft.resources, name: `${first}.${second}` };
    case "data":
      return { blocks: draft.resources, name: `data.${first}.${second}` };
    case "variable":
      return { blocks: draft.variables, name: first };
    case "output":
      return { blocks: draft.outputs, name: first };
    case "module":
      return { blocks: draft.modules, name: first };
    case "provider":
      return { blocks: draft.providers, name: providerName(block) };
    default:
      return undefined;
  }
}

function providerName({ labels, body }: Block): string {
  const alias = body.attributes.find(({ name }) => name === "alias")?.expression;
  const [name = ""] = labels;
  const written = literalText(alias);
  return written === undefined ? name : `${name}.${written}`;
}

/** An override's attributes take the place of those of that name, its nested blocks the place of all blocks of their type. */
function add(blocks: Map<string, BlockSource>, name: string, { labels, header, body }: Block, file: string): void {
  const before = blocks.get(name);
  const attributes = new Map<string, Placed<Attribute>>(before?.attributes);
  for (const attribute of body.attributes) attributes.set(attribute.name, { node: attribute, file });
  const types = new Set(body.blocks.map(blockName));
  const kept = (before?.blocks ?? []).filter(({ node }) => !types.has(blockName(node)));
  const nested = [...kept, ...body.blocks.map((node) => ({ node, file }))];
  blocks.set(name, before === undefined ? { labels, file, header, attributes, blocks: nested } : { ...before, attributes, blocks: nested });
}

/** The type of the blocks that a block stands for: what `dynamic` makes, else its own. */
export function blockName({ type, labels }: Block): string {
  return type === "dynamic" ? (labels[0] ?? type) : type;
}

/** A text that is written out; undefined for what has to be evaluated. */
export function literalText(expression: Expression | undefined): string | undefined {
  return expression?.kind === "literal" && typeof expression.value === "string" ? expression.value : undefined;
}

/** The `source` of a module call, as written. */
export function writtenSource({ attributes }: BlockSource): string | undefined {
  return literalText(attributes.get("source")?.node.expression);
}

/** https://developer.hashicorp.com/terraform/language/modules/sources#local-paths */
export function isLocalSource(source: string): boolean {
  return /^\.\.?(?:[/\\]|$)/.test(source);
}
