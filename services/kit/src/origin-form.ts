import { Problem } from "./problem.ts";
import type { App } from "./server.ts";

/**
 * Refuses request targets that are not paths (`http://host/path`, `*`): routers find a route for some of
 * them, and code that parses the target as a path gets a different path.
 */
export function useOriginForm(app: App): void {
  app.addHook("onRequest", (request, _reply, done) => {
    if (request.url.startsWith("/")) done();
    else done(new Problem(400, "The request's target must be a path, such as /api/products."));
  });
}
