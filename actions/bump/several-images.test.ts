/** A service with an image for its migration: both are signed, pinned together under one id, and none comes alone. */

import { signatureGate } from "@slipway/lib/app/gate-answers/signature.ts";
import { buildTarget, verifyTarget } from "@slipway/lib/app/render/render.ts";
import { readEnvironment } from "@slipway/lib/domain/environments/environments.ts";
import {
  type Release,
  readRelease,
  releaseFolder,
  releaseId,
  releasePath,
} from "@slipway/lib/domain/releases/releases.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { emptyClone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { type KeyPair, startRegistry, type TestRegistry } from "@slipway/testing/registry/registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { overlayFiles, shopFiles } from "@slipway/testing/repositories/shop.ts";
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
beforeEach(async () => {
  for (const name of ["order", "order-migrate"]) {
    await exec("crane", ["delete", `${registry.host}/shop/${name}:0.1.0`], { allowFailure: true });
  }
});

const env = { PATH: process.env.PATH, HOME: "/nowhere" };

const SERVICE = `name: order
render: {kustomize: deploy}
images:
  migrate: {dockerfile: Dockerfile.migrate}
`;

const DEPLOY = `apiVersion: batch/v1
kind: Job
metadata: {name: order-migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: migrate, image: shop/order-migrate}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: order}
spec:
  selector: {matchLabels: {app: order}}
  template:
    metadata: {labels: {app: order}}
    spec:
      containers: [{name: order, image: shop/order}]
`;

const KUSTOMIZATION =
  "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [all.yaml]\n";

