/**
 * What this process concluded last, whether or not it could be published: a release that was unwell while the forge was
 * down has not been healthy all the time.
 */
import type { Conclusion } from "./evaluate/evaluate.ts";
import type { Conclusions, Observed, Past, Target } from "./observe.ts";

export interface Memory {
  /** `published` is believed for what this process has not seen yet. */
  past(target: Target, published: Observed): Past;
  /** Takes conclusions in; what is doubtful for a moment only is answered with what was healthy before. */
  settle(target: Target, conclusions: Conclusions, now: Date): Settled;
}

export interface Settled {
  readonly observed: Observed;
  /** Milliseconds until a doubt is long enough to be reported; undefined when there is none. */
  readonly doubtEndsInMs: number | undefined;
}

interface Remembered extends Conclusion {
  readonly doubtedAt?: Date;
}

/**
 * Whenever an autoscaler or a sync touches a healthy release, its controller has not seen the new generation for a
 * moment, or git is ahead of the cluster for some seconds. Reported, each of them would restart soak, and the last word
 * about a release that a newer one replaced would be that it was not healthy. Lost pods, an abort, a canary and another
 * release are reported at once.
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
