import type { Component } from "../../platform/component.ts";
import { answers } from "../../platform/readiness.ts";

/** crane's own registry: it keeps what is pushed on disk and is the smallest that speaks the whole protocol. */
export const registry: Component = {
  name: "registry",
  build: {
    kind: "go",
    module: "github.com/google/go-containerregistry",
    binaries: { crane: "github.com/google/go-containerregistry/cmd/crane" },
    expectedSeconds: 5,
  },
  units: (platform) => [
    {
      kind: "process",
      name: "registry",
      component: "registry",
      where: "node",
      after: ["gateway"],
      command: [
        platform.binary("registry", "crane"),
        ...["registry", "serve", "--address", `127.0.0.1:${platform.ports.registry}`],
        ...["--disk", platform.directory("registry")],
      ],
      address: `http://127.0.0.1:${platform.ports.registry}/v2/`,
      ready: answers(() => platform.inside(platform.ports.registry, "/v2/")),
    },
  ],
};
