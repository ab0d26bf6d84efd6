import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseProvenance } from "@slipway/lib/domain/images/provenance.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { readLayout } from "@slipway/lib/io/oci/layout.ts";
import { expect, test } from "vitest";
import { ARGS, BUILT, FILES, platform, REPORT, STORE } from "./testing/platform.ts";

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

test("commands of a service's build see no token of the job", async () => {
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

test("further images of a service are built after it, each in a layout of its own; one that fails fails them all", async () => {
  await using shop = await platform();
  await shop.buildctl(`${ARGS}\n${BUILT}`);
  const more = "migration: {image: migrate}\nimages: {migrate: {dockerfile: Dockerfile.migrate}}\n";
  const source = await shop.commit({
    ...FILES,
    "services/order/service.yaml": `${FILES["services/order/service.yaml"]}${more}`,
    "services/order/Dockerfile.migrate": "FROM scratch\n",
  });
  const { outputs, results } = await shop.run("order", source);
  expect(results).toMatchObject([{ service: "order", status: "done" }]);
  expect(JSON.parse(outputs.images ?? "")).toEqual({
    order: { name: "shop/order", digest: shop.digest },
    "order.migrate": { name: "shop/order-migrate", digest: shop.digest },
  });
  const folder = outputs.layouts ?? "";
  expect((await readLayout(join(folder, "order.migrate"))).root.digest).toBe(shop.digest);
  expect(await readFile(join(shop.folder.path, "args"), "utf8")).toContain("filename=Dockerfile.migrate");

  await shop.buildctl(
    `case "$*" in *Dockerfile.migrate*) echo "error: no such stage" >&2; exit 1;; esac\n${BUILT}`,
  );
  const broken = await shop.run("order", source);
  expect(broken.results).toMatchObject([{ service: "order", status: "failed" }]);
  expect(JSON.parse(broken.outputs.images ?? "")).toEqual({});
});
