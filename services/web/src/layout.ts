import type { Reply, Request } from "@slipway/kit/server";
import { html } from "ghtml";
import { iconPath, stylePath } from "./assets.ts";
import { brandMark } from "./drawings/marks.ts";
import { count } from "./format.ts";

export interface View {
  readonly title: string;
  /** Markup. */
  readonly body: string;
  readonly status?: number;
}

/** Messages after a form; an address can select only one of these. */
const notices: Readonly<Record<string, string>> = {
  added: "It is in your cart.",
  changed: "Your cart is changed.",
  placed: "Thank you. Your order is confirmed.",
  pending: "Thank you. Your order is being made; it needs a moment longer than usual.",
  cancelled: "Your order is cancelled.",
  welcome: "Welcome aboard.",
  bye: "You are logged out. Fair winds!",
  opened: "Your shop is open.",
  listed: "It is on sale.",
  saved: "Saved.",
};

export function show(request: Request, reply: Reply, { title, body, status = 200 }: View): Reply {
  const { user } = request.visitor;
  // Personal pages must not stay in the browser's cache after the logout.
  reply.header("cache-control", user === undefined ? "private, no-cache" : "private, no-store");
  return reply
    .code(status)
    .type("text/html; charset=utf-8")
    .send(document(request, title, body));
}

function document(request: Request, title: string, body: string): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Slipway Chandlery</title>
<link rel="stylesheet" href="${stylePath}">
<link rel="icon" href="${iconPath}" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#main">To the content</a>
!${header(request)}
<main id="main" tabindex="-1">
!${noticeOf(request)}
!${body}
</main>
!${footer}
</body>
</html>`;
}

function header(request: Request): string {
  const { user, pieces } = request.visitor;
  const { q } = request.query as { q?: unknown };
  const search = typeof q === "string" ? q : "";
  const path = request.url.split("?", 1)[0] ?? "/";
  return html`<header class="top">
  <div class="row">
    <a class="brand" href="/">!${brandMark("currentColor")}<span>Slipway <b>Chandlery</b></span></a>
    <form class="search" action="/" method="get" role="search">
      <label class="spoken" for="q">Search the shop</label>
      <input id="q" name="q" type="search" maxlength="100" placeholder="Bells, charts, rope…" value="${search}">
      <button>Search</button>
    </form>
    <nav aria-label="Your shop">
      <ul>
        !${link("/sell", "Sell", path)}
        !${user ? link("/orders", "Orders", path) : ""}
        !${user ? link("/account", user.name, path) : link("/login", "Log in", path)}
        <li><a class="cart" href="/cart"!${current("/cart", path)}>Cart!${badge(pieces)}</a></li>
      </ul>
    </nav>
  </div>
</header>`;
}

function link(to: string, text: string, path: string): string {
  return html`<li><a href="${to}"!${current(to, path)}>${text}</a></li>`;
}

function current(to: string, path: string): string {
  return path === to ? ' aria-current="page"' : "";
}

function badge(pieces: number): string {
  if (pieces === 0) return "";
  return html` <span class="badge">${pieces > 99 ? "99+" : pieces}<span class="spoken"> ${count(pieces, "piece").replace(/^\d+ /, "")}</span></span>`;
}

function noticeOf({ query }: Request): string {
  const { notice } = query as { notice?: unknown };
  const words = typeof notice === "string" && Object.hasOwn(notices, notice) ? notices[notice] : undefined;
  return words === undefined ? "" : html`<p class="notice" role="status">${words}</p>`;
}

const footer = html`<footer class="foot">
  <div class="row">
    <p>Slipway Chandlery: everything a boat needs between the slip and the sea.</p>
    <p class="soft">A demonstration shop. Nothing is shipped, nothing is charged.</p>
  </div>
</footer>`;
