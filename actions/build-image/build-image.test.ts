import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../testing/git.ts";
import { testContext } from "../testing/report.ts";
import { type TemporaryFolder, temporaryFolder } from "../testing/temporary-folder.ts";
import { buildImage } from "./build-image.ts";
import { buildctlArgs, buildxArgs } from "./buildkit.ts";
import { request } from "./request.ts";

const DIGEST = `sha256:${createHash("sha256").update("image").digest("hex")}`;

const FILES: Readonly<Record<string, string>> = {
  "package.json": '{"name": "shop", "private": true, "workspaces": ["services/*"]}',
  "package-lock.json": "{}",
  "services/kit/package.json": '{"name": "@shop/kit", "version": "1.0.0"}',
  "services/product/package.json":
    '{"name": "@shop/product", "version": "1.0.0", "dependencies": {"@shop/kit": "1.0.0"}}',
  "services/product/Dockerfile": "FROM scratch\n",
  "services/order/package.json": '{"name": "@shop/order", "version": "1.0.0"}',
  "services/order/Dockerfile": "FROM scratch\n",
};

interface Platform extends AsyncDisposable {
  readonly folder: TemporaryFolder;
  readonly commit: (files: Readonly<Record<string, string>>) => Promise<string>;
  /** What stands for buildctl: a script that receives `$metadata`. */
  readonly buildctl: (script: string) => Promise<void>;
  readonly run: (
    services: string,
    source: string,
    changes?: { registry?: string },
  ) => ReturnType<typeof buildImage>;
}

