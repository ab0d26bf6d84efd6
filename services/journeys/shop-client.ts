import { randomUUID } from "node:crypto";
import { type Answer, type ClientOptions, GatewayClient } from "./client.ts";

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly category: string;
  readonly price: number;
  readonly currency: string;
  readonly stock: number;
  readonly shopId: number;
}

export interface Order {
  readonly id: string;
  readonly status: "pending" | "confirmed" | "cancelled";
  readonly total: number;
  readonly currency: string;
}

export interface Notice {
  readonly about: string;
  readonly subject: string;
}

export interface Stock {
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
}

/** A customer's calls to the public interface of the shop. */
export class ShopClient {
  readonly http: GatewayClient;

  constructor(gateway: string, options: ClientOptions = {}) {
    this.http = new GatewayClient(gateway, options);
  }

  health() {
    return this.http.send<{ status: string; services: Record<string, string> }>(
      "GET /api/health",
      "/api/health",
    );
  }

  async products(search: Readonly<Record<string, string>> = {}): Promise<readonly Product[]> {
    const query = new URLSearchParams(search).toString();
    return this.#get("/api/products", query === "" ? "/api/products" : `/api/products?${query}`);
  }

  product(id: number): Promise<Product> {
    return this.#get("/api/products/:id", `/api/products/${id}`);
  }

  stock(id: number): Promise<Stock> {
    return this.#get("/api/stock/:id", `/api/stock/${id}`);
  }

  recommendations(productId: number): Promise<readonly Product[]> {
    return this.#get("/api/recommendations", `/api/recommendations?productId=${productId}&count=3`);
  }

  ads(category: string): Promise<readonly unknown[]> {
    return this.#get("/api/ads", `/api/ads?category=${encodeURIComponent(category)}&count=2`);
  }

  quote(country: string): Promise<unknown> {
    return this.#get("/api/shipments/quote", `/api/shipments/quote?country=${country}&items=2`);
  }

  convert(amount: number, to: string): Promise<unknown> {
    return this.#get("/api/currencies/convert", `/api/currencies/convert?amount=${amount}&from=EUR&to=${to}`);
  }

  /** Continues as an anonymous person with a cart. */
  beAnonymous(): void {
    this.http.identity["x-session-id"] = randomUUID();
  }

  async register(
    account: { username: string; email: string; password?: string },
    role?: "seller",
  ): Promise<number> {
    const body = role === undefined ? account : { ...account, role };
    const answer = await this.http.ask<{ id: number }>("POST /api/users", "/api/users", [201], body);
    return answer.body.id;
  }

  /** Makes all following calls as this user. */
  async logIn(username: string, password: string): Promise<{ accessToken: string; refreshToken: string }> {
    const answer = await this.http.ask<{ accessToken: string; refreshToken: string }>(
      "POST /api/auth/login",
      "/api/auth/login",
      [200],
      { username, password },
    );
    this.http.identity.authorization = `Bearer ${answer.body.accessToken}`;
    return answer.body;
  }

  async putIntoCart(productId: number, quantity: number): Promise<void> {
    await this.http.ask("PUT /api/cart/items/:id", `/api/cart/items/${productId}`, [200], { quantity });
  }

  cart(): Promise<{ readonly items: readonly unknown[] }> {
    return this.#get("/api/cart", "/api/cart");
  }

  /** 201 bought, 202 pending; every other answer is returned. */
  checkOut(
    payment: { paymentToken: string; country: string; currency?: string },
    key: string = randomUUID(),
  ) {
    return this.http.send<Order>("POST /api/checkout", "/api/checkout", payment, { "idempotency-key": key });
  }

  /** The demo's call: one product, no login. */
  orderOne(userId: number, productId: number, quantity: number, headers = {}): Promise<Answer<Order>> {
    return this.http.send<Order>("POST /api/orders", "/api/orders", { userId, productId, quantity }, headers);
  }

  order(id: string): Promise<Order> {
    return this.#get("/api/orders/:id", `/api/orders/${id}`);
  }

  orders(): Promise<readonly Order[]> {
    return this.#get("/api/orders", "/api/orders?limit=20");
  }

  async openShop(name: string): Promise<number> {
    const answer = await this.http.ask<{ id: number }>("POST /api/shops", "/api/shops", [201], { name });
    return answer.body.id;
  }

  async list(shopId: number, listing: { name: string; price: number; stock: number }): Promise<Product> {
    const what = "POST /api/shops/:id/listings";
    const category = "second hand";
    return (
      await this.http.ask<Product>(what, `/api/shops/${shopId}/listings`, [201], { ...listing, category })
    ).body;
  }

  async restock(
    shopId: number,
    productId: number,
    listing: { name: string; price: number },
    restock: number,
  ): Promise<void> {
    const what = "PUT /api/shops/:id/listings/:id";
    await this.http.ask(what, `/api/shops/${shopId}/listings/${productId}`, [200], { ...listing, restock });
  }

  sales(shopId: number): Promise<readonly { readonly productId: number }[]> {
    return this.#get("/api/shops/:id/sales", `/api/shops/${shopId}/sales`);
  }

  /** The customer's own order; that of `userId` in demo mode. */
  notices(userId?: number): Promise<readonly Notice[]> {
    const whose = userId === undefined ? "" : `?userId=${userId}`;
    return this.#get("/api/notifications", `/api/notifications${whose}`);
  }

  close(): void {
    this.http.close();
  }

  async #get<Body>(route: string, path: string): Promise<Body> {
    return (await this.http.ask<Body>(`GET ${route}`, path, [200])).body;
  }
}
