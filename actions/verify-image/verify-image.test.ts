import { delimiter } from "node:path";
import type { Context, Outcome } from "@slipway/lib/app/report/report.ts";
import { GITHUB_ISSUER } from "@slipway/lib/io/cosign/trust.ts";
import { type KeyPair, startRegistry, type TestRegistry } from "@slipway/testing/registry/registry.ts";
import { type Authority, cosignAs, makeAuthority } from "@slipway/testing/registry/workflow-identity.ts";
import { recordedReport, testContext } from "@slipway/testing/report.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { request as signRequest } from "../sign-image/request.ts";
import { signImages } from "../sign-image/sign-image.ts";
import { request } from "./request.ts";
import { verifyImages } from "./verify-image.ts";

const WORKFLOW = "https://github.com/shop/platform/.github/workflows/deliver.yml";
const MAIN = `${WORKFLOW}@refs/heads/main`;

let registry: TestRegistry;
let ours: KeyPair;
let theirs: KeyPair;
let authority: Authority;

beforeAll(async () => {
  registry = await startRegistry();
  [ours, theirs, authority] = [await registry.keyPair(), await registry.keyPair(), await makeAuthority()];
});
afterAll(() => registry[Symbol.asyncDispose]());

interface Image {
  readonly name: string;
  readonly digest: string;
}

async function pushed(name: string, content: string): Promise<Image> {
  return { name, digest: await registry.push(name, content) };
}

const context = (env: NodeJS.ProcessEnv = {}, changes: Partial<Context> = {}) =>
  testContext(process.cwd(), { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env }, ...changes });

function sign(image: Image, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const raw = { images: JSON.stringify({ product: image }), registry: registry.host };
  return signImages(signRequest.parse(raw), context(env));
}

function verify(image: Image, trust: Readonly<Record<string, string>>, with_ = context()): Promise<Outcome> {
  const raw = { images: JSON.stringify({ product: image }), registry: registry.host, ...trust };
  return verifyImages(request.parse(raw), with_);
}

const byKey = (pair: KeyPair) => ({ "public-key": pair.publicKey });

async function expectRefused(outcome: Promise<Outcome>, reason: RegExp): Promise<void> {
  const { results, outputs } = await outcome;
  expect(results).toMatchObject([
    { service: "product", status: "failed", reason: expect.stringMatching(reason) },
  ]);
  expect(outputs.images).toBe("{}");
}

test("AP-25 an image signed with the key continues, by its digest", async () => {
  const image = await pushed("shop/product", "signed");
  await sign(image, ours.env);
  const outcome = await verify(image, byKey(ours));
  expect(outcome.results).toMatchObject([{ service: "product", status: "done" }]);
  expect(JSON.parse(outcome.outputs.images ?? "")).toEqual({ product: image });
});

test("AP-25 an unsigned image is refused", async () => {
  await expectRefused(verify(await pushed("shop/product", "unsigned"), byKey(ours)), /: not signed\./);
});

test("AP-25 an image signed with another key is refused", async () => {
  const image = await pushed("shop/product", "another key");
  await sign(image, theirs.env);
  await expectRefused(verify(image, byKey(ours)), /signed, but not with the given public key/);
});

test("AP-25 a signed image copied with its signature into another repository is refused there", async () => {
  const image = await pushed("shop/order", "copied");
  await sign(image, ours.env);
  const tag = `${image.digest.replace(":", "-")}.sig`;
  await registry.copy(`shop/order@${image.digest}`, "shop/product:copied");
  await registry.copy(`shop/order:${tag}`, `shop/product:${tag}`);
  await expectRefused(
    verify({ name: "shop/product", digest: image.digest }, byKey(ours)),
    /signed as shop\/order, not as shop\/product/,
  );
});

test("AP-25 a signature moved next to other content is refused", async () => {
  const signed = await pushed("shop/product", "before");
  await sign(signed, ours.env);
  const tampered = await pushed("shop/product", "after");
  const tag = (image: Image) => `shop/product:${image.digest.replace(":", "-")}.sig`;
  await registry.copy(tag(signed), tag(tampered));
  await expectRefused(verify(tampered, byKey(ours)), /the signature next to it was made for another image/);
});

test("AP-25 a signature whose payload was changed is refused", async () => {
  const image = await pushed("shop/product", "forged");
  const other = await pushed("shop/product", "honest");
  await sign(other, ours.env);
  await registry.forgeSignature("shop/product", other.digest, image.digest);
  await expectRefused(
    verify(image, byKey(ours)),
    /signed, but not with the given public key, or changed since/,
  );
});

test("an image the registry does not have is not called unsigned", async () => {
  const image = { name: "shop/product", digest: `sha256:${"0".repeat(64)}` };
  await expectRefused(verify(image, byKey(ours)), /the registry has no such image/);
});

test("a registry that is down lets nothing through and is named", async () => {
  await using other = await startRegistry();
  await other.stop();
  const raw = {
    images: JSON.stringify({ product: { name: "shop/product", digest: `sha256:${"1".repeat(64)}` } }),
    registry: other.host,
    ...byKey(ours),
  };
  await expectRefused(verifyImages(request.parse(raw), context()), /no answer: ECONNREFUSED/);
});

