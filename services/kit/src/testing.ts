import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { TProperties } from "typebox";
import { createService, listen, type Service, type ServiceDefinition } from "./service.ts";

export interface StartedService<Settings extends TProperties> extends Service<Settings> {
  readonly address: string;
  /** What it has logged so far. */
  readonly log: readonly Record<string, unknown>[];
}

/** A service in this process on a free port of 127.0.0.1; the caller closes its `app`. */
export async function startService<Settings extends TProperties>(
  definition: ServiceDefinition<Settings>,
  environment: Readonly<Record<string, string>> = {},
): Promise<StartedService<Settings>> {
  const log: Record<string, unknown>[] = [];
  const stream = { write: (line: string) => void log.push(JSON.parse(line)) };
  const service = createService(definition, { HOST: "127.0.0.1", PORT: "0", ...environment }, stream);
  return { ...service, address: await listen(service), log };
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
