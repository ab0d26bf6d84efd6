/**
 * Draws the live board for the docs: `node local/live/picture.ts [<address> [<picture.png>]]`. Without an
 * address it draws the board of the tests.
 */
import { fileURLToPath } from "node:url";
import { openBrowser } from "@slipway/testing/browser.ts";
import { startScene } from "./testing/scene.ts";

const usual = fileURLToPath(new URL("../../docs/pictures/live.png", import.meta.url));
/** A chart needs several points, one every two seconds. */
const pointsMs = 9000;

const [address, picture = usual] = process.argv.slice(2);
await using scene = await startScene();
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 620 } });
  await page.goto(address ?? scene.server.url);
  await page.locator("article").first().waitFor();
  await page.waitForTimeout(pointsMs);
  await page.screenshot({ path: picture });
} finally {
  await browser.close();
}
console.log(picture);