test("without key and identity everything continues, and it is reported plainly", async () => {
  const report = recordedReport();
  const image = await pushed("shop/product", "unverified");
  const outcome = await verify(image, {}, context({}, { report }));
  expect(outcome.outputs.images).toBe(JSON.stringify({ product: image }));
  expect(outcome.results).toMatchObject([
    { status: "nothing", reason: expect.stringContaining("not verified") },
  ]);
  expect(report.lines).toContain(
    "warning: Images are not verified: neither a public key nor an identity was given.",
  );
});

test.each([
  [
    "a private key",
    "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nsecret\n",
    /public-key: not a public key/,
  ],
  ["half a key", "-----BEGIN PUBLIC KEY-----\nMFkw", /public-key: not a public key/],
])("%s is refused before anything is looked at, and not printed", async (_name, key, message) => {
  const image = { name: "shop/product", digest: `sha256:${"2".repeat(64)}` };
  const asked = verify(image, { "public-key": key });
  await expect(asked).rejects.toThrow(message);
  await expect(asked).rejects.not.toThrow("secret");
});

test("an identity without a ref is refused: any branch would do", async () => {
  const image = { name: "shop/product", digest: `sha256:${"2".repeat(64)}` };
  await expect(verify(image, { identity: WORKFLOW })).rejects.toThrow(
    /does not name one workflow on one ref/,
  );
});

const SIGNED_AS: readonly [string, string, string, RegExp | undefined][] = [
  ["the workflow on its ref", MAIN, GITHUB_ISSUER, undefined],
  [
    "another workflow",
    MAIN.replace("deliver", "other"),
    GITHUB_ISSUER,
    /not by .*deliver\.yml@refs\/heads\/main/,
  ],
  ["another ref", `${WORKFLOW}@refs/heads/evil`, GITHUB_ISSUER, /not by .*@refs\/heads\/main/],
  ["another repository", MAIN.replace("shop/", "evil/"), GITHUB_ISSUER, /not by .*shop\/platform/],
  ["another issuer", MAIN, "https://issuer.example.com", /as vouched for by https:\/\/token\.actions/],
];

test.each(SIGNED_AS)("AP-25 an image signed as %s", async (name, identity, issuer, refused) => {
  await using folder = await temporaryFolder();
  await cosignAs(folder.path, authority, identity, issuer);
  const env = { PATH: [folder.path, process.env.PATH].join(delimiter) };
  const image = await pushed("shop/product", name);
  const workflow = { GITHUB_WORKFLOW_REF: identity.replace("https://github.com/", "") };
  await sign(image, { ...env, ...workflow, ACTIONS_ID_TOKEN_REQUEST_URL: "https://issuer.test" });

  const outcome = verify(image, { identity: MAIN }, context(env));
  if (refused !== undefined) return await expectRefused(outcome, refused);
  expect((await outcome).results).toMatchObject([{ status: "done", reason: expect.stringContaining(MAIN) }]);
});

const CALLED = "https://github.com/slipway-dev/slipway/.github/workflows/call-deliver.yml";
const COMMIT = "a".repeat(40);

test.each<[string, string, { repository: string; ref: string }, RegExp | undefined]>([
  [
    "the right caller",
    `${CALLED}@${COMMIT}`,
    { repository: "shop/platform", ref: "refs/heads/main" },
    undefined,
  ],
  [
    "another caller",
    `${CALLED}@${COMMIT}`,
    { repository: "evil/platform", ref: "refs/heads/main" },
    /not by .*called by shop\/platform/,
  ],
  [
    "another ref of the caller",
    `${CALLED}@${COMMIT}`,
    { repository: "shop/platform", ref: "refs/heads/evil" },
    /not by .*@refs\/heads\/main/,
  ],
  [
    "another called workflow",
    `${CALLED.replace("deliver", "hotfix")}@${COMMIT}`,
    { repository: "shop/platform", ref: "refs/heads/main" },
    /not by .*call-deliver/,
  ],
])("AP-25 an image signed by a called workflow: %s", async (name, identity, run, refused) => {
  await using folder = await temporaryFolder();
  await cosignAs(folder.path, authority, identity, GITHUB_ISSUER, run);
  const env = { PATH: [folder.path, process.env.PATH].join(delimiter) };
  const image = await pushed("shop/product", name.replaceAll(" ", "-"));
  await sign(image, {
    ...env,
    GITHUB_WORKFLOW_REF: "shop/platform/.github/workflows/deliver.yml@refs/heads/main",
    SLIPWAY_WORKFLOW_REF: identity.replace("https://github.com/", ""),
    ACTIONS_ID_TOKEN_REQUEST_URL: "https://issuer.test",
  });
  const trusted = `${CALLED}@* called by shop/platform@refs/heads/main`;
  const outcome = verify(image, { identity: trusted }, context(env));
  if (refused !== undefined) return await expectRefused(outcome, refused);
  expect((await outcome).results).toMatchObject([{ status: "done" }]);
});
