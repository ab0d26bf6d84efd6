import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { type Environment, readEnvironments } from "@slipway/lib/domain/environments/environments.ts";
import { readServices } from "@slipway/lib/domain/services/services.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import { parse } from "yaml";
import * as z from "zod";
import { readSettings, type Settings } from "./settings.ts";
import { type RoleUse, readRoleUses } from "./workflows.ts";

/** What eks/stacks is generated from. */
export interface Repository {
  readonly settings: Settings;
  /** In promotion order. */
  readonly environments: readonly Environment[];
  /** Services with a database of their own, by name. */
  readonly databases: readonly string[];
  readonly hasCache: boolean;
  readonly hasBroker: boolean;
  /** Names of the images in the registry, sorted. */
  readonly images: readonly string[];
  readonly roleUses: readonly RoleUse[];
}

const overlay = z.looseObject({
  images: z.array(z.looseObject({ newName: z.string().optional() })).default([]),
});

export async function readRepository(root: string): Promise<Repository> {
  const tree = await diskTree(root, ["services", "environments"]);
  const [settings, environments, services, roleUses] = await Promise.all([
    readSettings(root),
    readEnvironments(tree),
    readServices(tree),
    readRoleUses(root),
  ]);
  const stores = services.flatMap(({ stores = [] }) => stores);
  return {
    settings,
    environments,
    databases: services.filter((service) => service.stores?.includes("postgres")).map(({ name }) => name),
    hasCache: stores.includes("redis"),
    hasBroker: stores.includes("nats"),
    images: [...new Set([...settings.images, ...(await imagesOf(tree, environments))])].sort(),
    roleUses,
  };
}

/** Images that the overlays name, without the registry. */
async function imagesOf(tree: Tree, environments: readonly Environment[]): Promise<readonly string[]> {
  const files = (await tree.list("environments")).filter((path) =>
    /^environments\/[^/]+\/(?!platform\/)[^/]+\/kustomization\.yaml$/.test(path),
  );
  const names = await Promise.all(
    files.map(async (path) => overlay.parse(parse(String(await tree.read(path)))).images),
  );
  const registries = environments.map(({ registry }) => `${registry}/`);
  return names.flat().flatMap(({ newName = "" }) => {
    const registry = registries.find((prefix) => newName.startsWith(prefix));
    return registry === undefined ? [] : [newName.slice(registry.length)];
  });
}

/** Files as they stand on a disk, in the form in which those of a commit are read. */
async function diskTree(root: string, tops: readonly string[]): Promise<Tree> {
  const all = await Promise.all(
    tops.map(async (top) => {
      const entries = await readdir(join(root, top), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)));
    }),
  );
  const paths = all.flat().sort();
  const known = new Set(paths);
  return {
    commit: "",
    list: async (path) => paths.filter((file) => path === "" || file.startsWith(`${path}/`)),
    read: async (path) => (known.has(path) ? readFile(join(root, path)) : undefined),
    entry: async (path) => (known.has(path) ? { mode: "100644", object: path } : undefined),
  };
}
