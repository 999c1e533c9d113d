/** EMR's operations that read: https://docs.aws.amazon.com/emr/latest/APIReference/API_Operations.html */
import { type Answer, type Call, type Failure, failure, type Listing, type Operations, output } from "./answer.ts";
import { pick, stringsIn, textIn } from "./members.ts";
import { CREATED } from "./world.ts";

export const emrOperations: Operations = new Map<string, (call: Call) => Answer>([
  ["ListClusters", listClusters],
  ["DescribeCluster", describeCluster],
  // The AWS CLI's describe-cluster asks for these as well.
  ["ListInstanceGroups", () => listing([], (page) => ({ InstanceGroups: page }))],
  ["ListBootstrapActions", () => listing([], (page) => ({ BootstrapActions: page }))],
  ["ListSecurityConfigurations", listSecurityConfigurations],
  ["DescribeSecurityConfiguration", describeSecurityConfiguration],
]);

const CLUSTER_SUMMARY = ["Id", "Name", "Status", "NormalizedInstanceHours", "ClusterArn", "OutpostArn"];

function regionOf({ account, region }: Call) {
  return account.regions.get(region);
}

function listing(items: readonly object[], show: Listing["show"]): Listing {
  return { kind: "listing", items, usual: 50, most: 50, sizeIn: undefined, token: "Marker", truncated: undefined, invalid: "InvalidRequestException", show };
}

function listClusters(call: Call): Answer {
  const states = stringsIn(call.input, "ClusterStates");
  const clusters = regionOf(call)?.region.clusters ?? [];
  const wanted = clusters.filter((cluster) => states.length === 0 || states.includes(stateOf(cluster)));
  return listing(wanted, (page) => ({ Clusters: page.map((cluster) => pick(cluster, ...CLUSTER_SUMMARY)) }));
}

function stateOf(cluster: object): string {
  const status: unknown = "Status" in cluster ? cluster.Status : undefined;
  return typeof status === "object" && status !== null ? (textIn(status, "State") ?? "") : "";
}

function describeCluster(call: Call): Answer {
  const id = textIn(call.input, "ClusterId") ?? "";
  const cluster = regionOf(call)?.clusters.get(id);
  return cluster === undefined ? invalid(`Cluster id '${id}' is not valid.`, "NoSuchCluster") : output({ Cluster: cluster });
}

function listSecurityConfigurations(call: Call): Answer {
  const configurations = regionOf(call)?.region.securityConfigurations ?? [];
  return listing(
    configurations.map(({ name }) => ({ Name: name, CreationDateTime: CREATED })),
    (page) => ({ SecurityConfigurations: page }),
  );
}

function describeSecurityConfiguration(call: Call): Answer {
  const name = textIn(call.input, "Name") ?? "";
  const configuration = regionOf(call)?.securityConfigurations.get(name);
  if (configuration === undefined) return invalid(`Security configuration with name '${name}' does not exist.`);
  return output({ Name: name, SecurityConfiguration: JSON.stringify(configuration.content), CreationDateTime: CREATED });
}

/** EMR's word for whatever is not there. */
function invalid(message: string, code?: string): Failure {
  return failure("InvalidRequestException", 400, message, code === undefined ? undefined : { ErrorCode: code });
}
