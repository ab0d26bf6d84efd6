import type { App, Reply, Request } from "@slipway/kit/server";
import { html } from "ghtml";
import type { Api } from "../api.ts";
import { Form, field, type Rejection, rejectionIn, rejectionView } from "../form.ts";
import { show } from "../layout.ts";
import { localPath } from "../origin.ts";
import { logIn, Next } from "./login.ts";

export function addRegister(site: App, api: Api): void {
  site.get("/register", { schema: { querystring: Next } }, async (request, reply) =>
    registerPage(request, reply, { next: localPath(request.query.next) }),
  );

  site.post("/register", { schema: { body: Form } }, async (request, reply) => {
    const { username = "", email = "", password = "" } = request.body;
    const next = localPath(request.body.next);
    try {
      const body = { username: username.trim(), email: email.trim(), password };
      await api.ask(request, { method: "POST", path: "/users", body });
      await logIn(api, request, reply, { username: body.username, password });
    } catch (error) {
      return registerPage(request, reply, { next, username, email }, rejectionIn(error));
    }
    return reply.redirect(next === "/" ? "/?notice=welcome" : next, 303);
  });
}

interface Shown {
  readonly next: string;
  readonly username?: string;
  readonly email?: string;
}

const rules = {
  username: 'required minlength="2" maxlength="40" autocomplete="username" autocapitalize="none"',
  email: 'required type="email" maxlength="254" autocomplete="email"',
  password: 'required type="password" minlength="8" maxlength="200" autocomplete="new-password"',
};

function registerPage(
  request: Request,
  reply: Reply,
  { next, username, email }: Shown,
  rejection?: Rejection,
) {
  const name = {
    name: "username",
    label: "Name",
    value: username,
    hint: "Letters and digits, without spaces.",
  };
  const mail = { name: "email", label: "Mail address", value: email };
  const secret = { name: "password", label: "Password", hint: "At least 8 characters." };
  return show(request, reply, {
    title: "Create an account",
    status: rejection?.status ?? 200,
    body: html`<div class="narrow"><h1>Create an account</h1>
!${rejectionView(rejection)}
<form class="panel" method="post" action="/register">
  <input type="hidden" name="next" value="${next}">
  !${field({ ...name, attributes: rules.username }, rejection)}
  !${field({ ...mail, attributes: rules.email }, rejection)}
  !${field({ ...secret, attributes: rules.password }, rejection)}
  <button class="wide">Create the account</button>
</form>
<p>Have one? <a href="/login?next=${encodeURIComponent(next)}">Log in</a></p></div>`,
  });
}
