/** All operations: by service, as the scope of a signature names it, and by name. */
import type { Operations } from "./answer.ts";
import { emrOperations } from "./operations-emr.ts";
import { iamOperations } from "./operations-iam.ts";
import { organizationsOperations } from "./operations-organizations.ts";
import { accountOperations, stsOperations } from "./operations-others.ts";
import { sagemakerOperations } from "./operations-sagemaker.ts";

export const OPERATIONS: ReadonlyMap<string, Operations> = new Map([
  ["iam", iamOperations],
  ["sts", stsOperations],
  ["sagemaker", sagemakerOperations],
  ["elasticmapreduce", emrOperations],
  ["organizations", organizationsOperations],
  ["account", accountOperations],
]);
