import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { provenanceOf } from "@slipway/lib/domain/images/provenance.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { emptyClone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { type KeyPair, startRegistry, type TestRegistry } from "@slipway/testing/registry/registry.ts";
import { recordedReport, testContext } from "@slipway/testing/report.ts";
import { shopFiles } from "@slipway/testing/repositories/shop.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { request as signRequest } from "../sign-image/request.ts";
import { signImages } from "../sign-image/sign-image.ts";
import { bump } from "./bump.ts";
import { request } from "./request.ts";

let registry: TestRegistry;
let ours: KeyPair;
let theirs: KeyPair;
beforeAll(async () => {
  registry = await startRegistry();
  [ours, theirs] = await Promise.all([registry.keyPair(), registry.keyPair()]);
});
afterAll(() => registry[Symbol.asyncDispose]());
// Each test's shop begins with the same version.
beforeEach(async () => {
  for (const service of ["order", "product"]) {
    await exec("crane", ["delete", `${registry.host}/shop/${service}:0.1.0`], { allowFailure: true });
  }
});

const env = { PATH: process.env.PATH, HOME: "/nowhere" };

/** A shop whose images are in the test's registry. */
async function shop() {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const dev = stack.use(await emptyClone(await server.createRepository("shop")));
  const files = Object.entries(shopFiles(["order", "product"])).map(([path, text]) => [
    path,
    text.replaceAll("registry.example.com", registry.host),
  ]);
  const source = await dev.push("feat: start", Object.fromEntries(files));
  return {
    source,
    /** What the branch holds afterwards: names of the services that have a release. */
    async pinned() {
      await dev.git("fetch", "--quiet", "origin", "main");
      const list = await dev.git("ls-tree", "-r", "--name-only", "origin/main", "environments/dev");
      return [...list.matchAll(/dev\/(\w+)\/release\/release\.yaml/g)].map(([, name]) => name);
    },
    push: (files: Readonly<Record<string, string>>) => dev.push("chore: files", files),
    bump: (images: object, trust: Readonly<Record<string, string>>, report = recordedReport()) => {
      const mode = "pins" in trust ? {} : { images: JSON.stringify(images), wait: "0" };
      const raw = { ...mode, source, ...trust };
      return bump(request.parse(raw), testContext(dev.path, { env, report }));
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function pushed(service: string, pair?: KeyPair) {
  const image = {
    name: `shop/${service}`,
    digest: await registry.push(`shop/${service}`, `${service} ${pair}`),
  };
  if (pair !== undefined) {
    const raw = { images: JSON.stringify({ [service]: image }), registry: registry.host };
    await signImages(signRequest.parse(raw), testContext("/", { env: { ...env, ...pair.env } }));
  }
  return { [service]: image };
}

test("AP-25 bump itself verifies: an image not signed with the key is not pinned, the others are", async () => {
  await using here = await shop();
  const images = { ...(await pushed("order")), ...(await pushed("product", ours)) };
  const { results } = await here.bump(images, { "public-key": ours.publicKey });
  expect(results).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        service: "order",
        status: "failed",
        reason: expect.stringContaining("not signed"),
      }),
      expect.objectContaining({ service: "product", status: "done" }),
    ]),
  );
  expect(await here.pinned()).toEqual(["product"]);
});

test("AP-25 another key and a missing attestation pin nothing", async () => {
  await using here = await shop();
  const trust = { "public-key": ours.publicKey };
  const foreign = await here.bump(await pushed("product", theirs), trust);
  expect(foreign.results).toMatchObject([
    { status: "failed", reason: expect.stringContaining("not with the given public key") },
  ]);
  const bare = await here.bump(await pushed("order", ours), { ...trust, attestations: "provenance" });
  expect(bare.results).toMatchObject([
    { status: "failed", reason: expect.stringContaining("no provenance is attested") },
  ]);
  expect(await here.pinned()).toEqual([]);
});

/** Pushed, and signed with a provenance that names `source`. */
async function builtFrom(source: string) {
  await using folder = await temporaryFolder();
  const at = new Date(0);
  const facts = { service: "order", source, platforms: ["linux/amd64"], arguments: {}, bases: [] };
  const provenance = provenanceOf({ ...facts, startedOn: at, finishedOn: at }, {});
  await writeFile(join(folder.path, "order.provenance.json"), JSON.stringify(provenance));
  const image = { name: "shop/order", digest: await registry.push("shop/order", "the same bytes") };
  const images = JSON.stringify({ order: image });
  const raw = { images, registry: registry.host, layouts: folder.path, attestations: "provenance" };
  const { results } = await signImages(
    signRequest.parse(raw),
    testContext(folder.path, { env: { ...env, ...ours.env } }),
  );
  expect(results).toMatchObject([{ status: "done" }]);
  return { order: image };
}

