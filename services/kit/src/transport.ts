import { Type } from "./schema.ts";
import type { App } from "./server.ts";

export type Scheme = "https" | "http";

/** The public scheme at the edge. It is a setting, because anyone can forge a request header about it. */
export const schemeSetting = Type.Enum(["https", "http"], {
  default: "https",
  description: "https, or http where nothing in front of it speaks TLS",
});

const yearSeconds = 365 * 24 * 3600;

/** A browser that used HTTPS once does not use HTTP again (RFC 6797). */
export function useHsts(app: App, scheme: Scheme): void {
  if (scheme !== "https") return;
  app.addHook("onRequest", (_request, reply, done) => {
    reply.header("strict-transport-security", `max-age=${yearSeconds}`);
    done();
  });
}
