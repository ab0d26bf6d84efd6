import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import { type Clone, clone } from "@slipway/testing/git/clone.ts";
import { exampleRegistries, pushExample } from "@slipway/testing/registry/example-registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { digestOf } from "@slipway/testing/repositories/shop.ts";
import { bump } from "../../actions/bump/bump.ts";
import { request } from "../../actions/bump/request.ts";
import type { Contender } from "./contender.ts";
import { imageOf, kustomizationOf, NEW, pushedImageOf } from "./repository.ts";

/** In this process: no other contender asks a registry, so what it takes to answer is not measured. */
const registryTags = exampleRegistries();

type Inputs = Readonly<Record<string, string>>;

/** `bump` with pins: the adopter's files, as the other contenders edit them. */
export const pins: Contender = {
  name: "slipway bump, pins",
  overlayPath: kustomizationOf,
  pinFile: kustomizationOf,
  wanted: NEW,
  async prepare({ url, services }) {
    const work = await clone(url);
    for (const name of services) await pushExample(pushedImageOf(name), NEW.tag, NEW.digest);
    const asked = services.map((name) => ({ file: kustomizationOf(name), image: imageOf(name), ...NEW }));
    const source = await work.git("rev-parse", "HEAD");
    return {
      run: () => pin(work, { source, pins: JSON.stringify(asked) }, services.length),
      [Symbol.asyncDispose]: () => work[Symbol.asyncDispose](),
    };
  },
};

const imagesOf = (services: readonly string[], digest: string) =>
  JSON.stringify(Object.fromEntries(services.map((name) => [name, { name: imageOf(name), digest }])));

/** `bump` with images: manifests rendered for each, kept next to the pin in the service's release folder. */
export const releases: Contender = {
  name: "slipway bump, releases",
  overlayPath: (service) => `environments/dev/${service}/kustomization.yaml`,
  pinFile: (service) => `${releasePath("dev", service)}/kustomization.yaml`,
  // The version comes from the commits: 0.1.0, then a feature.
  wanted: { ...NEW, tag: "0.2.0" },
  async prepare({ url, services }) {
    // Each repository begins with the same versions.
    registryTags.clear();
    const work = await clone(url);
    const first = await work.git("rev-parse", "HEAD");
    await pin(work, { source: first, images: imagesOf(services, digestOf("a")) }, services.length);
    await work.git("pull", "--quiet", "--rebase", "origin", "main");
    const code = services.map((name) => [`services/${name}/src/more.ts`, "export {};\n"]);
    const source = await work.push("feat: more", Object.fromEntries(code));
    return {
      run: () => pin(work, { source, images: imagesOf(services, NEW.digest) }, services.length),
      [Symbol.asyncDispose]: () => work[Symbol.asyncDispose](),
    };
  },
};

async function pin(work: Clone, inputs: Inputs, count: number): Promise<void> {
  const { results } = await bump(request.parse(inputs), testContext(work.path));
  const done = results.filter(({ status }) => status === "done").length;
  if (done !== count) throw new Error(`bump: ${done} of ${count} were pinned`);
}
