/** What the queries of `chart/templates/_queries.tpl` answer, in the same words; `analysis.test.ts` holds both together. */

export interface Seen {
  readonly requests: number;
  /** Of them, those with an error. */
  readonly errors: number;
}

/** The error ratio is at least this. */
export function errorRatio({ errors, requests }: Seen, z: number): number {
  return Math.max(Math.sqrt(errors + 0.375) - z / 2, 0) ** 2 / Math.max(requests, 1);
}

/** The canary's error ratio is above the stable release's by at least this. */
export function errorsAboveStable(canary: Seen, stable: Seen, z: number): number {
  const apart = (z / 2) * Math.sqrt(1 + canary.requests / stable.requests);
  const ratio = Math.max(Math.sqrt(canary.errors + 0.375) - apart, 0) ** 2 / Math.max(canary.requests, 1);
  return ratio - (stable.errors + 0.375) / stable.requests;
}

const slowShare = 0.05;

/** The quantile of so many requests that lies below the true 95th percentile. */
export function quantileBelow(requests: number, z: number): number {
  const quantile = 1 - slowShare - z * Math.sqrt(slowShare / requests) - (z ** 2 / 4 - 0.375) / requests;
  return Math.min(Math.max(quantile, 0.5), 0.95);
}

/** The one that lies above it. */
export function quantileAbove(requests: number, z: number): number {
  const least = Math.max(Math.sqrt(slowShare * requests) - z / 2, 0) ** 2 - 0.375;
  return 1 - Math.max(least, 0) / requests;
}
