import { Type } from "@slipway/kit/schema";
import type { App, Reply, Request } from "@slipway/kit/server";
import { html } from "ghtml";
import type { Api } from "../api.ts";
import { Form, type Rejection, rejectionIn, rejectionView } from "../form.ts";
import { country, date, price } from "../format.ts";
import { show } from "../layout.ts";
import { requireUser } from "../session.ts";
import type { Order, Shipment } from "../views.ts";
import { shortId, statusMark } from "./orders.ts";

const ById = Type.Object({ id: Type.String({ format: "uuid" }) });

export function addOrder(site: App, api: Api): void {
  site.get("/orders/:id", { schema: { params: ById } }, (request, reply) =>
    orderPage(api, request, reply, request.params.id),
  );

  site.post("/orders/:id/cancel", { schema: { params: ById, body: Form } }, async (request, reply) => {
    requireUser(request);
    const { id } = request.params;
    try {
      await api.ask(request, { method: "POST", path: `/orders/${id}/cancel` });
      return reply.redirect(`/orders/${id}?notice=cancelled`, 303);
    } catch (error) {
      return orderPage(api, request, reply, id, rejectionIn(error));
    }
  });
}

async function orderPage(api: Api, request: Request, reply: Reply, id: string, rejection?: Rejection) {
  requireUser(request);
  const [{ data: order }, shipment] = await Promise.all([
    api.ask<Order>(request, { path: `/orders/${id}` }),
    api.block<Shipment>(request, "shipping", `/shipments/${id}`),
  ]);
  const { status, createdAt, currency } = order;
  return show(request, reply, {
    title: `Order ${shortId(id)}`,
    ...(rejection && { status: rejection.status }),
    body: html`<div class="order"><h1>Order ${shortId(id)} !${statusMark(status)}</h1>
!${rejectionView(rejection)}
<p class="soft"><time datetime="${createdAt}">${date(createdAt)}</time>, to ${country(order.country)}</p>
!${standing(order, shipment)}
<section class="panel" aria-label="What was ordered">
  <ul class="sums">!${order.lines.map((line) => lineView(line, currency))}
    <li><span>Shipping</span> <span>${price(order.shipping, currency)}</span></li></ul>
  <p class="total"><span>Total</span> <b>${price(order.total, currency)}</b></p>
</section>
!${cancelForm(order, shipment)}
<p><a href="/orders">All orders</a></p></div>`,
  });
}

function lineView(
  { productId, name, quantity, unitPrice }: Order["lines"][number],
  currency: string,
): string {
  const cents = Math.round(unitPrice * 100) * quantity;
  return html`<li><span>${quantity} × <a href="/products/${productId}">${name}</a></span> <span>${price(cents / 100, currency)}</span></li>`;
}

const states: Readonly<Record<string, string>> = {
  label_created: "Being packed",
  dispatched: "On its way",
  delivered: "Delivered",
  cancelled: "Not sent",
};

function standing({ id, status, reason }: Order, shipment: Shipment | undefined): string {
  if (status === "pending")
    return html`<p class="notice">It is being made. <a href="/orders/${id}">Look again</a></p>`;
  if (status === "cancelled")
    return html`<p class="notice">Cancelled: ${reason ?? "withdrawn"}. You were not charged, or get your money back.</p>`;
  if (shipment === undefined) return "";
  return html`<p class="parcel"><b>${states[shipment.state] ?? shipment.state}</b> · tracking code <code>${shipment.trackingCode}</code></p>`;
}

function cancelForm({ id, status }: Order, shipment: Shipment | undefined): string {
  const hasLeft = shipment?.state === "dispatched" || shipment?.state === "delivered";
  if (status === "cancelled" || hasLeft) return "";
  return html`<form method="post" action="/orders/${id}/cancel"><button class="quiet">Cancel this order</button></form>`;
}
