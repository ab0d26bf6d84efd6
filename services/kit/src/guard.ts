import { setTimeout as delay } from "node:timers/promises";
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from "cockatiel";
import { Gauge, type Registry } from "prom-client";
import { Problem } from "./problem.ts";
import type { Caller } from "./upstream.ts";

/**
 * Protects calls to another service: one retry while few calls fail, a circuit breaker that stops calling a
 * service that is down, and a limit of waiting calls.
 */
export interface Guard {
  run<T>(caller: Caller, rules: Rules, attempt: () => Promise<T>): Promise<T>;
}

export interface Rules {
  /** The call is idempotent. */
  readonly mayRetry: boolean;
  /** Errors that indicate an outage: only these are retried, and counted by the breaker. */
  isTransient(error: unknown): boolean;
}

const failuresUntilOpen = 8;
const halfOpenAfterMs = 2000;
const mostAtOnce = 64;
const mostWaiting = 64;
/** Retries may be a fifth of the calls and a few more, so that a failing service gets no flood of retries. */
const budget = { most: 10, perCall: 0.2 };
const jitterMs = { least: 10, span: 40 };

export function createGuard(target: string, registry: Registry): Guard {
  const broken = handleWhen((error) => error instanceof Transient);
  const breaker = circuitBreaker(broken, {
    halfOpenAfter: halfOpenAfterMs,
    breaker: new ConsecutiveBreaker(failuresUntilOpen),
  });
  const limit = bulkhead(mostAtOnce, mostWaiting);
  const state = breakerGauge(registry);
  state.set({ server_address: target }, 0);
  breaker.onStateChange((next) =>
    state.set({ server_address: target }, next === CircuitState.Closed ? 0 : 1),
  );
  let tokens = budget.most;

  async function once<T>({ isTransient }: Rules, attempt: () => Promise<T>): Promise<T> {
    return breaker.execute(async () => {
      try {
        return await limit.execute(attempt);
      } catch (error) {
        throw isTransient(error) ? new Transient(error) : error;
      }
    });
  }

  return {
    async run(caller, rules, attempt) {
      tokens = Math.min(budget.most, tokens + budget.perCall);
      try {
        return await once(rules, attempt);
      } catch (error) {
        const mayRepeat = rules.mayRetry && tokens >= 1 && caller.deadline.remaining() > 0;
        if (!mayRepeat || !(error instanceof Transient)) throw errorFor(target, error);
      }
      tokens -= 1;
      await delay(jitterMs.least + Math.random() * jitterMs.span);
      return once(rules, attempt).catch((error: unknown) => {
        throw errorFor(target, error);
      });
    },
  };
}

/** Wraps errors that the breaker counts. */
class Transient extends Error {
  override readonly name = "Transient";

  constructor(cause: unknown) {
    super("transient", { cause });
  }
}

function errorFor(target: string, error: unknown): unknown {
  if (error instanceof Transient) return error.cause;
  if (error instanceof BrokenCircuitError)
    return new Problem(503, `${target}: circuit open after repeated failures.`, {
      cause: error,
      retryAfterSeconds: 2,
    });
  if (error instanceof BulkheadRejectedError)
    return new Problem(503, `${target} has too many calls waiting.`, { cause: error, retryAfterSeconds: 1 });
  return error;
}

function breakerGauge(registry: Registry): Gauge<"server_address"> {
  const name = "http_client_breaker_open";
  const known = registry.getSingleMetric(name) as Gauge<"server_address"> | undefined;
  return (
    known ??
    new Gauge({
      name,
      help: "1 while calls to a service are not made because it did not answer, 0 while they are.",
      labelNames: ["server_address"],
      registers: [registry],
    })
  );
}
