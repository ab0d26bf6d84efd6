import type { Request } from "@slipway/kit/server";
import { html } from "ghtml";
import type { Api } from "../api.ts";
import { price } from "../format.ts";
import { localPath } from "../origin.ts";
import type { Ad, Amount, Product } from "../views.ts";
import { productGrid } from "./products.ts";

/** Each block loads its own data, and is empty without an answer: the page is complete without it. */

/** Number of shown products. */
const few = 4;

export async function recommendations(
  api: Api,
  request: Request,
  title: string,
  productId?: number,
): Promise<string> {
  const about = productId === undefined ? "" : `productId=${productId}&`;
  return suggestions(title, await recommended(api, request, `${about}count=${few}`));
}

/** More than are shown, because some may be left out. */
export async function manyRecommended(api: Api, request: Request): Promise<readonly Product[]> {
  return recommended(api, request, `count=${3 * few}`);
}

export function suggestions(title: string, products: readonly Product[]): string {
  if (products.length === 0) return "";
  const grid = productGrid(products.slice(0, few), "h3");
  return html`<section class="more" aria-labelledby="more"><h2 id="more">${title}</h2>!${grid}</section>`;
}

async function recommended(api: Api, request: Request, query: string): Promise<readonly Product[]> {
  const path = `/recommendations?${query}`;
  return (await api.block<readonly Product[]>(request, "recommendation", path)) ?? [];
}

export async function advertisement(api: Api, request: Request, category?: string): Promise<string> {
  const about = category ? `category=${encodeURIComponent(category)}&` : "";
  const [ad] = (await api.block<readonly Ad[]>(request, "ads", `/ads?${about}count=1`)) ?? [];
  if (ad === undefined) return "";
  return html`<aside class="ad" aria-label="Advertisement"><p><span class="tag">Ad</span> <a href="${localPath(ad.path)}">${ad.text}</a></p></aside>`;
}

/**
 * The approximate amount in the visitor's currency; `undefined` if it is the amount's own currency, or rates
 * are unavailable.
 */
export async function converted(
  api: Api,
  request: Request,
  { amount, currency }: Amount,
): Promise<Amount | undefined> {
  const { currency: wanted } = request.visitor;
  if (wanted === currency) return undefined;
  const query = new URLSearchParams({ amount: String(amount), from: currency, to: wanted });
  return api.block<Amount>(request, "currency", `/currencies/convert?${query}`);
}

export function about({ amount, currency }: Amount): string {
  return `about ${price(amount, currency)}`;
}

/** Form to select the currency of these amounts. */
export async function currencyChooser(api: Api, request: Request): Promise<string> {
  const rates = await api.block<{ readonly currencies: readonly string[] }>(
    request,
    "currency",
    "/currencies",
  );
  if (rates === undefined) return "";
  const { currency: chosen } = request.visitor;
  const options = rates.currencies.map(
    (code) => html`<option value="${code}"!${code === chosen ? " selected" : ""}>${code}</option>`,
  );
  return html`<form class="inline" method="post" action="/currency">
  <label for="currency">Your currency</label>
  <select id="currency" name="currency">!${options}</select>
  <input type="hidden" name="next" value="${localPath(request.url)}">
  <button class="quiet">Show</button>
</form>`;
}
