import { BadRequest } from "@slipway/lib/app/request/request.ts";
import { clone, emptyClone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { pushExample } from "@slipway/testing/registry/example-registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { digestOf } from "@slipway/testing/repositories/shop.ts";
import { expect, test } from "vitest";
import { bump } from "./bump.ts";
import { request } from "./request.ts";

const kustomization = `# people's
images:
  - name: shop/product   # ours
    newTag: "1.9.0"
    digest: ${digestOf("a")}
  - {name: shop/order, newTag: 1.0.0, digest: '${digestOf("a")}'}
`;
const values = `image: {repository: registry.example.com/shop/product, tag: 1.9.0, digest: ${digestOf("a")}}\njob: {image: "r/job:1"}\n`;

async function adopters() {
  await pushExample("registry-1.docker.io/shop/product", "1.10.0", digestOf("b"));
  await pushExample("registry-1.docker.io/shop/product", "1.8.9", digestOf("b"));
  await pushExample("registry-1.docker.io/shop/order", "1.0.1", digestOf("b"));
  await pushExample("registry.example.com/shop/product", "1.10.0", digestOf("b"));
  await pushExample("registry-1.docker.io/r/job", "2", digestOf("b"));
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const dev = stack.use(await emptyClone(await server.createRepository("apps")));
  const source = await dev.push("feat: start", {
    "a/kustomization.yaml": kustomization,
    "b/values.yaml": values,
  });
  return {
    server,
    dev,
    run: (pins: readonly object[], dryRun = false) =>
      bump(request.parse({ source, pins: JSON.stringify(pins) }), testContext(dev.path, { dryRun })),
    async show(file: string) {
      await dev.git("fetch", "--quiet");
      return `${await dev.git("show", `origin/main:${file}`)}\n`;
    },
    message: () => dev.git("log", "-1", "--format=%B", "origin/main"),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const product = { file: "a/kustomization.yaml", image: "shop/product", tag: "1.10.0", digest: digestOf("b") };
const order = { file: "a/kustomization.yaml", image: "shop/order", tag: "1.0.1", digest: digestOf("b") };
const helm = { file: "b/values.yaml", values: "image", tag: "1.10.0", digest: digestOf("b") };
const job = { file: "b/values.yaml", path: ["job", "image"], value: `r/job:2@${digestOf("b")}` };

test("PP-4 PP-7 pins of every kind are one commit, and nothing else in the files changes", async () => {
  await using repo = await adopters();
  const { outputs, results } = await repo.run([product, order, helm, job]);
  expect(results.map(({ status }) => status)).toEqual(["done", "done", "done", "done"]);
  expect(await repo.show("a/kustomization.yaml")).toBe(
    kustomization
      .replace("1.9.0", "1.10.0")
      .replace("1.0.0", "1.0.1")
      .replaceAll(digestOf("a"), digestOf("b")),
  );
  expect(await repo.show("b/values.yaml")).toBe(
    values.replace("1.9.0", "1.10.0").replace(digestOf("a"), digestOf("b")).replace("r/job:1", job.value),
  );
  expect(outputs.commit).toBe(await repo.dev.git("rev-parse", "origin/main"));
  expect(await repo.message()).toContain(
    `bump: 4 pins\n\na/kustomization.yaml shop/product 1.9.0 → 1.10.0 ${digestOf("b")}\n`,
  );
});

test("PP-5 the same pins again are nothing: no commit, no push", async () => {
  await using repo = await adopters();
  await repo.run([product]);
  expect(await repo.message()).toMatch(/^bump: shop\/product 1\.9\.0 → 1\.10\.0\n/);
  const pushes = () => repo.server.requests.filter(({ url }) => url.endsWith("git-receive-pack")).length;
  const before = pushes();
  const { outputs, results } = await repo.run([product]);
  expect([outputs.commit, results[0]?.status, pushes()]).toEqual(["", "nothing", before]);
});

test("PP-10 a version never goes back; what fails by file and line keeps no other from landing", async () => {
  await using repo = await adopters();
  const old = { ...product, tag: "1.8.9" };
  const ghost = { ...order, image: "shop/ghost" };
  const { results } = await repo.run([old, ghost, { ...helm, file: "b/none.yaml" }, order]);
  expect(results.map(({ status }) => status)).toEqual(["refused", "failed", "failed", "done"]);
  expect(results[1]?.reason).toContain('a/kustomization.yaml:3: images has no entry named "shop/ghost"');
  expect(results[2]?.reason).toContain("b/none.yaml: there is no such text file");
  expect(await repo.show("a/kustomization.yaml")).toContain('newTag: "1.9.0"');
});

test("PP-1 a lost race is planned again: the other's change stays", async () => {
  await using repo = await adopters();
  await using other = await clone(`${repo.server.url}/apps.git`);
  let first = true;
  repo.server.beforePush(async () => {
    if (!first) return;
    first = false;
    await other.push("chore: order manually", { "a/kustomization.yaml": `${kustomization}# more\n` });
  });
  const { results } = await repo.run([product]);
  expect(results[0]?.status).toBe("done");
  expect(await repo.show("a/kustomization.yaml")).toBe(
    `${kustomization.replace("1.9.0", "1.10.0").replace(digestOf("a"), digestOf("b"))}# more\n`,
  );
});

test("a dry run prints what it would pin and pushes nothing", async () => {
  await using repo = await adopters();
  const { results } = await repo.run([product], true);
  expect(results[0]).toMatchObject({ status: "nothing", reason: "would pin 1.9.0 → 1.10.0" });
  expect(await repo.show("a/kustomization.yaml")).toBe(kustomization);
});

test("AP-4 pins that are no pins, and both modes at once, are refused before anything is read", async () => {
  const source = "1".repeat(40);
  const parse = (pin: object) => () => request.parse({ source, pins: JSON.stringify([pin]) });
  for (const pin of [
    { ...product, file: "../x" },
    { ...product, file: "/x" },
    { ...product, digest: "latest" },
    { ...product, tag: "a b" },
    { file: "x", path: [], value: "x" },
    { file: "x" },
  ]) {
    expect(parse(pin)).toThrow(BadRequest);
  }
  const images = JSON.stringify({ product: { name: "shop/product", digest: digestOf("a") } });
  const both = request.parse({ source, images, pins: JSON.stringify([product]) });
  await expect(bump(both, testContext("/"))).rejects.toThrow("both images and pins are given");
});

test("the image looked up in the registry is the one that Helm and kustomize read, also behind aliases and merges", async () => {
  await using repo = await adopters();
  const name = "registry.example.com/shop/product";
  await repo.dev.push("feat: anchors", {
    "k.yaml": `x-name: &name ${name}\n${kustomization.replace("shop/product", "shop/product\n    newName: *name")}`,
    "v.yaml": `defaults: &defaults {registry: registry.example.com, repository: shop/product}\nimage: {<<: *defaults, tag: 1.9.0, digest: x}\n`,
  });
  const pins = [
    { ...product, file: "k.yaml" },
    { ...helm, file: "v.yaml" },
  ];
  const missing = await repo.run(pins.map((pin) => ({ ...pin, tag: "1.11.0" })));
  const reason = expect.stringContaining(`${name}:1.11.0: the registry has no such tag`);
  expect(missing.results).toMatchObject([
    { status: "refused", reason },
    { status: "refused", reason },
  ]);
  const there = await repo.run(pins);
  expect(there.results).toMatchObject([{ status: "done" }, { status: "done" }]);
});
