/**
 * The role that SAM makes for a function which names none.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
 */
import type { AttachedPolicy } from "../../../model/inventory.ts";
import { child } from "../../../text/pointer.ts";
import { type Cause, isKnown, type Text, text } from "../../../text/symbolic.ts";
import type { Guard, Value } from "../../../text/value.ts";
import { propertyOf } from "../../declared/declaration.ts";
import { boundaryPolicy, documentSource } from "../../declared/documents.ts";
import { asText, type Branch, branches, items, property } from "../../declared/values.ts";
import { member } from "../run.ts";
import { roleFrame, tagsOf } from "./iam.ts";
import type { Reading } from "./reading.ts";

/** SAM's policy templates as of May 2026, none of which has an `sts:` or `iam:` action or changes a SageMaker domain or profile. */
const HARMLESS_TEMPLATES: ReadonlySet<string> = new Set(
  (
    "AMIDescribePolicy AWSSecretsManagerGetSecretValuePolicy AWSSecretsManagerRotationPolicy AcmGetCertificatePolicy AthenaQueryPolicy CloudFormationDescribeStacksPolicy " +
    "CloudWatchDashboardPolicy CloudWatchDescribeAlarmHistoryPolicy CloudWatchPutMetricPolicy CodeCommitCrudPolicy CodeCommitReadPolicy CodePipelineLambdaExecutionPolicy " +
    "CodePipelineReadOnlyPolicy ComprehendBasicAccessPolicy CostExplorerReadOnlyPolicy DynamoDBBackupFullAccessPolicy DynamoDBCrudPolicy DynamoDBReadPolicy " +
    "DynamoDBReconfigurePolicy DynamoDBRestoreFromBackupPolicy DynamoDBStreamReadPolicy DynamoDBWritePolicy EC2CopyImagePolicy EC2DescribePolicy EFSWriteAccessPolicy " +
    "EKSDescribePolicy EcsRunTaskPolicy ElasticMapReduceAddJobFlowStepsPolicy ElasticMapReduceCancelStepsPolicy ElasticMapReduceModifyInstanceFleetPolicy " +
    "ElasticMapReduceModifyInstanceGroupsPolicy ElasticMapReduceSetTerminationProtectionPolicy ElasticMapReduceTerminateJobFlowsPolicy ElasticsearchHttpPostPolicy " +
    "EventBridgePutEventsPolicy FilterLogEventsPolicy FirehoseCrudPolicy FirehoseWritePolicy KMSDecryptPolicy KMSEncryptPolicy KMSEncryptPolicy_v2 KinesisCrudPolicy " +
    "KinesisStreamReadPolicy LambdaInvokePolicy MobileAnalyticsWriteOnlyAccessPolicy OrganizationsListAccountsPolicy PinpointEndpointAccessPolicy PollyFullAccessPolicy " +
    "RekognitionDetectOnlyPolicy RekognitionFacesManagementPolicy RekognitionFacesPolicy RekognitionLabelsPolicy RekognitionNoDataAccessPolicy RekognitionReadPolicy " +
    "RekognitionWriteOnlyAccessPolicy Route53ChangeResourceRecordSetsPolicy S3CrudPolicy S3FullAccessPolicy S3ReadPolicy S3WritePolicy SESBulkTemplatedCrudPolicy " +
    "SESBulkTemplatedCrudPolicy_v2 SESCrudPolicy SESEmailTemplateCrudPolicy SESSendBouncePolicy SNSCrudPolicy SNSPublishMessagePolicy SQSPollerPolicy SQSSendMessagePolicy " +
    "SSMParameterReadPolicy SSMParameterWithSlashPrefixReadPolicy SageMakerCreateEndpointConfigPolicy SageMakerCreateEndpointPolicy ServerlessRepoReadWriteAccessPolicy " +
    "StepFunctionsCallbackPolicy StepFunctionsExecutionPolicy StepFunctionsExecutionPolicy_v2 TextractDetectAnalyzePolicy TextractGetResultPolicy TextractPolicy VPCAccessPolicy"
  ).split(" "),
);

