import { hotfixTrustOf } from "@slipway/lib/app/hotfixes/trust.ts";
import { type KeyPair, startRegistry, type TestRegistry } from "@slipway/testing/registry/registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { builtFrom, HOTFIX, startShop } from "@slipway/testing/repositories/hotfix.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { request as signRequest } from "../sign-image/request.ts";
import { signImages } from "../sign-image/sign-image.ts";

let registry: TestRegistry;
let main: KeyPair;
let own: KeyPair;

beforeAll(async () => {
  registry = await startRegistry();
  main = await registry.keyPair();
  own = await registry.keyPair();
});
afterAll(() => registry[Symbol.asyncDispose]());

async function image(content: string, pair: KeyPair | undefined): Promise<string> {
  const digest = await registry.push("shop/product", content);
  if (pair === undefined) return digest;
  const images = JSON.stringify({ product: { name: "shop/product", digest } });
  const context = testContext(process.cwd(), { env: { PATH: process.env.PATH, ...pair.env } });
  await signImages(signRequest.parse({ images, registry: registry.host }), context);
  return digest;
}

const keys = () => ({ "public-key": main.publicKey, "hotfix-public-key": own.publicKey });

test("AP-25 an image signed with the hotfix's identity is accepted; main's signature, or none, is refused", async () => {
  await using shop = await startShop({ policy: HOTFIX, registry: registry.host });
  const fix = await shop.cut("hotfix/sell", shop.pinned);
  const run = async (digest: string, inputs: Readonly<Record<string, string>> = keys()) =>
    (await shop.run({ ...builtFrom(fix, "hotfix/sell", digest), ...inputs })).results[0];
  const byMain = await image("by main", main);
  expect(await run(byMain)).toMatchObject({
    status: "refused",
    reason: expect.stringMatching(/^signature: /),
  });
  expect(await run(await image("unsigned", undefined))).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("not signed"),
  });
  expect(await run(await image("by its own", own), { "public-key": main.publicKey })).toMatchObject({
    status: "failed",
    reason: expect.stringContaining("hotfix-public-key: not given"),
  });
  expect(shop.forge.pulls).toEqual([]);
  expect(await run(await image("by its own", own))).toMatchObject({ status: "done" });
});

test("where prod pulls from another registry, the image comes along with its signature", async () => {
  await using prod = await startRegistry();
  await using shop = await startShop({ policy: HOTFIX, registry: registry.host, prodRegistry: prod.host });
  const fix = await shop.cut("hotfix/sell", shop.pinned);
  const digest = await image("to be copied", own);
  const { results } = await shop.run({ ...builtFrom(fix, "hotfix/sell", digest), ...keys() });
  expect(results).toMatchObject([{ status: "done" }]);
  const there = await fetch(`http://${prod.host}/v2/shop/product/manifests/${digest}`);
  const signature = `${digest.replace(":", "-")}.sig`;
  const beside = await fetch(`http://${prod.host}/v2/shop/product/manifests/${signature}`);
  expect([there.status, beside.status]).toEqual([200, 200]);
  await prod.stop();
  expect((await shop.run(keys())).results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/^registry: /) },
  ]);
  expect(shop.forge.pulls).toMatchObject([{ state: "open" }]);
});

test("the version that is pinned names the image in prod's registry; a tag of another image is never moved", async () => {
  await using prod = await startRegistry();
  await using shop = await startShop({ policy: HOTFIX, registry: registry.host, prodRegistry: prod.host });
  const fix = await shop.cut("hotfix/sell", shop.pinned);
  const other = await prod.push("shop/product", "used before");
  await prod.copy(`shop/product@${other}`, "shop/product:1.4.3");
  const digest = await image("the fix", own);
  const run = () => shop.run({ ...builtFrom(fix, "hotfix/sell", digest), ...keys() });
  expect((await run()).results).toMatchObject([
    { status: "done", reason: expect.stringMatching(/^1\.4\.2 → 1\.4\.4: opened/) },
  ]);
  const named = async (version: string) =>
    (await fetch(`http://${prod.host}/v2/shop/product/manifests/${version}`)).headers.get(
      "docker-content-digest",
    );
  expect([await named("1.4.3"), await named("1.4.4")]).toEqual([other, digest]);
  const path = "environments/prod/product/release/kustomization.yaml";
  expect(await shop.show(`hotfix-release/prod/sell:${path}`)).toContain("newTag: 1.4.4");
  expect((await run()).results).toMatchObject([{ status: "nothing" }]);
});

test("planted: a digest that the registry does not have is not brought, without any trust set up", async () => {
  await using shop = await startShop({ policy: HOTFIX, registry: registry.host });
  const fix = await shop.cut("hotfix/sell", shop.pinned);
  const invented = `sha256:${"0".repeat(64)}`;
  expect((await shop.run(builtFrom(fix, "hotfix/sell", invented))).results).toMatchObject([
    { status: "failed", reason: expect.stringContaining("the registry has no such image") },
  ]);
  expect(shop.forge.pulls).toEqual([]);
});

test("planted: one key for both would accept every image of main as a hotfix", () => {
  const key = { kind: "key", publicKey: main.publicKey } as const;
  expect(() => hotfixTrustOf(key, `${main.publicKey.trim()}\n\n`)).toThrow("it is public-key's too");
});

test("on GitHub it is one workflow on exactly the hotfix's branch", () => {
  const identity = "https://github.com/shop/platform/.github/workflows/deliver.yml@refs/heads/main";
  const trust = { kind: "identity", identity, issuer: "https://issuer.test" } as const;
  const policy = {
    ...({ allowed: true, approvals: 1, inFreeze: "allow" } as const),
    identity: ".github/workflows/hotfix.yml",
  } as const;
  expect(hotfixTrustOf(trust, undefined)(policy, "hotfix/sell")).toEqual({
    ...trust,
    identity: "https://github.com/shop/platform/.github/workflows/hotfix.yml@refs/heads/hotfix/sell",
  });
  expect(hotfixTrustOf(undefined, undefined)(policy, "hotfix/sell")).toBeUndefined();
});
