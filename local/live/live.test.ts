import { request } from "node:http";
import { openBrowser } from "@slipway/testing/browser.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inCanary, promoted, type Scene, startScene } from "./testing/scene.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
});

async function open(scene: Scene): Promise<{ page: Page; errors: readonly string[] }> {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(scene.server.url);
  await page.getByText("25 % actual").waitFor();
  return { page, errors };
}

describe("in a browser", () => {
  test("shows the canary with its weights and results, and updates without a reload", async () => {
    await using scene = await startScene();
    const { page, errors } = await open(scene);
    const cell = page.getByRole("article").first();
    await cell.getByText("Progressing, step 3 of 5").waitFor();
    await cell.getByText("25 % desired").waitFor();
    await cell.getByText("Argo CD: Synced, Progressing").waitFor();
    await cell.getByRole("row", { name: /latency-p95 0\.210 Failed/ }).waitFor();
    await cell.locator("canvas").waitFor();
    scene.set("dev", promoted);
    await cell.getByText("Healthy", { exact: true }).waitFor();
    scene.traffic("connection refused");
    await page.getByText("Prometheus: connection refused").waitFor();
    expect(errors).toEqual([]);
    await page.close();
  });

  test("data from other systems is shown as text, and only web addresses are links", async () => {
    await using scene = await startScene();
    const { page } = await open(scene);
    await page.getByText("feat: <img src=x onerror=alert(1)>").waitFor();
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
    await page.close();
  });

  test("refresh calls Argo CD for that cell", async () => {
    await using scene = await startScene();
    const { page } = await open(scene);
    await page.getByRole("button", { name: "refresh" }).first().click();
    await expect.poll(() => scene.refreshed).toEqual(["dev/product"]);
    await page.close();
  });

  test("shows that the connection is lost, and reconnects automatically", async () => {
    await using scene = await startScene();
    const { page } = await open(scene);
    await page.context().setOffline(true);
    await scene.server[Symbol.asyncDispose]();
    await page.getByText("connection lost").waitFor();
    await page.close();
  });
});

describe("the server", () => {
  test("sends no requests while no page is open", async () => {
    await using scene = await startScene();
    scene.set("dev", inCanary);
    await fetch(`${scene.server.url}/live.js`);
    expect(scene.asked()).toBe(0);
  });

  test("planted: a page of another origin cannot refresh", async () => {
    await using scene = await startScene();
    const url = `${scene.server.url}/refresh?environment=dev&service=product`;
    expect((await fetch(url, { method: "POST" })).status).toBe(403);
    expect(scene.refreshed).toEqual([]);
  });

  test("planted: a name that resolves to loopback is refused", async () => {
    await using scene = await startScene();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request(scene.server.url, { headers: { host: "evil.example.com" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on("error", reject);
      asked.end();
    });
    expect(status).toBe(421);
  });

  test.each([
    ["environment=nowhere&service=product", 400],
    ["environment=dev&service=../etc", 400],
    ["environment=dev&service=product", 202],
  ])("refresh of %s is answered with %i", async (query, status) => {
    await using scene = await startScene();
    const headers = { "x-slipway-live": "refresh" };
    const response = await fetch(`${scene.server.url}/refresh?${query}`, { method: "POST", headers });
    expect(response.status).toBe(status);
  });
});
