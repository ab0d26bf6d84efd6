/** A real browser for the tests of the page: the machine's own Chromium, without a window. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

export const REMEDY =
  "no Chromium found: install it (apt-get install chromium), or name one in SLIPWAY_CHROMIUM";

/** Path of a Chromium, or undefined; an error where SLIPWAY_REQUIRE_CHROMIUM=1 says that there has to be one. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (env.PATH ?? "").split(delimiter);
  const named = env.SLIPWAY_CHROMIUM ? [env.SLIPWAY_CHROMIUM] : [];
  const found = [...named, ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))].find(
    isExecutable,
  );
  if (found === undefined && env.SLIPWAY_REQUIRE_CHROMIUM === "1") throw new Error(REMEDY);
  return found;
}

export async function openBrowser(executablePath: string): Promise<Browser> {
  // A sandbox needs rights that root in a container does not have; the page is our own.
  return await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
