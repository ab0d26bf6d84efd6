import type { Reply, Request } from "@slipway/kit/server";

export type CookieName = "access" | "refresh" | "session" | "currency" | "pieces";

export function cookiesOf(request: Request): Partial<Record<CookieName, string>> {
  return request.cookies;
}

/** No script reads them, no other site sends them, and over TLS they never leave it. */
export function setCookie(
  request: Request,
  reply: Reply,
  name: CookieName,
  value: string,
  maxAge: number,
): void {
  const secure = request.headers["x-forwarded-proto"] === "https";
  reply.setCookie(name, value, { path: "/", httpOnly: true, sameSite: "strict", secure, maxAge });
}

export function clearCookie(reply: Reply, name: CookieName): void {
  reply.clearCookie(name, { path: "/" });
}
