import type { Cluster } from "../../local/demo/cluster.ts";
import type { Platform } from "../../local/platform/platform.ts";
import { waitFor } from "../../local/wait/wait.ts";
import { type RolloutState, stateOf } from "./rollout.ts";
import { namespace, service } from "./world.ts";

/** A time for which the VirtualService in force had one weight for the canary, in seconds since 1970. */
export interface Stage {
  readonly weight: number;
  readonly from: number;
  until: number;
}

/** Proxies hand their counters on every 5 s and are asked every 2 s: what was sent later than this after a change is of the new weight. */
const lagSeconds = 10;

/**
 * Watches the weights until the rollout has come to an end.
 * @param look called with each state that is read
 */
export async function watchWeights(
  platform: Platform,
  seconds: number,
  look: (state: RolloutState) => Promise<void> = async () => undefined,
): Promise<{ readonly stages: readonly Stage[]; readonly end: RolloutState }> {
  const stages: Stage[] = [];
  const end = await waitFor(
    async () => {
      const state = await stateOf(platform);
      note(stages, state.weight);
      await look(state);
      const isOver = state.phase === "Degraded" || (state.phase === "Healthy" && state.isSettled);
      return isOver ? { value: state } : { seen: JSON.stringify(state) };
    },
    { what: `the canary of ${service} to end`, seconds },
  );
  return { stages, end };
}

function note(stages: Stage[], weight: number): void {
  const now = Date.now() / 1000;
  const last = stages.at(-1);
  if (last?.weight === weight) last.until = now;
  else stages.push({ weight, from: now, until: now });
}

export interface Share {
  readonly requests: number;
  /** Of the canary, between 0 and 1. */
  readonly actual: number;
  /** Half of the 99 % interval around `actual`. */
  readonly halfWidth: number;
}

/** 99 % of a normal distribution lies within so many standard deviations. */
const z99 = 2.576;

/** The canary's share while a stage lasted, by the counters of the callers' own proxies. */
export async function shareIn(cluster: Cluster, { from, until }: Stage): Promise<Share> {
  const window = Math.floor(until - from - lagSeconds);
  if (window < lagSeconds) return { requests: 0, actual: Number.NaN, halfWidth: Number.NaN };
  const count = async (track: string): Promise<number> => {
    const host = `${service}-${track}.${namespace}.svc.cluster.local`;
    const series = `istio_requests_total{reporter="source",destination_service="${host}"}`;
    return (await cluster.query(`sum(increase(${series}[${window}s] @ ${until.toFixed(3)}))`)) ?? 0;
  };
  const canary = await count("canary");
  const requests = canary + (await count("stable"));
  const actual = canary / requests;
  return { requests, actual, halfWidth: z99 * Math.sqrt((actual * (1 - actual)) / requests) };
}

/** How many standard deviations a share is away from the wanted one. */
export const deviations = ({ requests, actual }: Share, wanted: number): number =>
  Math.abs(actual - wanted) / Math.sqrt((wanted * (1 - wanted)) / requests);
