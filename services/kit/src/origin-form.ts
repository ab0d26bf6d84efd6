import { Problem } from "./problem.ts";
import type { App } from "./server.ts";

/**
 * Refuses request targets that are no path (`http://host/path`, `*`): routers find a route for some of them, and whoever then reads
 * the target as a path reads another one.
 */
export function useOriginForm(app: App): void {
  app.addHook("onRequest", (request, _reply, done) => {
    if (request.url.startsWith("/")) done();
    else done(new Problem(400, "The request's target must be a path, such as /api/products."));
  });
}
