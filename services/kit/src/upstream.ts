import type { IncomingHttpHeaders } from "node:http";
import { Histogram, type Registry } from "prom-client";
import { type Dispatcher, Pool } from "undici";
import { type Call, requireSendable } from "./call.ts";
import { budgetHeader, type Deadline } from "./deadline.ts";
import { createGuard, type Guard } from "./guard.ts";
import { isOutage, isRefusal, Late, Refused } from "./outage.ts";
import { Problem } from "./problem.ts";
import { requestIdHeader } from "./server.ts";
import { inSpan, SpanKind, type Tracer, traceHeaders } from "./tracing.ts";

export type { Call } from "./call.ts";

/** The request for which a call is made: a fastify request has this form. */
export interface Caller {
  readonly id: string;
  readonly deadline: Deadline;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Must be read or dumped, otherwise its connection is never free again. */
  readonly body: Dispatcher.ResponseData["body"];
}

/** Another service, called within the deadline of the request that needs it. */
export interface Upstream {
  readonly name: string;
  /**
   * Throws a `Problem`: 400 when the call cannot be sent, 503 when the service cannot be reached, 504 when the deadline passes.
   */
  call(caller: Caller, call: Call): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * An unanswered call that had less time than this is no failure of the service: callers choose their
 * deadlines, also outside callers, and a slow upload leaves little time.
 */
const usualFairMs = 1000;

export function createUpstream(
  name: string,
  origin: string,
  registry: Registry,
  tracer: Tracer,
  fairMs = usualFairMs,
): Upstream {
  const pool = new Pool(origin, poolOptions);
  const observe = observeCalls(registry);
  const guard = createGuard(name, registry);
  return {
    name,
    async call(caller, call) {
      requireSendable(call);
      const attributes = { "http.request.method": call.method, "server.address": name };
      return inSpan(tracer, `${call.method} ${name}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
        const started = performance.now();
        const record = (status: string) => observe(name, call.method, status, started);
        try {
          const answer = await guarded(guard, fairMs, () => attempt(pool, caller, call), caller, call);
          span.setAttribute("http.response.status_code", answer.status);
          record(String(answer.status));
          return answer;
        } catch (error) {
          const problem = explain(name, caller, error);
          record(problem.status === 504 ? "timeout" : problem.status === 400 ? "unsendable" : "unreachable");
          throw problem;
        }
      });
    },
    close: () => pool.close(),
  };
}

const poolOptions: Pool.Options = {
  connections: 64,
  pipelining: 1,
  connect: { timeout: 1000 },
  // Kubernetes Services balance connections, not requests: connections that are closed after a few requests
  // let new pods, especially a canary's, get their share within seconds.
  maxRequestsPerClient: 8,
  // Shorter than the drain delay, so that no idle connection to a draining pod is left when it stops
  // listening.
  keepAliveTimeout: 1000,
  keepAliveMaxTimeout: 1000,
};

async function guarded(
  guard: Guard,
  fairMs: number,
  ask: () => Promise<Answer>,
  caller: Caller,
  { method }: Call,
): Promise<Answer> {
  const mayRetry = method === "GET" || method === "HEAD";
  let last: Answer | undefined;
  const attemptOnce = async () => {
    await last?.body.dump();
    last = undefined;
    const answer = await ask();
    if (!isRefusal(answer)) return answer;
    last = answer;
    throw new Refused(answer);
  };
  try {
    return await guard.run(
      caller,
      { mayRetry, isTransient: (error) => isOutage(error, fairMs) },
      attemptOnce,
    );
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}

async function attempt(pool: Pool, caller: Caller, call: Call): Promise<Answer> {
  const remaining = caller.deadline.remaining();
  if (remaining === 0) throw new Late(0);
  try {
    const { statusCode, headers, body } = await pool.request({
      method: call.method,
      path: call.path,
      headers: {
        ...call.headers,
        ...traceHeaders(),
        [requestIdHeader]: caller.id,
        [budgetHeader]: String(remaining - answerMs(remaining)),
      },
      body: call.body ?? null,
      signal: AbortSignal.timeout(remaining),
    });
    return { status: statusCode, headers, body };
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === "TimeoutError";
    throw isTimeout ? new Late(remaining, error) : error;
  }
}

/**
 * For the rollback: a service that reports that it ran out of time is up, and its answer is used only while
 * its caller still waits.
 */
function answerMs(remaining: number): number {
  return Math.min(50, Math.floor(remaining / 10));
}

function explain(name: string, caller: Caller, error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Late || caller.deadline.remaining() === 0)
    return new Problem(504, `${name} did not answer in time.`, { cause: error });
  if (unsendable.has(String((error as { code?: unknown } | undefined)?.code)))
    return new Problem(400, "The request cannot be passed on.", { cause: error });
  return new Problem(503, `${name} cannot be reached.`, { cause: error, retryAfterSeconds: 1 });
}

/** Errors of the HTTP client before sending, in case `requireSendable` misses something. */
const unsendable: ReadonlySet<string> = new Set(["UND_ERR_INVALID_ARG", "UND_ERR_NOT_SUPPORTED"]);

/** HTTP and gRPC calls are counted alike; gRPC's status is the name of its code. */
export function observeCalls(registry: Registry) {
  const metric = "http_client_request_duration_seconds";
  const labelNames = ["server_address", "http_request_method", "http_response_status_code"] as const;
  type Calls = Histogram<(typeof labelNames)[number]>;
  const known = registry.getSingleMetric(metric) as Calls | undefined;
  const calls: Calls =
    known ??
    new Histogram({
      name: metric,
      help: "Duration of calls to other services until the head of the answer, retries included.",
      labelNames,
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers: [registry],
    });
  return (address: string, method: string, status: string, started: number) =>
    calls.observe(
      { server_address: address, http_request_method: method, http_response_status_code: status },
      (performance.now() - started) / 1000,
    );
}
