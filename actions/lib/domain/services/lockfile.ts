/** npm's lockfile: what of it belongs to one workspace. */

import * as z from "zod";
import { parseJson } from "../parsing/json.ts";

const lockfile = z.object({
  lockfileVersion: z.number().min(2),
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
      devDependencies: z.record(z.string(), z.string()).optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
      peerDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

export type Lockfile = z.output<typeof lockfile>;
type LockedPackage = Lockfile["packages"][string];

/** Undefined when the text is no lockfile this knows: whoever asks must then take every change for a relevant one. */
export function parseLockfile(text: string | Buffer | undefined): Lockfile | undefined {
  if (text === undefined) return undefined;
  const parsed = lockfile.safeParse(parseJson(text.toString()));
  return parsed.success ? parsed.data : undefined;
}

/** Place in the tree → what is installed there, for everything reachable from the workspace folders. */
export function lockedFor(lock: Lockfile, workspaces: readonly string[]): ReadonlyMap<string, LockedPackage> {
  const found = new Map<string, LockedPackage>();
  const visit = (place: string) => {
    const entry = lock.packages[place];
    if (entry === undefined || found.has(place)) return;
    found.set(place, entry);
    if (entry.link && entry.resolved !== undefined) visit(entry.resolved);
    const isWorkspace = !place.includes("node_modules/");
    for (const name of needsOf(entry, isWorkspace)) {
      const needed = installedPath(lock, place, name);
      if (needed !== undefined) visit(needed);
    }
  };
  for (const folder of workspaces) visit(folder);
  // What the root itself depends on lies where every workspace below it finds it, named or not.
  for (const name of Object.keys(lock.packages[""]?.dependencies ?? {})) {
    const needed = installedPath(lock, "", name);
    if (needed !== undefined) visit(needed);
  }
  return found;
}

/** In words, what differs for these workspaces between two lockfiles: `fastify 5.1.0 → 5.2.0`. Empty: nothing. */
export function lockChanges(from: Lockfile, to: Lockfile, workspaces: readonly string[]): readonly string[] {
  const before = lockedFor(from, workspaces);
  const after = lockedFor(to, workspaces);
  const places = [...new Set([...before.keys(), ...after.keys()])].sort();
  return places
    .filter(
      (place) =>
        place.includes("node_modules/") && identity(before.get(place)) !== identity(after.get(place)),
    )
    .map((place) => {
      const name = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
      const [old, now] = [before.get(place), after.get(place)];
      return `${name} ${old === undefined ? "none" : old.version} → ${now === undefined ? "none" : now.version}`;
    });
}

function identity(entry: LockedPackage | undefined): string {
  return JSON.stringify([entry?.version, entry?.resolved, entry?.integrity]);
}

function needsOf(entry: LockedPackage, isWorkspace: boolean): readonly string[] {
  return Object.keys({
    ...entry.dependencies,
    ...entry.optionalDependencies,
    ...entry.peerDependencies,
    ...(isWorkspace ? entry.devDependencies : {}),
  });
}

/** Node's own rule: the nearest node_modules from `place` upwards that has `name`. */
function installedPath(lock: Lockfile, place: string, name: string): string | undefined {
  for (let at = place; ; at = parentOf(at)) {
    const candidate = at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (Object.hasOwn(lock.packages, candidate)) return candidate;
    if (at === "") return undefined;
  }
}

function parentOf(place: string): string {
  const slash = place.lastIndexOf("/");
  return slash < 0 ? "" : place.slice(0, slash);
}
