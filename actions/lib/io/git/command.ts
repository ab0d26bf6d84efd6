import { resolve } from "node:path";
import { UserError } from "../../domain/errors/user-error.ts";
import { execBytes } from "../exec/exec.ts";

export interface GitResult {
  readonly text: string;
  readonly bytes: Buffer;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface GitCallOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: readonly GitConfig[];
  readonly allowFailure?: boolean;
  readonly timeoutMs?: number;
}

export type GitConfig = readonly [key: string, value: string];

/** Runs git in one clone. */
export type GitCommand = (args: readonly string[], options?: GitCallOptions) => Promise<GitResult>;

const LOCAL_DEADLINE_MS = 60_000;

/** Settings of the machine that would change what a run does, or make it write what nobody asked for. */
const FIXED: readonly GitConfig[] = [
  ["core.hooksPath", "/dev/null"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["push.followTags", "false"],
  ["log.showSignature", "false"],
  ["advice.detachedHead", "false"],
];

/** Variables by which a calling git (a hook, `git rebase --exec`) would point every call at another repository. */
const CLEARED = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"] as const;

/** The one way git is called. `dir` is the clone's work tree, or a bare repository. */
export function commandFor(folder: string): GitCommand {
  const dir = resolve(folder);
  return async (args, options = {}) => {
    const config = [...FIXED, ["safe.directory", dir] as const, ...(options.config ?? [])];
    const { stdout, stderr, exitCode } = await execBytes("git", args, {
      cwd: dir,
      env: { ...environment(config), ...options.env },
      timeoutMs: options.timeoutMs ?? LOCAL_DEADLINE_MS,
      ...(options.input === undefined ? {} : { input: options.input }),
      ...(options.allowFailure === undefined ? {} : { allowFailure: options.allowFailure }),
    });
    if (exitCode === 128 && /not a git repository/.test(stderr)) {
      throw new UserError(
        `${dir}: not a git repository.\n  Run this in a clone (actions/checkout makes one).`,
      );
    }
    return { bytes: stdout, text: stdout.toString("utf8"), stderr, exitCode };
  };
}

function environment(config: readonly GitConfig[]): Record<string, string | undefined> {
  // Settings handed down by the caller's environment stay; ours follow them and so win.
  const before = Number(process.env.GIT_CONFIG_COUNT ?? 0) || 0;
  const entries = config.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${before + index}`, key],
    [`GIT_CONFIG_VALUE_${before + index}`, value],
  ]);
  return {
    ...Object.fromEntries(CLEARED.map((name) => [name, undefined])),
    ...Object.fromEntries(entries),
    GIT_CONFIG_COUNT: String(before + config.length),
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "true",
    GIT_OPTIONAL_LOCKS: "0",
    LC_ALL: "C",
  };
}
