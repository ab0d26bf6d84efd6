import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Release, releaseFolder, releaseId } from "@slipway/lib/domain/releases/releases.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { find, manifests, render } from "./testing/render.ts";

const digest = `sha256:${"ab".repeat(32)}`;
let folder: string;
let release: Release;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-neutral-"));
  const strategy = "rollouts/strategies/critical.yaml";
  const text = await render("order", [strategy, "services/order/values.yaml"]);
  release = {
    schema: 1,
    service: "order",
    id: releaseId(text, digest),
    version: "1.4.2",
    image: { name: "shop/order", digest },
    source: "c0ffee".padEnd(40, "0"),
    strategy: "critical",
  };
  for (const [namespace, registry] of places) await environment(namespace, registry, text);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const places = [
  ["shop-one", "one.example.com"],
  ["shop-two", "two.example.com/mirror"],
] as const;

/** An environment as people write it, around the release folder: `resources: [release]`, namespace and registry. */
async function environment(namespace: string, registry: string, text: string): Promise<void> {
  const own = join(folder, namespace);
  await mkdir(join(own, "release"), { recursive: true });
  await writeFile(
    join(own, "kustomization.yaml"),
    `resources: [release]\nnamespace: ${namespace}\nimages: [{ name: shop/order, newName: ${registry}/shop/order }]\n`,
  );
  const files = [...releaseFolder(release, text)].map(([name, content]) => [name, String(content)] as const);
  for (const [name, content] of files) await writeFile(join(own, "release", name), content);
}

async function build(namespace: string): Promise<string> {
  const { stdout } = await exec("kustomize", ["build", join(folder, namespace)], { timeoutMs: 30_000 });
  return stdout;
}

test("one release in two namespaces differs in namespace and registry alone", async () => {
  const [one, two] = await Promise.all([build("shop-one"), build("shop-two")]);
  const renamed = one
    .replaceAll("shop-one", "shop-two")
    .replaceAll("one.example.com", "two.example.com/mirror");
  expect(two).toBe(renamed);
  expect(two).not.toBe(one);
  const namespaces = manifests(two).map((one) => one.metadata.namespace);
  expect(new Set(namespaces)).toEqual(new Set(["shop-two"]));
});

test("what runs is pinned by tag and digest, and says which release it is", async () => {
  const { spec } = find(manifests(await build("shop-one")), "Rollout", "order");
  expect(spec).toMatchObject({
    template: {
      metadata: {
        labels: { "app.kubernetes.io/name": "order" },
        annotations: { "slipway.dev/release-id": release.id, "prometheus.io/scrape": "true" },
      },
      spec: {
        containers: [
          {
            image: `one.example.com/shop/order:1.4.2@${digest}`,
            readinessProbe: { httpGet: { path: "/readyz", port: "http" } },
            env: expect.arrayContaining([expect.objectContaining({ name: "POD_NAMESPACE" })]),
          },
        ],
      },
    },
  });
});
