/** EMR security configurations and clusters. */
import { naming, propertyOf } from "../../declared/declaration.ts";
import { addSecurityConfiguration } from "../../declared/emr.ts";
import { asText, locatedText } from "../../declared/values.ts";
import { physicalName } from "../identity.ts";
import { isMap, member } from "../run.ts";
import type { Reading } from "./reading.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-emr-securityconfiguration.html */
export function readSecurityConfiguration(reading: Reading): void {
  const literal = !isMap(member(member(reading.resource.json, "Properties"), "SecurityConfiguration"));
  addSecurityConfiguration(reading, physicalName(reading.resource, reading.scope), propertyOf(reading, "SecurityConfiguration"), literal);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-emr-cluster.html */
export function readCluster(reading: Reading): void {
  const { run } = reading;
  reading.draft.emrClusters.push({
    ...naming(reading, undefined),
    at: reading.at,
    guards: reading.guards,
    name: asText(run, propertyOf(reading, "Name")) ?? reading.resource.logicalId,
    account: reading.stack.account,
    securityConfiguration: locatedText(run, propertyOf(reading, "SecurityConfiguration")),
    instanceProfile: locatedText(run, propertyOf(reading, "JobFlowRole")),
  });
}
