import type { Component } from "../../platform/component.ts";

export const kustomize: Component = {
  name: "kustomize",
  build: {
    kind: "go",
    module: "sigs.k8s.io/kustomize/kustomize/v5",
    binaries: { kustomize: "sigs.k8s.io/kustomize/kustomize/v5" },
    expectedSeconds: 35,
  },
};
