/**
 * What the shop's services do and cost, next to what their parts can do at most: `node bench/shop.ts [--seconds 3]
 * [--rounds 3] [--connections 20]`; some minutes. Each service is its bundle in its own process, with its settings in
 * a cluster; the load comes from this process, on the same machine.
 */
import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { Fleet } from "../services/journeys/fleet/fleet.ts";
import { proportionalBytes, residentBytes } from "../services/journeys/fleet/processes.ts";
import { newAccount } from "../services/journeys/journeys.ts";
import { ShopClient } from "../services/journeys/shop-client.ts";
import { type Bare, startBare } from "./shop/bare.ts";
import { checkOut } from "./shop/checkouts.ts";
import { type Measured, measure } from "./shop/load.ts";
import { table } from "./table.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "3" },
    connections: { type: "string", default: "20" },
  },
});
const load = {
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  connections: Number(values.connections),
};
const bundleLimit = 5 * 1024 * 1024;
const path = "/products/1";

/** As `values.yaml` of every service has them. */
const inCluster = {
  LOG_LEVEL: "info",
  NODE_OPTIONS: "--max-semi-space-size=1 --max-old-space-size=48",
  MALLOC_ARENA_MAX: "1",
  NODE_DISABLE_COMPILE_CACHE: "1",
};

say(`${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)} at the start\n`);
const fleet = await Fleet.start({
  isolated: true,
  settings: { ...inCluster, REQUEST_TIMEOUT_MS: "20000", REDIS_TIMEOUT_MS: "1000" },
});
const bare: Bare[] = [];
try {
  const idle = memory();
  say(table(["request", "a second", "of the first", "p50 ms", "p99 ms", "alone ms", "failed"], await edge()));
  say(
    table(["catalog", "a second", "of the first", "p50 ms", "p99 ms", "alone ms", "failed"], await catalog()),
  );
  const checkouts = ["buyers", "orders a second", "a CPU second", "p50 ms", "p99 ms", "pending", "failed"];
  say(table(checkouts, [await purchases(1), await purchases(load.connections)]));
  const header = [
    "service",
    "ready s",
    "PSS MB idle",
    "PSS MB after",
    "alone MB after",
    "bundle kB",
    "gzip kB",
  ];
  say(table([...header, "of 5 MiB"], await each(idle)));
} finally {
  for (const one of bare) one.stop();
  await fleet.close();
}
say(`load ${loadavg()[0]?.toFixed(1)} at the end`);
process.exit(0);

/** One product: asked for directly, through plain proxies, through the gateway. */
async function edge(): Promise<string[][]> {
  const direct = fleet.addressOf("product");
  const names = ["plain-fastify", "undici-proxy", "fastify-proxy", "span-sink"];
  for (const name of names) bare.push(await startBare(name, direct));
  const [fastify = "", undici = "", proxy = "", sink = ""] = bare.map(({ address }) => address);
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: sink, TRACE_RATIO: "1" };
  const traced = await fleet.startBeside("api-gateway", settings);
  const headers = { authorization: await token() };
  const measured = await measure(
    [
      { what: "product, directly", url: direct + path },
      { what: "plain fastify, from memory", url: fastify + path },
      { what: "plain undici proxy", url: `${undici}/api${path}` },
      { what: "plain fastify proxy", url: `${proxy}/api${path}` },
      { what: "gateway (limits by address)", url: `${fleet.gateway}/api${path}` },
      { what: "gateway, with a JWT", url: `${fleet.gateway}/api${path}`, headers },
      { what: "gateway, JWT, all traced", url: `${traced.address}/api${path}`, headers },
    ],
    load,
  );
  await traced.stop(5000);
  return measured.map(row);
}

/** Searches that are in Redis, and such that nobody has made before. */
async function catalog(): Promise<string[][]> {
  const url = `${fleet.addressOf("product")}/products`;
  let number = 0;
  const nextPath = () => {
    number += 1;
    return `/products?q=lantern${number}`;
  };
  const targets = [
    { what: "hit", url },
    { what: "miss", url, nextPath },
  ];
  return (await measure(targets, load)).map(row);
}

async function purchases(buyers: number): Promise<string[]> {
  const seconds = load.seconds * load.rounds;
  const { perSecond, perCpuSecond, p50, p99, pending, failed } = await checkOut(
    fleet.gateway,
    buyers,
    seconds,
  );
  const figures = [perSecond.toFixed(1), perCpuSecond.toFixed(1), p50.toFixed(0), p99.toFixed(0)];
  return [String(buyers), ...figures, String(pending), String(failed)];
}

function row({ what, perSecond, ratio, p50, p99, alone, failed }: Measured): string[] {
  const latency = [String(p50), String(p99), alone.toFixed(2)];
  return [what, perSecond.toFixed(0), ratio.toFixed(2), ...latency, String(failed)];
}

async function token(): Promise<string> {
  const shop = new ShopClient(fleet.gateway);
  const { accessToken } = await newAccount(shop);
  shop.close();
  return `Bearer ${accessToken}`;
}

function memory(): ReadonlyMap<string, { shared: number; alone: number }> {
  return new Map(
    fleet.names.map((name) => {
      const [pid = 0] = fleet.processesOf(name).map((process) => process.pid ?? 0);
      return [name, { shared: proportionalBytes(pid), alone: residentBytes(pid) }];
    }),
  );
}

/** Started again one after the other, so that none waits for the others' starts. */
async function each(idle: ReturnType<typeof memory>): Promise<string[][]> {
  const after = memory();
  const rows: string[][] = [];
  for (const name of fleet.names) {
    await fleet.stop(name);
    const seconds = await fleet.start(name);
    const code = readFileSync(fleet.programOf(name));
    const used = [idle.get(name)?.shared, after.get(name)?.shared, after.get(name)?.alone];
    const megabytes = used.map((bytes = 0) => (bytes / 2 ** 20).toFixed(0));
    const kilobytes = [code.length, gzipSync(code).length].map((bytes) => (bytes / 1000).toFixed(0));
    rows.push([name, seconds.toFixed(2), ...megabytes, ...kilobytes, (code.length / bundleLimit).toFixed(2)]);
  }
  return rows;
}

function say(text: string): void {
  process.stdout.write(`${text}\n\n`);
}