async function shop() {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const dev = stack.use(await emptyClone(await server.createRepository("shop")));
  const further = `  - name: shop/order-migrate\n    newName: registry.example.com/shop/order-migrate\n`;
  const files = Object.entries({
    ...shopFiles(["order"]),
    ...overlayFiles("dev", "order", further),
    "services/order/service.yaml": SERVICE,
    "services/order/deploy/kustomization.yaml": KUSTOMIZATION,
    "services/order/deploy/all.yaml": DEPLOY,
  }).map(([path, text]) => [path, text.replaceAll("registry.example.com", registry.host)]);
  const source = await dev.push("feat: start", Object.fromEntries(files));
  const landed = openGit(server.folder("shop"), { identity: { name: "t", email: "t@example.com" } });
  return {
    dev,
    landed,
    bump: (images: object) =>
      bump(
        request.parse({ images: JSON.stringify(images), wait: "0", source, "public-key": ours.publicKey }),
        testContext(dev.path, { env }),
      ),
    pinned: async () => readRelease(await landed.tree("main"), "dev", "order"),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Pushed, and signed with `pair` where one is given; as push-image and sign-image hand it on. */
async function image(key: string, pair?: KeyPair, content = key) {
  const name = `shop/${key.replace(".", "-")}`;
  const given = { [key]: { name, digest: await registry.push(name, content) } };
  if (pair !== undefined) {
    const raw = { images: JSON.stringify(given), registry: registry.host };
    await signImages(signRequest.parse(raw), testContext("/", { env: { ...env, ...pair.env } }));
  }
  return given;
}

test("both images are pinned by digest in one release, which builds, and have the version's tag", async () => {
  await using here = await shop();
  const images = { ...(await image("order", ours)), ...(await image("order.migrate", ours)) };
  const { results } = await here.bump(images);
  expect(results).toMatchObject([{ service: "order", status: "done", reason: "none → 0.1.0" }]);
  const release = await here.pinned();
  const [own, further] = Object.values(images);
  expect(release).toMatchObject({ image: own, images: { migrate: further } });
  const built = await buildTarget(await here.landed.tree("main"), "dev", "order");
  expect(built).toContain(`image: ${registry.host}/shop/order:0.1.0@${own?.digest}`);
  expect(built).toContain(`image: ${registry.host}/shop/order-migrate:0.1.0@${further?.digest}`);
  for (const each of [own, further]) {
    const { stdout } = await exec("crane", ["digest", `${registry.host}/${each?.name}:0.1.0`]);
    expect(stdout.trim()).toBe(each?.digest);
  }
  // Another migration of the same service is another release.
  const other = await image("order.migrate", ours, "another migration");
  expect((await here.bump({ ...images, ...other })).results).toMatchObject([{ reason: "0.1.0 → 0.1.1" }]);
  expect((await here.pinned())?.id).not.toBe(release?.id);
});

test.each<[string, () => Promise<object>, string]>([
  [
    "the migration's is missing",
    () => image("order", ours),
    "images.order.migrate: not given, and a release of order has it",
  ],
  ["the service's own is missing", () => image("order.migrate", ours), "images.order: not given"],
  [
    "one that service.yaml does not name",
    async () => ({
      ...(await image("order", ours)),
      ...(await image("order.migrate", ours)),
      ...(await image("order.other", ours)),
    }),
    "images.order.other: service.yaml of order names no such image",
  ],
  [
    "the migration's is not signed",
    async () => ({
      ...(await image("order", ours)),
      ...(await image("order.migrate", undefined, "unsigned")),
    }),
    "order-migrate@sha256:",
  ],
  [
    "the migration's is signed by somebody else",
    async () => ({ ...(await image("order", ours)), ...(await image("order.migrate", theirs, "theirs")) }),
    "signed, but not with the given public key",
  ],
])("planted: %s: nothing is pinned", async (_, images, words) => {
  await using here = await shop();
  const { results } = await here.bump(await images());
  expect(results).toMatchObject([
    { service: "order", status: "failed", reason: expect.stringContaining(words) },
  ]);
  expect(await here.pinned()).toBeUndefined();
});

test("planted into a release: a foreign digest, one image less, another's name", async () => {
  await using here = await shop();
  await here.bump({ ...(await image("order", ours)), ...(await image("order.migrate", ours)) });
  const release = (await here.pinned()) as Release;
  const folder = releasePath("dev", "order");
  const manifests = (
    (await (await here.landed.tree("main")).read(`${folder}/manifests.yaml`)) ?? ""
  ).toString();
  const trust = { kind: "key", publicKey: ours.publicKey } as const;
  /** As somebody writes it who knows how ids are made. */
  const planted = async (change: Partial<Release>) => {
    const edited = { ...release, ...change };
    const forged = { ...edited, id: releaseId(manifests, edited.image.digest, edited.images) };
    await here.dev.git("pull", "--quiet", "--rebase", "origin", "main");
    const files = [...releaseFolder(forged, manifests)].map(([name, text]) => [`${folder}/${name}`, text]);
    await here.dev.push("chore: by hand", Object.fromEntries(files));
    return { forged, tree: await here.landed.tree("main") };
  };
  const foreign = (await image("order.migrate", theirs, "foreign"))["order.migrate"];
  const withForeign = await planted({ images: { migrate: foreign ?? release.image } });
  const target = { registry: registry.host };
  expect(await signatureGate({ target, release: withForeign.forged, trust, env })).toMatchObject({
    open: false,
    reason: expect.stringContaining("order-migrate@"),
  });
  expect(await signatureGate({ target, release, trust, env })).toMatchObject({ open: true });

  const { tree } = await planted({ images: undefined });
  await expect(buildTarget(tree, "dev", "order")).rejects.toThrow(
    "order-migrate, which is not pinned by digest",
  );

  const renamed = await planted({ images: { migrate: { ...release.image, name: "shop/product" } } });
  await expect(readRelease(renamed.tree, "dev", "order")).rejects.toThrow(
    'release.yaml names image "shop/product" as migrate',
  );
});

test("planted into what is built: a pod that runs another image in place of the migration", async () => {
  await using here = await shop();
  await here.bump({ ...(await image("order", ours)), ...(await image("order.migrate", ours)) });
  const release = (await here.pinned()) as Release;
  const tree = await here.landed.tree("main");
  const built = await buildTarget(tree, "dev", "order");
  const environment = await readEnvironment(tree, "dev");
  expect(() => verifyTarget(built, environment, release)).not.toThrow();
  const other = built.replace(
    /shop\/order-migrate:0\.1\.0@sha256:[0-9a-f]{64}/,
    `shop/order-migrate:0.1.0@sha256:${"f".repeat(64)}`,
  );
  expect(() => verifyTarget(other, environment, release)).toThrow(
    /expected .*shop\/order-migrate:0\.1\.0@sha256:/,
  );
});