test("AP-25 the provenance has to name the commit that is released; the same image may be built from another", async () => {
  await using here = await shop();
  const trust = { "public-key": ours.publicKey, attestations: "provenance" };
  const elsewhere = await here.bump(await builtFrom("a".repeat(40)), trust);
  expect(elsewhere.results).toMatchObject([
    { status: "failed", reason: expect.stringContaining(`built from ${"a".repeat(40)}, the release says`) },
  ]);
  expect(await here.pinned()).toEqual([]);
  const again = await here.bump(await builtFrom(here.source), trust);
  expect(again.results).toMatchObject([{ status: "done" }]);
});

test("without a key and an identity a warning says that nothing was verified", async () => {
  await using here = await shop();
  const report = recordedReport();
  await here.bump(await pushed("product"), {}, report);
  expect(report.lines).toContain(
    "warning: Images are not verified: neither a public key nor an identity was given.",
  );
});

const tagged = async (reference: string) =>
  (await exec("crane", ["digest", `${registry.host}/${reference}`], { allowFailure: true })).stdout.trim();

test("the version's tag names the digest before it is pinned; an invented digest is refused, the others continue", async () => {
  await using here = await shop();
  const product = await pushed("product");
  const invented = { order: { name: "shop/order", digest: `sha256:${"0".repeat(64)}` } };
  const { results } = await here.bump({ ...product, ...invented }, {});
  expect(results).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        service: "order",
        status: "failed",
        reason: expect.stringContaining("the registry has no such image"),
      }),
      expect.objectContaining({ service: "product", status: "done" }),
    ]),
  );
  expect(await here.pinned()).toEqual(["product"]);
  expect(await tagged("shop/product:0.1.0")).toBe(product.product?.digest);
});

test("a version's tag that names another image is never moved: the release gets the next version", async () => {
  await using here = await shop();
  const other = await registry.push("shop/order", "another image");
  await registry.copy(`shop/order@${other}`, "shop/order:0.1.0");
  const images = await pushed("order");
  const { results } = await here.bump(images, {});
  expect(results).toMatchObject([{ status: "done", reason: "none → 0.1.1" }]);
  expect(await here.pinned()).toEqual(["order"]);
  expect(await tagged("shop/order:0.1.0")).toBe(other);
  expect(await tagged("shop/order:0.1.1")).toBe(images.order?.digest);
});

test("pins of files: the registry has the pair, or the pin is refused; the others land", async () => {
  await using here = await shop();
  const digest = await registry.push("apps/cart", "cart");
  await registry.copy(`apps/cart@${digest}`, "apps/cart:1.1.0");
  const name = `${registry.host}/apps/cart`;
  await here.push({
    "a.yaml": `images: [{name: cart, newName: ${name}, newTag: 1.0.0, digest: ${digest}}]\n`,
    "b.yaml": `image: {repository: ${name}, tag: 1.0.0, digest: ${digest}}\n`,
    "c.yaml": `image: ${name}:1.0.0\nother: 127.0.0.1:9/apps/cart:1.0.0\n`,
  });
  const zeros = `sha256:${"0".repeat(64)}`;
  const pins = [
    { file: "a.yaml", image: "cart", tag: "1.1.0", digest },
    { file: "b.yaml", values: "image", tag: "1.2.0", digest },
    { file: "c.yaml", path: "image", value: `${name}:1.1.0@${zeros}` },
    { file: "c.yaml", path: "other", value: `127.0.0.1:9/apps/cart:1.1.0@${digest}` },
  ];
  const { results } = await here.bump({}, { pins: JSON.stringify(pins) });
  expect(results).toMatchObject([
    { status: "done" },
    { status: "refused", reason: expect.stringContaining("1.2.0: the registry has no such tag") },
    { status: "refused", reason: expect.stringContaining("the registry has no such image") },
    { status: "failed", reason: expect.stringContaining("registry 127.0.0.1:9: no answer") },
  ]);
});

test("pins of files cannot be verified, so trust that is given with them is refused", async () => {
  await using here = await shop();
  const pins = JSON.stringify([{ file: "a.yaml", path: "a", value: "1" }]);
  await expect(here.bump({}, { pins, "public-key": ours.publicKey })).rejects.toThrow(
    /pins are not verified, but a public key or an identity is given/,
  );
});
