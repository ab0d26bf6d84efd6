import { randomUUID } from "node:crypto";
import { Type } from "@slipway/kit/schema";
import type { App, Reply, Request } from "@slipway/kit/server";
import { html } from "ghtml";
import type { Api } from "../api.ts";
import { Form, field, numberIn, type Rejection, rejectionIn, rejectionView } from "../form.ts";
import { show } from "../layout.ts";
import { requireUser } from "../session.ts";
import type { Product } from "../views.ts";

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const ByListing = Type.Object({ id: Id, productId: Id });

interface Place {
  readonly id: number;
  readonly productId: number;
}

/** One product of a seller's shop: texts, price and stock. */
export function addListing(site: App, api: Api): void {
  site.get("/sell/:id/listings/:productId", { schema: { params: ByListing } }, async (request, reply) => {
    requireUser(request);
    const { productId } = request.params;
    const { data: product } = await api.ask<Product>(request, { path: `/products/${productId}` });
    const { name, description = "", category, price } = product;
    return listingPage(request, reply, request.params, { name, description, category, price: String(price) });
  });

  site.post(
    "/sell/:id/listings/:productId",
    { schema: { params: ByListing, body: Form } },
    async (request, reply) => {
      requireUser(request);
      const { id, productId } = request.params;
      const { key = randomUUID(), ...form } = request.body;
      const headers = { "idempotency-key": key };
      try {
        const body = listingIn(form, "restock");
        await api.ask(request, { method: "PUT", path: `/shops/${id}/listings/${productId}`, body, headers });
        return reply.redirect(`/sell/${id}?notice=saved`, 303);
      } catch (error) {
        return listingPage(request, reply, request.params, form, rejectionIn(error));
      }
    },
  );
}

type Goods = "stock" | "restock";

const goods = {
  stock: { label: "How many there are", attributes: 'required type="number" min="0" max="1000000"' },
  restock: { label: "How many to add", attributes: 'type="number" min="0" max="1000000"' },
} as const;
const known = ["navigation", "deck", "signals", "rigging", "galley", "clothing"];

/** A form's texts as the owning service expects them, which refuses missing and invalid ones by name. */
export function listingIn(form: Form, pieces: Goods): object {
  const { name = "", description = "", category = "" } = form;
  return {
    name: name.trim(),
    description: description.trim(),
    category: category.trim().toLowerCase(),
    price: numberIn(form.price),
    [pieces]: numberIn(form[pieces]),
  };
}

export function listingFields(form: Form, pieces: Goods, rejection: Rejection | undefined): string {
  const { name, description, category, price } = form;
  const fields = [
    { name: "name", label: "Name", value: name, attributes: 'required maxlength="200"' },
    {
      name: "description",
      label: "Description",
      value: description,
      attributes: 'maxlength="2000"',
      isLong: true,
    },
    { name: "category", label: "Category", value: category, attributes: 'maxlength="100" list="categories"' },
    {
      name: "price",
      label: "Price in euros",
      value: price,
      attributes: 'required inputmode="decimal" pattern="\\d+([.,]\\d{1,2})?"',
    },
    { name: pieces, ...goods[pieces], value: form[pieces] },
  ];
  const options = known.map((one) => html`<option value="${one}"></option>`);
  return html`!${fields.map((one) => field(one, rejection))}<datalist id="categories">!${options}</datalist>`;
}

function listingPage(
  request: Request,
  reply: Reply,
  { id, productId }: Place,
  form: Form,
  rejection?: Rejection,
) {
  const title = `Change ${form.name || "a product"}`;
  return show(request, reply, {
    title,
    status: rejection?.status ?? 200,
    body: html`<div class="narrow"><h1>${title}</h1>
!${rejectionView(rejection)}
<form class="panel" method="post" action="/sell/${id}/listings/${productId}">
  <input type="hidden" name="key" value="${randomUUID()}">
  !${listingFields(form, "restock", rejection)}
  <button>Save</button>
</form>
<p><a href="/sell/${id}">Back to the shop</a></p></div>`,
  });
}
