/** The roles and policies of the sample world. What each is for stands with it. */
import type { FakePolicy, FakeRole } from "./world.ts";

export const STUDIO_ACCOUNT = "111122223333";
export const DATA_ACCOUNT = "222233334444";

export const EXECUTION_ROLE = `arn:aws:iam::${STUDIO_ACCOUNT}:role/service-role/AmazonSageMaker-ExecutionRole`;
export const ALICE_ROLE = `arn:aws:iam::${STUDIO_ACCOUNT}:role/studio-alice`;
export const LAKE_READER = `arn:aws:iam::${STUDIO_ACCOUNT}:role/lake-reader`;
export const LAKE_WRITER = `arn:aws:iam::${STUDIO_ACCOUNT}:role/lake-writer`;
export const EMR_INSTANCE_ROLE = `arn:aws:iam::${STUDIO_ACCOUNT}:role/emr-instance`;
export const EMR_RUNTIME_ROLE = `arn:aws:iam::${STUDIO_ACCOUNT}:role/emr-runtime`;
export const PARTNER_ROLE = `arn:aws:iam::${DATA_ACCOUNT}:role/partner-data`;
export const BOUNDARY = `arn:aws:iam::${STUDIO_ACCOUNT}:policy/boundaries/studio-boundary`;
export const OWN_POLICY = `arn:aws:iam::${STUDIO_ACCOUNT}:policy/studio-data`;
export const AWS_POLICY = "arn:aws:iam::aws:policy/AmazonSageMakerReadOnly";

export const ASSUME = "sts:AssumeRole";
export const BOTH = [ASSUME, "sts:SetSourceIdentity"];

export function policyDocument(...statements: readonly object[]): object {
  return { Version: "2012-10-17", Statement: statements };
}

export function trusting(principal: object, action: string | readonly string[], more: object = {}): object {
  return policyDocument({ Effect: "Allow", Principal: principal, Action: action, ...more });
}

function mayAssume(...roles: readonly string[]): object {
  return policyDocument({ Sid: "Chain", Effect: "Allow", Action: BOTH, Resource: roles });
}

const studioRoles: readonly FakeRole[] = [
  {
    name: "AmazonSageMaker-ExecutionRole",
    path: "/service-role/",
    roleId: "AROASAMPLEEXECUTION01",
    trust: trusting({ Service: "sagemaker.amazonaws.com" }, BOTH),
    inline: [
      { name: "chain", document: mayAssume(LAKE_READER, LAKE_WRITER, PARTNER_ROLE) },
      { name: "emr", document: policyDocument({ Effect: "Allow", Action: "elasticmapreduce:GetClusterSessionCredentials", Resource: "*" }) },
    ],
    attached: [AWS_POLICY, OWN_POLICY],
    boundary: BOUNDARY,
    tags: { team: "data-science", "cost & effort": "a < b" },
  },
  {
    name: "studio-alice",
    roleId: "AROASAMPLEALICE000001",
    trust: trusting({ Service: "sagemaker.amazonaws.com" }, BOTH),
    inline: [{ name: "chain", document: mayAssume(LAKE_READER, PARTNER_ROLE) }],
  },
  // Lets the source identity through.
  { name: "lake-reader", roleId: "AROASAMPLELAKEREADER1", trust: trusting({ AWS: [EXECUTION_ROLE, ALICE_ROLE] }, BOTH) },
  // The defect: does not.
  { name: "lake-writer", roleId: "AROASAMPLELAKEWRITER1", trust: trusting({ AWS: EXECUTION_ROLE }, ASSUME, { Sid: "FromStudio" }) },
  {
    name: "emr-instance",
    roleId: "AROASAMPLEEMRINSTANC1",
    trust: trusting({ Service: "ec2.amazonaws.com" }, ASSUME),
    inline: [{ name: "runtime", document: mayAssume(EMR_RUNTIME_ROLE) }],
    instanceProfiles: ["emr-instance"],
  },
  { name: "emr-runtime", roleId: "AROASAMPLEEMRRUNTIME1", trust: trusting({ AWS: EMR_INSTANCE_ROLE }, [...BOTH, "sts:TagSession"]) },
  {
    name: "emr-service",
    roleId: "AROASAMPLEEMRSERVICE1",
    trust: trusting({ Service: "elasticmapreduce.amazonaws.com" }, ASSUME, { Condition: { StringEquals: { "aws:SourceAccount": STUDIO_ACCOUNT } } }),
  },
];

/** Of whom a Studio session never hears. */
const unrelated = Array.from({ length: 25 }, (_, index): FakeRole => {
  const service = ["lambda", "ecs-tasks", "codebuild", "states", "events"][index % 5];
  const name = `${service}-worker-${index}`;
  return {
    name,
    path: index % 3 === 0 ? "/service-role/" : "/",
    roleId: `AROASAMPLEWORKER${String(index).padStart(5, "0")}`,
    trust: trusting({ Service: `${service}.amazonaws.com` }, ASSUME),
    inline: [{ name: "logs", document: policyDocument({ Effect: "Allow", Action: "logs:PutLogEvents", Resource: `arn:aws:logs:*:*:log-group:${name}:*` }) }],
    ...(index % 4 === 0 ? { attached: [`arn:aws:iam::${STUDIO_ACCOUNT}:policy/worker-logs`] } : {}),
  };
});

export const rolesOfStudioAccount: readonly FakeRole[] = [...studioRoles, ...unrelated];

export const rolesOfDataAccount: readonly FakeRole[] = [
  // The defect again, in another account.
  { name: "partner-data", roleId: "AROASAMPLEPARTNERDAT1", trust: trusting({ AWS: [EXECUTION_ROLE, ALICE_ROLE] }, ASSUME) },
  { name: "auditor", roleId: "AROASAMPLEAUDITOR0001", trust: trusting({ AWS: `arn:aws:iam::${STUDIO_ACCOUNT}:root` }, ASSUME) },
];

function reading(bucket: string): object {
  return policyDocument({ Effect: "Allow", Action: ["s3:GetObject", "s3:ListBucket"], Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`] });
}

export const policiesOfStudioAccount: readonly FakePolicy[] = [
  {
    arn: OWN_POLICY,
    versions: [
      { id: "v3", document: reading("studio-data"), isDefault: true },
      { id: "v2", document: reading("studio-data-2025"), isDefault: false },
      { id: "v1", document: reading("studio-data-2024"), isDefault: false },
    ],
  },
  {
    arn: `arn:aws:iam::${STUDIO_ACCOUNT}:policy/worker-logs`,
    versions: [
      // Set back to the first.
      { id: "v2", document: policyDocument({ Effect: "Allow", Action: "logs:*", Resource: "*" }), isDefault: false },
      { id: "v1", document: policyDocument({ Effect: "Allow", Action: "logs:CreateLogStream", Resource: "*" }), isDefault: true },
    ],
  },
  {
    arn: BOUNDARY,
    versions: [
      {
        id: "v1",
        document: policyDocument({ Effect: "Allow", Action: "*", Resource: "*" }, { Effect: "Deny", Action: ["iam:*", "organizations:*"], Resource: "*" }),
        isDefault: true,
      },
    ],
  },
  {
    arn: AWS_POLICY,
    versions: [
      {
        id: "v18",
        document: policyDocument({ Effect: "Allow", Action: ["sagemaker:Describe*", "sagemaker:List*", "sagemaker:BatchGetMetrics"], Resource: "*" }),
        isDefault: true,
      },
    ],
  },
];
