import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { Build, Component, DebianBuild, GoBuild, NpmBuild, WheelBuild } from "../platform/component.ts";
import { cacheFolder, componentFolder } from "./paths.ts";

/**
 * The path of a component in the cache. The folder name contains a digest of everything that determines its
 * content.
 */
export interface Artefact {
  readonly component: Component & { readonly build: Build };
  readonly version: string;
  readonly id: string;
  readonly folder: string;
}

const sha256 = (parts: readonly (string | Buffer)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
};

export async function artefactOf(component: Component): Promise<Artefact> {
  const { build } = component;
  if (!build) throw new Error(`component ${component.name} has nothing to build`);
  const { version, key } = await keyOf(component.name, build);
  const id = `${component.name}-${key.slice(0, 16)}`;
  return { component: { ...component, build }, version, id, folder: join(cacheFolder(), "components", id) };
}

/** An artefact is moved to its path in one step, so its folder exists only when it is complete. */
export const isBuilt = (artefact: Artefact): boolean => existsSync(artefact.folder);

interface Key {
  readonly version: string;
  /** Changes with everything that determines the content. */
  readonly key: string;
}

async function keyOf(name: string, build: Build): Promise<Key> {
  switch (build.kind) {
    case "go":
      return await goKey(name, build);
    case "wheel":
      return await wheelKey(name, build);
    case "debian":
      return debianKey(build);
    case "npm":
      return npmKey(build);
  }
}

async function goKey(name: string, build: GoBuild): Promise<Key> {
  const folder = componentFolder(name);
  const all = await readdir(folder, { recursive: true });
  const files = all.filter((file) => /\.go$|^go\.(mod|sum)$/.test(file)).sort();
  const contents = await Promise.all(files.map((file) => readFile(join(folder, file))));
  const { expectedSeconds: _, ...inputs } = build;
  const version = moduleVersion(contents[files.indexOf("go.mod")]?.toString() ?? "", build.module);
  return { version, key: sha256([await goVersion(), JSON.stringify(inputs), ...files, ...contents]) };
}

function debianKey(build: DebianBuild): Key {
  const { expectedSeconds: _, ...inputs } = build;
  return { version: "debian", key: sha256([JSON.stringify(inputs), process.arch]) };
}

function npmKey(build: NpmBuild): Key {
  const { expectedSeconds: _, ...inputs } = build;
  return { version: build.version, key: sha256([JSON.stringify(inputs)]) };
}

async function wheelKey(name: string, build: WheelBuild): Promise<Key> {
  const requirements = await readFile(join(componentFolder(name), "requirements.txt"), "utf8");
  const { expectedSeconds: _, ...inputs } = build;
  const version = /==(\S+)/.exec(requirements)?.[1] ?? "unknown";
  return { version, key: sha256([JSON.stringify(inputs), requirements, process.arch]) };
}

export function moduleVersion(goMod: string, module: string): string {
  const line = goMod.split("\n").find((text) =>
    text
      .trim()
      .replace(/^require /, "")
      .startsWith(`${module} v`),
  );
  return (
    line
      ?.trim()
      .split(/\s+/)
      .find((word) => /^v\d/.test(word)) ?? "unknown"
  );
}

let cachedGoVersion: Promise<string> | undefined;

function goVersion(): Promise<string> {
  cachedGoVersion ??= execa("go", ["version"], { env: { GOTOOLCHAIN: "local" }, timeout: 30_000 }).then(
    ({ stdout }) => stdout,
  );
  return cachedGoVersion;
}
