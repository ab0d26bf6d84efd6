import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import fastify, { type FastifyBaseLogger, type FastifyLoggerOptions, LogController } from "fastify";
import type { CommonConfig } from "./config.ts";
import { traceIds } from "./tracing.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** A route for the platform (probes, metrics): not counted, not logged, and no faults are injected. */
    operational?: boolean;
  }
}

export const requestIdHeader = "x-request-id";

const bodyLimitBytes = 256 * 1024;
const receiveTimeoutMs = 10_000;
/** Longer than the idle timeout of load balancers (60 s), so that they close idle connections, not this server. */
const keepAliveMs = 65_000;
const secrets = [
  ...["authorization", "cookie", "password", "secret", "card", "cvv", "email"],
  ...["token", "accessToken", "refreshToken", "paymentToken"],
];

export type LogStream = NonNullable<FastifyLoggerOptions["stream"]>;
export type { FastifyReply as Reply, FastifyRequest as Request } from "fastify";
export type Log = Pick<FastifyBaseLogger, "debug" | "info" | "warn" | "error">;
export type App = ReturnType<typeof createServer>;

/** A fastify server with limits, timeouts and JSON logs; plugins add routes. */
export function createServer(service: string, config: CommonConfig, logStream?: LogStream) {
  return fastify({
    logger: {
      level: config.LOG_LEVEL,
      base: { service },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label: string) => ({ level: label }) },
      mixin: () => traceIds(),
      redact: { paths: secrets.flatMap((name) => [name, `*.${name}`]), censor: "[redacted]" },
      ...(logStream && { stream: logStream }),
    },
    genReqId: requestId,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    bodyLimit: bodyLimitBytes,
    requestTimeout: receiveTimeoutMs,
    keepAliveTimeout: keepAliveMs,
    handlerTimeout: Math.max(1, config.REQUEST_TIMEOUT_MS),
    // While the server closes, requests on open connections are still answered.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    ajv: { customOptions: { allErrors: true } },
  }).withTypeProvider<TypeBoxTypeProvider>();
}

function requestId(request: IncomingMessage): string {
  return requestIdFrom(request.headers[requestIdHeader]);
}

/** The caller's request id, or a new one: an invalid id must not get into logs and further calls. */
export function requestIdFrom(given: unknown): string {
  return typeof given === "string" && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}
