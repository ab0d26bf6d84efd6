import type { Component } from "../../platform/component.ts";

/** Stores and shows traces. It is not part of the platform: the experiment `tracing` builds it. */
export const jaeger: Component = {
  name: "jaeger",
  build: {
    kind: "go",
    module: "github.com/jaegertracing/jaeger",
    binaries: { jaeger: "github.com/jaegertracing/jaeger/cmd/jaeger" },
    expectedSeconds: 300,
  },
};
