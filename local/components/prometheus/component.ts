import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { ruleFile } from "../../../argocd/addons/observability/rule-file.ts";
import { repositoryRoot } from "../../build/paths.ts";
import type { Component } from "../../platform/component.ts";
import type { Platform } from "../../platform/platform.ts";
import { answers } from "../../platform/readiness.ts";
import { asIstioNames } from "./istio-names.ts";

export const prometheus: Component = {
  name: "prometheus",
  build: {
    kind: "go",
    module: "github.com/prometheus/prometheus",
    binaries: {
      prometheus: "github.com/prometheus/prometheus/cmd/prometheus",
      promtool: "github.com/prometheus/prometheus/cmd/promtool",
    },
    // Debian's build has no Kubernetes discovery, and the discoveries of all cloud providers triple the build
    // time.
    tags: ["remove_all_sd", "enable_kubernetes_sd"],
    expectedSeconds: 120,
    family: "kubernetes",
  },
  units: (platform) => [
    {
      kind: "task",
      name: "prometheus-role",
      after: ["bootstrap-roles"],
      run: () => platform.apply(["-f", "-"], role),
    },
    {
      kind: "process",
      name: "prometheus",
      component: "prometheus",
      where: "node",
      after: ["prometheus-role"],
      command: [
        platform.binary("prometheus", "prometheus"),
        `--config.file=${platform.path("prometheus", "prometheus.yml")}`,
        `--storage.tsdb.path=${platform.directory("prometheus", "data")}`,
        "--storage.tsdb.retention.time=1d",
        `--web.listen-address=127.0.0.1:${platform.ports.prometheus}`,
        `--web.external-url=http://127.0.0.1:${platform.ports.prometheus}/`,
        "--log.level=warn",
      ],
      prepare: () => configure(platform),
      address: `http://127.0.0.1:${platform.ports.prometheus}`,
      ready: answers(() => platform.inside(platform.ports.prometheus, "/-/ready")),
    },
  ],
};

/** The same objectives as in a cluster; alerts appear on its page but are not sent. */
async function configure(platform: Platform): Promise<void> {
  const objectives = await readFile(
    join(repositoryRoot, "argocd/addons/observability/objectives.yaml"),
    "utf8",
  );
  await writeFile(platform.path("prometheus", "objectives.yml"), ruleFile(objectives));
  await writeFile(platform.path("prometheus", "prometheus.yml"), stringify(configuration(platform)));
}

const annotation = (name: string): string => `__meta_kubernetes_pod_annotation_prometheus_io_${name}`;

/** Scrapes every pod with the annotation; the hash label distinguishes canary and stable pods. */
function configuration(platform: Platform): object {
  return {
    // Far more often than in a real cluster, because canaries here are judged within seconds.
    global: { scrape_interval: "2s", scrape_timeout: "2s" },
    rule_files: ["objectives.yml"],
    scrape_configs: [
      {
        job_name: "pods",
        fallback_scrape_protocol: "PrometheusText0.0.4",
        kubernetes_sd_configs: [{ role: "pod", kubeconfig_file: platform.kubeconfig("prometheus") }],
        relabel_configs: [
          { source_labels: [annotation("scrape")], action: "keep", regex: "true" },
          { source_labels: ["__meta_kubernetes_pod_phase"], action: "keep", regex: "Running" },
          {
            source_labels: [annotation("path")],
            action: "replace",
            regex: "(.+)",
            target_label: "__metrics_path__",
          },
          {
            source_labels: ["__meta_kubernetes_pod_ip", annotation("port")],
            action: "replace",
            regex: "(.+);(\\d+)",
            replacement: "$1:$2",
            target_label: "__address__",
          },
          { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
          { source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
          { source_labels: ["__meta_kubernetes_pod_label_app_kubernetes_io_name"], target_label: "service" },
          {
            source_labels: ["__meta_kubernetes_pod_label_rollouts_pod_template_hash"],
            target_label: "rollouts_pod_template_hash",
          },
        ],
        ...(platform.options.mesh && { metric_relabel_configs: asIstioNames }),
      },
    ],
  };
}

const role = JSON.stringify({
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name: "prometheus" },
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: "prometheus" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "prometheus" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "prometheus" }],
    },
  ],
});
