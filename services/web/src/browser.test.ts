/** The pages in a real browser: with its policies, by keyboard, and checked by axe-core. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StartedService, startService } from "@slipway/kit/testing";
import { openBrowser } from "@slipway/testing/browser.ts";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { walkThrough } from "../pictures.ts";
import { stubGateway } from "../testing/gateway.ts";
import { patient } from "../testing/patient.ts";
import type { Stub } from "../testing/stub.ts";
import { web } from "./web.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe("the shop in Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-web-"));
  let browser: Browser;
  let stub: Stub;
  let site: StartedService<typeof web.settings>;
  let gateway: StartedService<Record<never, never>>;

  beforeAll(async () => {
    stub = stubGateway();
    gateway = await startService(stub.definition, { REQUEST_TIMEOUT_MS: patient.REQUEST_TIMEOUT_MS });
    site = await startService(web, { API_GATEWAY_URL: gateway.address, PUBLIC_SCHEME: "http", ...patient });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.app.close();
    await gateway?.app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** `said` collects all messages of the browser's console. */
  async function open(options: Parameters<Browser["newContext"]>[0] = {}) {
    const context = await browser.newContext({ baseURL: site.address, ...options });
    const page = await context.newPage();
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("request", (request) => {
      if (!request.url().startsWith(site.address)) said.push(`asked for ${request.url()}`);
    });
    return { context, page, said };
  }

  async function violations(page: Page): Promise<readonly string[]> {
    await page.evaluate(axe);
    return await page.evaluate(async () => {
      const { axe: engine } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const { violations: found } = await engine.run();
      return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
    });
  }

  /** Logged in, with an order, a shop and a cart; the browser context sends the forms, as the pages would. */
  async function settle(context: BrowserContext, name: string): Promise<string> {
    const send = async (path: string, form: Record<string, string>) => {
      const headers = { origin: site.address };
      const answer = await context.request.post(path, { form, headers, maxRedirects: 0 });
      expect([path, answer.status()]).toEqual([path, 303]);
      return (answer.headers().location ?? "").split("?")[0] ?? "";
    };
    await send("/register", { username: name, email: "a@b.c", password: "correct horse" });
    await send("/cart/items", { productId: "1", quantity: "1" });
    const order = await send("/checkout", { country: "DE", paymentToken: "tok_visa", key: name });
    const shop = await send("/sell", { name: `${name}'s loft` });
    await send(`${shop}/listings`, { name: "Compass", price: "49.9", stock: "3", category: "deck" });
    await send("/cart/items", { productId: "2", quantity: "2" });
    await send("/currency", { currency: "USD", next: "/" });
    return `${order} ${shop}`;
  }

  test("SP-20: a visitor buys and sells, with a mouse and without scripts", async () => {
    await walkThrough(browser, site.address, folder);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(["shop-front.png", "shop-sales.png"]));
  });

  test.each([
    ["light", 1280],
    ["dark", 390],
  ] as const)("every page is accessible: %s, %i pixels wide", async (colorScheme, width) => {
    const { context, page, said } = await open({ colorScheme, viewport: { width, height: 800 } });
    const found: Record<string, unknown> = {};
    const look = async (path: string) => {
      await page.goto(path);
      const isWide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
      found[path] = [await violations(page), isWide];
    };
    for (const path of ["/", "/?q=nothing", "/login", "/register", "/cart"]) await look(path);
    const [order = "", shop = ""] = (await settle(context, `ada${width}`)).split(" ");
    const listing = `${shop}/listings/${stub.goods.length}`;
    for (const path of ["/products/2?notice=added", "/products/6", "/cart", "/checkout"]) await look(path);
    for (const path of ["/orders", order, "/account", "/sell", shop, listing]) await look(path);
    for (const path of [shop.replace("sell", "shops"), "/nowhere"]) await look(path);
    for (const [path, result] of Object.entries(found)) expect([path, result]).toEqual([path, [[], false]]);
    // The page for unknown addresses is among them.
    expect(said.filter((line) => !line.includes("404"))).toEqual([]);
    await context.close();
  });

  test("planted: a field without a name is found", async () => {
    const { context, page } = await open();
    await page.goto("/login");
    await page.evaluate(`document.querySelector('label[for="password"]').remove()`);
    expect((await violations(page)).join()).toContain("label: ");
    await context.close();
  });

  test("a refused form reports the error and its field to screen readers", async () => {
    const { context, page } = await open();
    await page.goto("/register");
    await page.getByLabel("Name", { exact: true }).fill("ada of the sea");
    await page.getByLabel("Mail address").fill("a@b.c");
    await page.getByLabel("Password").fill("correct horse");
    await page.getByRole("button", { name: "Create the account" }).click();
    await page.getByRole("alert").waitFor();
    const name = page.getByRole("textbox", { name: "Name", exact: true });
    expect(await name.getAttribute("aria-invalid")).toBe("true");
    expect(await name.getAttribute("aria-describedby")).toBe("username-hint username-error");
    expect(await violations(page)).toEqual([]);
    await context.close();
  });

  test("by keyboard: the first tab stop skips the header, and Enter buys", async () => {
    const { context, page } = await open();
    await page.goto("/products/2");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("To the content");
    await page.keyboard.press("Enter");
    await page.getByRole("spinbutton", { name: "Quantity" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("It is in your cart.").waitFor();
    await context.close();
  });

  test("injected markup does not run, and a form of another site changes nothing", async () => {
    const { context, page, said } = await open();
    await page.goto("/");
    await page.evaluate(
      `document.body.insertAdjacentHTML("beforeend", '<img src="https://evil.example/x" onerror="document.body.dataset.hacked=1"><b style="color:red">x</b>')`,
    );
    await expect.poll(() => said.join()).toContain("Content Security Policy");
    expect(await page.evaluate("document.body.dataset.hacked")).toBeUndefined();
    const evil = `<form method="post" action="${site.address}/cart/items"><input name="productId" value="2"><button>Win</button></form>`;
    const before = stub.calls.length;
    await page.goto(`data:text/html,${encodeURIComponent(evil)}`);
    await page.getByRole("button", { name: "Win" }).click();
    await page.getByText("This form was not sent by a page of this shop").waitFor();
    expect(stub.calls).toHaveLength(before);
    await context.close();
  });
});
