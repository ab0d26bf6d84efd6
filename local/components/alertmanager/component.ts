import type { Component } from "../../platform/component.ts";

/** Routes alerts. It is not part of the local platform: tests start it with the configuration of the clusters. */
export const alertmanager: Component = {
  name: "alertmanager",
  build: {
    kind: "go",
    module: "github.com/prometheus/alertmanager",
    binaries: {
      alertmanager: "github.com/prometheus/alertmanager/cmd/alertmanager",
      amtool: "github.com/prometheus/alertmanager/cmd/amtool",
    },
    stubs: { "github.com/prometheus/alertmanager": "packages" },
    expectedSeconds: 90,
  },
};
