/** The page as people meet it: in a real browser, from a file. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Board } from "@slipway/lib/app/board/document.ts";
import { cellOf } from "@slipway/testing/boards/cell.ts";
import { hostileBoard } from "@slipway/testing/boards/hostile.ts";
import { manyServices } from "@slipway/testing/boards/many.ts";
import { emptyBoard, shopBoard } from "@slipway/testing/boards/shop.ts";
import { findChromium, openBrowser } from "@slipway/testing/browser.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { page as render } from "./page.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

test("without a Chromium the tests of the page fail, and say what to do", () => {
  vi.stubEnv("PATH", "/nowhere");
  vi.stubEnv("SLIPWAY_CACHE", "/nowhere");
  try {
    expect(() => findChromium("")).toThrow("Chromium is not installed. `npm test` unpacks it on Debian 12");
    expect(() => findChromium("/nowhere/chrome")).toThrow("SLIPWAY_CHROMIUM=/nowhere/chrome");
  } finally {
    vi.unstubAllEnvs();
  }
});

describe("the page in Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-board-"));
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Look {
    readonly colorScheme?: "light" | "dark";
    readonly width?: number;
    readonly hash?: string;
    readonly javaScriptEnabled?: boolean;
  }

  /** Opens a board as a file; `said` collects all messages of the browser's console. */
  async function open(board: Board, { width = 1280, hash = "", ...options }: Look = {}) {
    const file = join(folder, `${Math.random().toString(36).slice(2)}.html`);
    writeFileSync(file, render(board));
    const context = await browser.newContext({ viewport: { width, height: 900 }, ...options });
    const page = await context.newPage();
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("request", (request) => {
      if (!/^(file|data):/.test(request.url())) said.push(`asked for ${request.url()}`);
    });
    await page.goto(`${pathToFileURL(file)}${hash}`);
    return { page, said, close: () => context.close() };
  }

  /** What axe-core finds, one line a finding. It runs next to the page's policy, which would not let it in. */
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

  const names = (page: Page) => page.locator("#rows tr:visible th").allTextContents();

  test.each([
    ["light", 1024],
    ["dark", 390],
  ] as const)(
    "nothing is in the way of anybody: %s, %i pixels wide, with its panel",
    async (colorScheme, width) => {
      const stop = { branch: "stop/prod", reason: "payments fail", by: "Ada", since: shopBoard().at };
      const environments = shopBoard().environments.map((each) => ({ ...each, stop }));
      const board = shopBoard({ environments, notes: ["evidence/prod/eu-1: unreadable"] });
      const { page, said, close } = await open(board, { colorScheme, width });
      expect(await violations(page)).toEqual([]);
      await page.locator('[data-place="prod/payment"]').click();
      expect(await violations(page)).toEqual([]);
      expect(said).toEqual([]);
      await close();
    },
  );

  test("a pin's panel names its file and image, and the page what it does not know of pins", async () => {
    const pin = { file: "k8s/prod/kustomization.yaml", image: "registry.test/acme/cart", tag: "1.4.0" };
    const cells = ["dev", "staging", "prod"].map((environment) =>
      cellOf(environment, "cart", "1.4.0", 60_000, { pin: { ...pin, digest: null } }),
    );
    const { page, said, close } = await open(shopBoard({ services: [{ name: "cart", cells }], dora: null }));
    await page.locator('[data-place="prod/cart"]').click();
    const panel = (await page.locator("#panel").textContent()) ?? "";
    expect(panel).toContain(pin.file);
    expect(panel).toContain("registry.test/acme/cart:1.4.0");
    expect(panel).toContain("the tag alone is pinned");
    expect(await page.locator("#pins").textContent()).toContain("cart");
    expect(await violations(page)).toEqual([]);
    expect(said).toEqual([]);
    await close();
  });

  test("the check would find an element that nobody can read", async () => {
    const { page, close } = await open(shopBoard());
    await page.evaluate(
      'document.querySelector("#search").closest("label").replaceWith(document.querySelector("#search"))',
    );
    await page.evaluate('document.querySelector("#search").removeAttribute("placeholder")');
    expect((await violations(page)).join()).toContain("label: ");
    await close();
  });

  test("search, filters and their counts agree", async () => {
    const { page, close } = await open(shopBoard());
    await page.keyboard.press("/");
    await page.keyboard.type("pay 2.2.9");
    expect(await names(page)).toEqual(["payment"]);
    expect(await page.locator("#shown").textContent()).toBe("1 of 14 services");
    await page.locator("#search").fill("nobody");
    expect(await page.locator("#none").isVisible()).toBe(true);
    await page.locator("#search").fill("");
    for (const label of await page.locator(".filters label").all()) {
      await label.click();
      const count = Number(await label.locator("b").textContent());
      expect(await names(page)).toHaveLength(count);
    }
    await close();
  });

  test("sorts by what presses most", async () => {
    const { page, close } = await open(shopBoard());
    await page.locator("#sort").selectOption("attention");
    expect((await names(page)).slice(0, 4)).toEqual(["order", "payment", "search", "api-gateway"]);
    await page.locator("#sort").selectOption("behind");
    expect((await names(page))[0]).toBe("review");
    await page.locator("#sort").selectOption("changed");
    expect((await names(page))[0]).toBe("checkout");
    await close();
  });

  test("all of it by keyboard: one stop for the table, arrows inside, Enter opens, Escape comes back", async () => {
    const { page, close } = await open(shopBoard());
    const focused = () => page.evaluate("document.activeElement.dataset.place");
    expect(await page.locator("button.version:not([tabindex='-1'])").count()).toBe(1);
    await page.locator("#sort").focus();
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("dev/api-gateway");
    for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
    expect(await focused()).toBe("prod/basket");
    await page.keyboard.press("Control+End");
    expect(await focused()).toBe("prod/storefront");
    await page.keyboard.press("Home");
    expect(await focused()).toBe("dev/storefront");
    await page.keyboard.press("Enter");
    expect(await page.locator("dialog h2").textContent()).toBe("storefront in dev");
    expect(page.url()).toMatch(/#dev\/storefront$/);
    await page.keyboard.press("Escape");
    expect(await page.locator("dialog").isVisible()).toBe(false);
    expect(await focused()).toBe("dev/storefront");
    await close();
  });

  test("a link to one cell opens it, and says what blocks and what would not", async () => {
    const { page, close } = await open(shopBoard(), { hash: "#prod/payment" });
    const panel = page.locator("dialog");
    expect(await panel.locator(".blocks li").allTextContents()).toEqual([
      "hold: 2.3.1 is held: card payments above 500 € time out.",
    ]);
    expect(await panel.locator(".remedies code").textContent()).toContain("slipway hold --lift");
    expect(await panel.locator("dd a").first().getAttribute("href")).toMatch(
      /^https:\/\/github\.com\/slipway\/shop\/commit\/[0-9a-f]{40}$/,
    );
    await page.keyboard.press("Escape");
    expect(await page.evaluate("document.activeElement.dataset.place")).toBe("prod/payment");
    await close();
  });

  test("what others wrote stays text, in cells, titles, the panel and links", async () => {
    for (const hash of ["", "#prod/product"]) {
      const { page, said, close } = await open(hostileBoard(), { hash });
      expect(await page.evaluate("document.body.dataset.hacked")).toBeUndefined();
      expect(await page.locator("img, iframe, object, [onerror], [onclick]").count()).toBe(0);
      const addresses = await page
        .locator("a")
        .evaluateAll((all) => all.map((each) => each.getAttribute("href")));
      expect(addresses.filter((each) => each?.startsWith("javascript:"))).toEqual([]);
      expect(await page.locator("h1").textContent()).toContain("</script>");
      expect(said).toEqual([]);
      await close();
    }
  });

  test("injected markup does not run: the policy allows only this page's own script", async () => {
    const { page, said, close } = await open(shopBoard());
    await page.evaluate(
      `document.body.insertAdjacentHTML("beforeend", '<img src="x" onerror="document.body.dataset.hacked=1"><b style="color:red">x</b>')`,
    );
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement("script"), { textContent: "document.body.dataset.hacked=1" }))`,
    );
    await expect.poll(() => said.join()).toContain("Content Security Policy");
    expect(await page.evaluate("document.body.dataset.hacked")).toBeUndefined();
    await close();
  });

  test("300 services in three environments are searched in a moment", async () => {
    const { page, close } = await open(manyServices(300));
    await page.locator("#search").fill("wallet-pay");
    expect(await names(page)).toEqual(["wallet-payment"]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    await close();
  });

  test("without a script everything is still there to read", async () => {
    const { page, close } = await open(shopBoard(), { javaScriptEnabled: false });
    expect(await page.locator("#rows th").count()).toBe(14);
    expect(await page.locator("tbody").textContent()).toContain("2 of 6 pods are not ready");
    await close();
  });

  test("before the first release it explains how to create one", async () => {
    const { page, said, close } = await open(emptyBoard());
    expect(await page.locator("main").textContent()).toContain(
      "The first push to a service brings one into dev",
    );
    expect(await violations(page)).toEqual([]);
    expect(said).toEqual([]);
    await close();
  });
});
