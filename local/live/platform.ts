import { CustomObjectsApi, KubeConfig } from "@kubernetes/client-node";
import { watchCluster } from "../../argocd/addons/reporter/src/cluster/cluster.ts";
import { silentLog } from "../../argocd/addons/reporter/src/log.ts";
import { createMetrics } from "../../argocd/addons/reporter/src/metrics.ts";
import type { Target } from "../../argocd/addons/reporter/src/observe.ts";
import { forgeApi, owner, repository } from "../forge/repository.ts";
import type { Platform } from "../platform/platform.ts";
import { environments } from "../platform/ports.ts";
import { reportedEnvironment } from "../platform/reported-environment.ts";
import type { LiveCommit } from "./document.ts";
import type { LiveMesh, LiveSources } from "./sources.ts";

interface ForgeCommit {
  readonly sha: string;
  readonly html_url: string;
  readonly commit: {
    readonly message: string;
    readonly author: { readonly name: string; readonly date: string };
  };
}

const commits = `/repos/${owner}/${repository}/commits?limit=8&stat=false&verification=false&files=false`;
const annotation = "argocd.argoproj.io/refresh=normal";

/** The live board's sources on a running platform; `stop` ends its watches. */
export function platformSources(platform: Platform): LiveSources & { stop(): Promise<void> } {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(platform.kubeconfig("admin"));
  const targets = environments.map(reportedEnvironment);
  const listeners: (() => void)[] = [];
  const cluster = watchCluster({
    kubeConfig,
    targets,
    argocd: "argocd",
    log: silentLog,
    metrics: createMetrics(),
    changed: () => {
      for (const listener of listeners) listener();
    },
  });
  const targetOf = (name: string): Target => {
    const target = targets.find(({ environment }) => environment === name);
    if (target === undefined) throw new Error(`no such environment: ${name}`);
    return target;
  };
  const forge = `http://127.0.0.1:${platform.ports.forge}/${owner}/${repository}`;
  return {
    title: `platform ${platform.name}`,
    environments: targets.map(({ environment, namespace }) => ({ name: environment, namespace })),
    links: [
      { title: "repository", url: forge },
      { title: "pull requests", url: `${forge}/pulls` },
      { title: "workflow runs", url: `${forge}/actions` },
      { title: "Prometheus", url: `http://127.0.0.1:${platform.ports.prometheus}` },
    ],
    objects: ({ name }) => cluster.objects(targetOf(name)),
    fault: ({ name }) => cluster.fault(targetOf(name)),
    prometheus: async (path) => {
      const { status, body } = await platform.inside(platform.ports.prometheus, path);
      if (status !== 200) throw new Error(`it answers ${status}: ${body.slice(0, 200)}`);
      return body;
    },
    commits: async () =>
      (await (await forgeApi(platform, "developer")).call<ForgeCommit[]>("GET", commits)).map(shown),
    refresh: async (environment, service) => {
      const application = `${environment}-${service}`;
      await platform.kubectl([
        "annotate",
        "application",
        application,
        "-n",
        "argocd",
        "--overwrite",
        annotation,
      ]);
    },
    ...(platform.options.mesh && { mesh: meshOf(kubeConfig) }),
    onChange: (listener) => listeners.push(listener),
    stop: () => cluster.stop(),
  };
}

function meshOf(kubeConfig: KubeConfig): LiveMesh {
  const api = kubeConfig.makeApiClient(CustomObjectsApi);
  const kind = { group: "security.istio.io", version: "v1", plural: "authorizationpolicies" };
  return {
    policies: async ({ namespace }) => {
      const { items } = await api.listNamespacedCustomObject({ ...kind, namespace });
      return items as readonly unknown[];
    },
  };
}

const shown = ({ sha, html_url, commit: { message, author } }: ForgeCommit): LiveCommit => ({
  sha,
  author: author.name,
  at: author.date,
  url: html_url,
  subject: message.split("\n", 1)[0] ?? "",
});
