import { performance } from "node:perf_hooks";
import type { App } from "./server.ts";

declare module "fastify" {
  interface FastifyRequest {
    deadline: Deadline;
  }
}

/**
 * Milliseconds that the caller still waits. Each service passes on the rest, so that nobody works for a
 * caller that has given up.
 */
export const budgetHeader = "x-request-budget-ms";

/** The time after which an answer is useless. */
export class Deadline {
  readonly #at: number;

  private constructor(at: number) {
    this.#at = at;
  }

  static after(milliseconds: number): Deadline {
    return new Deadline(performance.now() + milliseconds);
  }

  /** Whole milliseconds left, never negative. */
  remaining(): number {
    return Math.max(0, Math.floor(this.#at - performance.now()));
  }
}

/** Gives each request the deadline of its caller, at most `ceilingMs` away. */
export function useDeadline(app: App, ceilingMs: number): void {
  app.decorateRequest("deadline");
  app.addHook("onRequest", (request, _reply, done) => {
    const given = request.headers[budgetHeader];
    const budget = typeof given === "string" && /^\d{1,9}$/.test(given) ? Number(given) : ceilingMs;
    request.deadline = Deadline.after(Math.min(budget, ceilingMs));
    done();
  });
}
