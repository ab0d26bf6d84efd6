/**
 * Draws the board for the docs, light above dark: `node actions/board/picture.ts [<board.json> [<picture.png>]]`. Without
 * a document it draws the boards that the tests of the page use. Needs a Chromium.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Board, boardSchema } from "@slipway/lib/app/board/document.ts";
import { shopBoard } from "@slipway/testing/boards/shop.ts";
import { openBrowser } from "@slipway/testing/browser.ts";
import type { Browser } from "playwright-core";
import { page } from "./page/page.ts";

const PICTURE = fileURLToPath(new URL("../../docs/pictures/board.png", import.meta.url));
const VIEW = { width: 1440, height: 720 } as const;

/** Draws `board` into the file `picture`. */
export async function drawBoard(board: Board, picture: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-picture-"));
  const browser = await openBrowser();
  try {
    const file = join(folder, "index.html");
    await writeFile(file, page(board));
    const shots = await Promise.all(
      (["light", "dark"] as const).map((scheme) => shot(browser, file, board, scheme)),
    );
    await mkdir(dirname(picture), { recursive: true });
    await writeFile(picture, await together(browser, shots));
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** As seen at once, because the page shows its age. */
async function shot(browser: Browser, file: string, board: Board, colorScheme: "light" | "dark") {
  const tab = await browser.newPage({ viewport: VIEW, colorScheme });
  await tab.clock.setFixedTime(new Date(board.at));
  await tab.goto(String(pathToFileURL(file)));
  const bytes = await tab.screenshot();
  await tab.close();
  return bytes;
}

async function together(browser: Browser, shots: readonly Buffer[]): Promise<Buffer> {
  const height = VIEW.height * shots.length;
  const tab = await browser.newPage({ viewport: { width: VIEW.width, height } });
  const images = shots.map((bytes) => `<img src="data:image/png;base64,${bytes.toString("base64")}">`);
  await tab.setContent(`<style>body { margin: 0 } img { display: block }</style>${images.join("")}`);
  return await tab.screenshot();
}

if (import.meta.main) {
  const [document, picture = PICTURE] = process.argv.slice(2);
  const board =
    document === undefined
      ? shopBoard()
      : boardSchema.parse(JSON.parse(await readFile(document, "utf8")) as unknown);
  await drawBoard(board, picture);
  console.log(picture);
}
