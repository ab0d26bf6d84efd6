import { Type } from "@slipway/kit/schema";
import type { App } from "@slipway/kit/server";
import { html } from "ghtml";
import type { Api } from "../api.ts";
import { about, advertisement, converted, currencyChooser, recommendations } from "../blocks/extras.ts";
import { stockLine } from "../blocks/products.ts";
import { setCookie } from "../cookies.ts";
import { drawing } from "../drawings/drawings.ts";
import { Form } from "../form.ts";
import { price, titled } from "../format.ts";
import { show } from "../layout.ts";
import { localPath } from "../origin.ts";
import type { Product, ShopWithListings } from "../views.ts";

export const ById = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });

const yearSeconds = 365 * 24 * 3600;

export function addProduct(site: App, api: Api): void {
  site.get("/products/:id", { schema: { params: ById } }, async (request, reply) => {
    const { id } = request.params;
    const more = recommendations(api, request, "Goes well with it", id);
    const chooser = currencyChooser(api, request);
    const { data: product } = await api.ask<Product>(request, { path: `/products/${id}` });
    const { price: amount, currency, category, shopId = 0 } = product;
    const [ad, hint, seller] = await Promise.all([
      advertisement(api, request, category),
      converted(api, request, { amount, currency }),
      shopId === 0 ? undefined : api.block<ShopWithListings>(request, "business", `/shops/${shopId}`),
    ]);
    return show(request, reply, {
      title: product.name,
      body: html`<article class="product">
  <div class="picture tint${id % 5}">!${drawing(product)}</div>
  <div class="facts">
    <p class="soft"><a href="/?category=${encodeURIComponent(category)}">${titled(category)}</a></p>
    <h1>${product.name}</h1>
    <p class="price">${price(amount, currency)} !${hint ? html`<span class="soft">${about(hint)}</span>` : ""}</p>
    !${stockLine(product)}
    <p class="lead">${product.description}</p>
    !${seller ? html`<p>Sold by <a href="/shops/${seller.id}">${seller.name}</a></p>` : ""}
    !${buyForm(product)}
    !${await chooser}
  </div>
</article>
!${ad}
!${await more}`,
    });
  });

  site.post("/currency", { schema: { body: Form } }, async (request, reply) => {
    const { currency = "", next } = request.body;
    if (/^[A-Z]{3}$/.test(currency)) setCookie(request, reply, "currency", currency, yearSeconds);
    return reply.redirect(localPath(next), 303);
  });
}

function buyForm({ id, stock }: Product): string {
  if (stock !== undefined && stock <= 0) return "";
  return html`<form class="buy" method="post" action="/cart/items">
  <input type="hidden" name="productId" value="${id}">
  <label for="quantity">Quantity</label>
  <input id="quantity" name="quantity" type="number" min="1" max="1000" value="1" required inputmode="numeric">
  <button>Put into cart</button>
</form>`;
}
