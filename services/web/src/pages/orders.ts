import type { App } from "@slipway/kit/server";
import { html } from "ghtml";
import type { Api } from "../api.ts";
import { date, price, titled } from "../format.ts";
import { show } from "../layout.ts";
import { requireUser } from "../session.ts";
import type { Order } from "../views.ts";

export function addOrders(site: App, api: Api): void {
  site.get("/orders", async (request, reply) => {
    requireUser(request);
    const { data: orders } = await api.ask<readonly Order[]>(request, { path: "/orders?limit=50" });
    return show(request, reply, {
      title: "Orders",
      body: html`<h1>Your orders</h1>!${orders.length === 0 ? empty : table(orders)}`,
    });
  });
}

const empty = html`<p class="empty">You have not ordered anything yet. <a href="/">Look around</a></p>`;

function table(orders: readonly Order[]): string {
  return html`<div class="scroll" role="region" aria-label="Orders" tabindex="0"><table>
<thead><tr><th scope="col">Order</th><th scope="col">When</th><th scope="col">What</th><th scope="col">Status</th><th scope="col" class="number">Total</th></tr></thead>
<tbody>!${orders.map(row)}</tbody></table></div>`;
}

function row({ id, createdAt, lines, status, total, currency }: Order): string {
  const what = lines.map(({ quantity, name }) => `${quantity} × ${name}`).join(", ");
  return html`<tr>
  <th scope="row"><a href="/orders/${id}">${shortId(id)}</a></th>
  <td><time datetime="${createdAt}">${date(createdAt)}</time></td>
  <td>${what}</td>
  <td>!${statusMark(status)}</td>
  <td class="number">${price(total, currency)}</td>
</tr>`;
}

export function statusMark(status: Order["status"]): string {
  return html`<span class="mark ${status}">${titled(status)}</span>`;
}

export function shortId(id: string): string {
  return id.slice(0, 8);
}
