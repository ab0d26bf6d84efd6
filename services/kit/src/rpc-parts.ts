import type { DescService } from "@bufbuild/protobuf";
import type { Registry } from "prom-client";
import type { CommonConfig } from "./config.ts";
import type { Fault } from "./faults.ts";
import { createGuard } from "./guard.ts";
import type { Health } from "./health.ts";
import type { Life } from "./life.ts";
import type { Implementation, RpcClient } from "./rpc.ts";
import { createRpcClient } from "./rpc-client.ts";
import { type CallCounts, RpcServer } from "./rpc-server.ts";
import type { App } from "./server.ts";
import type { Tracer } from "./tracing.ts";
import { observeCalls } from "./upstream.ts";

interface Parts {
  readonly app: App;
  readonly config: CommonConfig & { readonly GRPC_PORT?: unknown };
  readonly fault: Fault;
  readonly health: Health;
  readonly life: Life;
  readonly metrics: Registry;
  readonly rpcCounts: CallCounts;
  readonly tracer: Tracer;
}

/** Both ends of gRPC for a service: one server for all its contracts, a client for each it calls. */
export function createRpcParts({ app, config, fault, health, life, metrics, rpcCounts, tracer }: Parts) {
  let server: RpcServer | undefined;
  let bound: string | undefined;

  function started(): RpcServer {
    if (server !== undefined) return server;
    const created = new RpcServer({
      log: app.log,
      tracer,
      counts: rpcCounts,
      ceilingMs: config.REQUEST_TIMEOUT_MS,
      fault,
      isReady: () => health.readiness === "ready",
    });
    life.prepare("answering gRPC", async () => {
      bound = `${config.HOST}:${await created.listen(config.HOST, Number(config.GRPC_PORT))}`;
    });
    // Together with the HTTP server: running calls are answered, then stores close.
    app.addHook("preClose", () => created.close(config.DRAIN_LIMIT_MS));
    server = created;
    return created;
  }

  return {
    serve<Contract extends DescService>(contract: Contract, implementation: Implementation<Contract>): void {
      started().add(contract, implementation);
    },
    client<Contract extends DescService>(
      contract: Contract,
      name: string,
      target: string,
    ): RpcClient<Contract> {
      const guard = createGuard(name, metrics);
      const parts = { guard, tracer, observe: observeCalls(metrics) };
      const { client, close } = createRpcClient(contract, name, target, parts);
      life.closeLast(close);
      return client;
    },
    address: () => bound,
  };
}
