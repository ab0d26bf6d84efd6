import { mkdirSync } from "node:fs";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import type { TProperties } from "typebox";
import { inject } from "vitest";
import { addressIn } from "../data-plane/nats.ts";
import { createDatabase } from "../data-plane/postgres.ts";
import { accounts, type DataPlane, databases } from "../testing/data-plane.ts";
import { createService, listen, type Service, type ServiceDefinition } from "./service.ts";

export interface StartedService<Settings extends TProperties> extends Service<Settings> {
  readonly address: string;
  /** What it has logged so far. */
  readonly log: readonly Record<string, unknown>[];
}

/** On a busy machine a store may be slow. */
const onThisMachine = { HOST: "127.0.0.1", PORT: "0", REDIS_TIMEOUT_MS: "5000" };

/** A service in this process on a free port of 127.0.0.1; the caller closes its `app`. */
export async function startService<Settings extends TProperties>(
  definition: ServiceDefinition<Settings>,
  environment: Readonly<Record<string, string>> = {},
): Promise<StartedService<Settings>> {
  const log: Record<string, unknown>[] = [];
  const stream = { write: (line: string) => void log.push(JSON.parse(line)) };
  const service = createService(definition, { ...onThisMachine, ...environment }, stream);
  return { ...service, address: await listen(service), log };
}

/** The servers that all tests of the services share. Throws the reason if there are none. */
export function dataPlane(): DataPlane {
  const provided = inject("dataPlane");
  if ("failure" in provided) throw new Error(provided.failure);
  return provided;
}

/** `DATABASE_URL` of an empty database for this test. */
export function testDatabase(): Promise<string> {
  const { postgres } = dataPlane();
  return createDatabase(postgres, `test${claim("postgres", 10_000)}`);
}

/** `REDIS_URL` of an empty database for this test. */
export async function testKv(): Promise<string> {
  return `redis://127.0.0.1:${dataPlane().redis}/${claim("redis", databases)}`;
}

/** `NATS_URL` of a separate account, without events. */
export async function testBus(): Promise<string> {
  return addressIn(`test${claim("nats", accounts)}`, dataPlane().nats);
}

/** A number that no other test gets, in any process. */
function claim(what: string, count: number): number {
  const folder = join(dataPlane().folder, "claims", what);
  mkdirSync(folder, { recursive: true });
  for (let number = 0; number < count; number += 1) {
    try {
      mkdirSync(join(folder, String(number)));
      return number;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
  throw new Error(`All ${count} of ${what} are taken: raise the number in testing/data-plane.ts.`);
}

/** Makes `server` listen on a free port of 127.0.0.1; resolves to its origin. */
export async function listenAnywhere(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Waits until `condition` holds; throws when it does not within `limitMs`. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 10_000,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
