import {
  type Attributes,
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { App } from "./server.ts";

export { type Attributes, SpanKind, type Tracer } from "@opentelemetry/api";

declare module "fastify" {
  interface FastifyRequest {
    /** The request's span and its incoming context; `undefined` for probes. */
    trace: Context | undefined;
  }
}

/** A service's own tracer: several services in one process have one each. */
export interface Tracing {
  readonly tracer: Tracer;
  /** Exports the remaining spans. */
  close(): Promise<void>;
}

/** Attributes never contain personal data: only route templates and names of services, no paths, ids or bodies. */
export function createTracing(service: string, endpoint: string | undefined, ratio: number): Tracing {
  useContext();
  // Without an endpoint spans cost nothing, and callers' trace ids are still passed on.
  if (endpoint === undefined) return { tracer: trace.getTracer("@slipway/kit"), close: async () => {} };
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1000 })],
  });
  return {
    tracer: provider.getTracer("@slipway/kit"),
    // A collector that is down must not delay the shutdown of a service.
    close: () => provider.shutdown().catch(() => {}),
  };
}

let hasContext = false;

function useContext(): void {
  if (hasContext) return;
  hasContext = true;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
}

/** One span for each request, by route template; spans of the handler are its children. */
export function useTracing(app: App, { tracer, close }: Tracing): void {
  app.decorateRequest("trace");
  app.addHook("onRequest", (request, reply, done) => {
    const { url: route = "unmatched", config } = request.routeOptions;
    if (config.operational === true) return done();
    const parent = propagation.extract(context.active(), request.headers);
    const attributes = { "http.request.method": request.method, "http.route": route };
    const span = tracer.startSpan(
      `${request.method} ${route}`,
      { kind: SpanKind.SERVER, attributes },
      parent,
    );
    request.trace = trace.setSpan(parent, span);
    reply.raw.once("close", () => {
      span.setAttribute("http.response.status_code", reply.statusCode);
      if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(request.trace, done);
  });
  // Reading a body continues in the context of the socket, not of the request.
  app.addHook("preValidation", (request, _reply, done) => {
    if (request.trace === undefined) done();
    else context.with(request.trace, done);
  });
  app.addHook("onClose", close);
}

/** Runs `work` inside a span; an error marks the span and is rethrown. */
export function inSpan<T>(
  tracer: Tracer,
  name: string,
  options: { readonly kind: SpanKind; readonly attributes?: Attributes; readonly parent?: Context },
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const { parent = context.active(), ...described } = options;
  const span = tracer.startSpan(name, described, parent);
  return context.with(trace.setSpan(parent, span), async () => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The active trace as headers of a call or an event. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

export function contextFrom(headers: Readonly<Record<string, unknown>>): Context {
  return propagation.extract(context.active(), headers);
}

/** For log lines. */
export function traceIds(of: Context = context.active()): { trace_id?: string; span_id?: string } {
  const spanContext = trace.getSpanContext(of);
  return spanContext === undefined ? {} : { trace_id: spanContext.traceId, span_id: spanContext.spanId };
}
