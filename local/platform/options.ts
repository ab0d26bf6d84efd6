import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stateFolder } from "../build/paths.ts";
import { NotUp } from "./not-up.ts";

/**
 * Options of a platform's first start. They stay until `reset`, because its repository and its pods depend on
 * them.
 */
export interface PlatformOptions {
  /** Istio: sidecars in every environment, and an ingress gateway. */
  readonly mesh: boolean;
}

const none: PlatformOptions = { mesh: false };

const optionsFile = (name: string): string => join(stateFolder(), name, "options.json");

export function readOptions(name: string): PlatformOptions {
  const file = optionsFile(name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as PlatformOptions) : none;
}

/**
 * Stores the options of a platform's first start.
 * @param wanted omitted options keep their stored or default value
 * @throws NotUp when the platform was first started with other options
 */
export function keepOptions(name: string, wanted: Partial<PlatformOptions>): PlatformOptions {
  const before = readOptions(name);
  const options = { ...before, ...wanted };
  if (options.mesh === before.mesh) return options;
  if (existsSync(join(stateFolder(), name, "status.json")))
    throw new NotUp(
      `Platform "${name}" was first started ${before.mesh ? "with" : "without"} the mesh. Start it ${before.mesh ? "with" : "without"} --mesh, or clear its state first: npm run local -- --name ${name} reset`,
    );
  mkdirSync(dirname(optionsFile(name)), { recursive: true });
  writeFileSync(optionsFile(name), JSON.stringify(options));
  return options;
}
