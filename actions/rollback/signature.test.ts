import { startRegistry } from "@slipway/testing/registry/registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { filesOf } from "@slipway/testing/repositories/platform.ts";
import { expect, test } from "vitest";
import { request as signRequest } from "../sign-image/request.ts";
import { signImages } from "../sign-image/sign-image.ts";
import { releaseOf, type Shop, startShop } from "./testing/platform.ts";

/** A shop whose prod pulls from `host`; its second release is to be rolled back to one with this digest. */
async function shopWith(host: string, digest: string): Promise<Shop> {
  const shop = await startShop();
  const files = ["environments/prod/environment.yaml", "environments/prod/product/kustomization.yaml"];
  const moved = await Promise.all(
    files.map(async (path) => [path, `${(await shop.show(path)).replaceAll("registry.test", host)}\n`]),
  );
  await shop.push("chore: another registry", Object.fromEntries(moved));
  await shop.prove("prod", "product", "0.1.0", digest);
  await shop.prove("prod", "product", "0.2.0");
  return shop;
}

const inputs = { environment: "prod", services: "product", reason: "slow" };

test("AP-25 a target is verified before it comes back: unsigned is refused, and a registry that is down waits", async () => {
  await using registry = await startRegistry();
  const pair = await registry.keyPair();
  const trusted = { ...inputs, "public-key": pair.publicKey };
  await using shop = await shopWith(registry.host, await registry.push("shop/product", "unsigned"));
  const env = pair.env;
  const tip = await shop.tip();
  expect((await shop.run({ inputs: trusted, env })).results).toMatchObject([
    { status: "refused", reason: expect.stringMatching(/not signed/) },
  ]);
  await registry.stop();
  expect((await shop.run({ inputs: trusted, env })).results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/no answer/) },
  ]);
  expect(await shop.tip()).toBe(tip);
  expect((await shop.run({ inputs })).results).toMatchObject([{ status: "done" }]);
});

test("a hotfix that comes back must carry the hotfix's signature, not main's", async () => {
  await using registry = await startRegistry();
  const [pair, own] = [await registry.keyPair(), await registry.keyPair()];
  const digest = await registry.push("shop/product", "a hotfix");
  await using shop = await shopWith(registry.host, digest);
  const source = await shop.tip();
  const hotfix = { ...releaseOf("product", "0.2.1", source, digest), hotfix: "hotfix/sell" };
  await shop.push("hotfix(prod): product", Object.fromEntries(filesOf("prod", hotfix)));
  await shop.report("prod", hotfix);
  await shop.prove("prod", "product", "0.3.0");
  const back = { ...inputs, to: "0.2.1", "public-key": pair.publicKey, "hotfix-public-key": own.publicKey };
  const sign = async ({ env }: typeof pair) => {
    const images = JSON.stringify({ product: { name: "shop/product", digest } });
    const context = testContext(process.cwd(), { env: { PATH: process.env.PATH, ...env } });
    await signImages(signRequest.parse({ images, registry: registry.host }), context);
  };
  await sign(pair);
  expect((await shop.run({ inputs: back })).results).toMatchObject([
    { status: "refused", reason: expect.stringMatching(/signed/) },
  ]);
  await sign(own);
  expect((await shop.run({ inputs: back })).results).toMatchObject([{ status: "done" }]);
});
