/** Which apps keep a domain from being switched. */
import type { App } from "../model/inventory.ts";

/**
 * "This configuration can only be modified if there are no apps in the InService or Pending state":
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DomainSettingsForUpdate.html. Templates have no status: an app that they
 * declare runs once they are deployed.
 */
export function blocksSwitch({ status }: App): boolean {
  return status === undefined || status === "InService" || status === "Pending";
}
