import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { filesOf, type Registries } from "./files.ts";

/**
 * `npm run new-service -- <name>` creates a service that builds and has a test; the next push delivers it to
 * dev.
 */

const longest = 30;

/** All errors in the name, each with its remedy. */
export function findings(name: string | undefined, root: string): string[] {
  if (name === undefined || name === "")
    return ["name: is missing. Give one, as in: npm run new-service -- gift-cards"];
  const found: string[] = [];
  const shown = JSON.stringify(name);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    found.push(`name: ${shown} is not lower-case words joined by hyphens. Give one such as gift-cards.`);
  if (name.length > longest)
    found.push(`name: ${shown} has ${name.length} characters. Use at most ${longest}.`);
  const taken = [`services/${name}`, ...environmentsIn(root).map((one) => `environments/${one}/${name}`)];
  for (const path of taken) {
    if (existsSync(join(root, path)))
      found.push(`name: ${path} exists. Choose another name, or remove that folder.`);
  }
  return found;
}

/** Writes all files of the service below `root`; returns their paths. */
export function create(name: string, root: string): string[] {
  const registries: Registries = new Map(
    environmentsIn(root).map((environment) => [environment, registryOf(root, environment)]),
  );
  const files = filesOf(name, registries);
  for (const { path, content } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, { flag: "wx" });
  }
  return files.map(({ path }) => path);
}

function environmentsIn(root: string): string[] {
  const folder = join(root, "environments");
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, "environment.yaml")));
}

function registryOf(root: string, environment: string): string {
  const file = join("environments", environment, "environment.yaml");
  const { registry } = parse(readFileSync(join(root, file), "utf8")) as { registry?: unknown };
  if (typeof registry === "string") return registry;
  throw new Error(`${file}: registry is not set, so the new service's images have no address there.`);
}

/** The lockfile must contain the new workspace, or `npm ci` refuses. */
export function lock(root: string): void {
  const { status, stderr } = spawnSync(
    "npm",
    ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    { cwd: root, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`npm could not add the workspace to package-lock.json:\n${stderr}`);
}

function runAsCommand(root: string, name: string | undefined): number {
  const found = findings(name, root);
  if (found.length > 0 || name === undefined) {
    process.stderr.write(found.map((finding) => `${finding}\n`).join(""));
    return 2;
  }
  const written = create(name, root);
  lock(root);
  process.stdout.write(`${[...written, "package-lock.json"].map((path) => `  ${path}\n`).join("")}
Next:
  npx vitest run services/${name}          its first test
  npm run shop                             the shop with it
  git add -A && git commit && git push     delivered to dev
Requests that judge its canaries come from environments/*/platform/load/load.mjs: add one of its routes there.
`);
  return 0;
}

if (import.meta.main)
  process.exit(runAsCommand(dirname(dirname(dirname(import.meta.dirname))), process.argv[2]));
