/** Parameters that were given and that no template and no Terraform module of the run declares: a typo would otherwise leave the parameter silently open. */
import { nearest } from "../text/nearest.ts";
import { child, KEY, rootPointer } from "../text/pointer.ts";
import { isObject } from "./json.ts";
import type { InputProblem, SourceOptions, StackInput } from "./types.ts";

/** `variables`: those of Terraform. */
export function undeclaredParameters(
  stacks: readonly StackInput[],
  variables: ReadonlySet<string>,
  { parameters, configured }: SourceOptions,
): readonly InputProblem[] {
  const declared = new Set(variables);
  for (const { template } of stacks) {
    if (!isObject(template)) continue;
    // A template may include its sections from elsewhere: then nobody can tell what it declares.
    if (Object.hasOwn(template, "Fn::Transform")) return [];
    const section = template["Parameters"];
    if (isObject(section)) for (const name of Object.keys(section)) declared.add(name);
  }
  return [...parameters.keys()]
    .filter((name) => !declared.has(name))
    .flatMap((name): readonly InputProblem[] => {
      const message = `nothing in the input has a parameter or variable \`${name}\``;
      const near = nearest(name, declared);
      const rest = near === undefined ? { message } : { message, help: `did you mean \`${near}\`?` };
      if (configured?.parameters.has(name) !== true) return [{ file: `--parameter ${name}`, ...rest }];
      const { file } = configured.source;
      return configured.isSelection ? [] : [{ file, at: child(rootPointer(file), "parameters", name, KEY), ...rest }];
    });
}
