/** Terraform's files and plans among the inputs of a run: collected as they are met, read together at the end. */
import type { Inventory } from "../model/inventory.ts";
import { child, rootPointer } from "../text/pointer.ts";
import { configurationFiles } from "./configuration-files.ts";
import { LINK } from "./find-files.ts";
import type { JsonObject } from "./json.ts";
import type { TemplateFolder } from "./templates.ts";
import { isLoadedByItself, isTerraformFile, isVariableFile } from "./terraform/file-names.ts";
import type { PlanFile } from "./terraform/index.ts";
import type { TerraformFile } from "./terraform/parse-files.ts";
import { versionProblem } from "./terraform/plan/version.ts";
import type { InputFile, SkippedFile, SourceOptions } from "./types.ts";

/** What is collected while the files are read. */
export interface TerraformSession extends TemplateFolder {
  readonly options: SourceOptions;
  readonly terraform: TerraformFile[];
  readonly plans: PlanFile[];
  readonly used: Set<string>;
  readonly skipped: SkippedFile[];
}

/** Why the file is left out; undefined where it is taken. Variable files that Terraform does not load by itself count where the user names them. */
export function takeTerraform({ file, absolutePath, named }: InputFile, text: string, session: TerraformSession): string | undefined {
  if (absolutePath === undefined) return "Terraform configuration can't be read from standard input";
  if (isVariableFile(file) && !named && !isLoadedByItself(file)) return "Terraform does not load it by itself; name it to have its values used";
  session.keep(file, text);
  session.used.add(file);
  session.terraform.push({ file, absolutePath, text, named });
  return undefined;
}

export function takePlan({ file, absolutePath }: InputFile, plan: JsonObject, session: TerraformSession): void {
  const message = versionProblem(plan);
  if (message !== undefined) {
    const help = "update lint-roles, or make the plan with an older Terraform or OpenTofu";
    session.problems.push({ file, at: child(rootPointer(file), "format_version"), message, help });
    return;
  }
  session.used.add(file);
  session.plans.push({ file, absolutePath, json: plan });
}

export interface ConfigurationRead {
  /** Undefined where there was nothing to read. */
  readonly inventory: Inventory | undefined;
  /** Names of the variables that may be given a value. */
  readonly variables: ReadonlySet<string>;
  /** Files that the configuration reads, as shown: they are nothing by themselves. */
  readonly files: ReadonlySet<string>;
}

/** Terraform's parser and evaluation are loaded only where there is something to read. */
export async function readConfiguration(session: TerraformSession): Promise<ConfigurationRead> {
  if (session.terraform.length === 0 && session.plans.length === 0) return { inventory: undefined, variables: new Set(), files: new Set() };
  const files = configurationFiles(session);
  const links = session.skipped.filter(({ file, reason }) => isTerraformFile(file) && reason === LINK).map(({ file }) => file);
  const { readTerraform } = await import("./terraform/index.ts");
  const { inventory, variables } = await readTerraform(
    { files: session.terraform, plans: session.plans, readFile: files.read, readModule: files.readModule, links },
    session.options,
    (found) => void session.problems.push(found),
  );
  for (const file of files.used) session.used.add(file);
  return { inventory, variables, files: files.used };
}
