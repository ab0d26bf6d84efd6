import { createHash } from "node:crypto";
import { type Identity, identityHeaders } from "@slipway/kit/identity";
import { Problem } from "@slipway/kit/problem";
import type { App, Reply, Request } from "@slipway/kit/server";
import { clientAddress, type IsTrusted } from "./client-address.ts";
import type { Limit, Limiter } from "./limits.ts";
import type { Identify } from "./tokens.ts";

export interface Admission {
  readonly identify: Identify;
  readonly limiter: Limiter;
  readonly limit: Limit;
  readonly isTrusted: IsTrusted;
  readonly isDemo: boolean;
}

const { user, roles, session, demo } = identityHeaders;
const sessionPattern = /^[\w-]{8,64}$/;

/**
 * Runs before everything else: identifies the caller and applies rate limits. Services read the result from
 * headers that nobody outside can set.
 */
export function useAdmission(app: App, { identify, limiter, limit, isTrusted, isDemo }: Admission): void {
  app.addHook("onRequest", async (request, reply) => {
    if (request.routeOptions.config.operational === true) return;
    const token = bearerToken(request);
    dropForgeable(request);
    const [identity, refusal] = await identified(identify, token, request);
    const address = clientAddress(request.ip, header(request, "x-forwarded-for"), isTrusted);
    const key = identity === undefined ? `ip:${address}` : `user:${identity.userId}`;
    await spend(limiter, key, limit, reply);
    if (refusal !== undefined) {
      if (refusal.status === 401) reply.header("www-authenticate", 'Bearer error="invalid_token"');
      throw refusal;
    }
    if (identity !== undefined) {
      request.headers[user] = String(identity.userId);
      request.headers[roles] = identity.roles.join(",");
    }
    if (isDemo) request.headers[demo] = "on";
  });
}

/** For logins and registrations: few attempts for one name, against guessing, and some more for one address. */
export function limitAttempts(limiter: Limiter, perMinute: number, isTrusted: IsTrusted) {
  const perName = { burst: perMinute, perSecond: perMinute / 60 };
  const perAddress = { burst: 6 * perMinute, perSecond: perMinute / 10 };
  return async (request: Request, reply: Reply, body: unknown): Promise<void> => {
    const address = clientAddress(request.ip, header(request, "x-forwarded-for"), isTrusted);
    await spend(limiter, `attempts:ip:${address}`, perAddress, reply);
    await spend(limiter, `attempts:name:${digest(usernameIn(body))}`, perName, reply);
  };
}

async function spend(limiter: Limiter, key: string, limit: Limit, reply: Reply): Promise<void> {
  const { allowed, remaining, retryAfterSeconds } = await limiter.take(key, limit);
  const untilFull = Math.ceil((limit.burst - remaining) / limit.perSecond);
  reply.headers({
    "ratelimit-limit": String(limit.burst),
    "ratelimit-remaining": String(remaining),
    "ratelimit-reset": String(allowed ? untilFull : retryAfterSeconds),
  });
  if (!allowed) throw new Problem(429, "Too many requests. Slow down.", { retryAfterSeconds });
}

async function identified(
  identify: Identify,
  token: string | undefined,
  request: Request,
): Promise<readonly [Identity | undefined, Problem | undefined]> {
  if (token === undefined) return [undefined, undefined];
  try {
    return [await identify(token, request), undefined];
  } catch (error) {
    if (error instanceof Problem) return [undefined, error];
    throw error;
  }
}

function bearerToken(request: Request): string | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? "";
}

/** Services trust these headers; they do not use the token itself. */
function dropForgeable({ headers }: Request): void {
  for (const name of Object.keys(headers))
    if (name.startsWith("x-user-") || name === demo || name === "authorization" || name === "cookie")
      delete headers[name];
  const given = headers[session];
  if (typeof given !== "string" || !sessionPattern.test(given)) delete headers[session];
}

function header(request: Request, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}

/**
 * Anything but a string is refused: a service that converts it to a string could find an account whose limit
 * was not checked.
 */
function usernameIn(body: unknown): string {
  const named = typeof body === "object" && body !== null && "username" in body ? body.username : undefined;
  if (typeof named === "string") return folded(named);
  const errors = [{ pointer: "/username", in: "body", message: "must be string" }];
  throw new Problem(400, "The body of the request is not valid.", { errors });
}

/**
 * Databases lower-case letters differently (dotted I, final sigma): names that any of them treats as equal
 * share a limit.
 */
function folded(name: string): string {
  return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().toUpperCase();
}

function digest(name: string): string {
  return createHash("sha256").update(name).digest("base64url").slice(0, 22);
}