/** A repository with two services, a registry that holds exactly `DIGEST`, and a buildctl of the test's own. */
async function platform(): Promise<Platform> {
  const folder = await temporaryFolder();
  const server = createServer((incoming, response) => {
    const isStored = incoming.url?.endsWith(DIGEST) === true;
    response.writeHead(isStored ? 200 : 404, isStored ? { "docker-content-digest": DIGEST } : {}).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const work = join(folder.path, "work");
  await git(folder.path, "init", "--quiet", "--initial-branch=main", "work");
  const buildctl = async (script: string) => {
    const file = join(folder.path, "buildctl");
    const metadata =
      'for a in "$@"; do case $a in --metadata-file=*) metadata=$(echo "$a" | cut -d= -f2);; esac; done';
    await writeFile(file, `#!/bin/sh\n${metadata}\n${script}\n`);
    await chmod(file, 0o755);
  };
  const env = {
    PATH: `${folder.path}:${process.env.PATH}`,
    BUILDKIT_HOST: "unix:///nowhere",
    HOME: folder.path,
  };
  return {
    folder,
    buildctl,
    commit: async (files) => {
      for (const [path, content] of Object.entries(files)) {
        const file = join(work, path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      }
      await git(work, "add", "--all");
      await git(work, "commit", "--quiet", "--allow-empty", "-m", "change");
      return git(work, "rev-parse", "HEAD");
    },
    run: (services, source, changes = {}) =>
      buildImage(
        request.parse({ services, source, registry: changes.registry ?? registry }),
        testContext(work, { env }),
      ),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
      await folder[Symbol.asyncDispose]();
    },
  };
}

const report = (digest: string) => `echo '{"containerimage.digest": "${digest}"}' > "$metadata"`;

test("pushes each service and gives the digest the registry has", async () => {
  await using shop = await platform();
  await shop.buildctl(report(DIGEST));
  const outcome = await shop.run('["product", "order"]', await shop.commit(FILES));
  expect(outcome.results.map(({ service, status }) => [service, status])).toEqual([
    ["product", "done"],
    ["order", "done"],
  ]);
  expect(JSON.parse(outcome.outputs.images ?? "")).toEqual({
    product: { name: "shop/product", digest: DIGEST },
    order: { name: "shop/order", digest: DIGEST },
  });
});

test("a service that fails does not drop the others", async () => {
  await using shop = await platform();
  await shop.buildctl(
    `case "$*" in *services/order*) echo "dockerfile parse error on line 3" >&2; exit 1;; esac\n${report(DIGEST)}`,
  );
  const outcome = await shop.run("order,product", await shop.commit(FILES));
  expect(outcome.results).toMatchObject([
    {
      service: "order",
      status: "failed",
      reason: expect.stringContaining("dockerfile parse error on line 3"),
    },
    { service: "product", status: "done" },
  ]);
  expect(Object.keys(JSON.parse(outcome.outputs.images ?? ""))).toEqual(["product"]);
});

test.each([
  ["no digest", "echo '{}' > \"$metadata\"", /reports no digest/],
  [
    "a digest the registry does not have",
    report(`sha256:${"b".repeat(64)}`),
    /the registry has no such manifest/,
  ],
])("a build with %s fails and is not an output", async (_name, script, reason) => {
  await using shop = await platform();
  await shop.buildctl(script);
  const outcome = await shop.run("product", await shop.commit(FILES));
  expect(outcome.results).toMatchObject([{ status: "failed", reason: expect.stringMatching(reason) }]);
  expect(outcome.outputs.images).toBe("{}");
});

test("a registry that is down is said in one sentence, before anything is built", async () => {
  await using shop = await platform();
  await shop.buildctl('touch "$(dirname "$0")/built"');
  const source = await shop.commit(FILES);
  const outcome = await shop.run("product", source, { registry: "127.0.0.1:9" });
  expect(outcome.results).toMatchObject([
    { status: "failed", reason: expect.stringContaining("registry 127.0.0.1:9: no answer") },
  ]);
  expect(outcome.outputs.images).toBe("{}");
  await expect(readFile(join(shop.folder.path, "built"))).rejects.toThrow("ENOENT");
});

test("revision, tag and date are those of the last commit that touched what goes into the image", async () => {
  await using shop = await platform();
  await shop.buildctl(`printf '%s\\n' "$@" > "$(dirname "$0")/args"\n${report(DIGEST)}`);
  const args = () => readFile(join(shop.folder.path, "args"), "utf8");
  const first = await shop.commit(FILES);
  const chart = await shop.commit({ "rollouts/chart/Chart.yaml": "name: service\n" });
  await shop.run("product", chart);
  expect(await args()).toContain(`shop/product:src-${first.slice(0, 12)},push=true`);
  expect(await args()).toContain(`--opt=label:org.opencontainers.image.revision=${first}`);
  const kit = await shop.commit({ "services/kit/index.ts": "export {};\n" });
  await shop.run("product", kit);
  expect(await args()).toContain(`shop/product:src-${kit.slice(0, 12)},push=true`);
  await shop.run("order", kit);
  expect(await args()).toContain(`shop/order:src-${first.slice(0, 12)},push=true`);
});

test("another commit than the one checked out is refused", async () => {
  await using shop = await platform();
  const first = await shop.commit(FILES);
  const second = await shop.commit({});
  await expect(shop.run("product", first)).rejects.toThrow(`the checkout is at ${second}`);
});

const build = {
  service: "product",
  image: "shop/product",
  folder: "services/product",
  registryHost: "r.example.com",
  repository: "team/shop/product",
  reference: "r.example.com/team/shop/product:src-abc",
  platforms: "linux/amd64,linux/arm64",
  buildArgs: { SOURCE_DATE_EPOCH: "1", NODE_IMAGE: "node@sha256:1" },
  labels: { "org.opencontainers.image.revision": "abc" },
};

test("both clients are asked for the same image", () => {
  const output =
    "--output=type=image,name=r.example.com/team/shop/product:src-abc,push=true,oci-mediatypes=true,rewrite-timestamp=true";
  expect(buildctlArgs(build, "m.json")).toEqual([
    "build",
    "--progress=plain",
    "--frontend=dockerfile.v0",
    "--local=context=services/product",
    "--local=dockerfile=services/product",
    "--opt=platform=linux/amd64,linux/arm64",
    "--opt=build-arg:SOURCE_DATE_EPOCH=1",
    "--opt=build-arg:NODE_IMAGE=node@sha256:1",
    "--opt=label:org.opencontainers.image.revision=abc",
    output,
    "--metadata-file=m.json",
  ]);
  expect(buildxArgs(build, "m.json")).toEqual([
    "buildx",
    "build",
    "--progress=plain",
    "--platform=linux/amd64,linux/arm64",
    "--build-arg=SOURCE_DATE_EPOCH=1",
    "--build-arg=NODE_IMAGE=node@sha256:1",
    "--label=org.opencontainers.image.revision=abc",
    "--provenance=false",
    "--sbom=false",
    output,
    "--metadata-file=m.json",
    "services/product",
  ]);
});
