/**
 * What a resource is called: its physical name, its id, its ARN. Where CloudFormation makes the name up at deployment, a hole
 * stands for it whose identity is the logical id, so that every reference to the resource is seen to mean the same thing.
 * Return values: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
import { child, type Pointer } from "../../text/pointer.ts";
import { type Cause, type Hole, type Text, text } from "../../text/symbolic.ts";
import type { Value } from "../../text/value.ts";
import { asSegment } from "../declared/texts.ts";
import { asText, relocate, textValue, unknown } from "../declared/values.ts";
import { ownGuards } from "./existence.ts";
import { member, once, propertiesOf, type Resource, referredScope, type Scope, type Stack, withGuards } from "./run.ts";
import { outputValue } from "./shared-values.ts";

/** The property by which a template may name the resource; for other types the name is a hole. */
const NAME_PROPERTY: ReadonlyMap<string, string> = new Map([
  ["AWS::IAM::Role", "RoleName"],
  ["AWS::IAM::ManagedPolicy", "ManagedPolicyName"],
  ["AWS::IAM::InstanceProfile", "InstanceProfileName"],
  ["AWS::EMR::SecurityConfiguration", "Name"],
  ["AWS::S3::Bucket", "BucketName"],
  ["AWS::SSM::Parameter", "Name"],
]);

/** CloudFormation's service name → the service in ARNs, where an `Arn` attribute of it has the usual form. */
const ARN_SERVICE: ReadonlyMap<string, string> = new Map(
  (
    "Athena:athena Batch:batch CodeBuild:codebuild CodeCommit:codecommit CodePipeline:codepipeline DynamoDB:dynamodb EC2:ec2 ECR:ecr ECS:ecs EFS:elasticfilesystem " +
    "EKS:eks Events:events Glue:glue Kinesis:kinesis KinesisFirehose:firehose KMS:kms Lambda:lambda Logs:logs RDS:rds S3:s3 SageMaker:sagemaker SecretsManager:secretsmanager " +
    "Serverless:lambda SNS:sns SQS:sqs StepFunctions:states"
  )
    .split(" ")
    .map((pair) => pair.split(":") as [string, string]),
);

/** What `Ref` gives for a resource, as if written at `at`. */
export function nameOf(resource: Resource, at: Pointer, scope: Scope): Value {
  if (resource.type === "AWS::IAM::ManagedPolicy") return textValue(arnOf(resource, scope) ?? "", at);
  return textValue(physicalName(resource, scope), at);
}

/** What `Fn::GetAtt` gives, as if written at `at`. */
export function attributeOf(resource: Resource, attribute: string, at: Pointer, scope: Scope): Value {
  const { stack } = scope;
  const known = knownAttribute(resource, attribute, scope);
  if (known !== undefined) return textValue(known, at);
  const nested = attribute.startsWith("Outputs.") ? nestedStack(resource, scope) : undefined;
  if (nested !== undefined) {
    const output = outputValue(nested, attribute.slice("Outputs.".length), at, scope);
    if (output !== undefined) return output;
  }
  if (resource.type === "AWS::SSM::Parameter" && attribute === "Value") {
    const value = propertyValue(resource, "Value", scope);
    if (value !== undefined) return relocate(scope.run, value, at) ?? value;
  }
  const id = `${stack.key}/${resource.logicalId}.${attribute}`;
  const hole: Hole = { id, cause: attributeCause(resource, attribute, id, nested, at) };
  const service = /(?:^|\.)\w*Arn$/.test(attribute) ? ARN_SERVICE.get(/^AWS::(\w+)::/.exec(resource.type)?.[1] ?? "") : undefined;
  return service === undefined ? unknown(hole, at) : textValue(text("arn:", stack.partition, `:${service}:`, hole), at);
}

function knownAttribute(resource: Resource, attribute: string, scope: Scope): Text | undefined {
  const name = physicalName(resource, scope);
  switch (`${resource.type} ${attribute}`) {
    case "AWS::IAM::Role Arn":
    case "AWS::IAM::ManagedPolicy PolicyArn":
    case "AWS::IAM::InstanceProfile Arn":
    case "AWS::SageMaker::Domain DomainArn":
    case "AWS::SageMaker::UserProfile UserProfileArn":
      return arnOf(resource, scope);
    case "AWS::SageMaker::Domain DomainId":
      return name;
    default:
      // A custom resource that makes a domain gives its id as its own id and as an attribute.
      return isCustom(resource) && attribute === "DomainId" ? name : undefined;
  }
}

