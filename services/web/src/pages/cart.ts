import { Type } from "@slipway/kit/schema";
import type { App, Reply, Request } from "@slipway/kit/server";
import { html } from "ghtml";
import type { Api } from "../api.ts";
import { manyRecommended, suggestions } from "../blocks/extras.ts";
import { drawing } from "../drawings/drawings.ts";
import { Form, numberIn, rejectionIn } from "../form.ts";
import { price } from "../format.ts";
import { show } from "../layout.ts";
import { ensureSession, keepPieces } from "../session.ts";
import { type Cart, type CartItem, piecesIn } from "../views.ts";

const ByProduct = Type.Object({ productId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
const mostOfOne = 1000;

export function addCart(site: App, api: Api): void {
  site.get("/cart", async (request, reply) => {
    const products = manyRecommended(api, request);
    const cart = await cartOf(api, request);
    const already = new Set(cart.items.map(({ productId }) => productId));
    const others = (await products).filter(({ id }) => !already.has(id));
    return cartPage(request, reply, cart, { more: suggestions("Others bought", others) });
  });

  site.post("/cart/items", { schema: { body: Form } }, async (request, reply) => {
    ensureSession(request, reply);
    const { productId = "", quantity } = request.body;
    const { items } = await cartOf(api, request);
    const already = items.find((item) => String(item.productId) === productId)?.quantity ?? 0;
    const more = numberIn(quantity) ?? 1;
    const wanted = typeof more === "number" ? Math.min(already + more, mostOfOne) : more;
    const outcome = await put(api, request, reply, encodeURIComponent(productId), wanted);
    return outcome ?? reply.redirect(`/products/${encodeURIComponent(productId)}?notice=added`, 303);
  });

  site.post(
    "/cart/items/:productId",
    { schema: { params: ByProduct, body: Form } },
    async (request, reply) => {
      ensureSession(request, reply);
      const { quantity, remove } = request.body;
      const wanted = remove === undefined ? numberIn(quantity) : 0;
      const outcome = await put(api, request, reply, String(request.params.productId), wanted);
      return outcome ?? reply.redirect("/cart?notice=changed", 303);
    },
  );
}

/** No call is made for visitors who never used a cart. */
export async function cartOf(api: Api, request: Request): Promise<Cart> {
  const { user, sessionId } = request.visitor;
  if (user === undefined && sessionId === undefined) return { items: [] };
  return (await api.ask<Cart>(request, { path: "/cart" })).data;
}

/** The page after a refused quantity. */
async function put(
  api: Api,
  request: Request,
  reply: Reply,
  productId: string,
  quantity: number | string | undefined,
) {
  try {
    const question = { method: "PUT", path: `/cart/items/${productId}`, body: { quantity } } as const;
    const { data: cart } = await api.ask<Cart>(request, question);
    keepPieces(request, reply, piecesIn(cart));
    return undefined;
  } catch (error) {
    const { status, message, fields } = rejectionIn(error);
    const cart = await cartOf(api, request);
    const said = Object.values(fields).map((field) => ` The quantity ${field}.`);
    return cartPage(request, reply, cart, { status, wrong: message + said.join("") });
  }
}

interface Extras {
  readonly more?: string;
  readonly status?: number;
  readonly wrong?: string;
}

function cartPage(request: Request, reply: Reply, cart: Cart, { more = "", status = 200, wrong }: Extras) {
  keepPieces(request, reply, piecesIn(cart));
  return show(request, reply, {
    title: "Cart",
    status,
    body: html`<h1>Your cart</h1>
!${wrong === undefined ? "" : html`<p class="notice bad" role="alert">${wrong}</p>`}
!${cart.items.length === 0 ? empty : filled(cart)}
!${more}`,
  });
}

const empty = html`<p class="empty">There is nothing in it yet. <a href="/">Look around</a></p>`;

function filled({ items, total, currency = "EUR" }: Cart): string {
  const sum =
    total === undefined
      ? html`<p class="notice">Prices cannot be shown right now. Your cart is safe.</p>`
      : html`<p class="total"><span>Total, without shipping</span> <b>${price(total, currency)}</b></p>`;
  return html`<div class="basket">
  <ul class="lines">!${items.map(line)}</ul>
  <section class="panel" aria-label="Sum">!${sum}<p><a class="button" href="/checkout">Checkout</a></p></section>
</div>`;
}

function line({
  productId,
  quantity,
  name,
  category = "",
  price: each,
  subtotal,
  currency = "EUR",
}: CartItem): string {
  const called = name ?? `Product ${productId}`;
  const amount =
    each === undefined || subtotal === undefined
      ? ""
      : html`<p class="soft">${price(each, currency)} each</p><p class="price">${price(subtotal, currency)}</p>`;
  return html`<li>
  <div class="picture small tint${productId % 5}">!${drawing({ id: productId, name: called, category })}</div>
  <div class="what"><h2><a href="/products/${productId}">${called}</a></h2>!${amount}</div>
  <form class="inline" method="post" action="/cart/items/${productId}">
    <label class="spoken" for="quantity-${productId}">Quantity of ${called}</label>
    <input id="quantity-${productId}" name="quantity" type="number" min="0" max="${mostOfOne}" value="${quantity}" required inputmode="numeric">
    <button class="quiet">Change<span class="spoken"> quantity of ${called}</span></button>
    <button class="quiet" name="remove" value="1">Remove<span class="spoken"> ${called}</span></button>
  </form>
</li>`;
}
