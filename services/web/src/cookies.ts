import type { Reply, Request } from "@slipway/kit/server";

declare module "fastify" {
  interface FastifyInstance {
    /** From the environment's settings, independent of request headers. */
    isHttps: boolean;
  }
}

const names = ["access", "refresh", "session", "currency", "pieces"] as const;
export type CookieName = (typeof names)[number];

export function cookiesOf(request: Request): Partial<Record<CookieName, string>> {
  return request.cookies;
}

/** Much more than a token needs, and as much as browsers store. */
const longest = 4096;
const printable = /^[\x20-\x7e]*$/;

/**
 * Cookies with this shop's names that no page has set: values are used in headers, so other characters cannot
 * be sent.
 */
export function malformedCookies(request: Request): readonly CookieName[] {
  return names.filter((name) => {
    const value = request.cookies[name];
    return value !== undefined && (value.length > longest || !printable.test(value));
  });
}

/** Scripts cannot read them, other sites cannot send them, and with HTTPS they are never sent without TLS. */
export function setCookie(
  request: Request,
  reply: Reply,
  name: CookieName,
  value: string,
  maxAge: number,
): void {
  const secure = request.server.isHttps;
  reply.setCookie(name, value, { path: "/", httpOnly: true, sameSite: "strict", secure, maxAge });
}

export function clearCookie(reply: Reply, name: CookieName): void {
  reply.clearCookie(name, { path: "/" });
}
