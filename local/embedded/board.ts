import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "@slipway/testing/browser.ts";
import { stateFolder } from "../build/paths.ts";
import { findBinary, programs } from "../setup/programs.ts";
import type { Runner } from "./runner.ts";

export interface BoardFiles {
  readonly page: string;
  /** Undefined if no browser is found. */
  readonly picture: string | undefined;
}

/** Runs the verb board, and keeps its page after the demo, with a picture of it if there is a browser. */
export async function keepBoard(runner: Runner, home: string): Promise<BoardFiles> {
  const out = join(home, "page");
  await runner.verb("board", { out, publish: "", "bot-name": "", "bot-email": "" }, home);
  const kept = join(stateFolder(), "demo-board");
  await rm(kept, { recursive: true, force: true });
  await mkdir(kept, { recursive: true });
  await cp(out, kept, { recursive: true });
  const page = join(kept, "index.html");
  const picture = join(kept, "board.png");
  return { page, picture: (await photograph(page, picture)) ? picture : undefined };
}

async function photograph(page: string, picture: string): Promise<boolean> {
  const commands = programs.find(({ component }) => component === "chromium")?.commands ?? [];
  if (!commands.some((command) => findBinary(command) !== undefined)) return false;
  const browser = await openBrowser();
  try {
    const shown = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    await shown.goto(pathToFileURL(page).href);
    await shown.screenshot({ path: picture, fullPage: true });
    return true;
  } finally {
    await browser.close();
  }
}
