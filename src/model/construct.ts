/** Constructs of the AWS CDK, from which resources of a template are made: https://docs.aws.amazon.com/cdk/v2/guide/constructs.html */

export interface Construct {
  /** From the app down to the resource: `Studio/SharedExec/Resource`. On one line. */
  readonly path: string;
  /** The line of the app that made it. Of a file outside of the app's folder only the name is told. */
  readonly madeAt?: { readonly file: string; readonly line: number };
}

/** The construct that a person wrote: what holds a resource of one's own is called `Resource` or `Default` in it. */
export function constructName({ path }: Pick<Construct, "path">): string {
  return path.replace(/\/(?:Resource|Default)$/, "");
}

/** "construct Studio/SharedExec, created at lib/studio.js:62" */
export function constructOrigin(construct: Construct): string {
  const { madeAt } = construct;
  return `construct ${constructName(construct)}${madeAt === undefined ? "" : `, created at ${madeAt.file}:${madeAt.line}`}`;
}
