import type { IncomingHttpHeaders } from "node:http";
import { Histogram, type Registry } from "prom-client";
import { type Dispatcher, Pool } from "undici";
import { budgetHeader, type Deadline } from "./deadline.ts";
import { createGuard, type Guard } from "./guard.ts";
import { Problem } from "./problem.ts";
import { requestIdHeader } from "./server.ts";
import { inSpan, SpanKind, type Tracer, traceHeaders } from "./tracing.ts";

/** On whose behalf a call is made: a fastify request is one. */
export interface Caller {
  readonly id: string;
  readonly deadline: Deadline;
}

export interface Call {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query. */
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Must be read or dumped, or its connection is never free again. */
  readonly body: Dispatcher.ResponseData["body"];
}

/** Another service, called within the deadline of the request that needs it. */
export interface Upstream {
  readonly name: string;
  /** Throws a `Problem` with 503 when the service cannot be reached and 504 when the deadline passes. */
  call(caller: Caller, call: Call): Promise<Answer>;
  close(): Promise<void>;
}

export function createUpstream(name: string, origin: string, registry: Registry, tracer: Tracer): Upstream {
  const pool = new Pool(origin, poolOptions);
  const observe = observeCalls(registry);
  const guard = createGuard(name, registry);
  return {
    name,
    call(caller, call) {
      const attributes = { "http.request.method": call.method, "server.address": name };
      return inSpan(tracer, `${call.method} ${name}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
        const started = performance.now();
        const record = (status: string) => observe(name, call.method, status, started);
        try {
          const answer = await guarded(guard, pool, caller, call);
          span.setAttribute("http.response.status_code", answer.status);
          record(String(answer.status));
          return answer;
        } catch (error) {
          const problem = explain(name, caller, error);
          record(problem.status === 504 ? "timeout" : "unreachable");
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
  // Kubernetes Services balance connections, not requests: connections that live for a few requests
  // let new pods, a canary above all, get their share within seconds.
  maxRequestsPerClient: 8,
  // Shorter than the drain delay, so that no idle connection to a draining pod is left when it stops listening.
  keepAliveTimeout: 1000,
  keepAliveMaxTimeout: 1000,
};

/** A 503 that the caller gets when it came again, or when asking again could do harm. */
class Refused extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super("refused");
    this.answer = answer;
  }
}

async function guarded(guard: Guard, pool: Pool, caller: Caller, call: Call): Promise<Answer> {
  const isIdempotent = call.method === "GET" || call.method === "HEAD";
  let last: Answer | undefined;
  const attemptOnce = async () => {
    await last?.body.dump();
    last = undefined;
    const answer = await attempt(pool, caller, call);
    if (!isTransient(answer)) return answer;
    last = answer;
    throw new Refused(answer);
  };
  try {
    return await guard.run(caller, { mayRetry: isIdempotent, isTransient: isOutage }, attemptOnce);
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}

/** The service could not be reached, or nothing behind its address took the request. */
function isOutage(error: unknown): boolean {
  return !(error instanceof Problem);
}

async function attempt(pool: Pool, caller: Caller, call: Call): Promise<Answer> {
  const remaining = caller.deadline.remaining();
  if (remaining === 0) throw new DOMException("no time left", "TimeoutError");
  const { statusCode, headers, body } = await pool.request({
    method: call.method,
    path: call.path,
    headers: {
      ...call.headers,
      ...traceHeaders(),
      [requestIdHeader]: caller.id,
      [budgetHeader]: String(remaining),
    },
    body: call.body ?? null,
    signal: AbortSignal.timeout(remaining),
  });
  return { status: statusCode, headers, body };
}

/** A mesh proxy answers 503 for a pod that has gone; a service that means it says when to come back. */
function isTransient(answer: Answer): boolean {
  return answer.status === 503 && answer.headers["retry-after"] === undefined;
}

function explain(name: string, caller: Caller, error: unknown): Problem {
  if (error instanceof Problem) return error;
  const isLate =
    (error instanceof Error && error.name === "TimeoutError") || caller.deadline.remaining() === 0;
  if (isLate) return new Problem(504, `${name} did not answer in time.`, { cause: error });
  return new Problem(503, `${name} cannot be reached.`, { cause: error, retryAfterSeconds: 1 });
}

/** Calls of both kinds, HTTP and gRPC, are counted alike; gRPC's status is its code's name. */
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
