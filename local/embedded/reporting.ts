import { silentLog } from "../../argocd/addons/reporter/src/log.ts";
import { createMetrics } from "../../argocd/addons/reporter/src/metrics.ts";
import { createPublisher } from "../../argocd/addons/reporter/src/publish/publisher.ts";
import { createWaker } from "../../argocd/addons/reporter/src/publish/wake.ts";
import { type Reporter, startReporter } from "../../argocd/addons/reporter/src/reporter.ts";
import { environments } from "../platform/ports.ts";
import { reportedEnvironment } from "../platform/reported-environment.ts";
import type { EmbeddedCluster } from "./cluster.ts";
import { type EmbeddedForge, token } from "./forge.ts";

const workflows = {
  ref: "main",
  // The stand-in for the forge posts no check between two runs of promote.
  changed: [],
  verdict: ["promote.yml"],
  aborted: ["rollback.yml", "promote.yml"],
  canaryEnded: ["deliver.yml"],
};

/** Slipway's own reporter, in this process; it is given the objects that it would watch in a cluster. */
export function startReporting(cluster: EmbeddedCluster, forge: EmbeddedForge, clone: string): Reporter {
  const targets = environments.map(reportedEnvironment);
  const described = environments.map((name, index) => ({
    name,
    namespace: `shop-${name}`,
    project: `shop-${name}`,
    first: index === 0,
  }));
  const reporter = startReporter({
    targets,
    view: { objects: (target) => cluster.objects(target), fault: () => cluster.fault() },
    publisher: createPublisher({
      targets,
      repository: forge.repositoryUrl,
      folder: clone,
      token: async () => token,
    }),
    waker: createWaker({ workflows, environments: described }, (file) => forge.dispatch(file), silentLog),
    log: silentLog,
    metrics: createMetrics(),
  });
  cluster.listeners.add(reporter.changed);
  return reporter;
}
