import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Release, releaseFolder, releaseId } from "@slipway/lib/domain/releases/releases.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { afterEach, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { manifests as objects, render } from "../rollouts/testing/render.ts";
import { servicesIn } from "../services/kit/folders.ts";

const here = import.meta.dirname;
const environments = ["dev", "staging", "prod"] as const;
const services = servicesIn(join(here, "../services"));
const temporary: string[] = [];

afterEach(async () => {
  for (const folder of temporary.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A copy of one folder by itself: what does not build here needs something outside. */
async function alone(folder: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "slipway-environment-"));
  temporary.push(copy);
  await cp(join(here, folder), copy, { recursive: true });
  return copy;
}

async function build(folder: string) {
  const { stdout } = await exec("kustomize", ["build", folder], { timeoutMs: 30_000 });
  return objects(stdout);
}

function released(service: string, text: string): Release {
  const digest = `sha256:${"5f".repeat(32)}`;
  return {
    schema: 1,
    service,
    id: releaseId(text, digest),
    version: "0.1.0",
    image: { name: `shop/${service}`, digest },
    source: "4f2a".padEnd(40, "0"),
    strategy: "standard",
  };
}

test.for(environments)(
  "%s: the platform builds from its own folder, into its own namespace",
  async (name) => {
    const all = await build(await alone(`${name}/platform`));
    // Those are held to what services mount, below.
    const kinds = all.map((one) => one.kind).filter((kind) => kind !== "ExternalSecret");
    expect(kinds.toSorted()).toEqual(
      [
        ...["ConfigMap", "ConfigMap", "Deployment", "LimitRange", "Namespace", "ResourceQuota"],
        ...["NetworkPolicy", "NetworkPolicy", "NetworkPolicy", "NetworkPolicy"],
        ...["SecretStore", "Service", "Service", "Service", "Service", "ServiceAccount", "ServiceAccount"],
        // The mesh's part of the environment.
        ...["AuthorizationPolicy", "AuthorizationPolicy", "AuthorizationPolicy", "PeerAuthentication"],
        ...["Gateway", "Gateway"],
      ].toSorted(),
    );
    const namespaces = all.map((one) =>
      one.kind === "Namespace" ? one.metadata.name : one.metadata.namespace,
    );
    expect(new Set(namespaces)).toEqual(new Set([`shop-${name}`]));
    expect(JSON.stringify(all)).toMatch(/"image":"[^"]+@sha256:[0-9a-f]{64}"/);
  },
);

/** Of an autoscaler, or of a Rollout without one. */
const podCount = z.looseObject({ replicas: z.int().optional(), minReplicas: z.int().optional() });

test.for(environments.flatMap((environment) => services.map((service) => [environment, service] as const)))(
  "%s/%s builds from its own folder, pinned, with its registry and namespace",
  async ([environment, service]) => {
    const folder = await alone(`${environment}/${service}`);
    const values = ["rollouts/strategies/standard.yaml", `services/${service}/values.yaml`];
    const text = await render(service, values);
    const release = released(service, text);
    await mkdir(join(folder, "release"), { recursive: true });
    for (const [file, content] of releaseFolder(release, text)) {
      await writeFile(join(folder, "release", file), content);
    }
    const all = await build(folder);
    expect(new Set(all.map((one) => one.metadata.namespace))).toEqual(new Set([`shop-${environment}`]));
    const image = `registry.example.com/shop/${service}:0.1.0@${release.image.digest}`;
    expect(JSON.stringify(all)).toContain(`"image":"${image}"`);
    const countOf = (wanted: string) =>
      all.filter(({ kind }) => kind === wanted).map(({ spec }) => podCount.parse(spec));
    const [autoscaler] = countOf("HorizontalPodAutoscaler");
    const [rollout] = countOf("Rollout");
    // A Rollout without a number has one pod, until an autoscaler acts.
    expect(rollout?.replicas).toBeGreaterThanOrEqual(environment === "prod" ? 2 : 1);
    const least = autoscaler === undefined ? rollout?.replicas : autoscaler.minReplicas;
    expect(least).toBeGreaterThanOrEqual(environment === "prod" ? 2 : 1);
  },
);

test.for(environments)("%s names every data store, here and on the local platform", async (name) => {
  const overlay = join(here, "../local/forge/overlay/environments", name, "platform/data-stores.yaml");
  for (const file of [join(here, name, "platform/data-stores.yaml"), overlay]) {
    const all = objects(await readFile(file, "utf8"));
    expect(all.map((one) => one.metadata.name)).toEqual(["postgres", "redis", "nats"]);
    for (const { spec } of all) expect(spec).toMatchObject({ type: "ExternalName" });
  }
});

interface ExternalSecret {
  readonly data: readonly { readonly secretKey: string; readonly remoteRef: { readonly key: string } }[];
  readonly target: {
    readonly template: {
      readonly data: Readonly<Record<string, string>>;
      readonly templateFrom?: readonly {
        readonly configMap: { readonly items: readonly { readonly key: string }[] };
      }[];
    };
  };
}

/** `<secret>/<key>` of all that services mount. */
async function mounted(): Promise<readonly string[]> {
  const files = services.map((service) =>
    readFile(join(here, "../services", service, "values.yaml"), "utf8"),
  );
  const all = (await Promise.all(files)).flatMap((text) => Object.values(values.parse(parse(text)).secrets));
  return [...new Set(all.map(({ secret, key }) => `${secret}/${key}`))].toSorted();
}

const values = z.object({
  secrets: z.record(z.string(), z.object({ secret: z.string(), key: z.string() })).default({}),
});

/** `<secret>/<key>` of all that the environment's store fills, and keys of the store that are another environment's. */
function filled(name: string, text: string) {
  const all = objects(text).filter((one) => one.kind === "ExternalSecret");
  const keys = all.flatMap(({ metadata, spec }) => {
    const { data, templateFrom = [] } = (spec as unknown as ExternalSecret).target.template;
    const copied = templateFrom.flatMap(({ configMap }) => configMap.items.map(({ key }) => key));
    return [...copied, ...Object.keys(data)].map((key) => `${metadata.name}/${key}`);
  });
  const read = all.flatMap(({ spec }) =>
    (spec as unknown as ExternalSecret).data.map((one) => one.remoteRef.key),
  );
  return { keys: keys.toSorted(), foreign: read.filter((key) => !key.startsWith(`shop-${name}/`)) };
}

test.for(environments)(
  "%s fills every Secret that a service mounts, out of its own part of the store",
  async (name) => {
    const text = await readFile(join(here, name, "platform/credentials.yaml"), "utf8");
    expect(filled(name, text)).toEqual({ keys: await mounted(), foreign: [] });
    // Planted: a Secret that is forgotten, and one of another environment's.
    const planted = text.replace("name: order-postgres", "name: orders-postgres");
    expect(filled(name, planted).keys).not.toContain("order-postgres/url");
    const stolen = text.replace(`key: shop-${name}/user-postgres`, "key: shop-other/user-postgres");
    expect(filled(name, stolen).foreign).toEqual(["shop-other/user-postgres"]);
  },
);

test.for(environments)(
  "%s: the local platform's folder builds, and asks for no secret store",
  async (name) => {
    const folder = await alone(`${name}/platform`);
    const overlay = join(here, "../local/forge/overlay/environments", name, "platform");
    await cp(overlay, folder, { recursive: true });
    const all = await build(folder);
    expect(all.map((one) => one.kind).filter((kind) => /Secret/.test(kind))).toEqual([]);
    expect(JSON.stringify(all)).toContain("data-stores.svc.cluster.local");
  },
);

test("README.md shows a release folder as the machine writes it", async () => {
  const readme = await readFile(join(here, "README.md"), "utf8");
  const text = "# rendered by Helm\n";
  const files = releaseFolder(released("product", text), text);
  for (const name of ["kustomization.yaml", "release.yaml"]) {
    expect(readme).toContain(`\`\`\`yaml\n# release/${name}\n${files.get(name)}\`\`\``);
  }
});
