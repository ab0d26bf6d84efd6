import { type StartedService, startService } from "@slipway/kit/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stubGateway } from "../testing/gateway.ts";
import { patient } from "../testing/patient.ts";
import type { Stub } from "../testing/stub.ts";
import { Visitor } from "../testing/visitor.ts";
import { web } from "./web.ts";

let stub: Stub;
let site: StartedService<typeof web.settings>;
const opened: { close(): unknown }[] = [];

async function open(words?: (text: string) => string, settings: Record<string, string> = patient) {
  stub = stubGateway(words);
  const gateway = await startService(stub.definition, { REQUEST_TIMEOUT_MS: patient.REQUEST_TIMEOUT_MS });
  site = await startService(web, { API_GATEWAY_URL: gateway.address, ...settings });
  opened.push(gateway.app, site.app);
}
beforeEach(() => open());
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

const visitor = () => new Visitor(site.app);

/** A visitor with an account, an order, a shop with a product, and a filled cart. */
async function regular(): Promise<{ who: Visitor; pages: readonly string[] }> {
  const who = visitor();
  await who.register();
  await who.post("/cart/items", { productId: "1", quantity: "1" });
  const bought = await who.post("/checkout", { country: "DE", paymentToken: "tok_visa", key: "first" });
  const order = String(bought.headers.location).split("?")[0] ?? "";
  const shop = String((await who.post("/sell", { name: "Ada's loft" })).headers.location).split("?")[0] ?? "";
  await who.post(`${shop}/listings`, { name: "Brass compass", price: "49,90", stock: "3", category: "deck" });
  await who.post("/cart/items", { productId: "2", quantity: "2" });
  const own = ["/cart", "/checkout", "/orders", order, "/account", "/sell", shop, `${shop}/listings/7`];
  const pages = ["/", "/?q=bell", "/products/2", "/products/7", shop.replace("sell", "shops"), ...own];
  return { who, pages: [...pages, "/login", "/register"] };
}

