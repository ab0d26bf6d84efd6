import type { Component } from "../../platform/component.ts";

/** Debian's build of the reference registry. It is older than the platform's, but does not have to be compiled. */
export const registryDebian: Component = {
  name: "registry-debian",
  build: {
    kind: "debian",
    main: "docker-registry",
    packages: ["docker-registry"],
    binaries: { "docker-registry": "usr/bin/docker-registry" },
    expectedSeconds: 10,
  },
};
