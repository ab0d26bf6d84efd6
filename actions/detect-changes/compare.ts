/** What of a service changed between two commits, in words. */
import type { Git, Tree } from "../lib/git/git.ts";
import { isBelow, LOCKFILE, serviceInputs } from "../lib/services/inputs.ts";
import { lockChanges, parseLockfile } from "../lib/services/lockfile.ts";
import type { Service } from "../lib/services/services.ts";

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
  return {
    async reasonFor(service) {
      const inputs = await serviceInputs(source, service);
      const paths = await changedPaths();
      const touched = paths.filter((path) => inputs.paths.some((input) => isBelow(path, input)));
      const locked = paths.includes(LOCKFILE) ? lockReasons(await lockfiles(), inputs.workspaces) : [];
      const all = [...touched.map(printable), ...locked];
      if (all.length === 0) return undefined;
      const more = all.length > SHOWN ? ` and ${all.length - SHOWN} more` : "";
      return `changed since ${from.slice(0, 12)}: ${all.slice(0, SHOWN).join(", ")}${more}`;
    },
  };
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

type Lockfiles = readonly [ReturnType<typeof parseLockfile>, ReturnType<typeof parseLockfile>];

async function readLockfiles(git: Git, from: string, source: Tree): Promise<Lockfiles> {
  const before = await git.tree(from);
  const [old, now] = await Promise.all([before.read(LOCKFILE), source.read(LOCKFILE)]);
  return [parseLockfile(old), parseLockfile(now)];
}

function lockReasons([old, now]: Lockfiles, workspaces: readonly string[]): readonly string[] {
  // A lockfile that cannot be read could hide anything, so it counts for everybody.
  if (old === undefined || now === undefined) return [`${LOCKFILE} (cannot be compared)`];
  return lockChanges(old, now, workspaces).map((words) => `${LOCKFILE}: ${words}`);
}
