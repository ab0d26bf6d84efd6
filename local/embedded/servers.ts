import { chmod, cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { startPostgres } from "../../services/kit/data-plane/postgres.ts";
import { startRedis } from "../../services/kit/data-plane/redis.ts";
import { type ServerProcess, startServer } from "../../services/kit/data-plane/server-process.ts";
import { findBinary } from "../setup/programs.ts";
import type { Parts } from "./parts.ts";
import { debianWrapper } from "./tools.ts";

/** Processes that end with this one, killed even, and leave no folder: see server-process.ts. */
export interface Server {
  readonly address: string;
  readonly process: ServerProcess;
}

/** The reference registry, plain HTTP, empty. */
export async function startRegistry({ binary, folder }: Parts, port: number): Promise<Server> {
  const own = join(folder, "registry");
  await mkdir(own);
  const config = join(own, "config.yml");
  const content = {
    version: 0.1,
    log: { level: "error", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(own, "data") } },
    http: { addr: `127.0.0.1:${port}` },
  };
  await writeFile(config, stringify(content));
  const command = ["OTEL_TRACES_EXPORTER=none", binary("registry", "registry"), "serve", config];
  return {
    address: `127.0.0.1:${port}`,
    process: await startServer("env", command, { port, folder: own }),
  };
}

/**
 * BuildKit without a container runtime: what the story builds copies files and runs nothing. As root it runs as it is,
 * else in a user namespace with a `/run` of its own; it may then do to its own files what it must.
 */
export async function startBuildkit(
  { binary, folder }: Parts,
  port: number,
  registry: string,
): Promise<Server> {
  const own = join(folder, "buildkit");
  await mkdir(own);
  const isRoot = process.getuid?.() === 0;
  const config = join(own, "buildkitd.toml");
  await writeFile(
    config,
    `root = "${join(own, "root")}"
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
  const daemon = [binary("buildkit", "buildkitd"), "--config", config, "--addr", address];
  const inNamespace = ["-Urm", "sh", "-c", 'mount -t tmpfs none /run && exec "$@"', "sh"];
  const [command, args]: readonly [string, readonly string[]] = isRoot
    ? ["env", daemon]
    : ["unshare", [...inNamespace, ...daemon, "--rootless"]];
  return { address, process: await startServer(command, args, { port, folder: own }) };
}

/** Canaries here are judged within seconds. */
export const scrapeSeconds = 1;

/** Debian's Prometheus; `targets` is a file it reads, and reads again when it changes. */
export async function startPrometheus(
  { binary, folder }: Parts,
  port: number,
  targets: string,
): Promise<Server> {
  const own = join(folder, "prometheus");
  await mkdir(own);
  const config = join(own, "prometheus.yml");
  const content = {
    global: { scrape_interval: `${scrapeSeconds}s`, scrape_timeout: `${scrapeSeconds}s` },
    scrape_configs: [{ job_name: "pods", file_sd_configs: [{ files: [targets] }] }],
  };
  await writeFile(config, stringify(content));
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(own, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--log.level=error",
  ];
  const program = binary("prometheus-debian", "prometheus");
  return {
    address: `http://127.0.0.1:${port}`,
    process: await startServer(program, args, { port, folder: own }),
  };
}

/** One server for every environment, a database number each. */
export function startCache({ folder }: Parts, port: number): Promise<ServerProcess> {
  return startRedis(join(folder, "redis"), port);
}

/** The machine's own PostgreSQL where there is one, else Debian's packages unpacked. */
export async function startDatabase(parts: Parts, port: number): Promise<ServerProcess> {
  if (findBinary("initdb") === undefined) await unpackPostgres(parts);
  return startPostgres(join(parts.folder, "postgres"), port);
}

/** PostgreSQL refuses root and runs as another user then, who need not be able to read the cache. */
async function unpackPostgres({ artefact, folder, tools }: Parts): Promise<void> {
  const root = join(folder, "postgres-program");
  await cp(join(artefact("postgres").folder, "root"), root, { recursive: true, verbatimSymlinks: true });
  await chmod(root, 0o755);
  for (const name of ["initdb", "postgres"])
    await debianWrapper(join(tools, name), root, `usr/lib/postgresql/15/bin/${name}`);
}
