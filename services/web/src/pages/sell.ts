import { randomUUID } from "node:crypto";
import type { App, Reply, Request } from "@slipway/kit/server";
import { html } from "ghtml";
import type { Api } from "../api.ts";
import { Form, field, type Rejection, rejectionIn, rejectionView } from "../form.ts";
import { price } from "../format.ts";
import { show } from "../layout.ts";
import { requireUser } from "../session.ts";
import type { Product, Sale, Shop, ShopWithListings } from "../views.ts";
import { listingFields, listingIn } from "./listing.ts";
import { ById } from "./product.ts";

/** A seller's own shops: products and sales. */
export function addSell(site: App, api: Api): void {
  site.get("/sell", (request, reply) => shopsPage(api, request, reply));

  site.post("/sell", { schema: { body: Form } }, async (request, reply) => {
    requireUser(request);
    const { name = "" } = request.body;
    try {
      const { data: shop } = await api.ask<Shop>(request, { method: "POST", path: "/shops", body: { name } });
      return reply.redirect(`/sell/${shop.id}?notice=opened`, 303);
    } catch (error) {
      return shopsPage(api, request, reply, name, rejectionIn(error));
    }
  });

  site.get("/sell/:id", { schema: { params: ById } }, (request, reply) =>
    shopPage(api, request, reply, request.params.id),
  );

  site.post("/sell/:id/listings", { schema: { params: ById, body: Form } }, async (request, reply) => {
    requireUser(request);
    const { id } = request.params;
    const { key = randomUUID(), ...form } = request.body;
    const headers = { "idempotency-key": key };
    try {
      const body = listingIn(form, "stock");
      await api.ask(request, { method: "POST", path: `/shops/${id}/listings`, body, headers });
      return reply.redirect(`/sell/${id}?notice=listed`, 303);
    } catch (error) {
      return shopPage(api, request, reply, id, form, rejectionIn(error));
    }
  });
}

async function shopsPage(api: Api, request: Request, reply: Reply, name = "", rejection?: Rejection) {
  const { id } = requireUser(request);
  const { data: shops } = await api.ask<readonly Shop[]>(request, { path: `/shops?owner=${id}` });
  const own = shops.map((shop) => html`<li><a href="/sell/${shop.id}">${shop.name}</a></li>`);
  const shopName = { name: "name", label: "Name of the shop", value: name };
  return show(request, reply, {
    title: "Sell",
    status: rejection?.status ?? 200,
    body: html`<h1>Sell with us</h1>
!${own.length > 0 ? html`<section aria-labelledby="own"><h2 id="own">Your shops</h2><ul class="shops">!${own}</ul></section>` : '<p class="lead">Open a shop, put your goods on sale, and see what was sold.</p>'}
!${rejectionView(rejection)}
<form class="panel narrow" method="post" action="/sell">
  <h2>Open a shop</h2>
  !${field({ ...shopName, attributes: 'required minlength="2" maxlength="60"' }, rejection)}
  <button>Open it</button>
</form>`,
  });
}

async function shopPage(
  api: Api,
  request: Request,
  reply: Reply,
  id: number,
  form: Form = {},
  rejection?: Rejection,
) {
  requireUser(request);
  const [{ data: shop }, sales] = await Promise.all([
    api.ask<ShopWithListings>(request, { path: `/shops/${id}` }),
    // Also returns whether it is the visitor's own.
    api.ask<readonly Sale[]>(request, { path: `/shops/${id}/sales` }).then(({ data }) => data),
  ]);
  return show(request, reply, {
    title: shop.name,
    status: rejection?.status ?? 200,
    body: html`<h1>${shop.name}</h1>
<p class="links"><a href="/shops/${id}">As buyers see it</a> <a href="/sell">All your shops</a></p>
<section aria-labelledby="sales"><h2 id="sales">Sales</h2>!${salesTable(sales)}</section>
<section aria-labelledby="listings"><h2 id="listings">On sale</h2>!${listingsTable(shop)}</section>
!${rejectionView(rejection)}
<form class="panel narrow" method="post" action="/sell/${id}/listings">
  <h2>Put something on sale</h2>
  <input type="hidden" name="key" value="${randomUUID()}">
  !${listingFields(form, "stock", rejection)}
  <button>Put on sale</button>
</form>`,
  });
}

function salesTable(sales: readonly Sale[]): string {
  if (sales.length === 0) return '<p class="empty">Nothing was sold yet.</p>';
  const rows = sales.map(
    ({ productId, name, quantity, revenue, currency }) =>
      html`<tr><th scope="row"><a href="/products/${productId}">${name}</a></th><td class="number">${quantity}</td><td class="number">${price(revenue, currency)}</td></tr>`,
  );
  return html`<div class="scroll" role="region" aria-label="Table of sales" tabindex="0"><table>
<thead><tr><th scope="col">Product</th><th scope="col" class="number">Sold</th><th scope="col" class="number">Revenue</th></tr></thead><tbody>!${rows}</tbody></table></div>`;
}

function listingsTable({ id, listings }: ShopWithListings): string {
  if (listings.length === 0) return '<p class="empty">Nothing is on sale yet.</p>';
  const rows = listings.map(
    (product: Product) =>
      html`<tr><th scope="row"><a href="/products/${product.id}">${product.name}</a></th><td class="number">${price(product.price, product.currency)}</td><td class="number">${product.stock ?? ""}</td><td><a href="/sell/${id}/listings/${product.id}">Edit<span class="spoken"> ${product.name}</span></a></td></tr>`,
  );
  return html`<div class="scroll" role="region" aria-label="Table of what is on sale" tabindex="0"><table>
<thead><tr><th scope="col">Product</th><th scope="col" class="number">Price</th><th scope="col" class="number">Stock</th><th scope="col">Change</th></tr></thead><tbody>!${rows}</tbody></table></div>`;
}
