import { setTimeout as delay } from "node:timers/promises";
import type { Platform } from "../platform/platform.ts";

/** The part of a HorizontalPodAutoscaler that is shown. */
interface Autoscaler {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly minReplicas?: number };
  readonly status?: {
    readonly desiredReplicas?: number;
    readonly currentMetrics?: readonly {
      readonly resource?: { readonly current?: { readonly averageUtilization?: number } };
    }[];
  };
}

interface Seen {
  readonly least: number;
  readonly replicas: number;
  /** CPU usage in percent of the pods' requests; NaN before the first measurement. */
  readonly used: number;
}

/** The autoscaler sees the last requests after this delay: the resolution of the metrics and its own interval. */
const afterwardsMs = 20_000;

/** What the autoscalers of a namespace measure and request until `signal`, and for a while after it. */
export async function autoscaling(platform: Platform, namespace: string, signal: AbortSignal) {
  const before = await read(platform, namespace);
  const most = new Map(before);
  let end = Number.POSITIVE_INFINITY;
  while (performance.now() < end) {
    for (const [name, seen] of await read(platform, namespace)) most.set(name, larger(most.get(name), seen));
    if (signal.aborted && end === Number.POSITIVE_INFINITY) end = performance.now() + afterwardsMs;
    await delay(2000);
  }
  const rows = [...most].map(([name, { least, replicas, used }]) => {
    const first = before.get(name);
    return [name, percent(first?.used), percent(used), least, first?.replicas ?? 0, replicas] as const;
  });
  // Pods from a previous experiment stay for five minutes: then no more are added.
  return { rows, grew: [...most.values()].some(({ least, replicas }) => replicas > least) };
}

async function read(platform: Platform, namespace: string): Promise<ReadonlyMap<string, Seen>> {
  const { items } = JSON.parse(await platform.kubectl(["get", "hpa", "-n", namespace, "-o", "json"])) as {
    items: readonly Autoscaler[];
  };
  return new Map(
    items.map(({ metadata, spec, status }) => [
      metadata.name,
      {
        least: spec.minReplicas ?? 1,
        replicas: status?.desiredReplicas ?? 0,
        used: status?.currentMetrics?.[0]?.resource?.current?.averageUtilization ?? Number.NaN,
      },
    ]),
  );
}

function larger(one: Seen | undefined, other: Seen): Seen {
  if (one === undefined) return other;
  return {
    least: other.least,
    replicas: Math.max(one.replicas, other.replicas),
    used: Number.isNaN(one.used) ? other.used : Math.max(one.used, other.used || one.used),
  };
}

const percent = (used = Number.NaN): string => (Number.isNaN(used) ? "unknown" : `${used} %`);
