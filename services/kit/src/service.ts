import type { AddressInfo } from "node:net";
import type { DescService } from "@bufbuild/protobuf";
import type { Registry } from "prom-client";
import type { TProperties } from "typebox";
import {
  type Config,
  ConfigError,
  type Environment,
  loggable,
  readConfig,
  rpcSettings,
  type Store,
  settingsOf,
} from "./config.ts";
import { useDeadline } from "./deadline.ts";
import { useRequestLog } from "./exchange.ts";
import { createFault, useFaults } from "./faults.ts";
import { type Health, useHealth } from "./health.ts";
import { createLife, type Life } from "./life.ts";
import { useMetrics } from "./metrics.ts";
import { useOpenApi } from "./openapi.ts";
import { useOriginForm } from "./origin-form.ts";
import { useProblems } from "./problem.ts";
import { replayParked, tellReplayed } from "./replay.ts";
import type { Implementation, RpcClient } from "./rpc.ts";
import { createRpcParts } from "./rpc-parts.ts";
import { type App, createServer, type LogStream } from "./server.ts";
import { drainOnSignal, useDrain } from "./shutdown.ts";
import { type Backends, createStores, type Stores, servers } from "./stores.ts";
import { createTracing, useTracing } from "./tracing.ts";
import { createUpstream, type Upstream } from "./upstream.ts";

/** What a service adds to the kit: its settings and its parts. */
export interface ServiceDefinition<Settings extends TProperties> {
  readonly name: string;
  readonly settings: Settings;
  /** The stores that it uses, as in its service.yaml: it gets their addresses, or does not start. */
  readonly stores?: readonly Store[];
  /** Assembles the parts; steps that need other services belong into `prepare`. */
  setup(context: ServiceContext<Settings>): void;
}

export interface ServiceContext<Settings extends TProperties>
  extends Stores,
    Pick<Life, "prepare" | "background"> {
  readonly app: App;
  readonly config: Config<Settings>;
  readonly log: App["log"];
  readonly metrics: Registry;
  /**
   * Another service at `origin`; its pool is closed after the last request. An unanswered call with less than
   * `fairMs` (1000) is no evidence that the service is down.
   */
  upstream(name: string, origin: string, options?: { readonly fairMs?: number }): Upstream;
  /** Serves a contract on `GRPC_PORT`. */
  serve<Contract extends DescService>(contract: Contract, implementation: Implementation<Contract>): void;
  /** Another service's contract at `target` (host:port). */
  rpc<Contract extends DescService>(contract: Contract, name: string, target: string): RpcClient<Contract>;
}

export interface Service<Settings extends TProperties> {
  readonly app: App;
  readonly config: Config<Settings>;
  readonly health: Health;
  readonly life: Life;
  /** Its gRPC address once it listens: `127.0.0.1:9090`; `undefined` when it has no contract. */
  rpcAddress(): string | undefined;
}

/** Builds a service that does not listen yet (tests inject requests). Throws `ConfigError`. */
export function createService<Settings extends TProperties>(
  definition: ServiceDefinition<Settings>,
  environment: Environment,
  logStream?: LogStream,
  backends: Backends = servers,
): Service<Settings> {
  const { name } = definition;
  const config = readConfig(allSettings(definition), environment) as Config<Settings>;
  const app = createServer(name, config, logStream);
  const health = useHealth(app);
  const tracing = createTracing(name, config.OTEL_EXPORTER_OTLP_ENDPOINT, config.TRACE_RATIO);
  const { tracer } = tracing;
  useProblems(app);
  useTracing(app, tracing);
  useRequestLog(app);
  useDrain(app, health);
  useOriginForm(app);
  useDeadline(app, config.REQUEST_TIMEOUT_MS);
  const { metrics, rpcCounts } = useMetrics(app);
  const faults = { errorRate: config.FAULT_ERROR_RATE, latencyMs: config.FAULT_LATENCY_MS };
  const fault = createFault(faults);
  useFaults(app, faults, fault);
  useOpenApi(app, name);
  const life = createLife(app);
  const rpc = createRpcParts({ app, config, fault, health, life, metrics, rpcCounts, tracer });
  definition.setup({
    app,
    config,
    log: app.log,
    metrics,
    prepare: life.prepare,
    background: life.background,
    ...createStores({ backends, service: name, config, life, log: app.log, metrics, tracer }),
    serve: rpc.serve,
    rpc: rpc.client,
    upstream(target, origin, { fairMs } = {}) {
      const upstream = createUpstream(target, origin, metrics, tracer, fairMs);
      life.closeLast(() => upstream.close());
      return upstream;
    },
  });
  return { app, config, health, life, rpcAddress: rpc.address };
}

type Settled = { readonly settings: TProperties; readonly stores?: readonly Store[] };

function allSettings({ settings, stores = [] }: Settled): TProperties {
  return { ...settings, ...settingsOf(stores), ...rpcSettings };
}

/**
 * Starts to listen, and becomes ready when everything is prepared; resolves then to the address, such as
 * `http://127.0.0.1:8080`.
 */
export async function listen<Settings extends TProperties>({
  app,
  config,
  health,
  life,
}: Service<Settings>): Promise<string> {
  await app.listen({
    host: config.HOST,
    port: config.PORT,
    listenTextResolver: (address) => `listening on ${address}`,
  });
  const { address, port } = app.server.address() as AddressInfo;
  await life.begin();
  if (life.isPrepared && health.readiness === "starting") health.become("ready");
  return `http://${address}:${port}`;
}

/**
 * The whole life of a service process: exits with 2 when the configuration is wrong, and with 1 when it
 * cannot listen. With the argument `replay` it replays the service's parked events and exits; a pod has all
 * settings for this.
 */
export async function run<Settings extends TProperties>(
  definition: ServiceDefinition<Settings>,
): Promise<void> {
  if (process.argv[2] === "replay") {
    const events = await replayParked(definition, process.env);
    process.stdout.write(tellReplayed(definition.name, events));
    return;
  }
  const service = configured(definition);
  const { app, config, health } = service;
  drainOnSignal(app, health, { delayMs: config.DRAIN_DELAY_MS, limitMs: config.DRAIN_LIMIT_MS });
  try {
    const address = await listen(service);
    const startedInMs = Math.round(performance.now());
    app.log.info({ address, startedInMs, config: loggable(allSettings(definition), config) }, "ready");
  } catch (error) {
    app.log.fatal({ err: error }, "cannot start");
    process.exit(1);
  }
}

function configured<Settings extends TProperties>(
  definition: ServiceDefinition<Settings>,
): Service<Settings> {
  try {
    return createService(definition, process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(error.describe(definition.name));
    process.exit(2);
  }
}
