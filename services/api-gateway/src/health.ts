import { Deadline } from "@slipway/kit/deadline";
import type { App } from "@slipway/kit/server";
import type { Upstream } from "@slipway/kit/upstream";

/** A service that takes longer to report that it is ready counts as down. */
const patienceMs = 1000;

/**
 * `GET /api/health`: 200 while users can log in and buy, that is, while all `essential` services are ready;
 * otherwise 503. The status "degraded" means that any service is down; all are listed.
 */
export function addHealth(app: App, upstreams: readonly Upstream[], essential: ReadonlySet<string>): void {
  app.get("/api/health", async (request, reply) => {
    const caller = {
      id: request.id,
      deadline: Deadline.after(Math.min(patienceMs, request.deadline.remaining())),
    };
    const states = await Promise.all(
      upstreams.map(async (upstream) => [upstream.name, await state(upstream, caller)] as const),
    );
    const down = states.filter(([, state]) => state !== "ok").map(([name]) => name);
    return reply.code(down.some((name) => essential.has(name)) ? 503 : 200).send({
      status: down.length === 0 ? "ok" : "degraded",
      services: Object.fromEntries(states),
    });
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
