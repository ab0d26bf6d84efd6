import { randomBytes } from "node:crypto";
import { Problem } from "@slipway/kit/problem";
import type { Reply, Request } from "@slipway/kit/server";
import type { Api } from "./api.ts";
import { clearCookie, cookiesOf, malformedCookies, setCookie } from "./cookies.ts";
import type { Tokens } from "./views.ts";

declare module "fastify" {
  interface FastifyRequest {
    visitor: Visitor;
  }
}

/** The visitor, from the cookies; the gateway verifies the token. */
export interface Visitor {
  user?: User | undefined;
  /** Id of a cart without a user. */
  sessionId?: string | undefined;
  /** Currency for approximate prices. */
  readonly currency: string;
  /** Number of products in the cart, as of its last change, so that no page has to request it. */
  pieces: number;
  /** The token was issued for this request. */
  isRenewed: boolean;
}

export interface User {
  readonly id: number;
  readonly name: string;
  readonly accessToken: string;
}

/** Redirects visitors who are not logged in to the login, and back afterwards. */
export class LoginNeeded extends Error {
  override readonly name = "LoginNeeded";
}

const sessionPattern = /^[\w-]{8,64}$/;
const monthSeconds = 30 * 24 * 3600;
/** The cookie ends before the token does, so that no request has a token that has just expired. */
const leewaySeconds = 10;

/**
 * Reads the cookies, and renews a login whose token has expired. Throws a `Problem` with 400, and removes
 * them, for cookies that cannot be this shop's.
 */
export async function recognise(request: Request, reply: Reply, renew: Renew): Promise<void> {
  const malformed = malformedCookies(request);
  for (const name of malformed) clearCookie(reply, name);
  if (malformed.length > 0)
    throw new Problem(400, "A cookie of this shop was damaged, and has been removed. Load the page again.");
  const { access, refresh, session, currency, pieces } = cookiesOf(request);
  request.visitor = {
    user: access === undefined ? undefined : userIn(access),
    sessionId: session !== undefined && sessionPattern.test(session) ? session : undefined,
    currency: currency !== undefined && /^[A-Z]{3}$/.test(currency) ? currency : "EUR",
    pieces: pieces !== undefined && /^\d{1,5}$/.test(pieces) ? Number(pieces) : 0,
    isRenewed: false,
  };
  if (request.visitor.user !== undefined || refresh === undefined) return;
  try {
    keepLogin(request, reply, await renew(request, refresh));
    request.visitor.isRenewed = true;
  } catch (error) {
    if (error instanceof Problem && error.status < 500 && error.status !== 429) forgetLogin(request, reply);
    else request.log.warn({ err: error }, "a login cannot be continued now");
  }
}

export type Renew = (request: Request, refreshToken: string) => Promise<Tokens>;

/** Pages that are opened at once have the same refresh token, which can be used once: they share the result. */
export function createRenewal(api: Api, keptMs = 10_000): Renew {
  const running = new Map<string, Promise<Tokens>>();
  return (request, refreshToken) => {
    const known = running.get(refreshToken);
    if (known !== undefined) return known;
    const question = { method: "POST", path: "/auth/refresh", body: { refreshToken } } as const;
    const tokens = api.ask<Tokens>(request, question).then(({ data }) => data);
    running.set(refreshToken, tokens);
    tokens.then(
      () => setTimeout(() => running.delete(refreshToken), keptMs).unref(),
      () => running.delete(refreshToken),
    );
    return tokens;
  };
}

export function keepLogin(request: Request, reply: Reply, tokens: Tokens): void {
  const { accessToken, refreshToken, expiresIn } = tokens;
  const accessSeconds = Math.max(1, expiresIn - leewaySeconds);
  setCookie(request, reply, "access", accessToken, accessSeconds);
  setCookie(request, reply, "refresh", refreshToken, monthSeconds);
  request.visitor.user = userIn(accessToken);
}

export function forgetLogin(request: Request, reply: Reply): void {
  for (const name of ["access", "refresh", "pieces"] as const) clearCookie(reply, name);
  request.visitor.user = undefined;
  request.visitor.pieces = 0;
}

/** For carts of people who are not logged in. */
export function ensureSession(request: Request, reply: Reply): void {
  const { visitor } = request;
  if (visitor.user !== undefined || visitor.sessionId !== undefined) return;
  visitor.sessionId = randomBytes(24).toString("base64url");
  setCookie(request, reply, "session", visitor.sessionId, monthSeconds);
}

export function keepPieces(request: Request, reply: Reply, pieces: number): void {
  if (request.visitor.pieces === pieces) return;
  request.visitor.pieces = pieces;
  setCookie(request, reply, "pieces", String(pieces), monthSeconds);
}

export function requireUser({ visitor }: Request): User {
  if (visitor.user === undefined) throw new LoginNeeded();
  return visitor.user;
}

/** Not verified here, because it is shown only to the sender. */
function userIn(accessToken: string): User | undefined {
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(accessToken)) return undefined;
  try {
    const claims = JSON.parse(Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString());
    const id = Number(claims.sub);
    return Number.isSafeInteger(id) ? { id, name: String(claims.name ?? "Account"), accessToken } : undefined;
  } catch {
    return undefined;
  }
}
