import type { Component } from "../../platform/component.ts";

/** Finds faults in workflows: expressions, types, inputs, events. */
export const actionlint: Component = {
  name: "actionlint",
  build: {
    kind: "go",
    module: "github.com/rhysd/actionlint",
    binaries: { actionlint: "github.com/rhysd/actionlint/cmd/actionlint" },
    expectedSeconds: 15,
  },
};
