/** Everything that a reporter's process talks to: an API server, git over HTTP, a forge. For tests only. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { type GitServer, startGitServer } from "@slipway/testing/git/server.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { stringify } from "yaml";
import * as z from "zod";
import { bundle } from "../../build.ts";
import { type ApiServer, startApiServer } from "./api-server.ts";
import { type ForgeApi, startForgeApi } from "./forge-api.ts";

export interface Scene extends AsyncDisposable {
  readonly git: GitServer;
  /** Folder of the bare repository that the reporter pushes to. */
  readonly repository: string;
  readonly api: ApiServer;
  readonly forge: ForgeApi;
  /** A reporter as a separate process; killed at the end. */
  start(): ChildProcess;
}

/** Environments as `dev`, each with the namespace and the project `shop-dev`; the first is the first. */
export async function openScene(environments: readonly string[]): Promise<Scene> {
  const stack = new AsyncDisposableStack();
  const git = stack.use(await startGitServer());
  const api = stack.use(await startApiServer());
  const forge = stack.use(await startForgeApi());
  const folder = stack.use(await temporaryFolder());
  const file = (name: string) => join(folder.path, name);
  const config = {
    repository: await git.createRepository("slipway/shop"),
    api: forge.url,
    cluster: "main",
    clone: file("clone.git"),
    environments: environments.map((name, index) => ({
      name,
      namespace: `shop-${name}`,
      project: `shop-${name}`,
      first: index === 0,
    })),
    listen: { host: "127.0.0.1", port: await freePort() },
  };
  // The bundle, because that is deployed; it leaves out parts of the Kubernetes client.
  await bundle(file("reporter.mjs"));
  await writeFile(file("reporter.yaml"), stringify(config));
  await writeFile(file("kubeconfig"), stringify(kubeconfig(api.url)));
  const flags = nodeFlags(await readFile(join(import.meta.dirname, "../../Dockerfile"), "utf8"));
  const children: ChildProcess[] = [];
  stack.defer(async () => {
    await Promise.all(children.map(kill));
  });
  return {
    git,
    repository: git.folder("slipway/shop"),
    api,
    forge,
    start() {
      const child = spawn(
        process.execPath,
        [...flags, file("reporter.mjs"), "--config", file("reporter.yaml")],
        {
          env: { PATH: process.env.PATH, KUBECONFIG: file("kubeconfig"), SLIPWAY_TOKEN: "t0ken" },
          stdio: "ignore",
        },
      );
      children.push(child);
      return child;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Like a node that loses power. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** Node's flags limit the memory. */
function nodeFlags(dockerfile: string): readonly string[] {
  const entry = /^ENTRYPOINT (\[.+\])$/m.exec(dockerfile)?.[1];
  if (entry === undefined) throw new Error("the Dockerfile has no ENTRYPOINT");
  return z
    .array(z.string())
    .parse(JSON.parse(entry))
    .filter((word) => word.startsWith("--"));
}

function kubeconfig(server: string): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    // The client refuses plain HTTP without it.
    clusters: [{ name: "test", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "test", user: {} }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
