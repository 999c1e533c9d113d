/** All resources of a root module and of the modules that it calls. */
import type { Gap } from "../../model/inventory.ts";
import { inModule } from "./address.ts";
import { arnOf, physicalName, roleKey } from "./identity.ts";
import { expandModule, expandResource } from "./instances.ts";
import { isLocalSource, writtenSource } from "./module-source.ts";
import { placeOf } from "./place.ts";
import { isRead } from "./resources/index.ts";
import type { Expansion, Module, Resource, Run } from "./types.ts";

export function resourcesIn(module: Module, run: Run): readonly Resource[] {
  const own = [...module.source.resources].flatMap(
    ([
      address,
      {
        labels: [type = ""],
      },
    ]) => {
      const expansion = isRead(type) && !address.startsWith("data.") ? expandResource(run, module, address, 0) : undefined;
      return expansion === undefined ? [] : instancesOf(expansion);
    },
  );
  for (const resource of own) remember(resource, run);
  const called = [...module.source.modules.keys()].flatMap((name) => {
    const expansion = expandModule(run, module, name, 0);
    if (expansion === undefined) return [];
    if (expansion.kind !== "unread") return instancesOf(expansion).flatMap((instance) => resourcesIn(instance, run));
    noteUnread(name, module, expansion.cause.what, expansion.cause.settle, run);
    return [];
  });
  return [...own, ...called];
}

function instancesOf<T>(expansion: Expansion<T>): readonly T[] {
  return expansion.kind === "single" ? [expansion.instance] : [...expansion.instances.values()];
}

/** Roles can be looked up by name (`data.aws_iam_role`) from anywhere in the run. */
function remember(resource: Resource, run: Run): void {
  if (resource.type !== "aws_iam_role" && resource.type !== "awscc_iam_role") return;
  const name = physicalName(resource);
  const arn = arnOf(resource);
  if (typeof name === "string" && arn !== undefined) run.roleArns.set(roleKey(resource.provider.account, name), arn);
}

/** A module from elsewhere is worth a word where it may hold what is looked for; a local one that is missing always is. */
function noteUnread(name: string, module: Module, what: string, settle: string | undefined, run: Run): void {
  const block = module.source.modules.get(name);
  const source = block?.attributes.get("source");
  const written = (block && writtenSource(block)) ?? "";
  if (block === undefined || !(isLocalSource(written) || /iam|role|sagemaker|studio|emr/i.test(`${name} ${written}`))) return;
  const at = source === undefined ? placeOf(block.file, block.header) : placeOf(source.file, source.node.expression.range);
  const gap: Gap = { subject: inModule(module.address, `module.${name}`), reason: `${what}${settle === undefined ? "" : `; ${settle}`}`, at, mayHide: true };
  run.gaps.push(gap);
}
