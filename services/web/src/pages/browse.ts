import { Type } from "@slipway/kit/schema";
import type { App } from "@slipway/kit/server";
import { html } from "ghtml";
import type { Api } from "../api.ts";
import { advertisement, recommendations } from "../blocks/extras.ts";
import { productGrid } from "../blocks/products.ts";
import { seascape } from "../drawings/marks.ts";
import { titled } from "../format.ts";
import { show } from "../layout.ts";
import type { Product } from "../views.ts";

const Word = Type.String({ maxLength: 100 });
const Wanted = Type.Object({
  q: Type.Optional(Word),
  category: Type.Optional(Word),
  cursor: Type.Optional(Type.String({ pattern: "^\\d{1,15}$" })),
});

const perPage = 12;

/** The front page, which is also the search. */
export function addBrowse(site: App, api: Api): void {
  site.get("/", { schema: { querystring: Wanted } }, async (request, reply) => {
    const { q = "", category = "", cursor = "" } = request.query;
    const wanted = given({ q: q.trim(), category, cursor });
    const isFront = wanted.size === 0;
    const [products, categories, ad, more] = await Promise.all([
      api.ask<readonly Product[]>(request, {
        path: `/products?${query({ ...Object.fromEntries(wanted), limit: String(perPage) })}`,
      }),
      api.block<readonly string[]>(request, "product", "/products/categories"),
      advertisement(api, request, category),
      isFront ? recommendations(api, request, "Others bought") : "",
    ]);
    const title = titleOf(q.trim(), category);
    return show(request, reply, {
      title,
      body: html`!${isFront ? hero : html`<h1>${title}</h1>`}
!${categoryNav(categories ?? [], category, isFront)}
!${found(products.data, q.trim(), isFront)}
!${pager(wanted, products.next)}
!${ad}
!${more}`,
    });
  });
}

function titleOf(words: string, category: string): string {
  if (words !== "") return `Search: ${words}`;
  return category === "" ? "For the boat, and who sails it" : titled(category);
}

const hero = html`<section class="hero">
  <div><h1>For the boat, and who sails it</h1><p>Instruments, rope and light, from our own loft and from small makers along the coast.</p></div>
  !${seascape}
</section>`;

function categoryNav(categories: readonly string[], chosen: string, isFront: boolean): string {
  if (categories.length === 0) return "";
  const chips = categories.map((category) =>
    chip(`/?${query({ category })}`, titled(category), category === chosen),
  );
  return html`<nav class="chips" aria-label="Categories"><ul>!${chip("/", "Everything", isFront)}!${chips}</ul></nav>`;
}

function chip(to: string, text: string, isChosen: boolean): string {
  return html`<li><a href="${to}"!${isChosen ? ' aria-current="page"' : ""}>${text}</a></li>`;
}

function found(products: readonly Product[], words: string, isFront: boolean): string {
  if (products.length > 0)
    return html`!${isFront ? html`<h2 class="spoken">Goods</h2>` : ""}!${productGrid(products, isFront ? "h3" : "h2")}`;
  const what = words === "" ? "There is nothing here yet." : `Nothing is called “${words}”, or described so.`;
  return html`<p class="empty">${what} <a href="/">See everything</a></p>`;
}

function pager(wanted: ReadonlyMap<string, string>, next: string | undefined): string {
  if (next === undefined) return "";
  const to = `/?${query({ ...Object.fromEntries(wanted), cursor: next })}`;
  return html`<p class="pager"><a class="button quiet" href="${to}" rel="next">More goods</a></p>`;
}

function given(values: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(Object.entries(values).filter(([, value]) => value !== ""));
}

function query(values: Readonly<Record<string, string>>): string {
  return String(new URLSearchParams(values));
}
