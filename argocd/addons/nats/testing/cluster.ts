import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ServerProcess, startServer } from "@slipway/kit/data-plane/server-process";
import { freePorts } from "@slipway/kit/shop/ports";
import { findBinary } from "@slipway/local/setup/programs.ts";
import { parseAllDocuments } from "yaml";

export interface Cluster {
  readonly servers: readonly ServerProcess[];
  /** `NATS_URL` of an environment, at one of the servers. */
  urlAt(server: number, environment: string): string;
  stop(): Promise<void>;
}

const here = dirname(import.meta.dirname);
const count = 3;
/** The machine may be busy with other tests. */
const startsWithinMs = 120_000;
const password = (environment: string): string => `secret-of-${environment}`;

/** The three servers of nats.conf and accounts.yaml, with addresses and folders of this machine. */
export async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-nats-"));
  const ports = await freePorts(20_000 + (process.pid % 900) * 10, count * 3);
  const binary = findBinary("nats-server");
  if (binary === undefined) throw new Error("nats-server is not there. `npm test` builds it first of all.");
  const start = (index: number) => {
    const own = join(folder, `nats-${index}`);
    const config = configure(own, index, ports);
    return startServer(binary, ["--config", config], {
      port: ports[index] ?? 0,
      folder: own,
      limitMs: startsWithinMs,
    });
  };
  const servers = await Promise.all(Array.from({ length: count }, (_, index) => start(index)));
  return {
    servers,
    urlAt: (server, environment) =>
      `nats://shop-${environment}:${password(environment)}@127.0.0.1:${ports[server]}`,
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Ports for clients, then for servers, then for monitoring. */
function configure(folder: string, index: number, ports: readonly number[]): string {
  mkdirSync(join(folder, "accounts"), { recursive: true });
  let text = readFileSync(join(here, "nats.conf"), "utf8")
    .replace("$POD_NAME", `nats-${index}`)
    .replace('"0.0.0.0:4222"', `"127.0.0.1:${ports[index]}"`)
    .replace('"0.0.0.0:6222"', `"127.0.0.1:${ports[count + index]}"`)
    .replace('"0.0.0.0:8222"', `"127.0.0.1:${ports[2 * count + index]}"`)
    .replace('"/data"', JSON.stringify(join(folder, "data")));
  for (let other = 0; other < count; other += 1)
    text = text.replace(`nats-${other}.nats-cluster:6222`, `127.0.0.1:${ports[count + other]}`);
  writeFileSync(join(folder, "accounts/accounts.conf"), accounts());
  writeFileSync(join(folder, "nats.conf"), text);
  return join(folder, "nats.conf");
}

/** As External Secrets fills it in. */
function accounts(): string {
  const all = parseAllDocuments(readFileSync(join(here, "accounts.yaml"), "utf8"));
  const secret = all.find((document) => document.get("kind") === "ExternalSecret");
  const text = secret?.getIn(["spec", "target", "template", "data", "accounts.conf"]);
  return String(text).replaceAll(/\{\{ \.(\w+) \}\}/g, (_, name) => password(name));
}
