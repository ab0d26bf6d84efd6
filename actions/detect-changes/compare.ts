/** What of a service changed between two commits, as text. */

import { CONFIG_FILE } from "@slipway/lib/domain/config/config.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { LOCKFILES, ROOT_PACKAGE } from "@slipway/lib/domain/services/build-inputs.ts";
import { serviceInputs } from "@slipway/lib/domain/services/inputs.ts";
import { type Lockfile, lockChanges, parseLockfile } from "@slipway/lib/domain/services/lockfile.ts";
import { isIn } from "@slipway/lib/domain/services/paths.ts";
import { rootChanges } from "@slipway/lib/domain/services/root-package.ts";
import type { Service } from "@slipway/lib/domain/services/service.ts";
import { surveyServices } from "@slipway/lib/domain/services/services.ts";
import type { Git, Tree } from "@slipway/lib/io/git/git.ts";

const SHOWN = 3;

export interface Comparison {
  /** Why the service needs a release, or undefined when nothing it is made of changed. */
  reasonFor(service: Service): Promise<string | undefined>;
}

/** Both commits must be in the clone. One diff serves all services. */
export function compare(git: Git, from: string, source: Tree): Comparison {
  const changedPaths = once(async () =>
    (await git.changedPaths(from, source.commit)).map(({ path }) => path),
  );
  const lockfiles = once(() => readLockfiles(git, from, source));
  const root = once(() => rootReasons(git, from, source));
  const before = once(async () => (await surveyServices(await git.tree(from))).services);
  return {
    async reasonFor(service) {
      const inputs = await serviceInputs(source, service);
      const paths = await changedPaths();
      const touched = paths.filter((path) => isIn(path, inputs.paths));
      const isNode = inputs.workspaces.length > 0;
      const isLocked = isNode && paths.some((path) => LOCKFILES.some((lockfile) => lockfile === path));
      const locked = isLocked ? lockReasons(await lockfiles(), inputs.workspaces) : [];
      const inRoot = isNode && paths.includes(ROOT_PACKAGE) ? await root() : [];
      const configured = paths.includes(CONFIG_FILE) ? configReasons(await before(), service) : [];
      const all = [...new Set([...touched.map(printable), ...locked, ...inRoot, ...configured])];
      if (all.length === 0) return undefined;
      const doubts = inputs.doubts.map((doubt) => `; ${doubt}`).join("");
      const more = all.length > SHOWN ? ` and ${all.length - SHOWN} more` : "";
      return `changed since ${shortSha(from)}: ${all.slice(0, SHOWN).join(", ")}${more}${doubts}`;
    },
  };
}

/** Keys of slipway.yaml whose meaning for this service changed. */
function configReasons(before: readonly Service[], service: Service): readonly string[] {
  const old = before.find(({ name }) => name === service.name);
  if (old === undefined) return [];
  const keys = ["image", "build", "rendering"] as const;
  return keys
    .filter((key) => JSON.stringify(old[key]) !== JSON.stringify(service[key]))
    .map((key) => `${CONFIG_FILE}: ${key}`);
}

/** Asked when first needed, and then never again. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

// A line break in a file's name must not begin a line of the log: the runner takes lines for commands.
function printable(path: string): string {
  return /\p{Cc}/u.test(path) ? JSON.stringify(path) : path;
}

interface Lockfiles {
  readonly name: string;
  readonly old: Lockfile | undefined;
  readonly now: Lockfile | undefined;
}

/** For each commit, the file that npm reads there. */
async function readLockfiles(git: Git, from: string, source: Tree): Promise<Lockfiles> {
  const [[, old], [name, now]] = await Promise.all([lockfileOf(await git.tree(from)), lockfileOf(source)]);
  return { name, old: parseLockfile(old), now: parseLockfile(now) };
}

async function lockfileOf(tree: Tree): Promise<readonly [string, Buffer | undefined]> {
  const contents = await Promise.all(LOCKFILES.map((name) => tree.read(name)));
  const found = contents.findIndex((content) => content !== undefined);
  return [LOCKFILES[found] ?? LOCKFILES[1], contents[found]];
}

function lockReasons({ name, old, now }: Lockfiles, workspaces: readonly string[]): readonly string[] {
  // A lockfile that cannot be read could hide anything, so it counts for everybody.
  if (old === undefined || now === undefined) return [`${name} (cannot be compared)`];
  return lockChanges(old, now, workspaces).map((words) => `${name}: ${words}`);
}

async function rootReasons(git: Git, from: string, source: Tree): Promise<readonly string[]> {
  const before = await git.tree(from);
  const [old, now] = await Promise.all([before.read(ROOT_PACKAGE), source.read(ROOT_PACKAGE)]);
  const keys = rootChanges(old, now);
  if (keys === undefined) return [`${ROOT_PACKAGE} (cannot be compared)`];
  return keys.map((key) => `${ROOT_PACKAGE}: ${key}`);
}
