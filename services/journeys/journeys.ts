import { randomUUID } from "node:crypto";
import { Unexpected } from "./client.ts";
import { type Order, ShopClient } from "./shop-client.ts";

/**
 * A customer's journey through the shop, from the first request to the last. Throws `Unexpected` if it cannot
 * continue.
 */
export type Journey = (shop: ShopClient) => Promise<void>;

/** Products of the seed data; there is enough stock for any load. */
const goods = [1, 2, 3, 4, 5, 6];
const countries = ["DE", "FR", "US"];

async function browse(shop: ShopClient): Promise<void> {
  await shop.products();
  const id = oneOf(goods);
  const product = await shop.product(id);
  await Promise.all([shop.recommendations(id), shop.ads(product.category)]);
}

async function search(shop: ShopClient): Promise<void> {
  const found = await shop.products({ q: "lantern" });
  const [first] = found;
  if (first === undefined) throw new Unexpected("GET /api/products", 200, "the seed's lantern was not found");
  await shop.product(first.id);
  await shop.products({ category: first.category });
}

/** Without an account, like the demo's calls. */
async function buyOne(shop: ShopClient): Promise<void> {
  const { status, body } = await shop.orderOne(1, 1, 2);
  accept("POST /api/orders", status, body);
}

/** Fills a cart anonymously and pays. */
async function buyAsGuest(shop: ShopClient): Promise<void> {
  shop.beAnonymous();
  await shop.product(oneOf(goods));
  await fillAndPay(shop);
}

/** Registers, logs in, fills a cart, gets a shipping quote, pays and lists the orders. */
async function buyWithAccount(shop: ShopClient): Promise<void> {
  await newAccount(shop);
  await shop.quote(oneOf(countries));
  await shop.convert(189, "USD");
  await fillAndPay(shop);
  await shop.orders();
  await shop.notices();
}

/** Registers, opens a shop, offers a product and searches for it. */
async function sell(shop: ShopClient): Promise<void> {
  await newAccount(shop, "seller");
  const shopId = await shop.openShop(`Chandlery ${randomUUID().slice(0, 8)}`);
  const { id } = await shop.list(shopId, { name: "Used compass", price: 49.5, stock: 3 });
  await shop.product(id);
  await shop.sales(shopId);
}

/** Rare actions, which random customers may not do in a short time: pay in dollars, check the stock, restock. */
export async function everyEdge(gateway: string): Promise<void> {
  const shop = new ShopClient(gateway);
  try {
    await browse(shop);
    await buyWithAccount(shop);
    await shop.stock(1);
    await shop.putIntoCart(3, 1);
    await shop.checkOut({ paymentToken: "tok_visa", country: "US", currency: "USD" });
    const shopId = await shop.openShop(`Chandlery ${randomUUID().slice(0, 8)}`);
    const { id } = await shop.list(shopId, { name: "Used logbook", price: 12.5, stock: 1 });
    await shop.restock(shopId, id, { name: "Used logbook", price: 12 }, 2);
  } finally {
    shop.close();
  }
}

/** Frequency of each journey in percent: most people browse. */
export const journeys: readonly { readonly name: string; readonly share: number; readonly go: Journey }[] = [
  { name: "browse", share: 50, go: browse },
  { name: "search", share: 20, go: search },
  { name: "buy one", share: 12, go: buyOne },
  { name: "buy as guest", share: 12, go: buyAsGuest },
  { name: "buy with account", share: 4, go: buyWithAccount },
  { name: "sell", share: 2, go: sell },
];

export function nextJourney(): (typeof journeys)[number] {
  let left = Math.random() * journeys.reduce((sum, { share }) => sum + share, 0);
  for (const journey of journeys) {
    left -= journey.share;
    if (left < 0) return journey;
  }
  throw new Error("There are no journeys.");
}

export async function newAccount(shop: ShopClient, role?: "seller") {
  const username = `c-${randomUUID()}`;
  const account = { username, email: `${username}@example.com`, password: `pw-${randomUUID()}` };
  const id = await shop.register(account, role);
  const tokens = await shop.logIn(username, account.password);
  return { id, ...account, ...tokens };
}

async function fillAndPay(shop: ShopClient): Promise<void> {
  await shop.putIntoCart(oneOf(goods), 1);
  await shop.putIntoCart(oneOf(goods), 2);
  await shop.cart();
  const { status, body } = await shop.checkOut({ paymentToken: "tok_visa", country: oneOf(countries) });
  accept("POST /api/checkout", status, body);
}

/** Confirmed or pending: the shop promises one of both. */
function accept(what: string, status: number, body: Order): void {
  if (status !== 201 && status !== 202) throw new Unexpected(what, status, body);
}

function oneOf<Value>(values: readonly Value[]): Value {
  return values[Math.floor(Math.random() * values.length)] as Value;
}
