import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { servicesIn } from "../folders.ts";
import { assignPorts, edge, gatewayFirst, localSettings, neighbours } from "./addresses.ts";
import { ServiceInProcess } from "./service-in-process.ts";
import { ServiceProcess } from "./service-process.ts";
import { portsOfStores, type ShopStores, startStores } from "./stores.ts";

/**
 * Starts every service of the shop on this machine, without containers, until Ctrl-C: all in this process, or
 * with `--procs` each in its own. Stores that are not installed are part of this process; with `--embedded`
 * all stores are.
 */

type Running = ServiceInProcess | ServiceProcess;

const services = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const readyWithinMs = 60_000;
const stopWithinMs = 5000;

// Comes first: from here on, the shop always ends in an orderly way.
const stopped = Promise.withResolvers<void>();
let isStopping = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);

const { isSingle, embed } = readOptions();
const names = gatewayFirst(servicesIn(services));
const { addresses, spare } = await assignPorts(names, firstPort(), portsOfStores);
const stores = await openStores();
const running = names.map((name) => start(name, stores));

const isUp = await Promise.race([allReady(), stopped.promise.then(() => false)]);
if (isUp) {
  welcome(stores);
  await Promise.race([stopped.promise, ...running.map(watch)]);
}
await Promise.all(running.map((service) => service.stop(stopWithinMs)));
await stores.stop();
process.exit(isUp || isStopping ? 0 : 1);

function stop(): void {
  // The second Ctrl-C ends it at once; then the stores end by themselves.
  if (isStopping) process.exit(1);
  isStopping = true;
  stopped.resolve();
}

function readOptions() {
  const options = { procs: { type: "boolean" }, embedded: { type: "boolean" } } as const;
  try {
    const { procs = false, embedded = false } = parseArgs({ options }).values;
    if (procs && embedded)
      throw new Error("--procs and --embedded: processes cannot share what is inside one.");
    const embed = embedded ? "always" : procs ? "never" : "missing";
    return { isSingle: !procs, embed } as const;
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\nusage: npm run shop [-- --procs | --embedded]\n`);
    process.exit(2);
  }
}

function firstPort(): number {
  const given = process.env.PORT_BASE ?? "8080";
  const port = Number(given);
  if (Number.isInteger(port) && port >= 1 && port <= 65_000) return port;
  process.stderr.write(
    `PORT_BASE: "${given}" is not a port from 1 to 65000. Set it to one, or unset it for 8080.\n`,
  );
  process.exit(2);
}

async function openStores(): Promise<ShopStores> {
  const opening = startStores({ servicesFolder: services, names, ports: spare, embed });
  try {
    const opened = await Promise.race([opening, stopped.promise]);
    if (opened !== undefined) return opened;
  } catch (error) {
    process.stderr.write(`The shop's stores cannot start. ${messageOf(error)}\n`);
    process.exit(1);
  }
  await opening.then((opened) => opened.stop()).catch(() => {});
  process.exit(0);
}

function start(name: string, { settingsOf, backends }: ShopStores): Running {
  const { http = "", rpc = "" } = addresses.get(name) ?? {};
  const environment = {
    ...localSettings,
    DEMO_MODE: process.env.DEMO_MODE ?? "on",
    // Everything shares one machine with other work, so the limits are long.
    REQUEST_TIMEOUT_MS: process.env.REQUEST_TIMEOUT_MS ?? "15000",
    REDIS_TIMEOUT_MS: process.env.REDIS_TIMEOUT_MS ?? "1000",
    ...neighbours(addresses),
    ...settingsOf(name),
    GRPC_PORT: rpc.split(":")[1] ?? "",
  };
  const folder = join(services, name);
  if (isSingle) return new ServiceInProcess(name, http, folder, environment, backends);
  return new ServiceProcess(name, http, join(folder, "src", "main.ts"), environment);
}

async function allReady(): Promise<boolean> {
  const results = await Promise.all(running.map(oneReady));
  return results.every(Boolean);
}

async function oneReady(service: Running): Promise<boolean> {
  const seconds = await service.ready(readyWithinMs);
  if (isStopping) return false;
  if (seconds === undefined) {
    report(`${service.name} did not become ready`, service);
    return false;
  }
  process.stdout.write(`${service.name.padEnd(14)} ${service.address}  ready in ${seconds.toFixed(1)} s\n`);
  return true;
}

function welcome({ kinds }: ShopStores): void {
  const gateway = addresses.get(edge)?.http;
  const shop = addresses.get("web")?.http ?? `${gateway}/api/products`;
  const lines = [
    `Data: ${kinds.join(", ")}`,
    `The gateway: ${gateway}/api/health`,
    `The shop: ${shop}   (Ctrl-C ends it)`,
  ];
  process.stdout.write(`\n${lines.join("\n")}\n`);
}

/** Reports a service that ends while the others continue; never resolves, because the shop stays open without it. */
async function watch(service: Running): Promise<void> {
  await service.died;
  if (!isStopping) report(`${service.name} has died`, service);
  await new Promise(() => {});
}

function report(what: string, service: Running): void {
  const lines = service.lastLines.map((line) => `  ${line}\n`).join("");
  process.stderr.write(`${what}. Its last lines:\n${lines || "  (it wrote nothing)\n"}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
