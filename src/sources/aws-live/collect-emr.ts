/**
 * What EMR tells of a region: the security configurations, which say whether runtime roles get the source identity, and the
 * clusters that can be reached, with their instance profiles.
 */
import { isObject, type JsonObject } from "../json.ts";
import type { Asker, Place } from "./asker.ts";
import { describeCluster, describeSecurityConfiguration, listClusters, listSecurityConfigurations } from "./calls.ts";
import { namesIn } from "./collect-sagemaker.ts";

/** The names of the clusters' instance profiles. */
export async function collectEmr(asker: Asker, place: Place): Promise<readonly string[]> {
  const profiles: string[] = [];
  const readings: Promise<unknown>[] = [];
  const readCluster = async (id: string): Promise<void> => {
    const answer = await asker.ask(place, describeCluster(id));
    if (answer.kind === "answered") profiles.push(...instanceProfileOf(answer.output));
  };
  await Promise.all([
    asker.list(place, listClusters(), (page) => void readings.push(...namesIn(page, "Clusters", "Id").map(readCluster))),
    asker.list(place, listSecurityConfigurations, (page) => {
      for (const name of namesIn(page, "SecurityConfigurations", "Name")) readings.push(asker.ask(place, describeSecurityConfiguration(name)));
    }),
  ]);
  await Promise.all(readings);
  return profiles;
}

function instanceProfileOf({ Cluster: cluster }: JsonObject): readonly string[] {
  const attributes = isObject(cluster) ? cluster["Ec2InstanceAttributes"] : undefined;
  const profile = isObject(attributes) ? attributes["IamInstanceProfile"] : undefined;
  // A name, or the ARN that ends in it.
  return typeof profile === "string" && profile !== "" ? [profile.slice(profile.lastIndexOf("/") + 1)] : [];
}
