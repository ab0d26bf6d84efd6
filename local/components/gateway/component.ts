import { join } from "node:path";
import { repositoryRoot } from "../../build/paths.ts";
import type { Component } from "../../platform/component.ts";
import { connectInside } from "../../platform/gateway-client.ts";
import { succeeds } from "../../platform/readiness.ts";

/** The only entrance from the host into the namespaces; all access from outside goes through it. */
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
      // Nothing listens on port 9, so a refused connection proves that the gateway works.
      ready: succeeds(() =>
        connectInside(platform.gatewaySocket, "127.0.0.1:9").catch((error: Error) => {
          if (!error.message.includes("not reachable inside")) throw error;
        }),
      ),
    },
  ],
};
