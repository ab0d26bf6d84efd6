import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stateFolder } from "../build/paths.ts";
import { NotUp } from "./not-up.ts";

/** What a platform is first started with; it stays so until `reset`, because its repository and its pods are made for it. */
export interface PlatformOptions {
  /** Istio: sidecars in every environment, and an ingress gateway before them. */
  readonly mesh: boolean;
}

const none: PlatformOptions = { mesh: false };

const optionsFile = (name: string): string => join(stateFolder(), name, "options.json");

export function readOptions(name: string): PlatformOptions {
  const file = optionsFile(name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as PlatformOptions) : none;
}

/**
 * Keeps the options of a platform's first start.
 * @param wanted what is left out is as it was, at first as in a platform without options
 * @throws NotUp when the platform was first started with others
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