describe("buying", () => {
  test("SP-20: from the search to the order, without an account until the payment", async () => {
    const who = visitor();
    expect((await who.get("/?q=bell")).body).toContain('<a href="/products/2">Ship&#39;s bell</a>');
    const added = await who.post("/cart/items", { productId: "2", quantity: "2" });
    expect([added.statusCode, added.headers.location]).toEqual([303, "/products/2?notice=added"]);
    expect((await who.get("/products/2?notice=added")).body).toMatch(/It is in your cart\.[\s\S]*€74\.50/);
    const toLogin = await who.get("/checkout");
    expect(toLogin.headers.location).toBe("/login?next=%2Fcheckout");
    const form = { username: "ada", email: "a@b.c", password: "correct horse", next: "/checkout" };
    expect((await who.post("/register", form)).headers.location).toBe("/checkout");
    const checkout = (await who.get("/checkout")).body;
    expect(checkout).toContain("<b>€153.90</b>");
    const key = /name="key" value="([^"]+)"/.exec(checkout)?.[1] ?? "";
    const pay = { country: "DE", paymentToken: "tok_visa", key };
    const [first, second] = [await who.post("/checkout", pay), await who.post("/checkout", pay)];
    expect(first.headers.location).toMatch(/^\/orders\/[\w-]{36}\?notice=placed$/);
    expect(second.headers.location).toBe(first.headers.location);
    expect((await who.get(String(first.headers.location))).body).toMatch(/Confirmed[\s\S]*€153\.90/);
    expect((await who.get("/cart")).body).toContain("There is nothing in it yet");
    expect((await who.get("/orders")).body).toContain("2 × Ship&#39;s bell");
  });

  test("a declined card: the cart stays, and the next attempt is another order", async () => {
    const who = visitor();
    await who.register();
    await who.post("/cart/items", { productId: "2", quantity: "1" });
    const answer = await who.post("/checkout", { country: "FR", paymentToken: "tok_declined", key: "k1" });
    expect(answer.statusCode).toBe(402);
    expect(answer.body).toContain("The payment was declined");
    expect(answer.body).toContain('<option value="FR" selected>');
    expect(answer.body).not.toContain('value="k1"');
    expect((await who.get("/cart")).body).toContain("Ship&#39;s bell");
  });

  test("an order whose answer is lost is requested again, and created once", async () => {
    const who = visitor();
    await who.register();
    await who.post("/cart/items", { productId: "2", quantity: "1" });
    stub.down.add("order");
    const answer = await who.post("/checkout", { country: "DE", paymentToken: "tok_visa", key: "k1" });
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toMatch(/never made or paid twice[\s\S]*name="key" value="k1"/);
  });

  test("the cart: quantities add up, change, and are removed; invalid ones are refused by name", async () => {
    const who = visitor();
    await who.post("/cart/items", { productId: "2", quantity: "2" });
    await who.post("/cart/items", { productId: "2", quantity: "3" });
    expect((await who.get("/cart")).body).toMatch(/value="5" required[\s\S]*<b>€372\.50<\/b>/);
    const much = await who.post("/cart/items/2", { quantity: "5000" });
    expect([much.statusCode, much.body.includes("The quantity must be &#60;&#61; 1000.")]).toEqual([
      400,
      true,
    ]);
    for (const quantity of ["some", "", "1.5", "-1"])
      expect([quantity, (await who.post("/cart/items/2", { quantity })).statusCode]).toEqual([quantity, 400]);
    expect((await who.post("/cart/items", { productId: "2", quantity: "some" })).statusCode).toBe(400);
    expect((await who.get("/cart")).body).toContain('value="5" required');
    await who.post("/cart/items/2", { quantity: "5", remove: "1" });
    expect((await who.get("/cart")).body).toContain("There is nothing in it yet");
  });

  test("the cart: its products are not recommended next to it", async () => {
    const who = visitor();
    await who.post("/cart/items", { productId: "3", quantity: "1" });
    const [, others = ""] = (await who.get("/cart")).body.split("Others bought");
    expect(others).toContain("Deck lantern");
    expect(others).not.toContain("Signal flags");
  });

  test("approximate prices are shown in the selected currency", async () => {
    const who = visitor();
    const chosen = await who.post("/currency", { currency: "USD", next: "/products/2" });
    expect(chosen.headers.location).toBe("/products/2");
    expect((await who.get("/products/2")).body).toContain("about $149.00");
  });

  test("a list has a next page", async () => {
    for (let id = 7; id < 20; id += 1) stub.goods.push({ ...(stub.goods[0] as (typeof stub.goods)[0]), id });
    const first = await visitor().get("/");
    expect(first.body).toContain('href="/?cursor&#61;12" rel="next"');
    expect((await visitor().get("/?cursor=12")).body).toContain('href="/products/13"');
  });
});

describe("selling", () => {
  test("a shop is opened, filled and changed, and shows its sales", async () => {
    const { who } = await regular();
    await who.post("/sell/1/listings/7", { name: "Compass", price: "50", restock: "4" });
    await who.post("/cart/items", { productId: "7", quantity: "2" });
    await who.post("/checkout", { country: "DE", paymentToken: "tok_visa", key: "second" });
    const page = (await who.get("/sell/1")).body;
    expect(page).toMatch(/>Compass<\/a><\/th><td class="number">2<\/td><td class="number">€100\.00/);
    expect(page).toMatch(/€50\.00<\/td><td class="number">7/);
  });

  test("a refused form keeps its input, with the error at the field", async () => {
    const { who } = await regular();
    const taken = await who.post("/sell", { name: "Ada's loft" });
    expect(taken.statusCode).toBe(409);
    expect(taken.body).toMatch(
      /value="Ada&#39;s loft"[^>]*aria-describedby="name-error" aria-invalid="true"/,
    );
    const noPrice = await who.post("/sell/1/listings", { name: "Ring", price: "dear", stock: "1" });
    expect([noPrice.statusCode, noPrice.body.includes('id="price-error">Must be number.')]).toEqual([
      400,
      true,
    ]);
    expect((await who.post("/sell/1/listings", { name: "Ring", price: "", stock: "1" })).statusCode).toBe(
      400,
    );
    const somebody = visitor();
    await somebody.register("eve");
    expect((await somebody.get("/sell/1")).statusCode).toBe(403);
  });
});