/** The ARN of a resource whose ARN is made of its path and name. */
export function arnOf(resource: Resource, scope: Scope): Text | undefined {
  const { stack } = scope;
  const name = physicalName(resource, scope);
  const iam = (kind: string): Text => text("arn:", stack.partition, ":iam::", stack.account, `:${kind}`, pathOf(resource, scope), name);
  switch (resource.type) {
    case "AWS::IAM::Role":
      return iam("role");
    case "AWS::IAM::ManagedPolicy":
      return iam("policy");
    case "AWS::IAM::InstanceProfile":
      return iam("instance-profile");
    case "AWS::SageMaker::Domain":
      return text("arn:", stack.partition, ":sagemaker:", stack.region, ":", stack.account, ":domain/", name);
    case "AWS::SageMaker::UserProfile": {
      const [domainId, profile] = ["DomainId", "UserProfileName"].map((property) => asText(scope.run, propertyValue(resource, property, scope)));
      if (domainId === undefined || profile === undefined) return undefined;
      return text("arn:", stack.partition, ":sagemaker:", stack.region, ":", stack.account, ":user-profile/", domainId, "/", profile);
    }
    default:
      return undefined;
  }
}

function pathOf(resource: Resource, scope: Scope): Text {
  return asText(scope.run, propertyValue(resource, "Path", scope)) ?? "/";
}

/** The name given in the template, else a hole by the logical id; the latter also where a condition decides on the name. */
export function physicalName(resource: Resource, scope: Scope): Text {
  const key = NAME_PROPERTY.get(resource.type);
  const value = key === undefined ? undefined : propertyValue(resource, key, scope);
  const given = value === undefined || value.kind === "choice" ? undefined : asText(scope.run, value);
  if (given !== undefined && given !== "") return resource.type === "AWS::SSM::Parameter" ? given : asSegment(given);
  const id = `${scope.stack.key}/${resource.logicalId}`;
  const cause: Cause = {
    kind: "attribute",
    id,
    what: isCustom(resource)
      ? `the id of custom resource \`${resource.logicalId}\` exists only after deployment`
      : `the name of \`${resource.logicalId}\` exists only after deployment`,
    at: child(resource.at),
  };
  if (isCustom(resource)) return text({ id, cause });
  // "AWS CloudFormation generates a unique physical ID and uses that ID for the name" (user guide, "Name type").
  return text({ id, cause, shape: given === undefined && value === undefined ? "generated" : "segment" });
}

function propertyValue(resource: Resource, name: string, scope: Scope): Value | undefined {
  const { run, stack } = scope;
  const { json, at, bindings } = propertiesOf(resource);
  const written = member(json, name);
  if (written === undefined) return undefined;
  const where = child(at, name);
  const id = `${stack.key}/${resource.logicalId}.${name}`;
  return once(
    run,
    `property ${id}`,
    () => run.evaluate(written, where, withGuards(referredScope({ ...scope, ignoreDefaults: false }, stack, bindings), ownGuards(resource, scope))),
    () =>
      unknown(
        {
          id: `${id} (circular)`,
          cause: { kind: "expression", id: `circle ${id}`, what: `\`${name}\` of \`${resource.logicalId}\` refers to itself`, at: where },
        },
        where,
      ),
  );
}

export function isCustom(resource: Resource): boolean {
  return resource.type.startsWith("Custom::") || resource.type === "AWS::CloudFormation::CustomResource";
}

function nestedStack(resource: Resource, scope: Scope): Stack | undefined {
  return scope.run.stacks.find((stack) => stack.parent?.resource === resource && stack.parent.stack === scope.stack);
}

function attributeCause(resource: Resource, attribute: string, id: string, nested: Stack | undefined, at: Pointer): Cause {
  const { logicalId, type } = resource;
  if (isNested(resource) && attribute.startsWith("Outputs.")) {
    return nested === undefined
      ? { kind: "import", id, what: `the template of nested stack \`${logicalId}\` is not in the input`, settle: "add it to the paths", at }
      : { kind: "import", id, what: `nested stack \`${logicalId}\` has no output \`${attribute.slice("Outputs.".length)}\``, at };
  }
  const owner = isCustom(resource) ? `custom resource \`${logicalId}\`` : `\`${logicalId}\` (${type})`;
  return { kind: "attribute", id, what: `attribute \`${attribute}\` of ${owner} exists only after deployment`, at };
}

export function isNested(resource: Resource): boolean {
  return resource.type === "AWS::CloudFormation::Stack" || resource.type === "AWS::Serverless::Application";
}
