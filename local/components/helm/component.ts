import type { Component } from "../../platform/component.ts";

/**
 * Renders a service's chart when it is released. Versions after 4.2 need another Kubernetes version than the
 * other components.
 */
export const helm: Component = {
  name: "helm",
  build: {
    kind: "go",
    module: "helm.sh/helm/v4",
    binaries: { helm: "helm.sh/helm/v4/cmd/helm" },
    expectedSeconds: 80,
    family: "kubernetes",
  },
};
