import type { IncomingHttpHeaders } from "node:http";
import { Problem } from "./problem.ts";

/**
 * The caller's identity. The gateway verified the token and passes the result in headers, which it removes
 * from requests from outside.
 */
export interface Identity {
  readonly userId: number;
  readonly roles: readonly string[];
}

type Asked = { readonly headers: IncomingHttpHeaders };

export const identityHeaders = {
  user: "x-user-id",
  roles: "x-user-roles",
  session: "x-session-id",
  demo: "x-demo",
} as const;

export function identityOf({ headers }: Asked): Identity | undefined {
  const id = headers[identityHeaders.user];
  if (typeof id !== "string" || !/^[1-9]\d{0,15}$/.test(id)) return undefined;
  const roles = String(headers[identityHeaders.roles] ?? "");
  return { userId: Number(id), roles: roles.split(",").filter((role) => role !== "") };
}

/** Throws a `Problem` with 401 for people who are not logged in. */
export function requireUser(request: Asked): Identity {
  const identity = identityOf(request);
  if (identity === undefined) throw new Problem(401, "Log in first: this needs a user.");
  return identity;
}

/** Throws a `Problem` with 401 or 403. */
export function requireRole(request: Asked, role: string): Identity {
  const identity = requireUser(request);
  if (!identity.roles.includes(role)) throw new Problem(403, `This needs the role ${role}.`);
  return identity;
}

/** In demo mode, calls that normally need a user may be made without one. */
export function isDemo({ headers }: Asked): boolean {
  return headers[identityHeaders.demo] === "on";
}

/** The owner of the cart: `user:<id>`, `session:<id>` for anonymous visitors, or `undefined`. */
export function cartOwnerOf(request: Asked): string | undefined {
  const identity = identityOf(request);
  if (identity !== undefined) return `user:${identity.userId}`;
  const session = request.headers[identityHeaders.session];
  return typeof session === "string" && /^[\w-]{8,64}$/.test(session) ? `session:${session}` : undefined;
}
