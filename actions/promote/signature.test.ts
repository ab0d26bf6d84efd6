import { type KeyPair, startRegistry, type TestRegistry } from "@slipway/testing/registry/registry.ts";
import { recordedReport, testContext } from "@slipway/testing/report.ts";
import { type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { request as signRequest } from "../sign-image/request.ts";
import { signImages } from "../sign-image/sign-image.ts";

let registry: TestRegistry;
let pair: KeyPair;

beforeAll(async () => {
  registry = await startRegistry();
  pair = await registry.keyPair();
});
afterAll(() => registry[Symbol.asyncDispose]());

/** A shop that pulls from `host`, with one healthy release in dev. */
async function shopWith(host: string, digest: string): Promise<Shop> {
  const shop = await startShop();
  const at = (path: string) => shop.developer.git("show", `HEAD:${path}`);
  const files = ["dev", "staging"].flatMap((environment) => [
    `environments/${environment}/environment.yaml`,
    `environments/${environment}/product/kustomization.yaml`,
  ]);
  const moved = await Promise.all(
    files.map(async (path) => [path, `${(await at(path)).replaceAll("registry.test", host)}\n`]),
  );
  await shop.push("chore: another registry", Object.fromEntries(moved));
  await shop.report("dev", await shop.pin("dev", "product", "1.0.0", undefined, digest));
  return shop;
}

async function sign(digest: string, env: NodeJS.ProcessEnv): Promise<void> {
  const images = JSON.stringify({ product: { name: "shop/product", digest } });
  const context = testContext(process.cwd(), { env: { PATH: process.env.PATH, ...env } });
  await signImages(signRequest.parse({ images, registry: registry.host }), context);
}

const inputs = () => ({ "public-key": pair.publicKey });
const BRANCH = "promote/staging/product";

test("AP-25 a signed release is promoted", async () => {
  const digest = await registry.push("shop/product", "signed");
  await sign(digest, pair.env);
  await using shop = await shopWith(registry.host, digest);
  const { results } = await shop.run({ inputs: inputs() });
  expect(results).toContainEqual(expect.objectContaining({ environment: "staging", status: "done" }));
  expect(await shop.branches()).toEqual([BRANCH]);
});

test("AP-25 an unsigned release is refused, and a pull request that is open for it is closed", async () => {
  const digest = await registry.push("shop/product", "unsigned");
  await using shop = await shopWith(registry.host, digest);
  await shop.run();
  expect(shop.forge.pulls).toMatchObject([{ head: BRANCH, state: "open" }]);
  const { results } = await shop.run({ inputs: inputs() });
  expect(results).toContainEqual(
    expect.objectContaining({
      environment: "staging",
      status: "refused",
      reason: expect.stringMatching(/not signed/),
    }),
  );
  expect(shop.forge.pulls).toMatchObject([{ head: BRANCH, state: "closed" }]);
  expect(await shop.branches()).toEqual([]);
});

test("AP-25 a registry that is down promotes nothing new, and closes nothing", async () => {
  await using gone = await startRegistry();
  await gone.stop();
  await using shop = await shopWith(gone.host, `sha256:${"1".repeat(64)}`);
  const waiting = async () => {
    const { results } = await shop.run({ inputs: inputs() });
    expect(results).toContainEqual(
      expect.objectContaining({ status: "waiting", reason: expect.stringMatching(/no answer/) }),
    );
  };
  await waiting();
  expect(await shop.branches()).toEqual([]);
  await shop.run();
  await waiting();
  expect(shop.forge.pulls).toMatchObject([{ head: BRANCH, state: "open" }]);
});

test("without key and identity the summary says plainly that nothing was verified", async () => {
  await using shop = await shopWith(registry.host, await registry.push("shop/product", "unverified"));
  const remembered = recordedReport();
  await shop.run({ remembered });
  expect(remembered.lines).toContain(
    "summary: signatures: not verified: neither a public key nor an identity was given",
  );
});
