import type { App } from "./server.ts";

export type Readiness = "starting" | "ready" | "draining";

export interface Health {
  readonly readiness: Readiness;
  become(readiness: Readiness): void;
}

/**
 * `/livez` says that the process answers; `/readyz` whether it should get traffic. Optional parts (a cache) and
 * other services never change either: one that is down would otherwise take all its callers out of rotation.
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
