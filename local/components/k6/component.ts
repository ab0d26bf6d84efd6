import type { Component } from "../../platform/component.ts";

/** Drives services/loadgen. No part of the platform: who asks for it builds it. */
export const k6: Component = {
  name: "k6",
  build: {
    kind: "go",
    module: "go.k6.io/k6",
    binaries: { k6: "go.k6.io/k6" },
    expectedSeconds: 80,
  },
};
