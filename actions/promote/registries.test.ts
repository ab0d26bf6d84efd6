/** Environments that pull from their own registries, on two real ones: the image is there before anything pins it. */
import { createHash } from "node:crypto";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { missingParts } from "@slipway/lib/io/cosign/copy.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { registry } from "@slipway/lib/io/oci/registry.ts";
import { type KeyPair, startRegistry, type TestRegistry } from "@slipway/testing/registry/registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { request as signRequest } from "../sign-image/request.ts";
import { signImages } from "../sign-image/sign-image.ts";

let ours: TestRegistry;
let pair: KeyPair;
let theirs: TestRegistry;

beforeAll(async () => {
  ours = await startRegistry();
  pair = await ours.keyPair();
});
beforeEach(async () => {
  theirs = await startRegistry();
  return () => theirs[Symbol.asyncDispose]();
});
afterAll(() => ours[Symbol.asyncDispose]());

const env = { PATH: process.env.PATH };
const tagOf = (digest: string): string => digest.replace(":", "-");

async function signed(name: string, content: string): Promise<string> {
  const digest = await ours.push(`shop/${name}`, content);
  const images = JSON.stringify({ [name]: { name: `shop/${name}`, digest } });
  const raw = { images, registry: ours.host };
  const context = testContext(process.cwd(), { env: { ...env, ...pair.env } });
  expect((await signImages(signRequest.parse(raw), context)).results).toMatchObject([{ status: "done" }]);
  return digest;
}

const at = async ({ host }: TestRegistry, repository: string, reference: string) =>
  (await registry(host, { env }).manifest(repository, reference))?.digest;

/** Dev pulls from our registry, staging from `host`; `digests` by service are healthy in dev. */
async function shopWith(host: string, digests: Readonly<Record<string, string>>): Promise<Shop> {
  const shop = await startShop();
  const move = async (environment: string, to: string) =>
    await Promise.all(
      ["environment.yaml", "product/kustomization.yaml", "order/kustomization.yaml"].map(async (file) => {
        const path = `environments/${environment}/${file}`;
        const text = await shop.developer.git("show", `HEAD:${path}`);
        return [path, `${text.replaceAll("registry.test", to)}\n`] as const;
      }),
    );
  const files = [...(await move("dev", ours.host)), ...(await move("staging", host))];
  await shop.push("chore: two registries", Object.fromEntries(files));
  const releases = [];
  for (const [service, digest] of Object.entries(digests)) {
    releases.push(await shop.pin("dev", service, "1.0.0", undefined, digest));
  }
  await shop.reportAll("dev", releases);
  return shop;
}

const run = (shop: Shop, dryRun = false) => shop.run({ dryRun, inputs: { "public-key": pair.publicKey } });

test("the image comes along with signature and referrers, by digest, before the pull request opens", async () => {
  const digest = await signed("product", "with all");
  const referrer = await attach(digest);
  await using shop = await shopWith(theirs.host, { product: digest });

  await run(shop, true);
  expect(await at(theirs, "shop/product", digest)).toBeUndefined();

  const { results } = await run(shop);
  expect(results).toContainEqual(expect.objectContaining({ environment: "staging", status: "done" }));
  expect(await at(theirs, "shop/product", digest)).toBe(digest);
  const signature = `${tagOf(digest)}.sig`;
  expect(await at(theirs, "shop/product", signature)).toBe(await at(ours, "shop/product", signature));
  expect(await at(theirs, "shop/product", referrer)).toBe(referrer);
  expect(await registry(theirs.host, { env }).referrers("shop/product", digest)).toEqual([referrer]);
  await exec("cosign", ["verify", ...VERIFY, `${theirs.host}/shop/product@${digest}`], {
    env: { ...env, KEY: pair.publicKey },
  });
  expect(shop.forge.pulls).toMatchObject([{ head: "promote/staging/product", state: "open" }]);
});

const VERIFY = ["--key=env://KEY", "--insecure-ignore-tlog"];

const manifestSchema = z.looseObject({ config: z.unknown(), layers: z.unknown() });

/** Pushes something that refers to the image, as a registry's scanner does. */
async function attach(digest: string): Promise<string> {
  const api = `http://${ours.host}/v2/shop/product/manifests`;
  const image = await (await fetch(`${api}/${digest}`, { headers: { accept: OCI } })).text();
  const { config, layers } = manifestSchema.parse(JSON.parse(image));
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: OCI,
    artifactType: "application/vnd.example.report",
    config,
    layers,
    subject: { mediaType: OCI, digest, size: Buffer.byteLength(image) },
  });
  const own = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  const put = async (reference: string, mediaType: string, body: string) => {
    const request = { method: "PUT", headers: { "content-type": mediaType }, body };
    expect((await fetch(`${api}/${reference}`, request)).ok).toBe(true);
  };
  await put(own, OCI, text);
  // This registry keeps no list of its own: by the specification the one who pushes then keeps it under a tag.
  const entry = { mediaType: OCI, digest: own, size: Buffer.byteLength(text) };
  await put(tagOf(digest), INDEX, JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [entry] }));
  return own;
}

