import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findBinary } from "../../../local/setup/programs.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/**
 * A broker with JetStream, for this machine only. Each account has its own streams and subjects; its user and password are its
 * name, and its address is `nats://<account>:<account>@127.0.0.1:<port>`.
 */
export function startNats(folder: string, port: number, accounts: readonly string[]): Promise<ServerProcess> {
  const server = findBinary("nats-server");
  if (server === undefined)
    throw new Error("nats-server is not there. `npm test` builds it first of all; go is needed for that.");
  mkdirSync(folder, { recursive: true });
  const config = join(folder, "nats.conf");
  writeFileSync(config, configuration(folder, port, accounts));
  return startServer(server, ["-c", config], { port, folder });
}

export function addressIn(account: string, port: number): string {
  return `nats://${account}:${account}@127.0.0.1:${port}`;
}

function configuration(folder: string, port: number, accounts: readonly string[]): string {
  const named = accounts.map(
    (name) => `  ${name} { jetstream: enabled, users: [{ user: ${name}, password: ${name} }] }`,
  );
  return `listen: 127.0.0.1:${port}
jetstream { store_dir: ${JSON.stringify(folder)} }
accounts {
${named.join("\n")}
}
`;
}
