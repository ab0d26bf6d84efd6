import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Root of this checkout. */
export const repositoryRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Folder of a component's pins and definition. */
export const componentFolder = (name: string): string => join(repositoryRoot, "local", "components", name);

/** Built artefacts, shared by every checkout of this user. */
export const cacheFolder = (): string =>
  process.env.SLIPWAY_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "slipway");

/** Where running platforms keep their state, one folder a platform. */
export const stateFolder = (): string =>
  process.env.SLIPWAY_STATE ??
  join(process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state"), "slipway");
