import { mkdirSync } from "node:fs";
import { findBinary, remedyFor } from "../../../local/setup/programs.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** A server that keeps everything in memory, for this machine only. */
export function startRedis(folder: string, port: number, databases = 16): Promise<ServerProcess> {
  const server = findBinary("redis-server");
  if (server === undefined) throw new Error(remedyFor("redis"));
  mkdirSync(folder, { recursive: true });
  const settings = { port, bind: "127.0.0.1", save: "", appendonly: "no", databases, dir: folder };
  return startServer(
    server,
    Object.entries(settings).flatMap(([key, value]) => [`--${key}`, `${value}`]),
    { port, folder },
  );
}
