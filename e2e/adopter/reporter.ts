import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { stringify } from "yaml";
import { repositoryRoot } from "../../local/build/paths.ts";
import { type Home, repositoryUrl } from "../../local/forge/repository.ts";
import type { Platform } from "../../local/platform/platform.ts";

/** The adopter's own reporter. The forge and the API server have the same addresses on the host. */
export async function startReporter(
  platform: Platform,
  home: Home,
  environments: readonly string[],
): Promise<AsyncDisposable> {
  const config = platform.path("adopter-reporter", "reporter.yaml");
  await writeFile(
    config,
    stringify({
      repository: repositoryUrl(platform, home),
      api: `http://127.0.0.1:${platform.ports.forge}/api/v1`,
      workflows: { changed: [] },
      cluster: "main",
      environments: environments.map((name, index) => ({
        ...{ name, namespace: `${home.product}-${name}`, project: `${home.product}-${name}` },
        first: index === 0,
      })),
      listen: { host: "127.0.0.1", port: await freePort() },
      clone: platform.path("adopter-reporter", "clone.git"),
    }),
  );
  const log = openSync(platform.path("logs", "adopter-reporter.log"), "a");
  const reporter = spawn(
    process.execPath,
    [join(repositoryRoot, "argocd/addons/reporter/dist/reporter.js"), "--config", config],
    {
      stdio: ["ignore", log, log],
      env: {
        ...process.env,
        KUBECONFIG: platform.kubeconfig("reporter"),
        SLIPWAY_TOKEN_FILE: platform.path("accounts", "reporter.token"),
      },
    },
  );
  return { [Symbol.asyncDispose]: () => end(reporter) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}
