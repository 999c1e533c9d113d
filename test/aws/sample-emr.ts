/** A cluster of the sample world, with what a careful reader leaves alone. */
import type { Cluster } from "@aws-sdk/client-emr";
import { CHANGED, CREATED, type FakeRegion } from "./world.ts";

/** What must not be in anything that is written: it stands in a cluster's configuration. */
export const CLUSTER_PASSWORD = "hunter2-of-the-metastore";

const CONFIGURATION = "runtime-roles";

export function sampleEmr(account: string, region: string): Pick<FakeRegion, "clusters" | "securityConfigurations"> {
  return {
    clusters: [clusterOf(account, region, "j-SAMPLE0000001", "WAITING"), clusterOf(account, region, "j-SAMPLE0000002", "TERMINATED")],
    securityConfigurations: [
      {
        name: CONFIGURATION,
        content: {
          EncryptionConfiguration: { EnableInTransitEncryption: false, EnableAtRestEncryption: false },
          AuthorizationConfiguration: {
            IAMConfiguration: { EnableApplicationScopedIAMRole: true, ApplicationScopedIAMRoleConfiguration: { PropagateSourceIdentity: true } },
          },
        },
      },
      { name: "plain", content: { EncryptionConfiguration: { EnableInTransitEncryption: false, EnableAtRestEncryption: false } } },
    ],
  };
}

function clusterOf(account: string, region: string, id: string, state: "WAITING" | "TERMINATED"): Cluster {
  return {
    Id: id,
    Name: `studio-${state.toLowerCase()}`,
    Status: {
      State: state,
      StateChangeReason: state === "WAITING" ? { Message: "Cluster ready to run steps." } : { Code: "USER_REQUEST", Message: "Terminated by user request" },
      Timeline: { CreationDateTime: CREATED, ReadyDateTime: CHANGED },
    },
    Ec2InstanceAttributes: {
      Ec2KeyName: "operations",
      Ec2SubnetId: "subnet-0abc1234",
      Ec2AvailabilityZone: `${region}a`,
      IamInstanceProfile: "emr-instance",
      EmrManagedMasterSecurityGroup: "sg-0abc1234",
      EmrManagedSlaveSecurityGroup: "sg-0abc5678",
    },
    InstanceCollectionType: "INSTANCE_GROUP",
    LogUri: "s3n://studio-logs/emr/",
    ReleaseLabel: "emr-7.5.0",
    AutoTerminate: false,
    TerminationProtected: true,
    VisibleToAllUsers: true,
    Applications: [{ Name: "Spark", Version: "3.5.2" }],
    Tags: [{ Key: "team", Value: "data-science" }],
    ServiceRole: `arn:aws:iam::${account}:role/emr-service`,
    NormalizedInstanceHours: 96,
    MasterPublicDnsName: "ip-10-0-0-12.eu-west-1.compute.internal",
    Configurations: [{ Classification: "hive-site", Configurations: [], Properties: { "javax.jdo.option.ConnectionPassword": CLUSTER_PASSWORD } }],
    SecurityConfiguration: CONFIGURATION,
    ScaleDownBehavior: "TERMINATE_AT_TASK_COMPLETION",
    KerberosAttributes: { Realm: "EC2.INTERNAL", KdcAdminPassword: `${CLUSTER_PASSWORD}-of-kerberos` },
    ClusterArn: `arn:aws:elasticmapreduce:${region}:${account}:cluster/${id}`,
    StepConcurrencyLevel: 1,
    PlacementGroups: [],
    OSReleaseLabel: "2023.6.20241121.0",
  };
}
