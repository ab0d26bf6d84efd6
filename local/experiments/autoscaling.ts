import { setTimeout as delay } from "node:timers/promises";
import type { Platform } from "../platform/platform.ts";

interface Autoscaler {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly currentReplicas?: number; readonly desiredReplicas?: number };
}

/** What the autoscalers of a namespace want while there is load, and for a while after it. */
export async function autoscaling(platform: Platform, namespace: string, seconds: number) {
  const read = async () => {
    const { items } = JSON.parse(await platform.kubectl(["get", "hpa", "-n", namespace, "-o", "json"])) as {
      items: readonly Autoscaler[];
    };
    return new Map(items.map(({ metadata, status }) => [metadata.name, status?.desiredReplicas ?? 0]));
  };
  const before = await read();
  const most = new Map(before);
  // An autoscaler looks every 15 seconds.
  const end = performance.now() + (seconds + 30) * 1000;
  while (performance.now() < end) {
    for (const [name, desired] of await read()) most.set(name, Math.max(most.get(name) ?? 0, desired));
    await delay(2000);
  }
  const rows = [...most].map(([name, count]) => [name, before.get(name) ?? 0, count] as const);
  return { rows, grew: rows.some(([, from, to]) => to > from) };
}
