import { Type } from "./schema.ts";
import type { App } from "./server.ts";

export type Scheme = "https" | "http";

/** How people reach a service at the edge. A setting, because anybody can write a request header that says it. */
export const schemeSetting = Type.Enum(["https", "http"], {
  default: "https",
  description: "https, or http where nothing in front of it speaks TLS",
});

const yearSeconds = 365 * 24 * 3600;

/** Browsers that were here by HTTPS once do not come by HTTP again (RFC 6797). */
export function useHsts(app: App, scheme: Scheme): void {
  if (scheme !== "https") return;
  app.addHook("onRequest", (_request, reply, done) => {
    reply.header("strict-transport-security", `max-age=${yearSeconds}`);
    done();
  });
}
