import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { repositoryRoot } from "../../local/build/paths.ts";
import { baseImage } from "../../local/components/base-image/component.ts";
import { localiseForMesh } from "../../local/forge/mesh.ts";
import type { Platform } from "../../local/platform/platform.ts";
import { waitFor } from "../../local/wait/wait.ts";
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
}

/** The release of the service with the shipped chart and the local platform's strategy for the mesh. */
export async function release(platform: Platform): Promise<void> {
  const path = "rollouts/strategies/critical.yaml";
  const strategy = localiseForMesh(path, await read(`local/forge/overlay/${path}`));
  const text = await render(service, [{ yaml: strategy }, { yaml: stringify(values) }]);
  const objects = manifests(text);
  const container = await responding(platform);
  const items = objects.map((object) =>
    object.kind === "Rollout" ? withContainer(object, container) : object,
  );
  await platform.apply(["--namespace", namespace, "-f", "-"], list(items));
}

const values = {
  replicas: 4,
  resources: { requests: { cpu: "20m", memory: "48Mi" }, limits: { memory: "128Mi" } },
  slo: { errorRatio: 0.01, p95Seconds: 0.5 },
  network: { edge: true, calledBy: [caller] },
  // Long enough for a share that differs measurably from the next one's.
  canary: { stages: [5, 25, 50].map((weight) => ({ weight, pause: "30s" })) },
};

interface Template {
  readonly template: { readonly spec: { readonly containers: readonly object[] } };
}

function withContainer(rollout: Manifest, changes: object): object {
  const spec = rollout.spec as Template;
  const [container] = spec.template.spec.containers;
  const pod = { ...spec.template.spec, containers: [{ ...container, ...changes }] };
  return { ...rollout, spec: { ...spec, template: { ...spec.template, spec: pod } } };
}

/** What makes a container a responder. */
async function responding(platform: Platform): Promise<object> {
  const image = baseImage(platform);
  const { stdout } = await execa(platform.binary("crane", "crane"), ["digest", image], { timeout: 20_000 });
  const script = await read("e2e/mesh/responder.mjs");
  return {
    image: `${image}@${stdout.trim()}`,
    command: ["/nodejs/bin/node", "--input-type=module", "--eval", script],
  };
}

/** A pod that asks: with a sidecar or without, under its own service account. */
export async function addAsker(platform: Platform, name: string, hasSidecar: boolean): Promise<void> {
  const labels = { "app.kubernetes.io/name": name, "sidecar.istio.io/inject": String(hasSidecar) };
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } };
  const probe = { httpGet: { path: "/livez", port: 8080 } };
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels },
    spec: {
      serviceAccountName: name,
      terminationGracePeriodSeconds: 1,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65_532,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          name: "asker",
          ...(await responding(platform)),
          resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "96Mi" } },
          readinessProbe: probe,
          livenessProbe: probe,
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    },
  };
  await platform.apply(["--namespace", namespace, "-f", "-"], list([account, pod]));
  await platform.kubectl([
    ...["wait", "--for=condition=Ready", `pod/${name}`, "--namespace", namespace, "--timeout=55s"],
  ]);
}

/** What a pod is answered when it asks so many times: statuses, or the code of the failure, with how often. */
export async function ask(
  platform: Platform,
  pod: string,
  url: string,
  times = 10,
): Promise<Readonly<Record<string, number>>> {
  const script = `const seen = {};
for (let i = 0; i < ${times}; i++) {
  const one = await fetch(${JSON.stringify(url)}, { signal: AbortSignal.timeout(5000) })
    .then(async (answer) => (await answer.text(), String(answer.status)), (error) => error.cause?.code ?? error.name);
  seen[one] = (seen[one] ?? 0) + 1;
}
console.log(JSON.stringify(seen));`;
  const out = await platform.kubectl([
    ...["exec", pod, "--container", "asker", "--namespace", namespace, "--"],
    ...["/nodejs/bin/node", "--input-type=module", "--eval", script],
  ]);
  return JSON.parse(out) as Readonly<Record<string, number>>;
}

export interface RolloutState {
  readonly phase: string;
  readonly message: string;
  readonly step: number;
  readonly weight: number;
  readonly isSettled: boolean;
}

/** Where the rollout of the service is; `weight` is what the VirtualService in force says. */
export async function stateOf(platform: Platform): Promise<RolloutState> {
  const get = async (kind: string) =>
    JSON.parse(await platform.kubectl(["get", kind, service, "--namespace", namespace, "-o", "json"]));
  const { metadata, status = {} } = await get("rollout");
  const { spec } = await get("virtualservice");
  const isSeen = status.observedGeneration === String(metadata.generation);
  const [, canary] = spec.http.find(({ name }: { name: string }) => name === "primary").route;
  return {
    phase: isSeen ? (status.phase ?? "Unknown") : "Progressing",
    message: status.message ?? "",
    step: status.currentStepIndex ?? 0,
    weight: canary.weight,
    isSettled: isSeen && status.stableRS === status.currentPodHash,
  };
}

/** Waits until the rollout of the service has come to a phase. */
export function reaches(
  platform: Platform,
  phase: "Healthy" | "Degraded",
  seconds: number,
): Promise<RolloutState> {
  return waitFor(
    async () => {
      const state = await stateOf(platform);
      const isThere = state.phase === phase && (phase !== "Healthy" || state.isSettled);
      return isThere ? { value: state } : { seen: JSON.stringify(state) };
    },
    { what: `${service} ${phase}`, seconds, everyMs: 500 },
  );
}

/** Gives the service another pod template, as a new release does; variables that are undefined are taken out. */
export async function change(
  platform: Platform,
  variables: Readonly<Record<string, string | undefined>>,
  annotations: Readonly<Record<string, string>> = {},
): Promise<void> {
  const path = "/spec/template/spec/containers/0/env";
  const text = await platform.kubectl(["get", "rollout", service, "--namespace", namespace, "-o", "json"]);
  const { env } = JSON.parse(text).spec.template.spec.containers[0] as { env: readonly Variable[] };
  const set = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value }],
  );
  const operations = [
    { op: "replace", path, value: [...env.filter(({ name }) => !(name in variables)), ...set] },
    ...Object.entries(annotations).map(([name, value]) => ({
      op: "add",
      path: `/spec/template/metadata/annotations/${name.replaceAll("/", "~1")}`,
      value,
    })),
  ];
  await platform.kubectl([
    ...["patch", "rollout", service, "--namespace", namespace, "--type=json"],
    ...["--patch", JSON.stringify(operations)],
  ]);
}

interface Variable {
  readonly name: string;
}

const list = (items: readonly object[]): string => JSON.stringify({ apiVersion: "v1", kind: "List", items });