describe("SP-4: a page without its optional parts", () => {
  const nonEssential = ["ads", "recommendation", "currency", "notification", "shipping"];

  test.each(nonEssential)("every page renders while %s is down", async (service) => {
    const { who, pages } = await regular();
    await who.post("/currency", { currency: "USD" });
    stub.down.add(service);
    const statuses = await Promise.all(pages.map(async (page) => [page, (await who.get(page)).statusCode]));
    const redirected = new Set(["/login"]);
    expect(statuses).toEqual(pages.map((page) => [page, redirected.has(page) ? 303 : 200]));
  });

  test("one that hangs costs its own block only, and pages come long before their deadline", async () => {
    await open(undefined, { ...patient, BLOCK_PATIENCE_MS: "100" });
    const { who, pages } = await regular();
    for (const service of nonEssential) stub.hanging.add(service);
    await who.post("/currency", { currency: "USD" });
    for (const page of pages) expect([page, (await who.get(page)).statusCode < 400]).toEqual([page, true]);
    expect((await who.get("/products/2")).body).toContain("Put into cart");
  });

  test("an answer that breaks off costs only its block, too", async () => {
    stub.torn.add("ads");
    const answer = await visitor().get("/");
    expect([answer.statusCode, answer.body.includes("Advertisement")]).toEqual([200, false]);
  });

  test("a missing essential service gives an error page with Retry-After", async () => {
    stub.down.add("product");
    const answer = await visitor().get("/");
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "1"]);
    expect(answer.headers["content-type"]).toContain("text/html");
    expect(answer.body).toContain("Try again");
  });

  test("while prices are unavailable, the cart says so and keeps its contents", async () => {
    const who = visitor();
    await who.post("/cart/items", { productId: "2", quantity: "1" });
    stub.down.add("product");
    expect((await who.get("/cart")).body).toMatch(/Product 2<\/a>[\s\S]*Your cart is safe/);
  });
});

describe("text from users", () => {
  const hostile = (text: string) => `<img src=x onerror=alert(1)>"'&amp;${text}`;

  test("stays text on every page", async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
    await open(hostile);
    const { who, pages } = await regular();
    for (const page of [...pages, `/?q=${encodeURIComponent(hostile("x"))}`]) {
      const { body, statusCode } = await who.get(page);
      const isForm = page === "/login" || page === "/register";
      expect([page, statusCode < 400, isForm || body.includes("&#60;img src")]).toEqual([page, true, true]);
      expect([page, body.includes("<img"), body.includes(`"'&amp;`)]).toEqual([page, false, false]);
    }
  });

  test("stays text when a form shows it again", async () => {
    const who = visitor();
    const answer = await who.post("/login", { username: hostile(""), password: "x", next: hostile("") });
    expect([answer.statusCode, answer.body.includes("<img")]).toEqual([401, false]);
  });

  test("an advertisement links only to the shop", async () => {
    const { body } = await visitor().get("/");
    expect(body).toContain("Heard for two miles.");
    expect(body).not.toContain("evil.example");
  });
});

test("unknown addresses have a page as well", async () => {
  const { who } = await regular();
  for (const path of ["/nowhere", "/products/abc", "/products/99", "/orders/1", "/assets/x"]) {
    const answer = await who.get(path);
    expect([path, answer.statusCode]).toEqual([path, 404]);
  }
});

test("the style is cached permanently under its name, and also served under another release's name", async () => {
  const path = /href="(\/assets\/[0-9a-f]{16}\.css)"/.exec((await visitor().get("/")).body)?.[1] ?? "";
  const style = await site.app.inject(path);
  expect([style.statusCode, style.headers["cache-control"]]).toEqual([
    200,
    "public, max-age=31536000, immutable",
  ]);
  const other = await site.app.inject("/assets/0123456789abcdef.css");
  expect([other.statusCode, other.headers["cache-control"]]).toEqual([200, "no-store"]);
});
