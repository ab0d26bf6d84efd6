import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDatabase } from "../../services/kit/data-plane/postgres.ts";
import { storesOf } from "../../services/kit/shop/stores.ts";
import { repositoryRoot } from "../build/paths.ts";
import { environments } from "../platform/ports.ts";
import type { Surroundings } from "./pod.ts";

/** Nothing listens there: a neighbour that is not delivered here refuses connections at once. */
const nobody = "127.0.0.1:9";

/**
 * Creates the secrets of each environment's services as files: a separate database, and a broker that does
 * not exist (events wait in the outbox).
 * @param postgres port of the server
 */
export async function makeSecrets(
  folder: string,
  services: readonly string[],
  postgres: number,
): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  for (const environment of environments) {
    for (const service of services) {
      const stores = storesOf(join(repositoryRoot, "services", service));
      const own = join(folder, `shop-${environment}`, service);
      await mkdir(own, { recursive: true });
      if (stores.includes("postgres"))
        await writeSecret(own, "DATABASE_URL", await createDatabase(postgres, `${environment}-${service}`));
      if (stores.includes("nats")) await writeSecret(own, "NATS_URL", `nats://${nobody}`);
    }
  }
}

async function writeSecret(folder: string, name: string, value: string): Promise<void> {
  const file = join(folder, name);
  await writeFile(file, value);
  await chmod(file, 0o600);
}

/**
 * Addresses of neighbours and stores, in place of the names that a cluster resolves.
 * @param redis port of the server
 * @param addressOf address of a service in an environment; undefined for one that is not delivered here
 */
export function surroundingsIn(
  secrets: string,
  { redis }: { readonly redis: number },
  addressOf: (environment: string, service: string) => string | undefined,
): Surroundings {
  return ({ environment: settings, namespace, service }) => {
    const environment = namespace.replace(/^shop-/, "");
    const database = environments.findIndex((name) => namespace === `shop-${name}`);
    const changed = Object.entries(settings).flatMap(([key, value]) => {
      const neighbour = /^http:\/\/([a-z-]+)$/.exec(value)?.[1];
      if (neighbour !== undefined) return [[key, addressOf(environment, neighbour) ?? `http://${nobody}`]];
      if (key === "REDIS_URL_FILE") return [["REDIS_URL", `redis://127.0.0.1:${redis}/${database}`]];
      const secret = /^(\w+)_FILE$/.exec(key)?.[1];
      return secret === undefined ? [] : [[key, join(secrets, namespace, service, secret)]];
    });
    // Otherwise every request of the load would be a line in the log.
    changed.push(["LOG_LEVEL", "warn"]);
    return Object.fromEntries(changed) as Record<string, string>;
  };
}
