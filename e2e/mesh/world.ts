import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { repositoryRoot } from "../../local/build/paths.ts";
import { baseImage } from "../../local/components/base-image/component.ts";
import { localiseForMesh } from "../../local/forge/mesh.ts";
import type { Platform } from "../../local/platform/platform.ts";
import { type Manifest, manifests, render } from "../../rollouts/testing/render.ts";

export const namespace = "shop-prod";
/** A service at the edge, released with the shipped chart; what it answers is the responder's. */
export const service = "api-gateway";
/** Who may call it, as `calls:` of a service.yaml would say. */
export const caller = "web";

const read = (path: string): Promise<string> => readFile(join(repositoryRoot, path), "utf8");

/** The namespace, the quota and the mesh's part of prod, as on a platform with the mesh. */
export async function prepareEnvironment(platform: Platform): Promise<void> {
  const folder = "environments/prod/platform";
  await platform.apply(["-f", "-"], await read(`${folder}/namespace.yaml`));
  const path = `${folder}/mesh.yaml`;
  const mesh = localiseForMesh(path, await read(path));
  const quota = await read(`${folder}/quota.yaml`);
  await platform.apply(["--namespace", namespace, "-f", "-"], `${quota}---\n${mesh}`);
  // The files of tests run in any order: each starts without a release, and without an autoscaler of another one.
  for (const kind of ["hpa", "rollout"])
    await platform.kubectl([
      ...["delete", kind, service, "--namespace", namespace],
      ...["--ignore-not-found", "--cascade=foreground", "--timeout=55s"],
    ]);
}

/**
 * Releases the service with the shipped chart and the local platform's strategy for the mesh. Fields that a test patched
 * have the release's values again.
 * @param changes values of the chart that differ from this file's
 */
export async function release(platform: Platform, changes: object = {}): Promise<void> {
  const items = await releaseObjects(platform, changes);
  await platform.apply(["--force-conflicts", "--namespace", namespace, "-f", "-"], list(items));
}

/** The objects of such a release. */
export async function releaseObjects(platform: Platform, changes: object): Promise<readonly Manifest[]> {
  const path = "rollouts/strategies/critical.yaml";
  const strategy = localiseForMesh(path, await read(`local/forge/overlay/${path}`));
  // The chart refuses two owners of the number of pods.
  const pods = "autoscaling" in changes ? {} : { replicas: 4 };
  const layers = [values, pods, changes].map((one) => ({ yaml: stringify(one) }));
  const objects = manifests(await render(service, [{ yaml: strategy }, ...layers]));
  const container = await responding(platform);
  return objects.map((object) => (object.kind === "Rollout" ? withContainer(object, container) : object));
}

/** The weights of the shipped strategy, each with a pause before its gate. */
export function stagesOf(pause: string): readonly object[] {
  return [5, 25, 50].map((weight) => ({ weight, pause }));
}

const values = {
  resources: { requests: { cpu: "20m", memory: "48Mi" }, limits: { memory: "128Mi" } },
  slo: { errorRatio: 0.01, p95Seconds: 0.5 },
  network: { edge: true, calledBy: [caller] },
  // Long enough for a share that differs measurably from the next one's.
  canary: { stages: stagesOf("30s") },
};

interface Template {
  readonly template: { readonly spec: { readonly containers: readonly object[] } };
}

function withContainer(rollout: Manifest, changes: object): Manifest {
  const spec = rollout.spec as Template;
  const [container] = spec.template.spec.containers;
  const pod = { ...spec.template.spec, containers: [{ ...container, ...changes }] };
  return { ...rollout, spec: { ...spec, template: { ...spec.template, spec: pod } } };
}

/** What makes a container a responder. */
export async function responding(platform: Platform): Promise<object> {
  const image = baseImage(platform);
  const { stdout } = await execa(platform.binary("crane", "crane"), ["digest", image], { timeout: 20_000 });
  const script = await read("e2e/mesh/responder.mjs");
  return {
    image: `${image}@${stdout.trim()}`,
    command: ["/nodejs/bin/node", "--input-type=module", "--eval", script],
  };
}

export const list = (items: readonly object[]): string =>
  JSON.stringify({ apiVersion: "v1", kind: "List", items });
