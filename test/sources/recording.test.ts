import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linesOf } from "../../src/sources/recording/lines.ts";
import { child, rootPointer } from "../../src/text/pointer.ts";
import { ACCOUNT, accountDetails, domain, PERMISSIONS, record, role, roleArn, roleDetail, TRUST, userProfile } from "./aws-answers.ts";
import { folderWith, lines, load, loadFiles } from "./input-folder.ts";

const HEADER = { recording: 1, tool: "lint-roles 0.1.0" };

describe("a recording", () => {
  it("is read line by line, and pointers name the line", async () => {
    const text = lines(
      HEADER,
      record("iam:GetAccountAuthorizationDetails", accountDetails([roleDetail("A")])),
      record("iam:GetAccountAuthorizationDetails", accountDetails([roleDetail("B")])),
    );
    const { inventory, problems, files } = await loadFiles({ "account.jsonl": text });
    expect(problems).toEqual([]);
    expect(files).toEqual(["account.jsonl"]);
    expect(inventory.roles.map(({ at }) => at)).toEqual([2, 3].map((line) => child(rootPointer("account.jsonl", line), "output", "RoleDetailList", 0)));
  });

  it.each([
    ["with the header", lines(HEADER, record("iam:GetRole", { Role: role("A") }))],
    ["without it", lines(record("iam:GetRole", { Role: role("A") }))],
    ["of two put together", lines(HEADER, record("iam:GetRole", { Role: role("A") }), HEADER)],
    ["with a byte order mark", `\uFEFF${lines(HEADER, record("iam:GetRole", { Role: role("A") }))}`],
    ["with blank lines and Windows line ends", `\r\n${JSON.stringify(HEADER)}\r\n\r\n${JSON.stringify(record("iam:GetRole", { Role: role("A") }))}\r\n`],
    ["whose last line has no line feed", lines(record("iam:GetRole", { Role: role("A") })).trimEnd()],
    ["of one record laid out over several lines", JSON.stringify(record("iam:GetRole", { Role: role("A") }), undefined, 2)],
  ])("%s is recognised, whatever the file's name", async (_, text) => {
    const folder = folderWith({ "whatever.txt": text });
    const { inventory, problems } = await load(folder, ["whatever.txt"]);
    expect(problems).toEqual([]);
    expect(inventory.roles.map(({ name }) => name)).toEqual(["A"]);
  });

  it("comes through standard input too, and lines can be read again", async () => {
    const text = lines(HEADER, record("iam:GetRole", { Role: role("Ä") }), record("iam:GetRole", { Role: role("B") }));
    const { inventory, readText } = await load(folderWith({}), ["-"], {}, text);
    expect(inventory.roles).toHaveLength(2);
    expect(await readText("-", 3)).toEqual({ file: "-", format: "json", text: text.split("\n")[2], firstLine: 3 });
  });

  it("gives back the text of one line", async () => {
    const text = lines(HEADER, record("iam:GetRole", { Role: role("Ä") }), record("iam:GetRole", { Role: role("B") }));
    const { readText } = await loadFiles({ "a.jsonl": text });
    expect(await readText("a.jsonl", 2)).toEqual({ file: "a.jsonl", format: "json", text: text.split("\n")[1], firstLine: 2 });
    expect(await readText("a.jsonl", 3)).toEqual({ file: "a.jsonl", format: "json", text: text.split("\n")[2], firstLine: 3 });
    expect(await readText("a.jsonl", 9)).toBeUndefined();
    expect(await readText("b.jsonl", 1)).toBeUndefined();
  });

  it("tells what the request was about where the answer does not", async () => {
    const { inventory } = await loadFiles({
      "a.jsonl": lines(
        record("iam:GetRole", { Role: role("Data") }),
        record("iam:ListRolePolicies", { PolicyNames: ["one", "two"], IsTruncated: false }, { RoleName: "Data" }),
        record("iam:GetRolePolicy", { RoleName: "Data", PolicyName: "one", PolicyDocument: PERMISSIONS }, { RoleName: "Data", PolicyName: "one" }),
        record(
          "iam:ListAttachedRolePolicies",
          { AttachedPolicies: [{ PolicyName: "Own", PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/Own` }] },
          { RoleName: "Data" },
        ),
        record(
          "iam:GetPolicyVersion",
          { PolicyVersion: { VersionId: "v1", IsDefaultVersion: true, Document: TRUST } },
          { PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/Own` },
        ),
      ),
    });
    const [data] = inventory.roles;
    expect(data?.policiesUnseen).toBeUndefined();
    expect(data?.policies.map((policy) => (policy.kind === "inline" ? [policy.name, policy.source.kind] : [policy.arn, policy.kind]))).toEqual([
      ["one", "json"],
      ["two", "unknown"],
      [`arn:aws:iam::${ACCOUNT}:policy/Own`, "managed"],
    ]);
    expect(inventory.managedPolicies).toMatchObject([{ arn: `arn:aws:iam::${ACCOUNT}:policy/Own`, document: { kind: "json", json: TRUST } }]);
  });

  it("keeps roles of one name in two accounts apart", async () => {
    const other = { ...role("Data"), Arn: roleArn("Data", "444455556666") };
    const { inventory } = await loadFiles({
      "a.jsonl": lines(
        record("iam:GetRole", { Role: role("Data") }),
        record("iam:GetRole", { Role: other }, {}, { account: "444455556666" }),
        record("iam:GetRolePolicy", { RoleName: "Data", PolicyName: "p", PolicyDocument: PERMISSIONS }, {}, { account: "444455556666" }),
      ),
    });
    expect(inventory.roles.map(({ account, policies }) => [account, policies.length])).toEqual([
      [ACCOUNT, 0],
      ["444455556666", 1],
    ]);
  });

  it("knows account and region of a domain without an ARN from the record", async () => {
    const { inventory } = await loadFiles({
      "a.jsonl": lines(
        record("sagemaker:DescribeDomain", { DomainId: "d-1", DefaultUserSettings: {} }, {}, { region: "eu-west-1" }),
        record("sagemaker:DescribeUserProfile", userProfile("d-1", "bob")),
      ),
    });
    expect(inventory.domains[0]).toMatchObject({ id: "d-1", account: ACCOUNT, region: "eu-west-1" });
  });

  it("places organization policies on the levels from the root to each account", async () => {
    const scp = (id: string): object =>
      record("organizations:DescribePolicy", {
        Policy: {
          PolicySummary: {
            Id: id,
            Arn: `arn:aws:organizations::999988887777:policy/o-1/service_control_policy/${id}`,
            Name: id,
            Type: "SERVICE_CONTROL_POLICY",
          },
          Content: "{}",
        },
      });
    const { inventory } = await loadFiles({
      "org.jsonl": lines(
        record("organizations:DescribeOrganization", { Organization: { Id: "o-1", MasterAccountId: "999988887777" } }),
        record("organizations:ListParents", { Parents: [{ Id: "ou-1", Type: "ORGANIZATIONAL_UNIT" }] }, { ChildId: ACCOUNT }),
        record("organizations:ListParents", { Parents: [{ Id: "r-1", Type: "ROOT" }] }, { ChildId: "ou-1" }),
        scp("p-everywhere"),
        scp("p-unit"),
        scp("p-elsewhere"),
        record(
          "organizations:ListTargetsForPolicy",
          {
            Targets: [
              { TargetId: "r-1", Type: "ROOT" },
              { TargetId: ACCOUNT, Type: "ACCOUNT" },
            ],
          },
          { PolicyId: "p-everywhere" },
        ),
        record("organizations:ListPoliciesForTarget", { Policies: [{ Id: "p-unit" }] }, { TargetId: "ou-1" }),
        record("organizations:ListTargetsForPolicy", { Targets: [{ TargetId: "ou-2", Type: "ORGANIZATIONAL_UNIT" }] }, { PolicyId: "p-elsewhere" }),
      ),
    });
    expect(inventory.organizationPolicies.map(({ name, level, accounts, managementAccount }) => [name, level, accounts, managementAccount])).toEqual([
      ["p-everywhere", 0, [ACCOUNT], "999988887777"],
      ["p-everywhere", 2, [ACCOUNT], "999988887777"],
      ["p-unit", 1, [ACCOUNT], "999988887777"],
    ]);
  });

  it("a unit whose accounts are not told counts for all accounts, and is a gap", async () => {
    const { inventory } = await loadFiles({
      "org.jsonl": lines(
        record("organizations:DescribePolicy", { Policy: { PolicySummary: { Id: "p-1", Name: "guard", Type: "SERVICE_CONTROL_POLICY" }, Content: "{}" } }),
        record("organizations:ListTargetsForPolicy", { Targets: [{ TargetId: "ou-1" }] }, { PolicyId: "p-1" }),
      ),
    });
    expect(inventory.organizationPolicies.map(({ accounts }) => accounts)).toEqual([undefined]);
    expect(inventory.gaps).toHaveLength(1);
  });

  it("a parent that leads back to its child does not hang", async () => {
    const { inventory } = await loadFiles({
      "org.jsonl": lines(
        record("organizations:ListParents", { Parents: [{ Id: "ou-1" }] }, { ChildId: ACCOUNT }),
        record("organizations:ListParents", { Parents: [{ Id: "ou-1" }] }, { ChildId: "ou-1" }),
      ),
    });
    expect(inventory.organizationPolicies).toEqual([]);
  });
});

describe("pages in a recording", () => {
  it("a page that was followed is no gap, one that was not is", async () => {
    const first = record("sagemaker:ListUserProfiles", { UserProfiles: [], NextToken: "t1" });
    const second = record("sagemaker:ListUserProfiles", { UserProfiles: [], NextToken: "t2" }, { NextToken: "t1" });
    const third = record("sagemaker:ListUserProfiles", { UserProfiles: [] }, { NextToken: "t2" });
    expect((await loadFiles({ "a.jsonl": lines(first, second, third) })).inventory.gaps).toEqual([]);
    const { inventory } = await loadFiles({ "a.jsonl": lines(first, second) });
    expect(inventory.gaps).toEqual([
      expect.objectContaining({ subject: "sagemaker:ListUserProfiles", at: child(rootPointer("a.jsonl", 2), "output", "NextToken") }),
    ]);
  });
});

describe("what went wrong while recording", () => {
  it("a refused call is a gap that names the action to allow", async () => {
    const { inventory, problems } = await loadFiles({
      "a.jsonl": lines({
        operation: "emr:DescribeCluster",
        account: ACCOUNT,
        input: { ClusterId: "j-1" },
        error: { code: "AccessDeniedException", message: "…" },
      }),
    });
    expect(problems).toEqual([]);
    expect(inventory.gaps[0]?.subject).toBe("elasticmapreduce:DescribeCluster (j-1) in 111122223333");
    expect(inventory.gaps[0]?.reason).toContain("Allow that action");
    expect(inventory.gaps[0]?.at).toEqual(rootPointer("a.jsonl", 1));
  });

  it.each([
    ["NoSuchEntityException", undefined],
    // The name server's answer is not AWS's.
    ["ENOTFOUND", true],
  ])("a failed call hides something, unless AWS knows no such thing: %s", async (code, mayHide) => {
    const { inventory } = await loadFiles({
      "a.jsonl": lines({ operation: "iam:GetRole", account: ACCOUNT, input: { RoleName: "A" }, error: { code, message: "…" } }),
    });
    expect(inventory.gaps.map((gap) => gap.mayHide)).toEqual([mayHide]);
  });

  it("an account outside of any organization is no gap", async () => {
    const { inventory } = await loadFiles({
      "a.jsonl": lines({ operation: "organizations:DescribeOrganization", input: {}, error: { code: "AWSOrganizationsNotInUseException" } }),
    });
    expect(inventory.gaps).toEqual([]);
  });

  it("a recording that is cut short says so with its line, and the rest is used", async () => {
    const text = lines(HEADER, record("iam:GetRole", { Role: role("A") }), record("iam:GetRole", { Role: role("B") }));
    const { inventory, problems } = await loadFiles({ "a.jsonl": text.slice(0, -30) });
    expect(inventory.roles.map(({ name }) => name)).toEqual(["A"]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: "a.jsonl", span: { startLine: 3 } });
    expect(problems[0]?.message).toContain("cut short");
  });

  it.each([
    ["not JSON", "{'operation': 1}"],
    ["not an object", "[1]"],
    ["without an operation", '{"output":{}}'],
    ["without output and error", '{"operation":"iam:GetRole"}'],
    ["of a version from the future", '{"recording":2}'],
  ])("a line that is %s is a problem with its line number, and the others count", async (_, bad) => {
    const { inventory, problems } = await loadFiles({ "a.jsonl": `${lines(HEADER)}${bad}\n${lines(record("iam:GetRole", { Role: role("A") }))}` });
    expect(problems.map(({ span }) => span?.startLine)).toEqual([2]);
    expect(inventory.roles).toHaveLength(1);
  });

  it("bytes that are not UTF-8 are told with line and column", async () => {
    const text = Buffer.concat([Buffer.from(`${lines(HEADER)}{"é":"`), Buffer.from([0xff]), Buffer.from('"}\n')]);
    const { problems } = await loadFiles({ "a.jsonl": text });
    expect(problems).toMatchObject([{ span: { startLine: 2, startColumn: 7 } }]);
  });

  it("operations that this version does not know are passed over", async () => {
    const { inventory, problems } = await loadFiles({
      "a.jsonl": lines(record("glue:GetJobs", { Jobs: [] }), record("sagemaker:DescribeDomain", domain("d-1", { DefaultUserSettings: {} }))),
    });
    expect(problems).toEqual([]);
    expect(inventory.domains).toHaveLength(1);
  });
});

describe("linesOf", () => {
  async function* inChunks(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
    let at = 0;
    for (let turn = 0; at < bytes.length; turn++) {
      const size = sizes[turn % sizes.length] ?? 1;
      yield bytes.subarray(at, at + size);
      at += size;
    }
  }

  it("gives the same lines however the bytes are cut, each at its offset", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.stringMatching(/^[a-zä{}]*$/)), fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), async (texts, sizes) => {
        const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(""));
        const seen: string[] = [];
        for await (const line of linesOf(inChunks(bytes, sizes), 1000)) {
          expect(line.number).toBe(seen.length + 1);
          expect(bytes.subarray(line.offset, line.offset + (line.bytes?.length ?? 0)).equals(line.bytes ?? Buffer.alloc(1))).toBe(true);
          seen.push(line.bytes?.toString() ?? "");
        }
        expect(seen).toEqual(texts);
      }),
    );
  });

  it("does not keep a line above the limit, and goes on after it", async () => {
    const seen: (string | undefined)[] = [];
    for await (const line of linesOf(inChunks(Buffer.from("ab\nabcdefghij\nc"), [3]), 5)) seen.push(line.bytes?.toString());
    expect(seen).toEqual(["ab", undefined, "c"]);
  });
});
