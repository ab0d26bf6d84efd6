import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { servicesIn } from "../folders.ts";
import { replayParked, tellReplayed } from "../src/replay.ts";
import { gatewayFirst } from "./addresses.ts";
import { storesOf, storesOfRunningShop } from "./stores.ts";

/**
 * Replays the parked events of one service: in the running shop on this machine, or in the stores of the
 * environment variables (`DATABASE_URL` or `REDIS_URL`, and `NATS_URL`).
 */

const services = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const names = gatewayFirst(servicesIn(services));
const [name] = process.argv.slice(2);

if (name === undefined || !names.includes(name)) {
  const given = name === undefined ? "No service was named" : `"${name}" is no service`;
  fail(`${given}. Name one of ${names.join(", ")}.\nusage: npm run shop:replay -- <service>`, 2);
}

const settings = process.env.NATS_URL === undefined ? ofRunningShop(name) : {};
try {
  const stores = storesOf(join(services, name));
  const events = await replayParked({ name, stores }, { ...process.env, ...settings });
  process.stdout.write(tellReplayed(name, events));
} catch (error) {
  fail(`${name}: its events cannot be put back. ${error instanceof Error ? error.message : error}`, 1);
}

function ofRunningShop(service: string): Record<string, string> {
  const settings = storesOfRunningShop()?.[service];
  if (settings === undefined)
    fail("No shop runs here. Start it (npm run shop), or set NATS_URL and DATABASE_URL or REDIS_URL.", 1);
  if (Object.values(settings).some((address) => address.includes("//embedded")))
    fail("The shop's stores are inside its process, and nobody else can reach them. Install the servers.", 1);
  return settings;
}

function fail(message: string, code: number): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
