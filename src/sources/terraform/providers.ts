/**
 * Where providers work: account, region and partition. Two providers that are configured alike but for the region work in the same
 * account; one that assumes a role works in that role's.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs#provider-configuration
 */
import type { Expression } from "../../text/hcl/syntax.ts";
import { type Text, text } from "../../text/symbolic.ts";
import { ACCOUNT, partitionOf, REGION, unknownAccount } from "../declared/environment.ts";
import { splitText } from "../declared/texts.ts";
import { bodyOf } from "./body.ts";
import { isNull, keyOf, textOf } from "./making.ts";
import { literalText } from "./module-source.ts";
import { topScope } from "./scope.ts";
import type { MapTerm, Term } from "./term.ts";
import type { BlockSource, Module, Provider, Run } from "./types.ts";

/** What a provider's own settings tell of its account. */
interface Settings {
  readonly name: string;
  readonly account: Text | undefined;
  /** Equal for providers that work with the same credentials. */
  readonly credentials: string;
  readonly region: Text;
  readonly tags: Term | undefined;
}

/** Settings that decide in whose name a provider works. */
const CREDENTIALS = ["profile", "access_key", "shared_credentials_files", "assume_role", "assume_role_with_web_identity"];

/** The providers that a root module configures; `aws` and `awscc` are there in any case. */
export function rootProviders(run: Run, module: Module): ReadonlyMap<string, Provider> {
  const settings = [...module.source.providers].map(([name, block]) => settingsOf(name, block, run, module));
  const alike = new Set(settings.map(({ credentials }) => credentials)).size <= 1;
  const providers = new Map<string, Provider>();
  for (const each of settings) {
    const planned = module.root.oracle?.accountOf(each.name);
    const account =
      planned ?? each.account ?? (alike || !each.name.includes(".") ? defaultAccount(run, module) : accountHole(each.name, module, each.credentials));
    providers.set(each.name, { account, region: each.region, partition: partitionOf(run.options, each.region), tags: each.tags });
  }
  const region = run.options.region ?? text(REGION);
  const fallback: Provider = {
    account: module.root.oracle?.accountOf("aws") ?? defaultAccount(run, module),
    region,
    partition: partitionOf(run.options, region),
    tags: undefined,
  };
  for (const name of ["aws", "awscc"]) if (!providers.has(name)) providers.set(name, name === "awscc" ? (providers.get("aws") ?? fallback) : fallback);
  return providers;
}

function defaultAccount(run: Run, { root }: Module): Text {
  return root.account ?? run.options.account ?? text(ACCOUNT);
}

function accountHole(name: string, module: Module, credentials: string): Text {
  const what = `the account of provider \`${name}\` is not known`;
  return unknownAccount(`account of ${module.root.name} ${credentials}`, what, "set allowed_account_ids in its block, or check a plan");
}

function settingsOf(name: string, block: BlockSource, run: Run, module: Module): Settings {
  const body = bodyOf(block, topScope(run, module, block.file, 0));
  const region = textAt(body, "region");
  return {
    name,
    account: accountAt(body),
    credentials: JSON.stringify(CREDENTIALS.map((key) => body.entries.get(key)).map((term) => (term === undefined || isNull(term) ? null : keyOf(term)))),
    region: region ?? run.options.region ?? text(REGION),
    tags: defaultTags(body),
  };
}

function defaultTags(body: MapTerm): Term | undefined {
  const block = body.entries.get("default_tags");
  const [first] = block?.kind === "list" ? block.items : [];
  return first?.kind === "map" ? first.entries.get("tags") : undefined;
}

function accountAt(body: MapTerm): Text | undefined {
  const allowed = body.entries.get("allowed_account_ids");
  const [only, ...others] = allowed?.kind === "list" ? allowed.items : [];
  const named = only === undefined || others.length > 0 ? undefined : textOf(only);
  if (named !== undefined) return named;
  for (const key of ["assume_role", "assume_role_with_web_identity"]) {
    const block = body.entries.get(key);
    // The last of several roles that are assumed one after the other.
    const last = block?.kind === "list" ? block.items.at(-1) : block;
    const arn = last?.kind === "map" ? textAt(last, "role_arn") : undefined;
    const account = arn === undefined ? undefined : splitText(arn, ":")?.[4];
    if (account !== undefined && account !== "") return account;
  }
  return undefined;
}

function textAt(body: MapTerm, key: string): Text | undefined {
  const term: Term | undefined = body.entries.get(key);
  const found = term === undefined ? undefined : textOf(term);
  return found === "" ? undefined : found;
}

/** The provider of a resource: named by its `provider` argument, else by its type. */
export function providerOf(written: Expression | undefined, type: string, module: Module): Provider {
  const name = providerName(written) ?? (type.startsWith("awscc_") ? "awscc" : "aws");
  return module.providers.get(name) ?? module.providers.get(name.split(".")[0] ?? "aws") ?? NOWHERE;
}

/** Reached only by resources of other clouds. */
const NOWHERE: Provider = { account: "", region: "", partition: "aws", tags: undefined };

/** `aws.data`, written as a reference; in JSON syntax and old configurations as a string. */
function providerName(expression: Expression | undefined): string | undefined {
  if (expression?.kind === "variable") return expression.name;
  return expression?.kind === "attribute" && expression.of.kind === "variable" ? `${expression.of.name}.${expression.name}` : literalText(expression);
}

/** The providers inside of a module that is called: those that the call passes; default providers are inherited. */
export function calledProviders(block: BlockSource, caller: Module): ReadonlyMap<string, Provider> {
  const inherited = new Map([...caller.providers].filter(([name]) => !name.includes(".")));
  const passed = block.attributes.get("providers")?.node.expression;
  if (passed?.kind !== "object") return inherited;
  for (const { key, value } of passed.entries) {
    const inner = key.kind === "literal" ? String(key.value) : providerName(key);
    const outer = providerName(value);
    const provider = outer === undefined ? undefined : caller.providers.get(outer);
    if (inner !== undefined && provider !== undefined) inherited.set(inner, provider);
  }
  return inherited;
}
