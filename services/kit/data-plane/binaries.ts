import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cacheFolder } from "../../../local/build/paths.ts";

const debianPostgres = "/usr/lib/postgresql";

/** Path of a program on PATH, where Debian keeps PostgreSQL's, or built here before; `undefined` when it is nowhere. */
export function findBinary(name: string): string | undefined {
  const onPath = (process.env.PATH ?? "").split(delimiter);
  const versions = existsSync(debianPostgres) ? readdirSync(debianPostgres).sort().reverse() : [];
  const debian = versions.map((version) => join(debianPostgres, version, "bin"));
  const folders = [...debian, ...onPath, join(cacheFolder(), "tools")];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** Debian's names of what is not installed. */
export function missingPackages(): string[] {
  const packages = { "redis-server": "redis-server", initdb: "postgresql" };
  return Object.entries(packages).flatMap(([program, name]) =>
    findBinary(program) === undefined ? [name] : [],
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
