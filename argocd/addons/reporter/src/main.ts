import { KubeConfig } from "@kubernetes/client-node";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { connectForge } from "@slipway/lib/io/forge/connect.ts";
import { watchCluster } from "./cluster/cluster.ts";
import { readConfig, readToken, repositoryName } from "./config.ts";
import { serveProbes } from "./http/probes.ts";
import { jsonLog, wordsOf } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { createPublisher } from "./publish/publisher.ts";
import { rollOverReport } from "./publish/roll-over-report.ts";
import { createWaker } from "./publish/wake.ts";
import { type Reporter, startReporter } from "./reporter.ts";
import { rhythmFor } from "./schedule.ts";

/** A turn may wait for the forge through several timeouts; after this time it is stuck. */
const STUCK_MS = 10 * 60_000;

const log = jsonLog();

async function main(): Promise<void> {
  const config = await readConfig(process.argv.slice(2), process.env);
  const token = () => readToken(process.env);
  if (!(await token())) {
    throw new UserError("SLIPWAY_TOKEN: not set.\n  Give the reporter's own token, or SLIPWAY_TOKEN_FILE.");
  }
  const metrics = createMetrics();
  const dispatch = async (file: string) => {
    const forge = connectForge({
      GITHUB_API_URL: config.api,
      GITHUB_REPOSITORY: repositoryName(config.repository),
      SLIPWAY_TOKEN: await token(),
    });
    await forge.dispatchWorkflow(file, config.workflows.ref).then(
      () => metrics.dispatched(true),
      (error: unknown) => {
        metrics.dispatched(false);
        throw error;
      },
    );
  };
  let reporter: Reporter | undefined;
  const cluster = watchCluster({
    kubeConfig: loadKubeConfig(process.env),
    targets: config.targets,
    argocd: config.argocd.namespace,
    changed: () => reporter?.changed(),
    log,
    metrics,
  });
  reporter = startReporter({
    targets: config.targets,
    view: cluster,
    publisher: createPublisher({
      targets: config.targets,
      repository: config.repository,
      folder: config.clone,
      token,
      onRollOver: rollOverReport(log, metrics),
    }),
    waker: createWaker(config, dispatch, log),
    rhythm: rhythmFor(config.reporters),
    log,
    metrics,
  });
  const { notReady, lastTurn, stop } = reporter;
  const server = await serveProbes({ notLive: () => stuck(lastTurn()), notReady, metrics }, config.listen);
  log.info("started", { environments: config.targets.map(({ environment }) => environment) });

  const signal = await new Promise<string>((resolve) => {
    for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, resolve);
  });
  log.info("stopping", { signal });
  await stop();
  await cluster.stop();
  server.close();
}

function loadKubeConfig(env: NodeJS.ProcessEnv): KubeConfig {
  const config = new KubeConfig();
  if (env.KUBECONFIG) config.loadFromFile(env.KUBECONFIG);
  else if (env.KUBERNETES_SERVICE_HOST) config.loadFromCluster();
  else {
    throw new UserError(
      "KUBECONFIG: not set, and this is no pod.\n  Name the kubeconfig of the reporter's service account.",
    );
  }
  return config;
}

function stuck(lastTurn: Date): string | undefined {
  const age = Date.now() - lastTurn.getTime();
  return age > STUCK_MS ? `no turn for ${Math.round(age / 1000)} s` : undefined;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    log.error("ended", { error: error instanceof UserError ? error.message : wordsOf(error) });
    process.exit(1);
  },
);
