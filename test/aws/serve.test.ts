import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { DescribeUserProfileCommand, paginateListUserProfiles } from "@aws-sdk/client-sagemaker";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clientsFor, pagesOf } from "./clients.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fake-aws-"));
  const entry = join(dirname(fileURLToPath(import.meta.url)), "serve.ts");
  await build({ entryPoints: [entry], bundle: true, platform: "node", format: "esm", outfile: join(folder, "serve.mjs"), logLevel: "silent" });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function withServer(options: object, end: (server: ChildProcessWithoutNullStreams) => void, use: (url: string) => Promise<void>): Promise<unknown> {
  const server = spawn(process.execPath, [join(folder, "serve.mjs"), JSON.stringify(options)]);
  const ended = once(server, "close");
  const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
  const first: { readonly url: string } = JSON.parse((await lines.next()).value);
  await use(first.url);
  end(server);
  const last: unknown = JSON.parse((await lines.next()).value);
  expect(await ended).toEqual([0, null]);
  return last;
}

it("serves a large world, and ends with its stdin", async () => {
  const options = { world: "large", profiles: 25, roles: 10, latency: 500 };
  const said = await withServer(
    options,
    (server) => server.stdin.end(),
    async (url) => {
      const { sagemaker: client } = clientsFor(url);
      const pages = await pagesOf(paginateListUserProfiles({ client }, { MaxResults: 100 }));
      const names = pages.flatMap(({ UserProfiles = [] }) => UserProfiles).map(({ UserProfileName }) => UserProfileName);
      expect(names).toHaveLength(25);
      const described = await Promise.all(
        names.map((UserProfileName) => client.send(new DescribeUserProfileCommand({ DomainId: "d-large", UserProfileName }))),
      );
      expect(described.filter(({ UserSettings }) => UserSettings?.ExecutionRole !== undefined).map(({ UserProfileName }) => UserProfileName)).toEqual([
        "user-000000",
        "user-000010",
        "user-000020",
      ]);
    },
  );
  expect(said).toEqual({ requests: 26, mostAtOnce: 25 });
});

it("serves the sample, and ends by SIGTERM", async () => {
  const said = await withServer(
    { pageSize: 1 },
    (server) => void server.kill("SIGTERM"),
    async (url) => {
      expect(await pagesOf(paginateListUserProfiles({ client: clientsFor(url).sagemaker }, {}))).toHaveLength(3);
    },
  );
  expect(said).toEqual({ requests: 3, mostAtOnce: 1 });
});
