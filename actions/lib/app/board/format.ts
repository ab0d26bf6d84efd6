/** Times and counts as people say them. Pure. */

const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
] as const;

/** Only the largest unit, for tables: `3 d`. */
export function age(from: string | Date, to: string | Date): string {
  const seconds = Math.max(0, (new Date(to).getTime() - new Date(from).getTime()) / 1000);
  return span(seconds);
}

export function span(seconds: number): string {
  for (const [unit, size] of UNITS) if (seconds >= size) return `${Math.floor(seconds / size)} ${unit}`;
  return `${Math.floor(seconds)} s`;
}

/** `2026-01-02 15:04 UTC` */
export function moment(time: string | Date): string {
  const iso = new Date(time).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Of a cluster without a recent heartbeat. */
export function silence(cluster: string, beatAt: string | null, at: string): string {
  const long = beatAt === null ? "has never reported" : `has sent no heartbeat for ${age(beatAt, at)}`;
  return `the reporter of ${cluster} ${long}, so health there is unknown`;
}
