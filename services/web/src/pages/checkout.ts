import { randomUUID } from "node:crypto";
import { Problem } from "@slipway/kit/problem";
import { Type } from "@slipway/kit/schema";
import type { App, Reply, Request } from "@slipway/kit/server";
import { html } from "ghtml";
import type { Api } from "../api.ts";
import { about, converted } from "../blocks/extras.ts";
import { Form } from "../form.ts";
import { count, country as countryName, price } from "../format.ts";
import { show } from "../layout.ts";
import { keepPieces, requireUser } from "../session.ts";
import { type Amount, type Cart, type Order, piecesIn, type Quote } from "../views.ts";
import { cartOf } from "./cart.ts";

const countries = [
  "DE",
  "AT",
  "BE",
  "CH",
  "DK",
  "ES",
  "FI",
  "FR",
  "GB",
  "IE",
  "IT",
  "NL",
  "NO",
  "PL",
  "SE",
  "US",
];
const Wanted = Type.Object({ country: Type.Optional(Type.String({ pattern: "^[A-Z]{2}$" })) });

/** The provider's test cards. Card numbers never come here: a page of the provider converts them to tokens. */
const cards = [
  { token: "tok_visa", label: "Visa test card, ending in 4242" },
  { token: "tok_declined", label: "A test card that is declined" },
] as const;

interface Attempt {
  readonly country: string;
  /** One for each attempt to buy: sent twice, it buys once. */
  readonly key: string;
  readonly status?: number;
  readonly wrong?: string;
}

export function addCheckout(site: App, api: Api): void {
  site.get("/checkout", { schema: { querystring: Wanted } }, async (request, reply) => {
    requireUser(request);
    const { country = "DE" } = request.query;
    return checkoutPage(api, request, reply, { country, key: randomUUID() });
  });

  site.post("/checkout", { schema: { body: Form } }, async (request, reply) => {
    requireUser(request);
    const { country = "", paymentToken = "", currency = "EUR", key = "" } = request.body;
    const body = { paymentToken, country, currency };
    const headers = { "idempotency-key": key };
    try {
      const { data: order } = await api.ask<Order>(request, {
        method: "POST",
        path: "/checkout",
        body,
        headers,
      });
      keepPieces(request, reply, 0);
      const notice = order.status === "confirmed" ? "placed" : "pending";
      return reply.redirect(`/orders/${order.id}?notice=${notice}`, 303);
    } catch (error) {
      if (!(error instanceof Problem) || error.status === 401) throw error;
      return checkoutPage(api, request, reply, retried(request, error, { country, key }));
    }
  });
}

/** If the result is unknown, the same key asks about the same order; after a refusal, a new key is needed. */
function retried(request: Request, { status, message, errors }: Problem, { country, key }: Attempt): Attempt {
  const isOpen = status >= 500;
  if (isOpen) request.log.warn({ status }, "an order could not be made in time");
  const fields = errors?.map(({ pointer, message: said }) => ` ${pointer.slice(1)} ${said}.`) ?? [];
  return {
    country: countries.includes(country) ? country : "DE",
    key: isOpen ? key : randomUUID(),
    status,
    wrong: isOpen
      ? "Your order could not be made right now. Send it again: it is never made or paid twice."
      : message + fields.join(""),
  };
}

async function checkoutPage(api: Api, request: Request, reply: Reply, attempt: Attempt) {
  const cart = await cartOf(api, request);
  const { country, status = 200, wrong } = attempt;
  const pieces = piecesIn(cart);
  if (pieces === 0 && wrong === undefined) return reply.redirect("/cart", 303);
  const query = new URLSearchParams({ country, items: String(Math.max(1, pieces)) });
  const quote = await api.block<Quote>(request, "shipping", `/shipments/quote?${query}`);
  const sum = sumOf(cart, quote);
  const hint = sum && (await converted(api, request, sum));
  return show(request, reply, {
    title: "Checkout",
    status,
    body: html`<h1>Checkout</h1>
!${wrong === undefined ? "" : html`<p class="notice bad" role="alert">${wrong}</p>`}
<div class="basket">
  <div>!${destination(country)}!${payment(attempt, sum, hint)}</div>
  !${summary(cart, quote, sum, hint)}
</div>`,
  });
}

function sumOf({ total, currency }: Cart, quote: Quote | undefined): Amount | undefined {
  if (total === undefined || currency === undefined || quote?.currency !== currency) return undefined;
  return { amount: Math.round((total + quote.cost) * 100) / 100, currency };
}

function destination(chosen: string): string {
  const options = countries.map(
    (code) =>
      html`<option value="${code}"!${code === chosen ? " selected" : ""}>${countryName(code)}</option>`,
  );
  return html`<section class="panel" aria-labelledby="where"><h2 id="where">Where it goes</h2>
  <form class="inline" method="get" action="/checkout">
    <label for="country">Country</label>
    <select id="country" name="country">!${options}</select>
    <button class="quiet">Update shipping</button>
  </form>
</section>`;
}

function payment({ country, key }: Attempt, sum: Amount | undefined, hint: Amount | undefined): string {
  const choices = cards.map(
    ({ token, label }, index) =>
      html`<label class="choice"><input type="radio" name="paymentToken" value="${token}"!${index === 0 ? " checked" : ""} required> ${label}</label>`,
  );
  const words = sum === undefined ? "Buy now" : `Buy now for ${price(sum.amount, sum.currency)}`;
  const currencies =
    hint === undefined || sum === undefined
      ? ""
      : html`<fieldset><legend>Pay in</legend>
    <label class="choice"><input type="radio" name="currency" value="${sum.currency}" checked> ${sum.currency}</label>
    <label class="choice"><input type="radio" name="currency" value="${hint.currency}"> ${hint.currency}, ${about(hint)}</label>
  </fieldset>`;
  return html`<section class="panel" aria-labelledby="pay"><h2 id="pay">Payment</h2>
<form method="post" action="/checkout">
  <input type="hidden" name="country" value="${country}">
  <input type="hidden" name="key" value="${key}">
  <fieldset><legend>Pay with</legend>!${choices}</fieldset>
  !${currencies}
  <button class="wide">${hint === undefined ? words : "Buy now"}</button>
</form>
</section>`;
}

function summary(
  cart: Cart,
  quote: Quote | undefined,
  sum: Amount | undefined,
  hint: Amount | undefined,
): string {
  const lines = cart.items.map(
    ({ name, productId, quantity, subtotal, currency = "EUR" }) =>
      html`<li><span>${quantity} × ${name ?? `Product ${productId}`}</span> <span>${subtotal === undefined ? "" : price(subtotal, currency)}</span></li>`,
  );
  const shipping =
    quote === undefined
      ? html`<span>Shipping</span> <span>is added to the order</span>`
      : html`<span>Shipping, ${count(quote.days, "day")}</span> <span>${price(quote.cost, quote.currency)}</span>`;
  return html`<section class="panel" aria-labelledby="sum"><h2 id="sum">Your order</h2>
  <ul class="sums">!${lines}<li>!${shipping}</li></ul>
  !${sum ? html`<p class="total"><span>Total</span> <b>${price(sum.amount, sum.currency)}</b></p>` : ""}
  !${hint ? html`<p class="soft">${about(hint)}</p>` : ""}
  <p><a href="/cart">Change the cart</a></p>
</section>`;
}
