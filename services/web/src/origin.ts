import { Problem } from "@slipway/kit/problem";
import type { Request } from "@slipway/kit/server";

/**
 * Refuses forms from other sites. Cookies are SameSite=Strict, so such a form arrives without them; this also
 * prevents other sites from logging a visitor in. Browsers always send the origin of a form.
 */
export function refuseOtherSites({ method, headers }: Request): void {
  if (method === "GET" || method === "HEAD") return;
  const site = headers["sec-fetch-site"];
  if (site === "same-origin" || (site === undefined && hostOf(headers.origin) === headers.host)) return;
  throw new Problem(403, "This form was not sent by a page of this shop. Go back and send it again.");
}

/** A page of this shop to continue with, for any value in the link. */
export function localPath(wanted: unknown, otherwise = "/"): string {
  if (typeof wanted !== "string" || !wanted.startsWith("/") || !URL.canParse(wanted, base)) return otherwise;
  const { origin, pathname, search } = new URL(wanted, base);
  // A browser treats a path with two leading slashes as a host.
  return origin === base && !pathname.startsWith("//") ? pathname + search : otherwise;
}

const base = "http://shop.invalid";

function hostOf(origin: string | undefined): string | undefined {
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).host : undefined;
}
