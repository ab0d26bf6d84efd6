import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Names of the services in a folder such as `services`: those with a service.yaml. */
export function servicesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "service.yaml")))
    .sort();
}
