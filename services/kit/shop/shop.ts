import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePorts } from "./ports.ts";
import { ServiceProcess } from "./service-process.ts";
import { portsOfStores, type ShopStores, startStores } from "./stores.ts";

/** Starts every service of the shop as a process of this machine, without containers, until Ctrl-C. */

const services = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const edge = "api-gateway";
const readyWithinMs = 20_000;
const stopWithinMs = 5000;

const names = servicesIn(services);
// One of HTTP and one of gRPC for each service; the gateway's is the first of all.
const ports = await freePorts(firstPort(), 2 * names.length + portsOfStores);
const addresses = new Map(names.map((name, index) => [name, `http://127.0.0.1:${ports[index]}`]));
const rpcPorts = new Map(names.map((name, index) => [name, ports[names.length + index] ?? 0]));
const neighbours = addressesForAll();
const stores = await openStores();
const processes = names.map((name) => start(name, stores));
let isStopping = false;
const stopped = Promise.withResolvers<void>();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);

const isUp = await Promise.race([allReady(), stopped.promise.then(() => false)]);
if (isUp) {
  process.stdout.write(`\nThe shop: ${addresses.get(edge)}/api/products   (Ctrl-C ends it)\n${webLine()}`);
  await Promise.race([stopped.promise, ...processes.map(watch)]);
}
await Promise.all(processes.map((service) => service.stop(stopWithinMs)));
await stores.stop();
process.exit(isUp ? 0 : 1);

function stop(): void {
  isStopping = true;
  stopped.resolve();
}

/** The gateway first, so that it gets the first port. */
function servicesIn(folder: string): string[] {
  const found = readdirSync(folder).filter((name) => existsSync(join(folder, name, "service.yaml")));
  return [edge, ...found.filter((name) => name !== edge).sort()];
}

function webLine(): string {
  const web = addresses.get("web");
  return web === undefined ? "" : `In a browser: ${web}\n`;
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
  try {
    return await startStores(services, names, ports.slice(2 * names.length));
  } catch (error) {
    process.stderr.write(
      `The shop's stores cannot start. ${error instanceof Error ? error.message : error}\n`,
    );
    process.exit(1);
  }
}

/** Each service is told the addresses of all: PRODUCT_URL, PRODUCT_RPC, ORDER_URL, … */
function addressesForAll(): Record<string, string> {
  const told = names.flatMap((name) => {
    const variable = name.toUpperCase().replaceAll("-", "_");
    return [
      [`${variable}_URL`, addresses.get(name) ?? ""],
      [`${variable}_RPC`, `127.0.0.1:${rpcPorts.get(name)}`],
    ];
  });
  return Object.fromEntries(told);
}

function start(name: string, { settingsOf }: ShopStores): ServiceProcess {
  return new ServiceProcess(name, addresses.get(name) ?? "", join(services, name), {
    ...neighbours,
    ...settingsOf(name),
    DEMO_MODE: process.env.DEMO_MODE ?? "on",
    GRPC_PORT: String(rpcPorts.get(name)),
  });
}

async function allReady(): Promise<boolean> {
  const results = await Promise.all(processes.map(oneReady));
  return results.every(Boolean);
}

async function oneReady(service: ServiceProcess): Promise<boolean> {
  const seconds = await service.ready(readyWithinMs);
  if (seconds === undefined) {
    report(`${service.name} did not become ready`, service);
    return false;
  }
  process.stdout.write(`${service.name.padEnd(14)} ${service.address}  ready in ${seconds.toFixed(1)} s\n`);
  return true;
}

/** Reports a service that dies while the others go on; never resolves, since the shop stays open without it. */
async function watch(service: ServiceProcess): Promise<void> {
  await service.died;
  if (!isStopping) report(`${service.name} has died`, service);
  await new Promise(() => {});
}

function report(what: string, service: ServiceProcess): void {
  const lines = service.lastLines.map((line) => `  ${line}\n`).join("");
  process.stderr.write(`${what}. Its last lines:\n${lines || "  (it wrote nothing)\n"}`);
}
