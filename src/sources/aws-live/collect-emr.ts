/**
 * What EMR tells of a region: the security configurations, which say whether runtime roles get the source identity, and the
 * clusters that can be reached, with their instance profiles.
 */
import { lastSegment } from "../aws-json/response.ts";
import type { JsonObject } from "../json.ts";
import type { Asker, Place } from "./asker.ts";
import { describeCluster, describeSecurityConfiguration, listClusters, listSecurityConfigurations } from "./calls.ts";
import { namesIn, textAt } from "./lists.ts";

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

function instanceProfileOf(output: JsonObject): readonly string[] {
  const profile = textAt(output, "Cluster", "Ec2InstanceAttributes", "IamInstanceProfile");
  // A name, or the ARN that ends in it.
  return profile ? [lastSegment(profile)] : [];
}
