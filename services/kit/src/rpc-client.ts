import { create, type DescMethod, type DescService } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { budgetHeader } from "./deadline.ts";
import type { Guard, Rules } from "./guard.ts";
import { definitionOf, type RpcClient } from "./rpc.ts";
import { codeOf, RpcError } from "./rpc-errors.ts";
import { requestIdHeader } from "./server.ts";
import { inSpan, SpanKind, type Tracer, traceHeaders } from "./tracing.ts";
import type { Caller } from "./upstream.ts";

/** Records a call: the method, gRPC's name of its result (`OK`), and its start. */
export type ObserveClientCall = (address: string, method: string, outcome: string, started: number) => void;

export interface RpcClientParts {
  readonly guard: Guard;
  readonly tracer: Tracer;
  readonly observe: ObserveClientCall;
}

/**
 * Each connection goes to one pod and is closed after a few seconds: so calls of several connections are
 * spread over all pods.
 */
const channels = 3;

/** A client of `service` at `target` (host:port); `name` is the service's, for metrics and messages. */
export function createRpcClient<Service extends DescService>(
  service: Service,
  name: string,
  target: string,
  parts: RpcClientParts,
): { readonly client: RpcClient<Service>; close(): void } {
  const pool = Array.from({ length: channels }, () => channelTo(target));
  const definition = definitionOf(service);
  let turn = 0;
  const calls = service.methods.map((method) => {
    const known = definition[method.localName];
    if (known === undefined)
      throw new Error(`${service.typeName}: ${method.localName} is not in the contract.`);
    const attempt = (caller: Caller, request: object) => {
      turn = (turn + 1) % pool.length;
      return callOnce(pool[turn] as Client, known, name, caller, request);
    };
    return [method.localName, methodOf(method, name, parts, attempt)];
  });
  return {
    client: Object.fromEntries(calls) as RpcClient<Service>,
    close() {
      for (const channel of pool) channel.close();
    },
  };
}

function channelTo(target: string): Client {
  return new Client(target, credentials.createInsecure(), {
    "grpc.use_local_subchannel_pool": 1,
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 2000,
    // Only this kit retries, so that retries do not multiply.
    "grpc.enable_retries": 0,
  });
}

type Attempt = (caller: Caller, request: object) => Promise<object>;

function methodOf(method: DescMethod, name: string, parts: RpcClientParts, attempt: Attempt) {
  const { guard, tracer, observe } = parts;
  const route = `${method.parent.typeName}/${method.name}`;
  const rules = rulesOf(method);
  return (caller: Caller, fields: object) =>
    inSpan(tracer, route, { kind: SpanKind.CLIENT, attributes: { "server.address": name } }, async () => {
      const started = performance.now();
      const request = create(method.input, fields as never);
      try {
        const answer = await guard.run(caller, rules, () => attempt(caller, request));
        observe(name, route, "OK", started);
        return answer;
      } catch (error) {
        observe(name, route, error instanceof RpcError ? error.code : "UNAVAILABLE", started);
        throw error;
      }
    });
}

/** The contract declares idempotent methods: an `UNAVAILABLE` call may have taken effect. */
function rulesOf({ idempotency }: DescMethod): Rules {
  return {
    mayRetry: idempotency !== MethodOptions_IdempotencyLevel.IDEMPOTENCY_UNKNOWN,
    isTransient: (error) => error instanceof RpcError && error.code === "UNAVAILABLE",
  };
}

function callOnce(
  channel: Client,
  method: ReturnType<typeof definitionOf>[string],
  name: string,
  caller: Caller,
  request: object,
): Promise<object> {
  const remaining = caller.deadline.remaining();
  if (remaining === 0) throw new RpcError("DEADLINE_EXCEEDED", `${name} was not asked: no time was left.`);
  const metadata = new Metadata();
  const headers = { [requestIdHeader]: caller.id, [budgetHeader]: String(remaining), ...traceHeaders() };
  for (const [key, value] of Object.entries(headers)) metadata.set(key, value);
  return new Promise((resolve, reject) => {
    channel.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      metadata,
      { deadline: Date.now() + remaining },
      (error, answer) => (error === null ? resolve(answer as object) : reject(rejection(name, error))),
    );
  });
}

function rejection(name: string, error: ServiceError): RpcError {
  const code = codeOf(error.code);
  if (code === "UNAVAILABLE") return new RpcError(code, `${name} cannot be reached.`, { cause: error });
  if (code === "DEADLINE_EXCEEDED")
    return new RpcError(code, `${name} did not answer in time.`, { cause: error });
  return new RpcError(code, error.details || `${name} answered ${code}.`, { cause: error });
}
