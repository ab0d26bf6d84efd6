import type { Component } from "../../platform/component.ts";

/** The shop's broker, with JetStream. Debian's is older than consumers of several subjects. */
export const nats: Component = {
  name: "nats",
  build: {
    kind: "go",
    module: "github.com/nats-io/nats-server/v2",
    binaries: { "nats-server": "github.com/nats-io/nats-server/v2" },
    expectedSeconds: 20,
  },
};
