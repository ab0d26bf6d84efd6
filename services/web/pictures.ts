/**
 * Buys and sells in a running shop through its pages, with a real browser, and takes pictures: `node
 * services/web/pictures.ts <address of web> [<folder>]`. Fails if a page does not show the expected content.
 * Needs Chromium.
 */
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser } from "@slipway/testing/browser.ts";
import type { Browser, Page } from "playwright-core";

const pictures = fileURLToPath(new URL("../../docs/pictures", import.meta.url));
const view = { width: 1280, height: 860 } as const;
/** Effects of events (sales, for example) appear within seconds. */
const eventsWithinMs = 30_000;

interface Journey {
  readonly address: string;
  readonly page: Page;
  /** Saves a picture of the page. */
  shoot(name: string): Promise<void>;
}

/** All actions of a buyer and a seller, each in a separate browser profile. */
export async function walkThrough(browser: Browser, address: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const visit = async (work: (journey: Journey) => Promise<void>, options: object = {}) => {
    const context = await browser.newContext({ viewport: view, baseURL: address, ...options });
    const page = await context.newPage();
    const shoot = async (name: string) => {
      await page.screenshot({ path: join(folder, `shop-${name}.png`) });
    };
    await work({ address, page, shoot });
    await context.close();
  };
  await visit(buy);
  await visit(sell);
  await visit(lookAtNight, { colorScheme: "dark" });
}

/** Search, cart, account, checkout, order. */
async function buy({ page, shoot }: Journey): Promise<void> {
  await page.goto("/");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await shoot("front");
  await page.getByRole("searchbox").fill("bell");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("main").getByRole("link", { name: "Ship's bell" }).first().click();
  await putIntoCart(page);
  await page.getByRole("link", { name: /^Cart/ }).click();
  await page.getByRole("link", { name: "Checkout" }).click();
  await page.getByRole("link", { name: "Create an account" }).click();
  await register(page, "buyer");
  await page.getByRole("heading", { name: "Checkout" }).waitFor();
  await shoot("checkout");
  await pay(page);
  await page.getByRole("link", { name: "All orders" }).click();
  await page.getByRole("cell", { name: "1 × Ship's bell" }).waitFor();
}

/** A shop, a product in it, a purchase (by the seller), and the sale. */
async function sell({ page, shoot }: Journey): Promise<void> {
  const mark = randomBytes(3).toString("hex");
  await page.goto("/sell");
  await page.getByRole("link", { name: "Create an account" }).click();
  await register(page, "seller");
  await page.getByLabel("Name of the shop").fill(`Harbour loft ${mark}`);
  await page.getByRole("button", { name: "Open it" }).click();
  const home = new URL(page.url()).pathname;
  await page.getByLabel("Name", { exact: true }).fill("Brass compass");
  await page.getByLabel("Description").fill("Dampened, with a lid, for a small boat.");
  await page.getByLabel("Category").fill("navigation");
  await page.getByLabel("Price in euros").fill("49,90");
  await page.getByLabel("How many there are").fill("12");
  await page.getByRole("button", { name: "Put on sale" }).click();
  await page.getByText("It is on sale.").waitFor();
  await page.getByRole("link", { name: "Brass compass", exact: true }).click();
  await untilOnSale(page);
  await putIntoCart(page);
  await page.goto("/checkout");
  await pay(page);
  await page.goto(home);
  await until(page, "the sale is reported", () => page.getByRole("cell", { name: "€49.90" }).count(), 2);
  await shoot("sales");
}

async function lookAtNight({ page, shoot }: Journey): Promise<void> {
  await page.goto("/");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await shoot("night");
}

async function register(page: Page, role: string): Promise<void> {
  const name = `${role}-${randomBytes(4).toString("hex")}`;
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Mail address").fill(`${name}@example.org`);
  await page.getByLabel("Password").fill(randomBytes(12).toString("base64url"));
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.getByRole("navigation", { name: "Your shop" }).getByRole("link", { name }).waitFor();
}

async function putIntoCart(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Put into cart" }).click();
  await page.getByText("It is in your cart.").waitFor();
}

async function pay(page: Page): Promise<void> {
  await page.getByLabel("Visa test card").check();
  await page.getByRole("button", { name: /^Buy now/ }).click();
  await page.waitForURL(/\/orders\/[\w-]+/);
  await until(page, "the order is confirmed", () => page.getByText("Confirmed", { exact: true }).count());
}

/** Stock of a new product comes by an event. */
async function untilOnSale(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: "Put into cart" });
  await until(page, "the new product can be bought", () => button.count());
}

/** Reloads until the text appears. */
async function until(page: Page, what: string, count: () => Promise<number>, wanted = 1): Promise<void> {
  const end = performance.now() + eventsWithinMs;
  while ((await count()) < wanted) {
    if (performance.now() > end)
      throw new Error(
        `Not within ${eventsWithinMs} ms on ${page.url()}: ${what}. It shows: ${await page.innerText("main")}`,
      );
    await page.waitForTimeout(200);
    await page.reload();
  }
}

if (import.meta.main) {
  const [address, folder = pictures] = process.argv.slice(2);
  if (address === undefined) throw new Error("Give the address of web, such as http://127.0.0.1:8093.");
  const browser = await openBrowser();
  try {
    await walkThrough(browser, address, folder);
  } finally {
    await browser.close();
  }
  console.log(folder);
}
