import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";
import type { TProperties } from "typebox";
import { type Config, ConfigError, type Environment, loggable, readConfig } from "./config.ts";
import { useDeadline } from "./deadline.ts";
import { useRequestLog } from "./exchange.ts";
import { useFaults } from "./faults.ts";
import { type Health, useHealth } from "./health.ts";
import { useMetrics } from "./metrics.ts";
import { useProblems } from "./problem.ts";
import { type App, createServer, type LogStream } from "./server.ts";
import { drainOnSignal, useDrain } from "./shutdown.ts";
import { createUpstream, type Upstream } from "./upstream.ts";

/** What a service adds to the kit: its settings and its routes. */
export interface ServiceDefinition<Settings extends TProperties> {
  readonly name: string;
  readonly settings: Settings;
  routes(context: ServiceContext<Settings>): void;
}

export interface ServiceContext<Settings extends TProperties> {
  readonly app: App;
  readonly config: Config<Settings>;
  readonly metrics: Registry;
  /** Another service at `origin`; its pool is closed after the last request. */
  upstream(name: string, origin: string): Upstream;
}

export interface Service<Settings extends TProperties> {
  readonly app: App;
  readonly config: Config<Settings>;
  readonly health: Health;
}

/** Builds a service that does not listen yet (tests inject requests). Throws `ConfigError`. */
export function createService<Settings extends TProperties>(
  definition: ServiceDefinition<Settings>,
  environment: Environment,
  logStream?: LogStream,
): Service<Settings> {
  const config = readConfig(definition.settings, environment);
  const app = createServer(definition.name, config, logStream);
  const health = useHealth(app);
  useProblems(app);
  useRequestLog(app);
  useDrain(app, health);
  useDeadline(app, config.REQUEST_TIMEOUT_MS);
  const metrics = useMetrics(app);
  useFaults(app, { errorRate: config.FAULT_ERROR_RATE, latencyMs: config.FAULT_LATENCY_MS });
  definition.routes({
    app,
    config,
    metrics,
    upstream(name, origin) {
      const upstream = createUpstream(name, origin, metrics);
      app.addHook("onClose", () => upstream.close());
      return upstream;
    },
  });
  return { app, config, health };
}

/** Starts to listen and becomes ready; resolves to the address, such as `http://127.0.0.1:8080`. */
export async function listen<Settings extends TProperties>({
  app,
  config,
  health,
}: Service<Settings>): Promise<string> {
  await app.listen({
    host: config.HOST,
    port: config.PORT,
    listenTextResolver: (address) => `listening on ${address}`,
  });
  health.become("ready");
  const { address, port } = app.server.address() as AddressInfo;
  return `http://${address}:${port}`;
}

/** The whole life of a service process: ends with 2 when the configuration is wrong and 1 when it cannot listen. */
export async function run<Settings extends TProperties>(
  definition: ServiceDefinition<Settings>,
): Promise<void> {
  const service = configured(definition);
  const { app, config, health } = service;
  drainOnSignal(app, health, { delayMs: config.DRAIN_DELAY_MS, limitMs: config.DRAIN_LIMIT_MS });
  try {
    const address = await listen(service);
    const startedInMs = Math.round(performance.now());
    app.log.info({ address, startedInMs, config: loggable(definition.settings, config) }, "ready");
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
    const findings = error.findings.map((finding) => `  ${finding}\n`).join("");
    process.stderr.write(`${definition.name}: the environment variables are not right.\n${findings}`);
    process.exit(2);
  }
}