/** `functionReading`: the function; `role`: the resource that stands for its role, so that both agree on its name. */
export function readFunction(functionReading: Reading): void {
  const { stack, resource, draft } = functionReading;
  const role = stack.resources.get(`${resource.logicalId}Role`);
  if (role?.implicit !== true) return;
  const guards = absentRoleGuards(functionReading);
  if (guards === undefined) return;
  const reading: Reading = { ...functionReading, resource: role, guards: [...functionReading.guards, ...guards] };
  draft.roles.push({
    ...roleFrame(reading),
    trust: documentSource(reading.run, shared(reading, "AssumeRolePolicyDocument") ?? lambdaTrust(reading), reading.at),
    policies: [basicExecution(reading), ...items(propertyOf(reading, "Policies")).flatMap((branch, index) => policyOf(reading, branch, index))],
    boundary: boundaryPolicy(reading.run, shared(reading, "PermissionsBoundary")),
    tags: tagsOf(reading),
    origin: `made by SAM for the function ${resource.logicalId}`,
  });
}

/** Under which guards the function names no role; undefined where it always does. */
function absentRoleGuards(reading: Reading): readonly Guard[] | undefined {
  const given = propertyOf(reading, "Role");
  if (given === undefined) return [];
  if (given.kind !== "choice" || branches(given).length > 1) return undefined;
  return [{ cause: given.condition, when: given.then === undefined }];
}

/** The function's own property, else that of the template's `Globals`. */
function shared(reading: Reading, name: string): Value | undefined {
  const own = propertyOf(reading, name);
  if (own !== undefined) return own;
  const written = member(member(member(reading.stack.input.template, "Globals"), "Function"), name);
  return written === undefined ? undefined : reading.run.evaluate(written, child(reading.stack.root, "Globals", "Function", name), reading.scope);
}

/** What SAM writes where the template says nothing: only Lambda may assume the role. */
function lambdaTrust(reading: Reading): Value | undefined {
  const statement = { Effect: "Allow", Action: ["sts:AssumeRole"], Principal: { Service: ["lambda.amazonaws.com"] } };
  return relocated(reading, { Version: "2012-10-17", Statement: [statement] });
}

function relocated(reading: Reading, json: unknown): Value | undefined {
  const pinned = (inner: unknown): Value => {
    if (Array.isArray(inner)) return { kind: "list", items: inner.map(pinned), at: reading.at };
    if (typeof inner === "object" && inner !== null)
      return { kind: "map", entries: new Map(Object.entries(inner).map(([key, entry]) => [key, pinned(entry)])), at: reading.at };
    return { kind: "scalar", value: String(inner), at: reading.at };
  };
  return pinned(json);
}

function basicExecution(reading: Reading): AttachedPolicy {
  return { kind: "managed", arn: awsManaged(reading, "service-role/AWSLambdaBasicExecutionRole"), at: reading.at, guards: [] };
}

function awsManaged(reading: Reading, name: string): Text {
  return text("arn:", reading.stack.partition, ":iam::aws:policy/", name);
}

/** An item of `Policies`: the name or ARN of a managed policy, a document, or one of SAM's templates. */
function policyOf(reading: Reading, { value, guards }: Branch, index: number): readonly AttachedPolicy[] {
  const { run, resource } = reading;
  const name = `${resource.logicalId}Policy${index}`;
  if (value.kind === "map") {
    if (property(run, value, "Statement") !== undefined) return [{ kind: "inline", name, source: documentSource(run, value, value.at, guards) }];
    const [template = ""] = value.entries.keys();
    if (value.entries.size === 1 && HARMLESS_TEMPLATES.has(template)) return [];
    const cause: Cause = {
      kind: "policy",
      id: `SAM policy template ${template}`,
      what: `SAM policy template \`${template}\` is not known to this program`,
      at: value.at,
    };
    return [{ kind: "inline", name, source: { kind: "unknown", cause, at: value.at, guards } }];
  }
  const written = asText(run, value);
  if (written === undefined) return [];
  const arn = isKnown(written) && !written.startsWith("arn:") ? awsManaged(reading, written) : written;
  return [{ kind: "managed", arn, at: value.at, guards }];
}
