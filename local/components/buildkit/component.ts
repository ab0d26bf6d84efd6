import { writeFile } from "node:fs/promises";
import { execa } from "execa";
import type { Component } from "../../platform/component.ts";
import type { Platform } from "../../platform/platform.ts";
import { succeeds } from "../../platform/readiness.ts";

export const buildkit: Component = {
  name: "buildkit",
  build: {
    kind: "go",
    module: "github.com/moby/buildkit",
    binaries: {
      buildkitd: "github.com/moby/buildkit/cmd/buildkitd",
      buildctl: "github.com/moby/buildkit/cmd/buildctl",
    },
    stubs: { "github.com/moby/buildkit": "packages", "github.com/moby/policy-helpers": "module" },
    expectedSeconds: 75,
  },
  units: (platform) => [
    {
      kind: "process",
      name: "buildkitd",
      component: "buildkit",
      where: "node",
      after: ["containerd", "registry"],
      command: [
        platform.binary("buildkit", "buildkitd"),
        ...["--config", platform.path("buildkit", "buildkitd.toml"), "--addr", platform.buildkitAddress],
      ],
      env: platform.debianEnvironment(),
      prepare: () => writeFile(platform.path("buildkit", "buildkitd.toml"), configuration(platform)),
      ready: succeeds(() => buildctl(platform, ["debug", "workers"])),
    },
  ],
};

/** Runs BuildKit's client against this platform's daemon. */
export const buildctl = (platform: Platform, args: readonly string[]) =>
  execa(platform.binary("buildkit", "buildctl"), ["--addr", platform.buildkitAddress, ...args], {
    timeout: 120_000,
  });

const configuration = (platform: Platform): string => `root = "${platform.directory("buildkit", "root")}"
[worker.oci]
  enabled = true
  binary = "${platform.binary("containerd", "runc")}"
  # The namespace has no network but its own, so "host" is as closed as a bridge would be, without a second CNI set-up.
  networkMode = "host"
[worker.containerd]
  enabled = false
[registry."127.0.0.1:${platform.ports.registry}"]
  http = true
`;
