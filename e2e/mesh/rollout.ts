import type { Platform } from "../../local/platform/platform.ts";
import { Stopped, waitFor } from "../../local/wait/wait.ts";
import { namespace, service } from "./world.ts";

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

/** Variables of the pod template that a release sets. */
export async function podVariables(
  platform: Platform,
): Promise<Readonly<Record<string, string | undefined>>> {
  return Object.fromEntries((await variablesOf(platform)).map(({ name, value }) => [name, value]));
}

/** Gives the service another pod template, as a new release does; variables that are undefined are taken out. */
export async function change(
  platform: Platform,
  variables: Readonly<Record<string, string | undefined>>,
  annotations: Readonly<Record<string, string>> = {},
): Promise<void> {
  const path = "/spec/template/spec/containers/0/env";
  const env = await variablesOf(platform);
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

/** Waits until the canary has a weight, and its pods answer. */
export function reachesWeight(platform: Platform, weight: number, seconds = 240): Promise<RolloutState> {
  return waitFor(
    async () => {
      const state = await stateOf(platform);
      if (state.phase === "Degraded") throw new Stopped(`the canary ended: ${state.message}`);
      return state.weight === weight && !state.isSettled ? { value: state } : { seen: JSON.stringify(state) };
    },
    { what: `the canary of ${service} at ${weight} %`, seconds, everyMs: 250 },
  );
}

export interface Pod {
  readonly metadata: {
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly initContainers: readonly { readonly name: string }[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** All pods of the service. */
export async function podsOf(platform: Platform): Promise<readonly Pod[]> {
  const pods = ["get", "pods", "--namespace", namespace, "-l", `app.kubernetes.io/name=${service}`];
  return (JSON.parse(await platform.kubectl([...pods, "-o", "json"])) as { items: readonly Pod[] }).items;
}

/** How many pods are ready, by their pod template hash. */
export async function readyPods(platform: Platform): Promise<Readonly<Record<string, number>>> {
  const ready = (await podsOf(platform)).filter(
    ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined &&
      status.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
  );
  const byHash = Map.groupBy(ready, ({ metadata }) => metadata.labels["rollouts-pod-template-hash"] ?? "");
  return Object.fromEntries([...byHash].map(([hash, pods]) => [hash, pods.length]));
}

/** Waits until no pod of an earlier release runs. */
export function onlyStableRuns(platform: Platform, seconds = 120): Promise<unknown> {
  return waitFor(
    async () => {
      const pods = await readyPods(platform);
      const { isSettled, phase } = await stateOf(platform);
      return isSettled && phase === "Healthy" && Object.keys(pods).length === 1
        ? { value: pods }
        : { seen: JSON.stringify({ pods, phase }) };
    },
    { what: `only the stable pods of ${service}`, seconds },
  );
}

async function variablesOf(platform: Platform): Promise<readonly Variable[]> {
  const text = await platform.kubectl(["get", "rollout", service, "--namespace", namespace, "-o", "json"]);
  return JSON.parse(text).spec.template.spec.containers[0].env;
}

interface Variable {
  readonly name: string;
  readonly value?: string;
}
