import type { Component } from "../../platform/component.ts";

/** Finds security faults in workflows; `npm test` checks this repository's workflows and planted ones. */
export const zizmor: Component = {
  name: "zizmor",
  build: {
    kind: "wheel",
    binaries: { zizmor: "zizmor-1.29.0.data/scripts/zizmor" },
    expectedSeconds: 5,
  },
};
