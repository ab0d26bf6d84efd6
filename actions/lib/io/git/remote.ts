import { UserError } from "../../domain/errors/user-error.ts";
import type { RefName } from "../../domain/repository/changes.ts";
import type { GitCommand, GitConfig, GitResult } from "./command.ts";
import { credentials } from "./credentials.ts";

export interface Remote {
  readonly name: string;
  /** Runs a git command that talks to the remote, with the token in its environment. */
  call(args: readonly string[], options?: { allowFailure?: boolean; input?: string }): Promise<GitResult>;
  readonly git: GitCommand;
  /** Reads objects. In a partial clone git fetches those that are missing by itself, and needs the token for it. */
  readonly read: GitCommand;
  /** Whether the clone was made with a filter and so lacks objects that the remote has. */
  isPartial(): Promise<boolean>;
}

const NETWORK_DEADLINE_MS = 120_000;
const LOCK_ATTEMPTS = 5;
/** A server that sends nothing for so long is given up by git itself, with all that git has started. */
const PATIENCE: readonly GitConfig[] = [
  ["http.lowSpeedLimit", "1"],
  ["http.lowSpeedTime", "90"],
];

/** `shared`: settings that every command here needs besides; they may grow. */
export function openRemote(
  git: GitCommand,
  name: string,
  token: string | undefined,
  shared: readonly GitConfig[] = [],
): Remote {
  let config: Promise<readonly GitConfig[]> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let partial: Promise<boolean> | undefined;
  const configured = async () => credentials(await remoteUrl(git, name), token);
  return {
    name,
    git,
    isPartial() {
      partial ??= isPromisor(git, name);
      return partial;
    },
    async read(args, options) {
      config ??= configured();
      const settings = await config.catch(() => []);
      return git(args, { ...options, config: [...settings, ...shared, ...(options?.config ?? [])] });
    },
    call(args, options = {}) {
      config ??= configured();
      const ready = Promise.all([config, last.catch(() => undefined)]);
      const result = ready.then(([settings]) =>
        git(args, {
          ...options,
          config: [...settings, ...shared, ...PATIENCE],
          timeoutMs: NETWORK_DEADLINE_MS,
        }),
      );
      last = result;
      return result;
    },
  };
}

/**
 * Brings refs of the remote into the clone with one fetch and returns those that exist: name as asked for (patterns
 * expanded) → commit. A ref that is gone on the remote is gone here too.
 */
export async function fetchRefs(
  remote: Remote,
  refs: readonly RefName[],
): Promise<ReadonlyMap<RefName, string>> {
  let wanted = [...new Set(refs)];
  for (let attempt = 1; wanted.length > 0; attempt++) {
    const missing = await fetchOnce(remote, wanted, attempt < LOCK_ATTEMPTS);
    if (missing === undefined) break;
    wanted = wanted.filter((ref) => fullName(ref) !== missing);
    if (missing !== "") await remote.git(["update-ref", "-d", localName(remote.name, missing)]);
  }
  return wanted.length === 0 ? new Map() : await localRefs(remote, wanted);
}

/** Undefined when all is fetched, the full name of a ref the remote does not have, or "" to try again. */
async function fetchOnce(
  remote: Remote,
  refs: readonly RefName[],
  mayRetry: boolean,
): Promise<string | undefined> {
  const specs = refs.map((ref) => `+${fullName(ref)}:${localName(remote.name, fullName(ref))}`);
  const options = ["--quiet", "--no-tags", "--prune", "--no-write-fetch-head", "--no-recurse-submodules"];
  const { exitCode, stderr } = await remote.call(["fetch", ...options, remote.name, ...specs], {
    allowFailure: true,
  });
  if (exitCode === 0) return undefined;
  const missing = /couldn't find remote ref (\S+)/.exec(stderr)?.[1];
  if (missing !== undefined) return missing;
  // Another process of this clone is updating the same ref; what it fetched is as good as ours.
  if (mayRetry && /cannot lock ref|Unable to create '[^']*\.lock'/.test(stderr)) return "";
  throw remoteFault(remote.name, "fetch", stderr);
}

