import type { Reply, Request } from "@slipway/kit/server";

declare module "fastify" {
  interface FastifyInstance {
    /** By the environment's settings, whatever a request says about itself. */
    isHttps: boolean;
  }
}

const names = ["access", "refresh", "session", "currency", "pieces"] as const;
export type CookieName = (typeof names)[number];

export function cookiesOf(request: Request): Partial<Record<CookieName, string>> {
  return request.cookies;
}

/** Much more than a token has, and as much as browsers keep. */
const longest = 4096;
const printable = /^[\x20-\x7e]*$/;

/** Those of this shop that no page of it has set: some end in a header, where other characters cannot be sent. */
export function malformedCookies(request: Request): readonly CookieName[] {
  return names.filter((name) => {
    const value = request.cookies[name];
    return value !== undefined && (value.length > longest || !printable.test(value));
  });
}

/** No script reads them, no other site sends them, and where the shop is reached by HTTPS they never leave it. */
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
