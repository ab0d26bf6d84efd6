import type { App } from "@slipway/kit/server";
import { html } from "ghtml";
import type { Api } from "../api.ts";
import { productGrid } from "../blocks/products.ts";
import { show } from "../layout.ts";
import type { ShopWithListings } from "../views.ts";
import { ById } from "./product.ts";

/** A seller's shop, for buyers. */
export function addShop(site: App, api: Api): void {
  site.get("/shops/:id", { schema: { params: ById } }, async (request, reply) => {
    const { id } = request.params;
    const { data: shop } = await api.ask<ShopWithListings>(request, { path: `/shops/${id}` });
    return show(request, reply, {
      title: shop.name,
      body: html`<h1>${shop.name}</h1>
!${shop.listings.length > 0 ? productGrid(shop.listings, "h2") : '<p class="empty">This shop has nothing on sale now.</p>'}`,
    });
  });
}
