/** A real browser for the tests of the page: the machine's own Chromium, or the unpacked one, without a window. */
import { type Browser, chromium } from "playwright-core";
import { findBinary, isExecutable, programs, remedyFor } from "../../local/setup/programs.ts";

/** Path of the Chromium that SLIPWAY_CHROMIUM names, or of the first that is found; an error that says what to do when there is none. */
export function findChromium(named = process.env.SLIPWAY_CHROMIUM): string {
  if (named !== undefined && named !== "") {
    if (isExecutable(named)) return named;
    throw new Error(`SLIPWAY_CHROMIUM=${named} is no program that can be run. Correct it, or unset it.`);
  }
  const commands = programs.find(({ component }) => component === "chromium")?.commands ?? [];
  const found = commands.map(findBinary).find((path) => path !== undefined);
  if (found === undefined) throw new Error(remedyFor("chromium"));
  return found;
}

export async function openBrowser(): Promise<Browser> {
  // A sandbox needs rights that root in a container does not have; the page is our own.
  const args = ["--no-sandbox", "--disable-dev-shm-usage"];
  return await chromium.launch({ executablePath: findChromium(), args });
}
