import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseProvenance } from "@slipway/lib/domain/images/provenance.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { readLayout } from "@slipway/lib/io/oci/layout.ts";
import { git } from "@slipway/testing/git/git.ts";
import { writeLayout } from "@slipway/testing/registry/layouts.ts";
import { testContext } from "@slipway/testing/report.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import { buildImage } from "./build-image.ts";
import { buildctlArgs, buildxArgs } from "./buildkit.ts";
import { request } from "./request.ts";

function service(name: string): string {
  return `name: ${name}\ntier: standard\nports: [{name: http, port: 8080}]\nslo: {errorRatio: 0.05, p95Seconds: 0.5}\n`;
}

const FILES: Readonly<Record<string, string>> = {
  "package.json": '{"name": "shop", "private": true, "workspaces": ["services/*"]}',
  "package-lock.json": "{}",
  "slipway.yaml": "build: {prepare: npm run build --if-present}\n",
  "services/kit/package.json": '{"name": "@shop/kit", "version": "1.0.0"}',
  "services/product/package.json":
    '{"name": "@shop/product", "version": "1.0.0", "dependencies": {"@shop/kit": "1.0.0"}}',
  "services/product/service.yaml": service("product"),
  "services/product/Dockerfile": "FROM scratch\n",
  "services/order/package.json": '{"name": "@shop/order", "version": "1.0.0"}',
  "services/order/service.yaml": service("order"),
  "services/order/Dockerfile": "FROM scratch\n",
};

interface Platform extends AsyncDisposable {
  readonly folder: TemporaryFolder;
  /** Digest of the image that `BUILT` writes. */
  readonly digest: string;
  readonly commit: (files: Readonly<Record<string, string>>) => Promise<string>;
  /** What stands for buildctl: a script that receives `$metadata`, `$dest` and the `$image` it may write there. */
  readonly buildctl: (script: string) => Promise<void>;
  readonly run: (
    services: string,
    source: string,
    inputs?: Readonly<Record<string, string>>,
  ) => ReturnType<typeof buildImage>;
}

