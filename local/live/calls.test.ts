/** The page of calls between services, in a real browser, with data that a real Prometheus scraped. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { openBrowser } from "@slipway/testing/browser.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MeshScene, shopSources, startMeshScene } from "./calls/testing/shop.ts";
import { serveLive } from "./server.ts";
import { startScene } from "./testing/scene.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser: Browser;
let scene: MeshScene;

beforeAll(async () => {
  browser = await openBrowser();
  scene = await startMeshScene();
});
afterAll(async () => {
  await browser?.close();
  await scene?.[Symbol.asyncDispose]();
});

interface Opened {
  readonly page: Page;
  readonly errors: readonly string[];
}

async function open(server: string, colorScheme: "light" | "dark" = "light"): Promise<Opened> {
  const page = await browser.newPage({ colorScheme });
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(`${server}/calls`);
  return { page, errors };
}

const prod = (page: Page) => page.getByRole("region", { name: "prod" });
const edge = (page: Page, name: RegExp) => prod(page).getByRole("row", { name });

/** Findings of axe-core, one line for each. */
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

test("one row for each edge; planted: undeclared calls are marked, and plain text is highlighted", async () => {
  const { page, errors } = await open(scene.server.url);
  await edge(page, /^web api-gateway [\d.]+ 20\.0 % 9\.[78] ms mTLS declared$/).waitFor();
  await edge(page, /^stranger product [\d.]+ 0\.0 % 4\.[78] ms mTLS not declared$/).waitFor();
  const plain = edge(page, /^unknown product [\d.]+ 0\.0 % 4\.[78] ms plain text not declared$/);
  await plain.waitFor();
  expect(await prod(page).locator("tr.plain").count()).toBe(1);
  expect(await plain.getAttribute("class")).toBe("plain");
  await prod(page).getByText("order → payment").waitFor();
  await page.getByRole("region", { name: "dev" }).getByText("no counter of a proxy").waitFor();
  expect(errors).toEqual([]);
  await page.close();
});

test.for(["light", "dark"] as const)("the page is accessible: %s", async (colorScheme) => {
  const { page } = await open(scene.server.url, colorScheme);
  await edge(page, /^web /).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.close();
});

test("without a mesh the page says so and how to add one; links lead from the board to it and back", async () => {
  await using board = await startScene();
  const page = await browser.newPage();
  await page.goto(board.server.url);
  await page.getByRole("link", { name: "Calls" }).click();
  await page.getByText("npm run platform -- --mesh").first().waitFor();
  expect(await page.locator("table").count()).toBe(0);
  await page.getByRole("link", { name: "Board" }).click();
  await page.getByText("25 % actual").waitFor();
  await page.close();
});

test("planted: while Prometheus is down the page says so, and shows no table", async () => {
  let isAway = false;
  const prometheus = async (path: string) => {
    if (isAway) throw new Error("connection refused");
    return await scene.mesh.prometheus(path);
  };
  await using server = await serveLive(shopSources(prometheus));
  const { page } = await open(server.url);
  await edge(page, /^web /).waitFor();
  isAway = true;
  await page.getByText("Prometheus: connection refused").waitFor();
  await prod(page).getByText("Prometheus cannot be read").waitFor();
  expect(await page.locator("table").count()).toBe(0);
  isAway = false;
  await edge(page, /^web /).waitFor();
  await page.close();
});
