import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

const debianPostgres = "/usr/lib/postgresql";

/** Path of a program on PATH or where Debian keeps PostgreSQL's; `undefined` when it is not installed. */
export function findBinary(name: string): string | undefined {
  const onPath = (process.env.PATH ?? "").split(delimiter);
  const versions = existsSync(debianPostgres) ? readdirSync(debianPostgres).sort().reverse() : [];
  const folders = [...versions.map((version) => join(debianPostgres, version, "bin")), ...onPath];
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
