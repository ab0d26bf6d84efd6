/** The whole way of a pin, with a registry that has the image and the programs that read the file as judges. */
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { type Clone, emptyClone, type Files } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { pushExample } from "@slipway/testing/registry/example-registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { digestOf } from "@slipway/testing/repositories/shop.ts";
import { expect, test } from "vitest";
import { bump } from "./bump.ts";
import { request } from "./request.ts";

const REPOSITORY = "registry.example.com/apps/cart";
const digest = digestOf("b");

interface Pin {
  readonly file: string;
  readonly tag: string;
  readonly image?: string;
  readonly values?: string;
}

async function pinned(files: Files, pins: readonly Pin[], judge: (clone: Clone) => Promise<void>) {
  await using server = await startGitServer();
  await using dev = await emptyClone(await server.createRepository("apps"));
  const source = await dev.push("feat: start", files);
  for (const { tag, image } of pins)
    await pushExample(image === undefined ? REPOSITORY : `registry-1.docker.io/${image}`, tag, digest);
  const all = pins.map((pin) => ({
    ...pin,
    digest,
    ...(pin.values === undefined ? {} : { repository: REPOSITORY }),
  }));
  const { results } = await bump(request.parse({ source, pins: JSON.stringify(all) }), testContext(dev.path));
  expect(results.map(({ status, reason }) => [status, reason])).toEqual(
    pins.map(() => ["done", expect.any(String)]),
  );
  await dev.git("pull", "--quiet", "--rebase", "origin", "main");
  await judge(dev);
}

/** YAML 1.1 reads none of them as text where they are without quotes. */
const TAGS = ["20240131_1", "on", "706798e8", "007"];

test("kustomize and Helm read the pinned tag, also if YAML 1.1 would read another type", async () => {
  const files = TAGS.flatMap((tag) => [
    [
      `k-${tag}/kustomization.yaml`,
      `resources: [pod.yaml]\nimages:\n- name: shop/cart\n  newTag: main\n  digest: ${digestOf("a")}\n`,
    ],
    [
      `k-${tag}/pod.yaml`,
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: shop/cart}]}\n",
    ],
    [`h-${tag}/Chart.yaml`, "apiVersion: v2\nname: c\nversion: 0.1.0\n"],
    [`h-${tag}/values.yaml`, `image:\n  tag: main\n  digest: ${digestOf("a")}\n`],
    [`h-${tag}/templates/p.yaml`, 'image: "{{ .Values.image.tag }}"\n'],
  ]);
  const pins = TAGS.flatMap((tag): Pin[] => [
    { file: `k-${tag}/kustomization.yaml`, image: "shop/cart", tag },
    { file: `h-${tag}/values.yaml`, values: "image", tag },
  ]);
  await pinned(Object.fromEntries(files), pins, async ({ path }) => {
    for (const tag of TAGS) {
      const built = await exec("kustomize", ["build", join(path, `k-${tag}`)]);
      expect(built.stdout).toContain(`image: shop/cart:${tag}@${digest}`);
      const rendered = await exec("helm", ["template", "x", join(path, `h-${tag}`)]);
      expect(rendered.stdout).toContain(`image: "${tag}"`);
    }
  });
});

test("a newer build whose suffix has no order is pinned, and the run is green", async () => {
  const steps = [
    ["0.0.0-4f2c1aa", "0.0.0-1b30dd9"],
    ["1.4.0-g9c0ffee", "1.4.0-g1c0ffee"],
    ["0.79.0", "0.79.0-60-g8fae44f"],
    ["0.79.0-60-g8fae44f", "0.79.0-101-g1234567"],
    ["8.9.0-ls99", "8.9.0-ls101"],
  ] as const;
  const files = steps.map(([old], index) => [
    `c${index}.yaml`,
    `image:\n  tag: ${old}\n  digest: ${digestOf("a")}\n`,
  ]);
  const pins = steps.map(([, tag], index): Pin => ({ file: `c${index}.yaml`, values: "image", tag }));
  await pinned(Object.fromEntries(files), pins, async ({ git }) => {
    for (const [index, [, tag]] of steps.entries())
      expect(await git("show", `HEAD:c${index}.yaml`)).toContain(`tag: ${tag}\n  digest: ${digest}`);
  });
});
