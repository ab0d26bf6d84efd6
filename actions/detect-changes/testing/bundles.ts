/**
 * Bundles this repository's own services before and after a change: a service whose bytes differ must be
 * reported as changed.
 */
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readServices } from "@slipway/lib/domain/services/services.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { git } from "@slipway/testing/git/git.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import fc from "fast-check";
import { expect } from "vitest";
import { compare } from "../compare.ts";

const repository = join(import.meta.dirname, "../../..");
const COPIED = ["slipway.yaml", "services", "package.json", "package-lock.json", "tsconfig.json", ".npmrc"];

/** What goes wrong unnoticed if an input is forgotten: settings, the bundler, shared code, a service's own. */
const settings = [
  ["tsconfig.json", '"target": "es2024"', '"target": "es2021"'],
  ["tsconfig.json", '"strict": true', '"strict": false, "useDefineForClassFields": false'],
  ["services/kit/build.ts", "lineLimit: 120", "lineLimit: 90"],
  ["services/kit/build.ts", "minifySyntax: true", "minifySyntax: false"],
  ["services/kit/build.ts", 'legalComments: "eof"', 'legalComments: "none"'],
] as const;

interface Change {
  readonly file: string;
  edit(text: string): string;
}

const statement =
  (number: number): Change["edit"] =>
  (text) =>
    `${text}\nglobalThis.process?.emit?.("changed-${number}");\n`;

function changeOf(files: readonly string[], pick: number): Change {
  const setting = settings[pick % (settings.length * 4)];
  if (setting !== undefined)
    return { file: setting[0], edit: (text) => text.replace(setting[1], setting[2]) };
  return { file: files[pick % files.length] ?? "", edit: statement(pick) };
}

async function copy() {
  const folder = await temporaryFolder("slipway-bundles-");
  const filter = (path: string) => !/\/(?:node_modules|dist)(?:\/|$)/.test(path.slice(repository.length));
  for (const each of COPIED)
    await cp(join(repository, each), join(folder.path, each), { recursive: true, filter });
  await linkModules(folder.path);
  await git(folder.path, "init", "--quiet");
  await writeFile(join(folder.path, ".gitignore"), "node_modules\ndist\n");
  return folder;
}

/** The installed packages, but the repository's own as they are in the copy. */
async function linkModules(root: string): Promise<void> {
  const modules = join(root, "node_modules");
  await mkdir(modules);
  for (const name of await readdir(join(repository, "node_modules"))) {
    const own = await readdir(join(repository, "node_modules", name)).catch((): string[] => []);
    const isOwn = name.startsWith("@") && own.includes("kit");
    if (!isOwn) await symlink(join(repository, "node_modules", name), join(modules, name));
    else {
      await mkdir(join(modules, name));
      const services = await readdir(join(root, "services"));
      const linked = own.filter((each) => services.includes(each));
      for (const each of linked) await symlink(join(root, "services", each), join(modules, name, each));
    }
  }
}

/** With its own process, because the bundler is among what changes. */
async function bundles(root: string, services: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const script = `
    const { bundle } = await import("./services/kit/build.ts");
    for (const name of ${JSON.stringify(services)}) await bundle("services/" + name, "services/" + name + "/dist/main.js");`;
  await exec(process.execPath, ["--input-type=module", "-e", script], { cwd: root, timeoutMs: 300_000 });
  const read = services.map(
    async (name) => [name, await readFile(join(root, "services", name, "dist/main.js"), "utf8")] as const,
  );
  return new Map(await Promise.all(read));
}

async function commitAll(root: string): Promise<string> {
  await git(root, "add", "--all");
  await git(root, "commit", "--quiet", "--allow-empty", "-m", "x");
  return git(root, "rev-parse", "HEAD");
}

/** Each service's bundle without a change, built on demand. */
function bundlesOf(root: string): (name: string) => Promise<string | undefined> {
  const known = new Map<string, string>();
  return async (name) => {
    if (!known.has(name)) for (const [each, bytes] of await bundles(root, [name])) known.set(each, bytes);
    return known.get(name);
  };
}

/** Makes every change of the settings and so many others; returns how many of all changed a bundle. */
export async function requireReasons(others: number): Promise<number> {
  await using folder = await copy();
  const root = folder.path;
  const base = await commitAll(root);
  const at = openGit(root, { identity: { name: "t", email: "t@example.com" } });
  const services = await readServices(await at.tree(base));
  const before = bundlesOf(root);
  const files = (await (await at.tree(base)).list("services")).filter(
    (path) => /\/src\/[^/]+\.ts$/.test(path) && !/test/.test(path),
  );
  const picks = fc.sample(fc.nat(100_000), { numRuns: others, seed: 36 });
  let differing = 0;
  for (const pick of [...settings.keys(), ...picks]) {
    const change = changeOf(files, pick);
    const own = services.find(({ name }) => name === change.file.split("/")[1]);
    // A setting is the same for all services; shared code is tested with another service each time.
    const service = own ?? services[pick < settings.length ? 0 : pick % services.length];
    if (service === undefined) throw new Error("there is no service");
    const unchanged = await before(service.name);
    const path = join(root, change.file);
    const text = await readFile(path, "utf8");
    await writeFile(path, change.edit(text));
    const source = await commitAll(root);
    const comparison = compare(at, base, await at.tree(source));
    const changed = (await bundles(root, [service.name])).get(service.name);
    if (changed !== unchanged) {
      differing++;
      expect([change.file, service.name, await comparison.reasonFor(service)]).toEqual([
        change.file,
        service.name,
        expect.stringContaining(change.file),
      ]);
    }
    await git(root, "reset", "--quiet", "--hard", base);
  }
  return differing;
}
