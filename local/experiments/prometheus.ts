import type { Edge } from "../../services/journeys/observe/edges.ts";
import type { Platform } from "../platform/platform.ts";

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/**
 * All series of an instant query.
 * @throws when Prometheus does not answer it
 */
export async function instantQuery(platform: Platform, query: string): Promise<readonly Series[]> {
  const path = `/api/v1/query?query=${encodeURIComponent(query)}`;
  const { status, body } = await platform.inside(platform.ports.prometheus, path);
  if (status !== 200) throw new Error(`Prometheus answers ${status} to ${query}: ${body.slice(0, 200)}`);
  return (JSON.parse(body) as { data: { result: readonly Series[] } }).data.result;
}

/** Calls between services in the last hour. */
export async function edgesOnPlatform(platform: Platform, namespace: string): Promise<Edge[]> {
  const calls = (more: string) =>
    // A caller may have a separate breaker for parts of a service: `api-gateway/ads`.
    `sum by (service, server_address) (label_replace(increase(http_client_request_duration_seconds_count{namespace="${namespace}"${more}}[1h]), "server_address", "$1", "server_address", "([^/]*).*")) > 0`;
  const all = await instantQuery(platform, calls(""));
  const failed = await instantQuery(
    platform,
    calls(',http_response_status_code=~"5..|unreachable|timeout|UNAVAILABLE|DEADLINE_EXCEEDED|INTERNAL"'),
  );
  const key = ({ metric }: Series) => `${metric.service}→${metric.server_address}`;
  const failures = new Map(failed.map((series) => [key(series), Number(series.value[1])]));
  return all.map((series) => ({
    from: series.metric.service ?? "",
    to: series.metric.server_address ?? "",
    calls: Math.round(Number(series.value[1])),
    failed: Math.round(failures.get(key(series)) ?? 0),
  }));
}
