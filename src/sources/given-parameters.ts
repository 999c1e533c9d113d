/** `--parameter` flags that no template of the run declares: a typo would otherwise leave the parameter silently open. */
import { nearest } from "../text/nearest.ts";
import { isObject } from "./json.ts";
import type { InputProblem, SourceOptions, StackInput } from "./types.ts";

export function undeclaredParameters(stacks: readonly StackInput[], { parameters }: SourceOptions): readonly InputProblem[] {
  const declared = new Set<string>();
  for (const { template } of stacks) {
    if (!isObject(template)) continue;
    // A template may include its sections from elsewhere: then nobody can tell what it declares.
    if (Object.hasOwn(template, "Fn::Transform")) return [];
    const section = template["Parameters"];
    if (isObject(section)) for (const name of Object.keys(section)) declared.add(name);
  }
  return [...parameters.keys()].filter((name) => !declared.has(name)).map((name) => undeclared(name, nearest(name, declared)));
}

function undeclared(name: string, near: string | undefined): InputProblem {
  const problem = { file: `--parameter ${name}`, message: `no template in the input has a parameter \`${name}\`` };
  return near === undefined ? problem : { ...problem, help: `did you mean \`${near}\`?` };
}
