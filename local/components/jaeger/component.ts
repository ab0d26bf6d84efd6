import type { Component } from "../../platform/component.ts";

/** Keeps and shows traces. No part of the platform: the experiment `tracing` builds it. */
export const jaeger: Component = {
  name: "jaeger",
  build: {
    kind: "go",
    module: "github.com/jaegertracing/jaeger",
    binaries: { jaeger: "github.com/jaegertracing/jaeger/cmd/jaeger" },
    expectedSeconds: 300,
  },
};
