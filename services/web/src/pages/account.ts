import type { App } from "@slipway/kit/server";
import { html } from "ghtml";
import type { Api } from "../api.ts";
import { date } from "../format.ts";
import { show } from "../layout.ts";
import { requireUser } from "../session.ts";
import type { Account, Notice } from "../views.ts";

export function addAccount(site: App, api: Api): void {
  site.get("/account", async (request, reply) => {
    requireUser(request);
    const [{ data: account }, notices] = await Promise.all([
      api.ask<Account>(request, { path: "/users/me" }),
      api.block<readonly Notice[]>(request, "notification", "/notifications?limit=20"),
    ]);
    return show(request, reply, {
      title: "Account",
      body: html`<h1>${account.username}</h1>
<p class="soft">${account.email}</p>
<p class="links"><a href="/orders">Your orders</a> <a href="/sell">Your shops</a></p>
<form method="post" action="/logout"><button class="quiet">Log out</button></form>
<section aria-labelledby="messages"><h2 id="messages">Messages</h2>!${messages(notices)}</section>`,
    });
  });
}

function messages(notices: readonly Notice[] | undefined): string {
  if (notices === undefined) return html`<p class="notice">Your messages cannot be shown right now.</p>`;
  if (notices.length === 0) return html`<p class="empty">None yet.</p>`;
  return html`<ul class="messages">!${notices.map(
    ({ subject, mail, createdAt }) =>
      html`<li class="panel"><h3>${subject}</h3><p class="soft"><time datetime="${createdAt}">${date(createdAt)}</time></p><p class="mail">${mail}</p></li>`,
  )}</ul>`;
}
