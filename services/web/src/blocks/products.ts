import { html } from "ghtml";
import { drawing } from "../drawings/drawings.ts";
import { price, titled } from "../format.ts";
import type { Product } from "../views.ts";

/** Products as a grid of cards; the whole card is a link. */
export function productGrid(products: readonly Product[], heading: "h2" | "h3"): string {
  return html`<ul class="grid">!${products.map((product) => card(product, heading))}</ul>`;
}

function card(product: Product, heading: string): string {
  const { id, name, category } = product;
  return html`<li class="card">
  <div class="picture tint${id % 5}">!${drawing(product)}</div>
  <!${heading}><a href="/products/${id}">${name}</a></!${heading}>
  <p class="soft">${titled(category) || "Goods"}</p>
  <p class="price">${price(product.price, product.currency)}!${scarcity(product)}</p>
</li>`;
}

const few = 5;

function scarcity({ stock }: Product): string {
  if (stock === undefined || stock > few) return "";
  return html` <span class="mark ${stock <= 0 ? "off" : "few"}">${stock <= 0 ? "Sold out" : `Only ${stock} left`}</span>`;
}

/** Availability text of the product's own page, such as "In stock". */
export function stockLine({ stock }: Product): string {
  if (stock === undefined) return "";
  if (stock <= 0) return html`<p class="stock off">Sold out</p>`;
  return html`<p class="stock">${stock <= few ? `Only ${stock} left` : "In stock, ready to ship"}</p>`;
}
