import { Fleet, runnableServices } from "../../services/journeys/fleet/fleet.ts";
import { Collector } from "../../services/journeys/observe/collector.ts";
import { type Edge, scrapedEdges } from "../../services/journeys/observe/edges.ts";
import { databaseAt } from "../../services/order/testing/databases.ts";
import { alwaysBroken, brokenAtRest } from "../../services/order/testing/invariants.ts";
import type { Platform } from "../platform/platform.ts";
import { edgesOnPlatform } from "./prometheus.ts";

/** The shop that an experiment uses. */
export interface Stage {
  readonly where: string;
  readonly gateway: string;
  /** Address of the shop's pages, if they are reachable. */
  readonly site: string | undefined;
  readonly services: readonly string[];
  /** Calls between services since the shop started. */
  edges(): Promise<readonly Edge[]>;
  /** Ends all replicas of a service. */
  stop(service: string): Promise<void>;
  start(service: string): Promise<void>;
  /** Queries the databases; `undefined` if they are not reachable. */
  readonly books: Books | undefined;
  /** Destination of spans; on the platform, its own collector receives them. */
  readonly collector: Collector | undefined;
  readonly platform: Platform | undefined;
  close(): Promise<void>;
}

export interface Books {
  /** Number of orders whose money the payment provider has charged or reserved. */
  charges(): Promise<number>;
  /** Inconsistencies between goods and money; `atRest` when no order is in progress. */
  broken(atRest: boolean): Promise<readonly string[]>;
}

/** A separate shop for the experiment, on this machine, without containers. */
export async function stageOnMachine(settings: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const collector = await Collector.listen();
  const fleet = await Fleet.start({
    settings: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      TRACE_RATIO: "1",
      REDIS_TIMEOUT_MS: "500",
      ...settings,
    },
  });
  const open = (service: string) => databaseAt(fleet.stores.settingsOf(service).DATABASE_URL ?? "");
  const databases = { order: open("order"), inventory: open("inventory"), payment: open("payment") };
  return {
    where: "its own shop, without containers",
    gateway: fleet.gateway,
    site: fleet.origins.get("web"),
    services: fleet.names,
    edges: () => scrapedEdges(fleet.origins),
    stop: (service) => fleet.stop(service),
    start: async (service) => void (await fleet.start(service)),
    books: {
      async charges() {
        const [row] = await databases.payment<{ count: number }>`
          select count(*) as count from psp_book where state in ('authorised', 'captured')`;
        return Number(row?.count ?? 0);
      },
      broken: (atRest) => (atRest ? brokenAtRest : alwaysBroken)(databases),
    },
    collector,
    platform: undefined,
    async close() {
      await Promise.all(Object.values(databases).map((sql) => sql.close()));
      await fleet.close();
      await collector.close();
    },
  };
}

/** The shop in an environment of the local platform, as delivered by its own workflows. */
export function stageOnPlatform(platform: Platform, environment = "dev"): Stage {
  const namespace = `shop-${environment}`;
  const scale = (service: string, replicas: number) =>
    platform.kubectl(["scale", "rollout", service, "-n", namespace, `--replicas=${replicas}`]);
  return {
    where: `${environment} of the local platform`,
    gateway: `http://127.0.0.1:${platform.ports.shop[environment]}`,
    site: undefined,
    services: runnableServices(),
    edges: () => edgesOnPlatform(platform, namespace),
    // An autoscaler does not change a workload with zero replicas, and continues afterwards.
    stop: async (service) => {
      await scale(service, 0);
      await platform.kubectl([
        ...["wait", "pod", "-n", namespace, "-l", `app.kubernetes.io/name=${service}`],
        ...["--for=delete", "--timeout=50s"],
      ]);
    },
    start: async (service) => void (await scale(service, 2)),
    books: undefined,
    collector: undefined,
    platform,
    close: async () => {},
  };
}
