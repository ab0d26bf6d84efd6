import type { Component } from "../../platform/component.ts";

/** Reads and copies images in a registry; unit tests push to its `registry serve`. */
export const crane: Component = {
  name: "crane",
  build: {
    kind: "go",
    module: "github.com/google/go-containerregistry",
    binaries: { crane: "github.com/google/go-containerregistry/cmd/crane" },
    expectedSeconds: 5,
  },
};