/** A repository with two services, and a buildctl of the test's own. */
async function platform(variables: NodeJS.ProcessEnv = {}): Promise<Platform> {
  const folder = await temporaryFolder();
  const work = join(folder.path, "work");
  const digest = await writeLayout(join(folder.path, "image"), "program", "src-1", ["amd64", "arm64"]);
  await git(folder.path, "init", "--quiet", "--initial-branch=main", "work");
  const buildctl = async (script: string) => {
    const file = join(folder.path, "buildctl");
    const given = `for a in "$@"; do case $a in
      --metadata-file=*) metadata=\${a#*=};;
      --output=*) dest=\${a#*dest=} dest=\${dest%%,*};;
    esac; done
    image="$(dirname "$0")/image" digest=${digest}`;
    await writeFile(file, `#!/bin/sh\n${given}\n${script}\n`);
    await chmod(file, 0o755);
  };
  const env = {
    PATH: `${folder.path}:${process.env.PATH}`,
    BUILDKIT_HOST: "unix:///nowhere",
    HOME: folder.path,
    ...variables,
  };
  return {
    folder,
    digest,
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
    run: (services, source, inputs = {}) =>
      buildImage(
        request.parse({ services, source, output: join(folder.path, "images"), ...inputs }),
        testContext(work, { env }),
      ),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const STORE = 'mkdir -p "$dest" && cp -rn "$image/." "$dest/"';
const REPORT = 'echo "{\\"containerimage.digest\\": \\"$digest\\"}" > "$metadata"';
const BUILT = `${STORE}\n${REPORT}`;
const ARGS = `printf '%s\\n' "$@" >> "$(dirname "$0")/args"`;

test("AP-22 each service is a separate layout, and its digest is that of the layout", async () => {
  await using shop = await platform();
  await shop.buildctl(BUILT);
  const outcome = await shop.run('["product", "order"]', await shop.commit(FILES));
  expect(outcome.results.map(({ service, status }) => [service, status])).toEqual([
    ["product", "done"],
    ["order", "done"],
  ]);
  expect(JSON.parse(outcome.outputs.images ?? "")).toEqual({
    product: { name: "shop/product", digest: shop.digest },
    order: { name: "shop/order", digest: shop.digest },
  });
  const folder = outcome.outputs.layouts ?? "";
  expect((await readdir(folder)).sort()).toEqual([
    "order",
    "order.provenance.json",
    "product",
    "product.provenance.json",
  ]);
  expect((await readLayout(join(folder, "order"))).root.digest).toBe(shop.digest);
});

test("AP-25 how it was built is written next to the layout: commit, bases by digest, arguments", async () => {
  await using shop = await platform();
  const base = `r.example.com/node:24@sha256:${"c".repeat(64)}`;
  await shop.buildctl(`echo "#4 [1/2] FROM ${base}" >&2\n${BUILT}`);
  const source = await shop.commit(FILES);
  const { outputs } = await shop.run("product", source, { "build-args": "NODE_IMAGE=r.example.com/node:24" });
  const file = join(outputs.layouts ?? "", "product.provenance.json");
  expect(parseProvenance(await readFile(file, "utf8"), file).buildDefinition).toMatchObject({
    externalParameters: { service: "product", platforms: ["linux/amd64"] },
    internalParameters: { arguments: { NODE_IMAGE: "r.example.com/node:24" } },
    resolvedDependencies: [
      { digest: { gitCommit: source } },
      { uri: "docker://r.example.com/node:24", digest: { sha256: "c".repeat(64) } },
    ],
  });
});

test("builds that enter the layout's index at the same moment are read again, and do not fail", async () => {
  await using shop = await platform();
  const source = await shop.commit(FILES);
  const once = `tried="$(dirname "$0")/tried"
    [ -e "$tried" ] || { touch "$tried"; echo "error: could not lock $dest/index.json.lock" >&2; exit 1; }`;
  await shop.buildctl(`${once}\n${BUILT}`);
  expect((await shop.run("product", source)).results).toMatchObject([{ service: "product", status: "done" }]);
  await shop.buildctl('echo "error: could not lock $dest/index.json.lock" >&2; exit 1');
  expect((await shop.run("product", source)).results).toMatchObject([
    { service: "product", status: "failed", reason: expect.stringContaining("could not lock") },
  ]);
});

test("a service that fails does not drop the others", async () => {
  await using shop = await platform();
  await shop.buildctl(
    `case "$*" in *services/order*) echo "dockerfile parse error on line 3" >&2; exit 1;; esac\n${BUILT}`,
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
  ["AP-22 no digest", `${STORE}\necho '{}' > "$metadata"`, /reports no digest/],
  ["a digest that is not in its layout", `digest=sha256:${"b".repeat(64)}\n${BUILT}`, /wrote another image/],
  ["no layout", REPORT, /there is no image layout/],
  [
    "a manifest whose bytes are not its digest's",
    `${STORE}\nblob="$dest/blobs/sha256/\${digest#sha256:}"\ntr l k < "$blob" > "$blob.new"\nmv "$blob.new" "$blob"\n${REPORT}`,
    /its bytes are sha256/,
  ],
  [
    "a base whose registry is down",
    "echo 'error: failed to solve: failed to resolve source metadata for r.example.com/node:24: dial tcp: connection refused' >&2; exit 1",
    /^product: the base image r\.example\.com\/node:24 cannot be read from its registry: .*refused\n {2}Check/,
  ],
  [
    "a base that lacks a platform",
    `echo '#1 WARN: InvalidBaseImagePlatform: Base image r/node:24 was pulled with platform "linux/amd64", expected "linux/arm64" for current build (line 3)' >&2\n${BUILT}`,
    /expected "linux\/arm64" for current build\.\n {2}Give a base/,
  ],
])("AP-22 a build with %s fails and is not an output", async (_name, script, reason) => {
  await using shop = await platform();
  await shop.buildctl(script);
  const outcome = await shop.run("product", await shop.commit(FILES));
  expect(outcome.results).toMatchObject([{ status: "failed", reason: expect.stringMatching(reason) }]);
  expect(outcome.outputs.images).toBe("{}");
});

test("revision, tag and date are those of the last commit that touched what goes into the image", async () => {
  await using shop = await platform();
  await shop.buildctl(`${ARGS}\n${BUILT}`);
  const args = () => readFile(join(shop.folder.path, "args"), "utf8");
  const first = await shop.commit(FILES);
  const chart = await shop.commit({ "rollouts/chart/Chart.yaml": "name: service\n" });
  await shop.run("product", chart);
  expect(await args()).toContain(`name=shop/product:src-${shortSha(first)},`);
  expect(await args()).toContain(`--opt=label:org.opencontainers.image.revision=${first}`);
  const kit = await shop.commit({ "services/kit/index.ts": "export {};\n" });
  await shop.run("product,order", kit);
  expect(await args()).toContain(`name=shop/product:src-${shortSha(kit)},`);
  expect(await args()).toContain(`name=shop/order:src-${shortSha(first)},`);
});

test("AP-23 each service has its own cache, and none where none is given", async () => {
  await using shop = await platform();
  await shop.buildctl(`${ARGS}\n${BUILT}`);
  const source = await shop.commit(FILES);
  const args = () => readFile(join(shop.folder.path, "args"), "utf8");
  await shop.run("product", source);
  expect(await args()).not.toMatch(/cache/);
  await shop.run("product,order", source, { "cache-from": "type=gha,scope={service}" });
  expect(await args()).toContain("--import-cache=type=gha,scope=product\n");
  expect(await args()).toContain("--import-cache=type=gha,scope=order\n");
  expect(await args()).not.toMatch(/export-cache/);
  const shared = { "cache-to": "type=gha" };
  expect(() => shop.run("product", source, shared)).toThrow(/cache-to": not a cache for each service/);
});

const NO_ARM = `case "$*" in *linux/arm64*)
  printf '%s\\n' '------' ' > [linux/arm64 2/3] RUN node --version:' '0.1 exec /bin/sh: exec format error' >&2; exit 1;;
esac`;
const BOTH = { platforms: "linux/amd64,linux/arm64" };

test("a platform that cannot be emulated fails the image, with the ways out", async () => {
  await using shop = await platform();
  await shop.buildctl(`${NO_ARM}\n${BUILT}`);
  const { results, outputs } = await shop.run("product", await shop.commit(FILES), BOTH);
  expect(results).toMatchObject([
    {
      status: "failed",
      reason: expect.stringMatching(/cannot run those of linux\/arm64\.\n {2}Add an emulator/),
    },
  ]);
  expect(outputs.images).toBe("{}");
});

test("unless platforms are not required: the others are built, which is reported", async () => {
  await using shop = await platform();
  await shop.buildctl(`${NO_ARM}\n${BUILT}`);
  const source = await shop.commit(FILES);
  const { results, outputs } = await shop.run("product", source, { ...BOTH, "require-platforms": "false" });
  expect(results).toMatchObject([
    { status: "done", reason: expect.stringMatching(/for linux\/amd64, NOT for linux\/arm64$/) },
  ]);
  const file = join(outputs.layouts ?? "", "product.provenance.json");
  const { buildDefinition } = parseProvenance(await readFile(file, "utf8"), file);
  expect(buildDefinition.externalParameters.platforms).toEqual(["linux/amd64"]);
});

test("what a service's build runs sees no token of the job", async () => {
  await using shop = await platform({ ACTIONS_RUNTIME_TOKEN: "cache", SLIPWAY_TOKEN: "git", SHOP: "open" });
  await shop.buildctl(BUILT);
  const scripts = '"scripts": {"build": "env > ../../../seen"}';
  const source = await shop.commit({
    ...FILES,
    "services/order/package.json": `{"name": "@shop/order", "version": "1.0.0", ${scripts}}`,
  });
  expect((await shop.run("order", source)).results).toMatchObject([{ status: "done" }]);
  const seen = await readFile(join(shop.folder.path, "seen"), "utf8");
  expect(seen).toContain("SHOP=open");
  expect(seen).not.toMatch(/ACTIONS_RUNTIME_TOKEN|SLIPWAY_TOKEN/);
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
  tag: "src-abc",
  folder: "services/product",
  prepare: undefined,
  context: "services",
  dockerfile: "services/product/Dockerfile",
  target: "release",
  secrets: ["SLIPWAY_BUILD_NPM"],
  platforms: ["linux/amd64", "linux/arm64"],
  buildArgs: { SOURCE_DATE_EPOCH: "1", NODE_IMAGE: "node@sha256:1" },
  labels: { "org.opencontainers.image.revision": "abc" },
  cacheFrom: "type=gha,scope=product",
  cacheTo: "type=gha,scope=product,mode=max",
};

test("both clients build the same image", () => {
  const output =
    "--output=type=oci,tar=false,dest=/store,name=shop/product:src-abc,oci-mediatypes=true,rewrite-timestamp=true";
  expect(buildctlArgs(build, { store: "/store", metadata: "m.json" })).toEqual([
    "build",
    "--progress=plain",
    "--frontend=dockerfile.v0",
    "--local=context=services",
    "--local=dockerfile=services/product",
    "--opt=filename=Dockerfile",
    "--opt=target=release",
    "--secret=id=SLIPWAY_BUILD_NPM,env=SLIPWAY_BUILD_NPM",
    "--opt=platform=linux/amd64,linux/arm64",
    "--opt=build-arg:SOURCE_DATE_EPOCH=1",
    "--opt=build-arg:NODE_IMAGE=node@sha256:1",
    "--opt=label:org.opencontainers.image.revision=abc",
    "--import-cache=type=gha,scope=product",
    "--export-cache=type=gha,scope=product,mode=max",
    output,
    "--metadata-file=m.json",
  ]);
  expect(buildxArgs(build, { store: "/store", metadata: "m.json" })).toEqual([
    "buildx",
    "build",
    "--progress=plain",
    "--file=services/product/Dockerfile",
    "--target=release",
    "--secret=id=SLIPWAY_BUILD_NPM,env=SLIPWAY_BUILD_NPM",
    "--platform=linux/amd64,linux/arm64",
    "--build-arg=SOURCE_DATE_EPOCH=1",
    "--build-arg=NODE_IMAGE=node@sha256:1",
    "--label=org.opencontainers.image.revision=abc",
    "--cache-from=type=gha,scope=product",
    "--cache-to=type=gha,scope=product,mode=max",
    "--provenance=false",
    "--sbom=false",
    output,
    "--metadata-file=m.json",
    "services",
  ]);
});
