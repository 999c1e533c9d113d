/** Domains and user profiles as SageMaker describes them, with what a careful reader leaves alone. */
import type { DescribeDomainResponse, DescribeUserProfileResponse } from "@aws-sdk/client-sagemaker";
import { CHANGED, CREATED, type FakeRegion } from "./world.ts";

export const TIMES = { CreationTime: CREATED, LastModifiedTime: CHANGED };

export const EMPTY_REGION: FakeRegion = { domains: [], userProfiles: [], spaces: [], apps: [], clusters: [], securityConfigurations: [] };

export function domainOf(account: string, region: string, id: string, more: DescribeDomainResponse): DescribeDomainResponse {
  return {
    DomainArn: `arn:aws:sagemaker:${region}:${account}:domain/${id}`,
    DomainId: id,
    DomainName: `name-of-${id}`,
    HomeEfsFileSystemId: "fs-0123456789abcdef0",
    HomeEfsFileSystemKmsKeyId: `arn:aws:kms:${region}:${account}:key/11111111-2222-3333-4444-555555555555`,
    KmsKeyId: `arn:aws:kms:${region}:${account}:key/11111111-2222-3333-4444-555555555555`,
    Status: "InService",
    ...TIMES,
    AuthMode: "IAM",
    AppNetworkAccessType: "VpcOnly",
    SubnetIds: ["subnet-0abc1234", "subnet-0abc5678"],
    VpcId: "vpc-0abc1234",
    Url: `https://${id}.studio.${region}.sagemaker.aws`,
    ...more,
  };
}

export function userProfileOf(account: string, region: string, domain: string, name: string, role?: string): DescribeUserProfileResponse {
  return {
    DomainId: domain,
    UserProfileArn: `arn:aws:sagemaker:${region}:${account}:user-profile/${domain}/${name}`,
    UserProfileName: name,
    HomeEfsFileSystemUid: "200005",
    Status: "InService",
    ...TIMES,
    ...(role === undefined ? {} : { UserSettings: { ExecutionRole: role, SecurityGroups: ["sg-0abc1234"] } }),
  };
}