const INDEX = "application/vnd.oci.image.index.v1+json";
const OCI = "application/vnd.oci.image.manifest.v1+json";

test("what is there already is not sent again, and what was added since is", async () => {
  const digest = await signed("product", "there already");
  await using shop = await shopWith(theirs.host, { product: digest });
  await run(shop);
  const lacking = async () => {
    const image = (registry: string) => ({ registry, name: "shop/product", digest });
    const missing = await missingParts(image(ours.host), image(theirs.host), env);
    return missing.map((each) => each.digest);
  };
  expect(await lacking()).toEqual([]);
  const referrer = await attach(digest);
  expect(await lacking()).toEqual([referrer]);
  expect((await run(shop)).results).toContainEqual(
    expect.objectContaining({ environment: "staging", status: "nothing" }),
  );
  expect(await lacking()).toEqual([]);
});

test("a registry that takes nothing makes its services wait, with nothing opened", async () => {
  const digest = await signed("product", "nobody takes it");
  await using shop = await shopWith(theirs.host, { product: digest });
  await theirs.stop();
  const { results } = await run(shop);
  expect(results).toContainEqual(
    expect.objectContaining({
      environment: "staging",
      service: "product",
      status: "waiting",
      reason: expect.stringMatching(`registry ${theirs.host}: no answer`),
    }),
  );
  expect(await shop.branches()).toEqual([]);
});

test("one that cannot be copied does not keep the others, and an unsigned one is copied nowhere", async () => {
  const product = await signed("product", "continues");
  const order = await ours.push("shop/order", "unsigned");
  await using shop = await shopWith(theirs.host, { product, order });
  const { results } = await run(shop);
  expect(results).toContainEqual(expect.objectContaining({ service: "product", status: "done" }));
  expect(results).toContainEqual(
    expect.objectContaining({
      service: "order",
      status: "refused",
      reason: expect.stringMatching(/not signed/),
    }),
  );
  expect(await at(theirs, "shop/product", product)).toBe(product);
  expect(await at(theirs, "shop/order", order)).toBeUndefined();
});

test("a registry that takes one image and not the other: what cannot be copied waits alone", async () => {
  const [product, order] = await Promise.all([signed("product", "taken"), signed("order", "not taken")]);
  await using picky = await refusingPushes("/v2/shop/order/");
  await using shop = await shopWith(picky.host, { product, order });
  const { results } = await run(shop);
  expect(results).toContainEqual(expect.objectContaining({ service: "product", status: "done" }));
  expect(results).toContainEqual(
    expect.objectContaining({
      environment: "staging",
      service: "order",
      status: "waiting",
      reason: expect.stringMatching(/crane copy .*DENIED/s),
    }),
  );
  expect(await shop.branches()).toEqual(["promote/staging/product"]);
  picky.relent();
  expect((await run(shop)).results).toContainEqual(
    expect.objectContaining({ environment: "staging", service: "order", status: "done" }),
  );
});

/** Stands before their registry, and takes nothing below `path` until it relents. */
async function refusingPushes(path: string) {
  let isStrict = true;
  const server = createServer((incoming, answer) => {
    const { method = "GET", url = "", headers } = incoming;
    if (isStrict && url.startsWith(path) && !["GET", "HEAD"].includes(method)) {
      answer.writeHead(403).end('{"errors": [{"code": "DENIED", "message": "read only"}]}');
      return;
    }
    const outgoing = request(`http://${theirs.host}${url}`, { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(answer);
    });
    outgoing.on("error", () => answer.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    relent() {
      isStrict = false;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

test("a registry of another path is refused before anything is copied: no signature would hold there", async () => {
  const digest = await signed("product", "another path");
  await using shop = await shopWith(`${theirs.host}/team`, { product: digest });
  const { results } = await run(shop);
  expect(results).toContainEqual(
    expect.objectContaining({
      status: "refused",
      reason: expect.stringMatching(/signed as shop\/product, .*\n {2}Give both registries the same path/),
    }),
  );
  expect(await at(theirs, "team/shop/product", digest)).toBeUndefined();
});
