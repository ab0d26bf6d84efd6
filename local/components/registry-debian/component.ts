import type { Component } from "../../platform/component.ts";

/** Debian's build of the reference registry, an older one than the platform's: nothing has to be compiled. */
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
