import { randomUUID } from "node:crypto";
import { Unexpected } from "./client.ts";

/** A simulated browser for the shop's pages: keeps cookies, sends forms. */
export class Browser {
  readonly #site: string;
  readonly #cookies = new Map<string, string>();

  constructor(site: string) {
    this.#site = site;
  }

  /** @throws Unexpected unless it answers 200 */
  async open(path: string): Promise<string> {
    const answer = await this.#ask(path, {});
    const page = await answer.text();
    if (answer.status !== 200) throw new Unexpected(`GET ${path}`, answer.status, page);
    return page;
  }

  /**
   * Sends a form; resolves to the target of the redirect.
   * @throws Unexpected without a redirect
   */
  async send(path: string, form: Readonly<Record<string, string>>): Promise<string> {
    const answer = await this.#ask(path, { method: "POST", body: new URLSearchParams(form) });
    const text = await answer.text();
    const next = answer.headers.get("location");
    if (answer.status !== 303 || next === null) throw new Unexpected(`POST ${path}`, answer.status, text);
    return next;
  }

  async #ask(path: string, how: RequestInit): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(`${this.#site}${path}`, {
      ...how,
      redirect: "manual",
      headers: { cookie, "sec-fetch-site": "same-origin" },
      signal: AbortSignal.timeout(15_000),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      this.#cookies.set(name, value);
    }
    return answer;
  }
}

/** Registers, fills a cart and pays, only through the pages; resolves to the order's page. */
export async function buyByBrowser(site: string): Promise<string> {
  const browser = new Browser(site);
  await browser.open("/");
  await browser.open("/products/2");
  const username = `w-${randomUUID()}`;
  const account = { username, email: `${username}@example.com`, password: `pw-${randomUUID()}` };
  await browser.send("/register", { ...account, next: "/checkout" });
  await browser.send("/cart/items", { productId: "2", quantity: "1" });
  await browser.open("/checkout");
  return browser.send("/checkout", { country: "DE", paymentToken: "tok_visa", key: randomUUID() });
}
