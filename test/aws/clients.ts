/** The AWS SDK's clients for a fake AWS. Each request is made once, unless told otherwise: what fails is to be seen. */
import { AccountClient } from "@aws-sdk/client-account";
import { EMRClient } from "@aws-sdk/client-emr";
import { IAMClient } from "@aws-sdk/client-iam";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { STSClient } from "@aws-sdk/client-sts";
import { STUDIO_ACCOUNT } from "./sample-roles.ts";

/** A key by which the fake AWS knows the account. */
export function keysOf(account: string): { readonly accessKeyId: string; readonly secretAccessKey: string } {
  return { accessKeyId: `AKIA${account}`, secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface ClientsOptions {
  readonly region?: string;
  readonly credentials?: Keys;
  readonly maxAttempts?: number;
}

export function clientsFor(endpoint: string, options: ClientsOptions = {}) {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  const config = { endpoint, region: "eu-west-1", credentials: keysOf(STUDIO_ACCOUNT), maxAttempts: 1, ...options };
  return {
    account: new AccountClient(config),
    emr: new EMRClient(config),
    iam: new IAMClient(config),
    organizations: new OrganizationsClient(config),
    sagemaker: new SageMakerClient(config),
    sts: new STSClient(config),
  };
}

export type FakeClients = ReturnType<typeof clientsFor>;

/** All pages, and what is in their list. */
export async function pagesOf<Page>(pages: AsyncIterable<Page>): Promise<readonly Page[]> {
  const all: Page[] = [];
  for await (const page of pages) all.push(page);
  return all;
}
