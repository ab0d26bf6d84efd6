import { Problem } from "@slipway/kit/problem";
import type { Reply, Request } from "@slipway/kit/server";
import type { FastifyError } from "fastify";
import { html } from "ghtml";
import { clearCookie } from "./cookies.ts";
import { drawing } from "./drawings/drawings.ts";
import { show } from "./layout.ts";
import { localPath } from "./origin.ts";
import { forgetLogin, LoginNeeded } from "./session.ts";

export function notFound(request: Request, reply: Reply) {
  return errorPage(request, reply, new Problem(404, "Nothing is moored here. It may have sailed."));
}

export function answerError(error: FastifyError | Error, request: Request, reply: Reply) {
  if (error instanceof LoginNeeded) return toLogin(request, reply);
  const problem = problemOf(error);
  if (problem.status === 401 && request.visitor.user !== undefined) return tokenRefused(request, reply);
  if (problem.status >= 500) request.log.error({ err: error }, problem.message);
  return errorPage(request, reply, problem);
}

function toLogin(request: Request, reply: Reply) {
  return reply.redirect(`/login?next=${encodeURIComponent(pageOf(request))}`, 303);
}

/** The token is no longer valid: the next request gets a new one, or continues without. */
function tokenRefused(request: Request, reply: Reply) {
  if (request.visitor.isRenewed) forgetLogin(request, reply);
  else clearCookie(reply, "access");
  return request.method === "GET" ? reply.redirect(localPath(request.url), 303) : toLogin(request, reply);
}

/** Where to continue after a redirect; for a form, the page that contains it. */
function pageOf({ method, url, headers }: Request): string {
  if (method === "GET") return localPath(url);
  const { referer } = headers;
  return referer !== undefined && URL.canParse(referer) ? localPath(new URL(referer).pathname) : "/";
}

function problemOf(error: FastifyError | Error): Problem {
  if (error instanceof Problem) return error;
  const { validation, validationContext, statusCode = 500, code } = error as FastifyError;
  if (validation !== undefined && validationContext === "params")
    return new Problem(404, "There is no such page.");
  if (code === "FST_ERR_HANDLER_TIMEOUT") return new Problem(504, "The shop did not answer in time.");
  if (statusCode >= 400 && statusCode < 500) return new Problem(statusCode, error.message);
  return new Problem(500, "The page could not be made.");
}

const titles: Readonly<Record<number, string>> = {
  403: "Not allowed",
  404: "Lost at sea",
  429: "Too fast",
};

function errorPage(request: Request, reply: Reply, { status, message, retryAfterSeconds }: Problem) {
  const isOurs = status >= 500;
  if (retryAfterSeconds !== undefined) reply.header("retry-after", String(retryAfterSeconds));
  const title = titles[status] ?? (isOurs ? "Becalmed" : "That did not work");
  const words = isOurs ? "The shop cannot show this page right now. Please try again in a moment." : message;
  const retry = isOurs && request.method === "GET";
  return show(request, reply, {
    status,
    title,
    body: html`<section class="lost">
      !${drawing({ id: 0, name: "Life ring", category: "" })}
      <h1>${title}</h1>
      <p>${words}</p>
      <p>!${retry ? html`<a class="button" href="${localPath(request.url)}">Try again</a>` : ""} <a href="/">To the shop</a></p>
      <p class="soft">${status} · request ${request.id}</p>
    </section>`,
  });
}
