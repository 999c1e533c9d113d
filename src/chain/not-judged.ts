/**
 * Roles that settings name for other services. AWS documents no chain from a user's session to them that carries the source identity, so
 * nothing is claimed of them; that they are there, and not judged, is said.
 */
import type { Inventory, UserSettings } from "../model/inventory.ts";
import type { Pointer } from "../text/pointer.ts";
import { showText, type Text } from "../text/symbolic.ts";
import type { NotJudged } from "./types.ts";

/** By the setting's field path: who uses the role. API reference: TimeSeriesForecastingSettings, ModelRegisterSettings, GenerativeAiSettings, EmrServerlessSettings. */
const USES: ReadonlyMap<string, string> = new Map([
  ["CanvasAppSettings.TimeSeriesForecastingSettings.AmazonForecastRoleArn", "Amazon Forecast assumes it for SageMaker Canvas"],
  ["CanvasAppSettings.ModelRegisterSettings.CrossAccountModelRegisterRoleArn", "SageMaker Canvas registers models in another account with it"],
  ["CanvasAppSettings.GenerativeAiSettings.AmazonBedrockRoleArn", "Amazon Bedrock assumes it for SageMaker Canvas"],
  ["CanvasAppSettings.EmrServerlessSettings.ExecutionRoleArn", "EMR Serverless assumes it for SageMaker Canvas"],
]);

export function notJudged(inventory: Inventory): readonly NotJudged[] {
  const found = new Map<string, NotJudged>();
  const put = (role: { readonly value: Text; readonly at: Pointer }, field: string, owner: string, use: string): void => {
    const subject = showText(role.value);
    const reason = `role \`${subject}\` is named by ${field} of ${owner}; ${use}, and AWS does not say whether the source identity goes along`;
    if (!found.has(`${subject} ${field}`)) found.set(`${subject} ${field}`, { subject, reason, at: role.at });
  };
  const ofSettings = (settings: UserSettings | undefined, owner: string): void => {
    for (const { field, role } of settings?.serviceRoles ?? []) put(role, field, owner, USES.get(field) ?? "another service uses it");
  };
  for (const domain of inventory.domains) {
    const owner = `domain \`${domain.subject}\``;
    ofSettings(domain.defaultUserSettings, owner);
    ofSettings(domain.defaultSpaceSettings, owner);
    if (domain.rstudioRole !== undefined)
      put(
        domain.rstudioRole,
        "RStudioServerProDomainSettings.DomainExecutionRoleArn",
        owner,
        "the domain's RStudioServerPro app runs with it, for no user profile",
      );
  }
  for (const profile of inventory.userProfiles) ofSettings(profile.settings, `user profile \`${showText(profile.name)}\``);
  return [...found.values()];
}
