/**
 * The last conclusions of this process, whether or not they could be published: a release that was unhealthy
 * while the forge was down has not been healthy all the time.
 */
import type { Conclusion } from "./evaluate/evaluate.ts";
import type { Conclusions, Observed, Past, Target } from "./observe.ts";

export interface Memory {
  /** `published` is used for services that this process has not concluded about yet. */
  past(target: Target, published: Observed): Past;
  /** Stores conclusions; a conclusion in doubt for a short time only is replaced by the healthy one before it. */
  settle(target: Target, conclusions: Conclusions, now: Date): Settled;
}

export interface Settled {
  readonly observed: Observed;
  /** Milliseconds until a doubt is reported; undefined when there is none. */
  readonly doubtEndsInMs: number | undefined;
}

interface Remembered extends Conclusion {
  readonly doubtedAt?: Date;
}

/**
 * When an autoscaler or a sync touches a healthy release, its controller has not observed the new generation
 * for a moment, or git is ahead of the cluster for seconds. If these moments were reported, each would
 * restart soak, and the last report about a replaced release would be that it was not healthy. Lost pods, an
 * abort, a canary and another release are reported at once.
 */
export function createMemory(doubtMs: number): Memory {
  const remembered = new Map<string, Remembered>();
  const keyOf = ({ environment, cluster }: Target, service: string) => `${environment}/${cluster}/${service}`;
  return {
    past: (target, published) => (service) => {
      const evidence = published.get(service);
      return remembered.get(keyOf(target, service)) ?? (evidence === undefined ? undefined : { evidence });
    },
    settle(target, conclusions, now) {
      let doubtEndsInMs: number | undefined;
      const observed = [...conclusions].map(([service, conclusion]) => {
        const key = keyOf(target, service);
        const before = remembered.get(key);
        const doubtedAt =
          before !== undefined && isDoubt(before, conclusion) ? (before.doubtedAt ?? now) : undefined;
        const leftMs = doubtedAt === undefined ? 0 : doubtedAt.getTime() + doubtMs - now.getTime();
        if (before === undefined || doubtedAt === undefined || leftMs <= 0) {
          remembered.set(key, conclusion);
          return [service, conclusion.evidence] as const;
        }
        doubtEndsInMs = Math.min(doubtEndsInMs ?? leftMs, leftMs);
        remembered.set(key, { ...before, doubtedAt });
        return [service, before.evidence] as const;
      });
      return { observed: new Map(observed), doubtEndsInMs };
    },
  };
}

function isDoubt({ evidence: before }: Conclusion, { evidence: now }: Conclusion): boolean {
  const isSame = before.releaseId === now.releaseId && before.digest === now.digest;
  return isSame && before.state === "healthy" && now.state === "running" && now.step === null;
}
