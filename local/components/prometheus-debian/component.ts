import type { Component } from "../../platform/component.ts";

/**
 * Debian's Prometheus, for users that need queries but no discovery of pods: it has no Kubernetes discovery,
 * and does not have to be compiled.
 */
export const prometheusDebian: Component = {
  name: "prometheus-debian",
  build: {
    kind: "debian",
    main: "prometheus",
    packages: ["prometheus"],
    binaries: { prometheus: "usr/bin/prometheus", promtool: "usr/bin/promtool" },
    expectedSeconds: 15,
  },
};
