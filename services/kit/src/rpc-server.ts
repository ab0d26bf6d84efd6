import type { DescService } from "@bufbuild/protobuf";
import {
  type handleUnaryCall,
  Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { budgetHeader, Deadline } from "./deadline.ts";
import { definitionOf, type Implementation } from "./rpc.ts";
import { httpStatusOf, numberOf, RpcError, toRpcError } from "./rpc-errors.ts";
import { addHealthCheck } from "./rpc-health.ts";
import { type Log, requestIdFrom, requestIdHeader } from "./server.ts";
import { contextFrom, inSpan, SpanKind, type Tracer, traceIds } from "./tracing.ts";

/** Counts served calls as the HTTP requests that they are: method POST, the path as the route. */
export interface CallCounts {
  /** Registers a route before its first call. */
  begin(route: string): void;
  observe(route: string, status: number, seconds: number): void;
}

export interface RpcServerParts {
  readonly log: Log;
  readonly tracer: Tracer;
  readonly counts: CallCounts;
  readonly ceilingMs: number;
  /** Rejects or delays some calls, for canary demos. */
  fault(): Promise<void>;
  /** The same result as `/readyz`. */
  isReady(): boolean;
}

const maxMessageBytes = 256 * 1024;

/** The gRPC server of a process, with any number of services. */
export class RpcServer {
  readonly #server = new Server({
    "grpc.max_receive_message_length": maxMessageBytes,
    // Kubernetes Services balance connections, not calls: a client that must reconnect finds new pods,
    // especially a canary's.
    "grpc.max_connection_age_ms": 4000,
    "grpc.max_connection_age_grace_ms": 10_000,
  });
  readonly #parts: RpcServerParts;
  readonly #served = new Set<string>();

  constructor(parts: RpcServerParts) {
    this.#parts = parts;
    addHealthCheck(this.#server, (service) => this.#served.has(service), parts.isReady);
  }

  add<Service extends DescService>(service: Service, implementation: Implementation<Service>): void {
    const definition = definitionOf(service);
    const handlers: UntypedServiceImplementation = {};
    for (const [name, { path }] of Object.entries(definition)) {
      const work = implementation[name as keyof typeof implementation] as unknown as Work | undefined;
      if (work === undefined) throw new Error(`${service.typeName}: ${name} is not implemented.`);
      this.#parts.counts.begin(path);
      handlers[name] = handlerOf(path, work, this.#parts);
    }
    this.#server.addService(definition, handlers);
    this.#served.add(service.typeName);
  }

  /** Resolves to the port it listens on. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
  }

  /** Ends after the running calls; calls that do not end within `limitMs` are cut off. */
  async close(limitMs: number): Promise<void> {
    const cut = setTimeout(() => this.#server.forceShutdown(), limitMs);
    await new Promise<void>((resolve) => this.#server.tryShutdown(() => resolve()));
    clearTimeout(cut);
  }
}

type Work = (request: object, call: { caller: { id: string; deadline: Deadline } }) => Promise<object>;

function handlerOf(path: string, work: Work, parts: RpcServerParts): handleUnaryCall<object, object> {
  return async (call, callback) => {
    const started = performance.now();
    const done = (status: number) => parts.counts.observe(path, status, (performance.now() - started) / 1000);
    try {
      const answer = await answerTo(path, call, work, parts);
      done(httpStatusOf("OK"));
      callback(null, answer);
    } catch (thrown) {
      const error = toRpcError(thrown);
      if (error.status >= 500) parts.log.error({ err: thrown, rpc: path }, error.message);
      done(error.status);
      callback({ code: numberOf(error.code), details: error.message, metadata: new Metadata() });
    }
  };
}

function answerTo(
  path: string,
  call: ServerUnaryCall<object, object>,
  work: Work,
  { log, tracer, ceilingMs, fault }: RpcServerParts,
): Promise<object> {
  const headers = call.metadata.getMap();
  const caller = {
    id: requestIdFrom(headers[requestIdHeader]),
    deadline: deadlineOf(call, headers, ceilingMs),
  };
  const parent = contextFrom(headers);
  const answered = async () => {
    await fault();
    if (caller.deadline.remaining() === 0)
      throw new RpcError("DEADLINE_EXCEEDED", "No time was left for the call.");
    return work(call.request, { caller });
  };
  const how = { kind: SpanKind.SERVER, parent };
  return inSpan(tracer, path.slice(1), how, () => logged(log, path, answered));
}

/** One line for each call, as for each request over HTTP. */
async function logged(log: Log, rpc: string, work: () => Promise<object>): Promise<object> {
  const started = performance.now();
  const line = (code: string) =>
    log.info({ rpc, code, ms: Math.round(performance.now() - started), ...traceIds() }, "request");
  try {
    const answer = await work();
    line("OK");
    return answer;
  } catch (error) {
    line(toRpcError(error).code);
    throw error;
  }
}

function deadlineOf(
  call: ServerUnaryCall<object, object>,
  headers: Readonly<Record<string, unknown>>,
  ceilingMs: number,
): Deadline {
  const given = Number(headers[budgetHeader] ?? ceilingMs);
  const wire = Number(call.getDeadline()) - Date.now();
  return Deadline.after(Math.max(0, Math.min(given || 0, wire || 0, ceilingMs)));
}
