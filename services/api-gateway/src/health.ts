import { Deadline } from "@slipway/kit/deadline";
import type { App } from "@slipway/kit/server";
import type { Upstream } from "@slipway/kit/upstream";

/** A service that needs longer to say that it is ready counts as down. */
const patienceMs = 1000;

/** `GET /api/health`: 200 when every service behind the gateway takes traffic, else 503 with the names of those that do not. */
export function addHealth(app: App, upstreams: readonly Upstream[]): void {
  app.get("/api/health", async (request, reply) => {
    const caller = {
      id: request.id,
      deadline: Deadline.after(Math.min(patienceMs, request.deadline.remaining())),
    };
    const states = await Promise.all(
      upstreams.map(async (upstream) => [upstream.name, await state(upstream, caller)]),
    );
    const isWell = states.every(([, state]) => state === "ok");
    return reply
      .code(isWell ? 200 : 503)
      .send({ status: isWell ? "ok" : "degraded", services: Object.fromEntries(states) });
  });
}

async function state(upstream: Upstream, caller: Parameters<Upstream["call"]>[0]): Promise<"ok" | "down"> {
  try {
    const answer = await upstream.call(caller, { method: "GET", path: "/readyz" });
    await answer.body.dump();
    return answer.status === 200 ? "ok" : "down";
  } catch {
    return "down";
  }
}
