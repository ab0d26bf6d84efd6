import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { type Call, calledIn } from "../../kit/network.ts";
import { type Sample, scrape } from "./metrics.ts";

/** One service calls another. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly calls: number;
  readonly failed: number;
}

const metric = "http_client_request_duration_seconds_count";
const servicesFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Services that `from` has called, from its own metrics. */
export function edgesIn(from: string, samples: readonly Sample[]): Edge[] {
  const calls = samples.filter(({ name, value }) => name === metric && value > 0);
  // A caller may have a separate breaker for parts of a service: `api-gateway/ads`.
  const byTarget = Map.groupBy(calls, ({ labels }) => labels.server_address?.split("/")[0] ?? "");
  return [...byTarget].map(([to, some]) => ({
    from,
    to,
    calls: sum(some),
    failed: sum(some.filter(isFailure)),
  }));
}

/** From every service's `/metrics`. */
export async function scrapedEdges(addresses: ReadonlyMap<string, string>): Promise<Edge[]> {
  const all = await Promise.all(
    [...addresses].map(async ([name, origin]) => edgesIn(name, await scrape(origin))),
  );
  return all.flat();
}

/** The declarations in service.yaml, from which network and mesh policies are generated. */
export function declaredCalls(service: string): readonly string[] {
  const file = join(servicesFolder, service, "service.yaml");
  const { calls = [] } = parse(readFileSync(file, "utf8")) as { calls?: Call[] };
  return calls.map(calledIn);
}

/** Undeclared calls, which a mesh would refuse. */
export function undeclared(edges: readonly Edge[], declared = declaredCalls): Edge[] {
  return edges.filter(({ from, to }) => !declared(from).includes(to));
}

/** Declared calls that were not observed: there was no such traffic, or the declaration is obsolete. */
export function unseen(services: readonly string[], edges: readonly Edge[], declared = declaredCalls) {
  return services.flatMap((from) =>
    declared(from)
      .filter((to) => !edges.some((edge) => edge.from === from && edge.to === to))
      .map((to) => ({ from, to })),
  );
}

/** gRPC codes that are the callee's answer, not its failure. */
const answers = new Set([
  ...["OK", "NOT_FOUND", "FAILED_PRECONDITION", "INVALID_ARGUMENT"],
  ...["ABORTED", "ALREADY_EXISTS", "PERMISSION_DENIED", "UNAUTHENTICATED"],
]);

function isFailure({ labels: { http_response_status_code: status = "" } }: Sample): boolean {
  return !answers.has(status) && !(Number(status) < 500);
}

function sum(samples: readonly Sample[]): number {
  return samples.reduce((total, { value }) => total + value, 0);
}