async function localRefs(remote: Remote, refs: readonly RefName[]): Promise<ReadonlyMap<RefName, string>> {
  const patterns = refs.map((ref) => localName(remote.name, fullName(ref)));
  const { text } = await remote.git([
    "for-each-ref",
    "--format=%(refname) %(objectname) %(*objectname)",
    ...patterns.map(folderOfPattern),
  ]);
  const found = new Map<RefName, string>();
  for (const line of text.split("\n")) {
    const [name = "", object = "", peeled = ""] = line.split(" ");
    if (!patterns.some((pattern) => matches(pattern, name))) continue;
    found.set(askedName(remote.name, name), peeled === "" ? object : peeled);
  }
  return found;
}

/** Completes a shallow clone; does nothing in a complete one. */
export async function unshallow(remote: Remote): Promise<void> {
  if (!(await isShallow(remote))) return;
  await remote.call(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--unshallow", remote.name]);
}

/** Commits that each step adds below what a shallow clone has; after the last step it is completed. */
const DEEPEN_STEPS = [64, 512, 4096] as const;

/**
 * Deepens a shallow clone below `commits` until `isEnough`: most runs look back a few commits, and a whole history may
 * be gigabytes. At most one fetch a step and one for all that is left. Returns whether it is enough.
 */
export async function deepen(
  remote: Remote,
  commits: readonly string[],
  isEnough: () => Promise<boolean>,
): Promise<boolean> {
  for (const step of DEEPEN_STEPS) {
    if (await isEnough()) return true;
    if (!(await isShallow(remote))) return false;
    // By their ids: a pull request's merge commit is in no branch that the clone follows.
    const options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
    await remote.call(["fetch", ...options, `--deepen=${step}`, remote.name, ...commits]);
  }
  if (await isEnough()) return true;
  await unshallow(remote);
  return isEnough();
}

/** Asks the remote for a commit that no fetched branch has; false when it does not give it. */
export async function fetchCommit(remote: Remote, sha: string): Promise<boolean> {
  const options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
  const { exitCode } = await remote.call(["fetch", ...options, remote.name, sha], { allowFailure: true });
  return exitCode === 0;
}

async function isShallow(remote: Remote): Promise<boolean> {
  return (await remote.git(["rev-parse", "--is-shallow-repository"])).text.trim() === "true";
}

async function isPromisor(git: GitCommand, remote: string): Promise<boolean> {
  const asked = ["config", "--type=bool", "--get", `remote.${remote}.promisor`];
  const { text } = await git(asked, { allowFailure: true });
  return text.trim() === "true";
}

export function fullName(ref: RefName): string {
  return ref.startsWith("refs/") ? ref : `refs/heads/${ref}`;
}

// Tags go to a namespace of their own: a clone's tags belong to the person who works in it.
function localName(remote: string, full: string): string {
  if (full.startsWith("refs/heads/")) return `refs/remotes/${remote}/${full.slice("refs/heads/".length)}`;
  return `refs/slipway/${full.slice("refs/".length)}`;
}

function askedName(remote: string, local: string): RefName {
  const heads = `refs/remotes/${remote}/`;
  return local.startsWith(heads) ? local.slice(heads.length) : `refs/${local.slice("refs/slipway/".length)}`;
}

// A pattern of for-each-ref does not reach across slashes as one of fetch does, a folder does.
function folderOfPattern(pattern: string): string {
  const star = pattern.indexOf("*");
  return star < 0 ? pattern : pattern.slice(0, pattern.lastIndexOf("/", star));
}

function matches(pattern: string, name: string): boolean {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === name;
  return name.startsWith(pattern.slice(0, star)) && name.endsWith(pattern.slice(star + 1));
}

async function remoteUrl(git: GitCommand, remote: string): Promise<string> {
  const { exitCode, text } = await git(["remote", "get-url", remote], { allowFailure: true });
  if (exitCode === 0) return text.trim();
  throw new UserError(
    `git remote ${JSON.stringify(remote)}: not set in this clone.\n  Add it: git remote add ${remote} <url>`,
  );
}

export function remoteFault(remote: string, verb: string, stderr: string): UserError {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const words = lines.find((line) => line.startsWith("fatal:")) ?? lines.at(-1) ?? "no message";
  const denied = /Authentication failed|could not read Username|error: 40[13]/.test(stderr);
  const remedy = denied
    ? "Check SLIPWAY_TOKEN: it must be valid and allowed to do this in the repository."
    : "Check that the forge is reachable, then run this again: nothing was left half-written.";
  return new UserError(`git ${verb} ${remote}: ${words}\n  ${remedy}`);
}
