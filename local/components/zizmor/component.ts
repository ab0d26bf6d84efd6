import type { Component } from "../../platform/component.ts";

/** Finds what is dangerous in workflows; `npm test` runs it over this repository's and over planted ones. */
export const zizmor: Component = {
  name: "zizmor",
  build: {
    kind: "wheel",
    binaries: { zizmor: "zizmor-1.29.0.data/scripts/zizmor" },
    expectedSeconds: 5,
  },
};
