import { Type } from "@slipway/kit/schema";
import type { App, Reply, Request } from "@slipway/kit/server";
import { html } from "ghtml";
import type { Api } from "../api.ts";
import { clearCookie, cookiesOf } from "../cookies.ts";
import { Form, field, type Rejection, rejectionIn, rejectionView } from "../form.ts";
import { show } from "../layout.ts";
import { localPath } from "../origin.ts";
import { forgetLogin, keepLogin, keepPieces } from "../session.ts";
import { type Cart, piecesIn, type Tokens } from "../views.ts";

export const Next = Type.Object({ next: Type.Optional(Type.String({ maxLength: 2000 })) });

export function addLogin(site: App, api: Api): void {
  site.get("/login", { schema: { querystring: Next } }, async (request, reply) => {
    const next = localPath(request.query.next);
    if (request.visitor.user !== undefined) return reply.redirect(next, 303);
    return loginPage(request, reply, { next });
  });

  site.post("/login", { schema: { body: Form } }, async (request, reply) => {
    const { username = "", password = "" } = request.body;
    const next = localPath(request.body.next);
    try {
      await logIn(api, request, reply, { username, password });
    } catch (error) {
      return loginPage(request, reply, { next, username }, rejectionIn(error, true));
    }
    return reply.redirect(next, 303);
  });

  site.post("/logout", { schema: { body: Form } }, async (request, reply) => {
    const { refresh: refreshToken } = cookiesOf(request);
    const question = { method: "POST", path: "/auth/logout", body: { refreshToken } } as const;
    // A logout always works here, even if the session cannot be ended in the user service.
    if (refreshToken !== undefined)
      await api.ask(request, question).catch((error: unknown) => request.log.warn({ err: error }, "logout"));
    forgetLogin(request, reply);
    return reply.redirect("/?notice=bye", 303);
  });
}

/** Throws the `Problem` of a refused login. The anonymous cart is kept. */
export async function logIn(
  api: Api,
  request: Request,
  reply: Reply,
  who: { readonly username: string; readonly password: string },
): Promise<void> {
  const question = { method: "POST", path: "/auth/login", body: who } as const;
  request.visitor.user = undefined;
  const { data: tokens } = await api.ask<Tokens>(request, question);
  keepLogin(request, reply, tokens);
  try {
    keepPieces(request, reply, piecesIn(await bringCart(api, request, reply)));
  } catch (error) {
    request.log.warn({ err: error }, "a cart stays where it was for now");
  }
}

async function bringCart(api: Api, request: Request, reply: Reply): Promise<Cart> {
  const { sessionId } = request.visitor;
  if (sessionId === undefined) return (await api.ask<Cart>(request, { path: "/cart" })).data;
  const question = { method: "POST", path: "/cart/merge", body: { sessionId } } as const;
  const { data: cart } = await api.ask<Cart>(request, question);
  clearCookie(reply, "session");
  return cart;
}

interface Shown {
  readonly next: string;
  readonly username?: string;
}

function loginPage(request: Request, reply: Reply, { next, username }: Shown, rejection?: Rejection) {
  const name = { name: "username", label: "Name", value: username };
  return show(request, reply, {
    title: "Log in",
    status: rejection?.status ?? 200,
    body: html`<div class="narrow"><h1>Log in</h1>
!${rejectionView(rejection)}
<form class="panel" method="post" action="/login">
  <input type="hidden" name="next" value="${next}">
  !${field({ ...name, attributes: 'required maxlength="254" autocomplete="username" autocapitalize="none"' }, rejection)}
  !${field({ name: "password", label: "Password", attributes: 'required type="password" maxlength="200" autocomplete="current-password"' }, rejection)}
  <button class="wide">Log in</button>
</form>
<p>New here? <a href="/register?next=${encodeURIComponent(next)}">Create an account</a></p></div>`,
  });
}
