import type { Component } from "../../platform/component.ts";
import type { Platform } from "../../platform/platform.ts";
import { answers } from "../../platform/readiness.ts";

export const rollouts: Component = {
  name: "rollouts",
  build: {
    kind: "go",
    module: "github.com/argoproj/argo-rollouts",
    binaries: {
      "rollouts-controller": "github.com/argoproj/argo-rollouts/cmd/rollouts-controller",
      "kubectl-argo-rollouts": "github.com/argoproj/argo-rollouts/cmd/kubectl-argo-rollouts",
    },
    variables: { "github.com/argoproj/argo-rollouts/utils/version.version": "1.9.1" },
    assets: ["manifests/crds", "manifests/role"],
    expectedSeconds: 70,
    family: "kubernetes",
  },
  units: (platform) => [
    {
      kind: "task",
      name: "rollouts-install",
      after: ["bootstrap-roles"],
      run: () => install(platform),
    },
    {
      kind: "process",
      name: "rollouts-controller",
      component: "rollouts",
      where: "node",
      after: ["rollouts-install", "prometheus"],
      command: [
        platform.binary("rollouts", "rollouts-controller"),
        ...["--kubeconfig", platform.kubeconfig("rollouts"), "--namespace", "argo-rollouts"],
        ...["--leader-elect=false", "--healthzPort", "8091", "--metricsPort", "8092", "--logformat", "json"],
      ],
      env: { ARGO_ROLLOUTS_PROMETHEUS_ADDRESS: `http://127.0.0.1:${platform.ports.prometheus}` },
      ready: answers(() => platform.inside(8091, "/healthz")),
    },
  ],
};

async function install(platform: Platform): Promise<void> {
  await platform.apply(["--force-conflicts", "-k", platform.asset("rollouts", "manifests/crds")]);
  await platform.apply(["-f", platform.asset("rollouts", "manifests/role/argo-rollouts-clusterrole.yaml")]);
  await platform.apply(["-f", "-"], grant);
}

/** The controller's client certificate has the name of its service account, so the shipped role applies to it. */
const grant = JSON.stringify({
  apiVersion: "v1",
  kind: "List",
  items: [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "argo-rollouts" } },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: "argo-rollouts" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "argo-rollouts" },
      subjects: [{ kind: "ServiceAccount", name: "argo-rollouts", namespace: "argo-rollouts" }],
    },
  ],
});
