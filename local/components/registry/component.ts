import { writeFile } from "node:fs/promises";
import { stringify } from "yaml";
import type { Component } from "../../platform/component.ts";
import type { Platform } from "../../platform/platform.ts";
import { answers } from "../../platform/readiness.ts";

/** The reference registry. Its images survive a restart; crane's registry keeps manifests in memory. */
export const registry: Component = {
  name: "registry",
  build: {
    kind: "go",
    module: "github.com/distribution/distribution/v3",
    binaries: { registry: "." },
    expectedSeconds: 15,
  },
  units: (platform) => [
    {
      kind: "process",
      name: "registry",
      component: "registry",
      where: "node",
      after: ["gateway"],
      command: [platform.binary("registry", "registry"), "serve", platform.path("registry", "config.yml")],
      env: { OTEL_TRACES_EXPORTER: "none" },
      prepare: () => writeFile(platform.path("registry", "config.yml"), stringify(configuration(platform))),
      address: `http://127.0.0.1:${platform.ports.registry}/v2/`,
      ready: answers(() => platform.inside(platform.ports.registry, "/v2/")),
    },
  ],
};

const configuration = (platform: Platform): object => ({
  version: 0.1,
  log: { level: "warn", accesslog: { disabled: true } },
  storage: { filesystem: { rootdirectory: platform.directory("registry", "data") } },
  http: { addr: `127.0.0.1:${platform.ports.registry}` },
});
