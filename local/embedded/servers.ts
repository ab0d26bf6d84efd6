import { chmod, cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { startPostgres } from "../../services/kit/data-plane/postgres.ts";
import { startRedis } from "../../services/kit/data-plane/redis.ts";
import { type ServerProcess, startServer } from "../../services/kit/data-plane/server-process.ts";
import { findBinary } from "../setup/programs.ts";
import type { Parts } from "./parts.ts";
import { debianWrapper } from "./tools.ts";

/** A process that ends with this one, even if this one is killed: see server-process.ts. */
export interface Server extends AsyncDisposable {
  readonly port: number;
}

const serverOf = (port: number, { stop }: ServerProcess): Server => ({ port, [Symbol.asyncDispose]: stop });

async function folderOf({ folder }: Parts, name: string): Promise<string> {
  const own = join(folder, name);
  await mkdir(own, { recursive: true });
  return own;
}

/** The reference registry, plain HTTP, empty. */
export async function startRegistry(parts: Parts, port: number): Promise<Server> {
  const folder = await folderOf(parts, "registry");
  const config = join(folder, "config.yml");
  const content = {
    version: 0.1,
    log: { level: "error", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, "data") } },
    http: { addr: `127.0.0.1:${port}` },
  };
  await writeFile(config, stringify(content));
  const program = parts.binary("registry-debian", "docker-registry");
  return serverOf(port, await startServer(program, ["serve", config], { port, folder }));
}

/**
 * BuildKit without a container runtime, because the demo's builds only copy files. As root it runs directly,
 * otherwise in a user namespace with its own `/run`, in which it has the rights that it needs on its own
 * files.
 */
export async function startBuildkit(parts: Parts, port: number, registry: string): Promise<Server> {
  const folder = await folderOf(parts, "buildkit");
  const isRoot = process.getuid?.() === 0;
  const config = join(folder, "buildkitd.toml");
  await writeFile(
    config,
    `root = "${join(folder, "root")}"
[worker.oci]
  enabled = true
  binary = "/bin/true"
  snapshotter = "native"
  networkMode = "host"
  rootless = ${!isRoot}
  noProcessSandbox = ${!isRoot}
[worker.containerd]
  enabled = false
[registry."${registry}"]
  http = true
`,
  );
  const address = `tcp://127.0.0.1:${port}`;
  const daemon = [parts.binary("buildkit", "buildkitd"), "--config", config, "--addr", address];
  const inNamespace = ["-Urm", "sh", "-c", 'mount -t tmpfs none /run && exec "$@"', "sh"];
  const [command, args]: readonly [string, readonly string[]] = isRoot
    ? ["env", daemon]
    : ["unshare", [...inNamespace, ...daemon, "--rootless"]];
  return serverOf(port, await startServer(command, args, { port, folder }));
}

/** Canaries here are judged within seconds. */
export const scrapeSeconds = 0.5;
const scrapeInterval = `${scrapeSeconds * 1000}ms`;

/** Debian's Prometheus; `targets` is a file that it reads again after each change. */
export async function startPrometheus(parts: Parts, port: number, targets: string): Promise<Server> {
  const folder = await folderOf(parts, "prometheus");
  const config = join(folder, "prometheus.yml");
  const content = {
    global: { scrape_interval: scrapeInterval, scrape_timeout: scrapeInterval },
    scrape_configs: [{ job_name: "pods", file_sd_configs: [{ files: [targets] }] }],
  };
  await writeFile(config, stringify(content));
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--log.level=error",
  ];
  const program = parts.binary("prometheus-debian", "prometheus");
  return serverOf(port, await startServer(program, args, { port, folder }));
}

/** One server for all environments, with a database number for each. */
export async function startCache(parts: Parts, port: number): Promise<Server> {
  return serverOf(port, await startRedis(join(parts.folder, "redis"), port));
}

/** The machine's own PostgreSQL if there is one, otherwise Debian's unpacked packages. */
export async function startDatabase(parts: Parts, port: number): Promise<Server> {
  if (findBinary("initdb") === undefined) await unpackPostgres(parts);
  return serverOf(port, await startPostgres(join(parts.folder, "postgres"), port));
}

/** PostgreSQL refuses root, so it then runs as another user, who may be unable to read the cache. */
async function unpackPostgres({ artefact, folder, tools }: Parts): Promise<void> {
  const root = join(folder, "postgres-program");
  await cp(join(artefact("postgres").folder, "root"), root, { recursive: true, verbatimSymlinks: true });
  await chmod(root, 0o755);
  for (const name of ["initdb", "postgres"])
    await debianWrapper(join(tools, name), root, `usr/lib/postgresql/15/bin/${name}`);
}

const requestsPerSecond = 16;

/** An environment's own load program; `target` is the address that it calls. */
export async function startLoad(
  parts: Parts,
  name: string,
  program: string,
  port: number,
  target: string | undefined,
): Promise<Server> {
  const folder = await folderOf(parts, name);
  const settings = [`TARGET=${target}`, `PORT=${port}`, `REQUESTS_PER_SECOND=${requestsPerSecond}`];
  return serverOf(port, await startServer("env", [...settings, process.execPath, program], { port, folder }));
}
