import type { Component } from "../../platform/component.ts";

/** Reads and copies images at a registry; its `registry serve` is what unit tests push to. */
export const crane: Component = {
  name: "crane",
  build: {
    kind: "go",
    module: "github.com/google/go-containerregistry",
    binaries: { crane: "github.com/google/go-containerregistry/cmd/crane" },
    expectedSeconds: 5,
  },
};
