/**
 * Counters of proxies as a page of metrics, which a real Prometheus scrapes and relabels like that of the
 * local platform.
 */
import { mkdtemp, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "@slipway/kit/data-plane/server-process";
import { stringify } from "yaml";
import { asIstioNames } from "../../../components/prometheus/istio-names.ts";
import { PortRange } from "../../../embedded/ports.ts";

/** Requests that one proxy counts with the same labels. */
export interface Counted {
  readonly labels: Readonly<Record<string, string>>;
  readonly perSecond: number;
  /** Duration of each request, measured by the answering proxy. */
  readonly milliseconds?: number;
}

const buckets = [5, 10, 25, 50, 100, 250, 500, 1000];

export interface MeasuredMesh extends AsyncDisposable {
  readonly prometheus: (path: string) => Promise<string>;
  stopPrometheus(): Promise<void>;
}

export async function measureMesh(counted: readonly Counted[]): Promise<MeasuredMesh> {
  const started = performance.now();
  const proxies = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" });
    response.end(exposition(counted, (performance.now() - started) / 1000));
  });
  await new Promise<void>((resolve) => proxies.listen(0, "127.0.0.1", resolve));
  const ports = await PortRange.claim();
  const { port, process } = await ports.start((free) => startPrometheus(free, proxies));
  return {
    prometheus: async (path) => await (await fetch(`http://127.0.0.1:${port}${path}`)).text(),
    stopPrometheus: () => process.stop(),
    async [Symbol.asyncDispose]() {
      await process.stop();
      await ports[Symbol.asyncDispose]();
      proxies.closeAllConnections();
      await new Promise((resolve) => proxies.close(resolve));
    },
  };
}

async function startPrometheus(port: number, proxies: Server) {
  const folder = await mkdtemp(join(tmpdir(), "slipway-mesh-"));
  const config = join(folder, "prometheus.yml");
  const targets = [`127.0.0.1:${(proxies.address() as AddressInfo).port}`];
  const pods = { job_name: "pods", static_configs: [{ targets }], metric_relabel_configs: asIstioNames };
  const global = { scrape_interval: "500ms", scrape_timeout: "500ms" };
  await writeFile(config, stringify({ global, scrape_configs: [pods] }));
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--log.level=error",
  ];
  return { port, process: await startServer("prometheus", args, { port, folder, limitMs: 60_000 }) };
}

function exposition(counted: readonly Counted[], seconds: number): string {
  const total = counted.map(
    ({ labels, perSecond }) => `envoy_istio_requests_total{${text(labels)}} ${perSecond * seconds}`,
  );
  const histogram = counted.flatMap(({ labels, perSecond, milliseconds }) =>
    milliseconds === undefined
      ? []
      : [...buckets, Number.POSITIVE_INFINITY].map((le) => {
          const below = milliseconds <= le ? perSecond * seconds : 0;
          const bound = le === Number.POSITIVE_INFINITY ? "+Inf" : le;
          return `envoy_istio_request_duration_milliseconds_bucket{${text(labels)},le="${bound}"} ${below}`;
        }),
  );
  return [
    "# TYPE envoy_istio_requests_total counter",
    ...total,
    "# TYPE envoy_istio_request_duration_milliseconds histogram",
    ...histogram,
    "",
  ].join("\n");
}

const text = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(",");
