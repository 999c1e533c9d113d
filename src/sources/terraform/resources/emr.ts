/** EMR security configurations and clusters. */
import { naming, propertyOf } from "../../declared/declaration.ts";
import { addSecurityConfiguration } from "../../declared/emr.ts";
import { asText, locatedText } from "../../declared/values.ts";
import { physicalName } from "../identity.ts";
import { documentValue } from "../values.ts";
import { configured, configuredValue, type Reading } from "./reading.ts";

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/emr_security_configuration */
export function readSecurityConfiguration(reading: Reading): void {
  const configuration = documentValue(configured(reading, "configuration", "security_configuration"), reading.run);
  addSecurityConfiguration(reading, physicalName(reading.resource), configuration, true);
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/emr_cluster */
export function readCluster(reading: Reading): void {
  const { run } = reading;
  reading.draft.emrClusters.push({
    ...naming(reading, undefined),
    at: reading.at,
    guards: reading.guards,
    name: asText(run, configuredValue(reading, "name")) ?? reading.name,
    account: reading.account,
    securityConfiguration: locatedText(run, configuredValue(reading, "security_configuration")),
    // `aws` has it among the instances' attributes, `awscc` as CloudFormation does.
    instanceProfile: locatedText(run, propertyOf(reading, "Ec2Attributes", "InstanceProfile") ?? propertyOf(reading, "JobFlowRole")),
  });
}
