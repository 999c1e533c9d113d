/**
 * The short forms that CloudFormation adds to YAML, and the objects they stand for:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */

const FUNCTIONS = [
  "And",
  "Base64",
  "Cidr",
  "Contains",
  "EachMemberEquals",
  "EachMemberIn",
  "Equals",
  "FindInMap",
  "ForEach",
  "GetAtt",
  "GetAZs",
  "GetStackOutput",
  "If",
  "ImportValue",
  "Join",
  "Length",
  "Not",
  "Or",
  "RefAll",
  "Select",
  "Split",
  "Sub",
  "ToJsonString",
  "Transform",
  "ValueOf",
  "ValueOfAll",
];

const LONG_NAMES: ReadonlyMap<string, string> = new Map([
  ["!Ref", "Ref"],
  ["!Condition", "Condition"],
  ...FUNCTIONS.map((name): [string, string] => [`!${name}`, `Fn::${name}`]),
]);

/** The key of the long form (`!Sub` → `Fn::Sub`); undefined for every other tag. */
export function longName(tag: string | undefined): string | undefined {
  return tag === undefined ? undefined : LONG_NAMES.get(tag);
}

/** What `!GetAtt A.B.C` means: the logical id ends at the first point, the attribute's name may hold more of them. */
export function splitGetAtt(text: string): string[] {
  const point = text.indexOf(".");
  return point === -1 ? [text] : [text.slice(0, point), text.slice(point + 1)];
}
