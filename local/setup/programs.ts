import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cacheFolder } from "../build/paths.ts";

/**
 * A program of the machine that tests run. If the machine lacks it, a component with its name is unpacked
 * into the cache.
 */
export interface Program {
  readonly component: "redis" | "postgres" | "chromium";
  /** Its name for people. */
  readonly title: string;
  /** Alternative commands; one of them is enough. */
  readonly commands: readonly string[];
}

export const programs: readonly Program[] = [
  { component: "redis", title: "Redis", commands: ["redis-server"] },
  { component: "postgres", title: "PostgreSQL", commands: ["initdb"] },
  {
    component: "chromium",
    title: "Chromium",
    commands: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
  },
];

/** Folder of the command-line tools and of unpacked programs; `npm test` fills it. */
export const toolsFolder = (): string => join(cacheFolder(), "tools");

const debianPostgres = "/usr/lib/postgresql";

/** Path of a command on the machine itself: in PATH, or in Debian's folder for PostgreSQL. */
export function findOnMachine(command: string): string | undefined {
  const versions = existsSync(debianPostgres) ? readdirSync(debianPostgres).sort().reverse() : [];
  const debian = versions.map((version) => join(debianPostgres, version, "bin"));
  const onPath = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return firstExecutable([...debian, ...onPath], command);
}

/** As above, otherwise in the cache; `undefined` if it is in neither. */
export const findBinary = (command: string): string | undefined =>
  findOnMachine(command) ?? firstExecutable([toolsFolder()], command);

/** The message of a test that needs the program. */
export function remedyFor(component: Program["component"]): string {
  const title = programs.find((program) => program.component === component)?.title;
  return `${title} is not installed. \`npm test\` unpacks it on Debian 12; elsewhere, install it with the system's package manager.`;
}

function firstExecutable(folders: readonly string[], command: string): string | undefined {
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
