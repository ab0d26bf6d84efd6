/** On a real BuildKit: what two machines make of the same commit. */
import { chmod, readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { readLayout } from "@slipway/lib/io/oci/layout.ts";
import { layoutOf } from "@slipway/lib/io/oci/layout-folder.ts";
import { canRunBuildkit, startBuildkit, type TestBuildkit } from "@slipway/testing/buildkit.ts";
import { clone, emptyClone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { startRegistry } from "@slipway/testing/registry/registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildImage } from "./build-image.ts";
import { request } from "./request.ts";

const FILES: Readonly<Record<string, string>> = {
  "package.json": '{"name": "shop", "private": true, "workspaces": ["services/*"]}',
  "package-lock.json": "{}",
  "services/product/package.json": '{"name": "@shop/product", "version": "1.0.0"}',
  "services/product/service.yaml":
    "name: product\ntier: standard\nports: [{name: http, port: 8080}]\nslo: {errorRatio: 0.05, p95Seconds: 0.5}\n",
  "services/product/Dockerfile":
    "ARG NODE_IMAGE=scratch\nFROM $NODE_IMAGE\nCOPY --chmod=u=rwX,go=rX dist/ /app/\n",
  "services/product/dist/main.js": "console.log(1);\n",
  "services/product/dist/lib/other.js": "console.log(2);\n",
};

async function shop() {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const url = await server.createRepository("shop");
  const first = stack.use(await emptyClone(url));
  const source = await first.push("feat: start", FILES);
  const output = stack.use(await temporaryFolder());
  return {
    source,
    first: first.path,
    /** The same commit in another folder, by someone whose files get other dates and rights. */
    async second() {
      const other = stack.use(await clone(url));
      const dist = join(other.path, "services/product/dist");
      for (const name of await readdir(dist, { recursive: true })) {
        await utimes(join(dist, name), 1_000_000, 1_000_000);
        await chmod(join(dist, name), name.endsWith(".js") ? 0o664 : 0o775);
      }
      return other.path;
    },
    ask(workspace: string, inputs: Readonly<Record<string, string>> = {}) {
      const raw = { services: "product", source, output: join(output.path, "images"), ...inputs };
      const env = { PATH: process.env.PATH, HOME: output.path, BUILDKIT_HOST: buildkit.address };
      return buildImage(request.parse(raw), testContext(workspace, { env }));
    },
    async build(workspace: string, inputs: Readonly<Record<string, string>> = {}) {
      const { results, outputs } = await this.ask(workspace, inputs);
      expect(results).toMatchObject([{ status: "done" }]);
      return await readLayout(layoutOf(outputs.layouts ?? "", "product"));
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

let buildkit: TestBuildkit;

describe.skipIf(!canRunBuildkit)("a real BuildKit", () => {
  beforeAll(async () => {
    buildkit = await startBuildkit();
  });
  afterAll(() => buildkit[Symbol.asyncDispose]());

  test("AP-22 two clones give the same digest, with different dates and modes of their files", async () => {
    await using here = await shop();
    const one = await here.build(here.first);
    await buildkit.forget();
    const other = await here.build(await here.second());
    expect(other.root.digest).toBe(one.root.digest);
    expect(one.contents.some(({ mediaType }) => mediaType.includes("layer"))).toBe(true);
  });

  test("AP-22 an image that only copies has amd64 and arm64 without an emulator, in one index", async () => {
    await using here = await shop();
    const layout = await here.build(here.first, { platforms: "linux/amd64,linux/arm64" });
    expect(layout.root.mediaType).toContain("index");
    const platforms = layout.contents.flatMap(({ platform }) => platform?.architecture ?? []);
    expect(platforms.sort()).toEqual(["amd64", "arm64"]);
  });

  test("AP-22 a base of one platform is refused for the other, not taken for it", async () => {
    await using registry = await startRegistry();
    await using here = await shop();
    await registry.push("base", "programs of amd64");
    const base = `${registry.host}/base:amd64`;
    await exec("crane", [
      "mutate",
      "--set-platform=linux/amd64",
      `--tag=${base}`,
      `${registry.host}/base:latest`,
    ]);
    for (const platforms of ["linux/amd64,linux/arm64", "linux/arm64"]) {
      const { results } = await here.ask(here.first, { "build-args": `NODE_IMAGE=${base}`, platforms });
      expect(results).toMatchObject([
        {
          status: "failed",
          reason: expect.stringContaining('with platform "linux/amd64", expected "linux/arm64"'),
        },
      ]);
    }
    expect((await here.build(here.first, { "build-args": `NODE_IMAGE=${base}` })).contents).toHaveLength(4);
  });
});
