import type { App } from "./server.ts";

export type Readiness = "starting" | "ready" | "draining";

export interface Health {
  readonly readiness: Readiness;
  become(readiness: Readiness): void;
}

/**
 * `/livez` says that the process answers, `/readyz` whether it should get traffic. Optional parts (a cache)
 * and other services do not affect them; otherwise one failure would remove all callers from the load
 * balancer.
 */
export function useHealth(app: App): Health {
  let readiness: Readiness = "starting";
  const config = { operational: true };
  app.get("/livez", { config }, () => ({ status: "alive" }));
  app.get("/readyz", { config }, (_request, reply) =>
    reply.code(readiness === "ready" ? 200 : 503).send({ status: readiness }),
  );
  return {
    get readiness() {
      return readiness;
    },
    become(next) {
      readiness = next;
    },
  };
}
