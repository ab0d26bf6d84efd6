import { join } from "node:path";
import { repositoryRoot } from "../../build/paths.ts";
import type { Component } from "../../platform/component.ts";
import { connectInside } from "../../platform/gateway-client.ts";
import { succeeds } from "../../platform/readiness.ts";

/** The door from the host into the namespaces; everything else that is reached from outside goes through it. */
export const gateway: Component = {
  name: "gateway",
  units: (platform) => [
    {
      kind: "process",
      name: "gateway",
      component: "gateway",
      where: "node",
      command: [
        process.execPath,
        "--max-old-space-size=64",
        join(repositoryRoot, "local/platform/gateway.ts"),
        platform.gatewaySocket,
      ],
      // Nothing listens on port 9: that answer proves that the door works.
      ready: succeeds(() =>
        connectInside(platform.gatewaySocket, "127.0.0.1:9").catch((error: Error) => {
          if (!error.message.includes("not reachable inside")) throw error;
        }),
      ),
    },
  ],
};
