/**
 * Programs that read files of strangers and must reach nothing: no address answers them, no program is on their path, no
 * setting or secret of this process is passed to them. Where the kernel gives a network namespace they run in an empty one,
 * in which not even this machine is reached.
 */
import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { type ExecResult, exec } from "./exec.ts";

export interface ConfinedOptions {
  /** Read, and taken for the home folder. */
  readonly cwd: string;
  readonly timeoutMs: number;
  /** False runs the program as where no namespace is given. */
  readonly namespace?: boolean;
}

/** Nothing can listen on port 0, so a proxy there refuses. */
const NOWHERE = "http://127.0.0.1:0";
const NO_PROGRAMS = "/nonexistent";

const PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]);

export async function confined(
  command: string,
  args: readonly string[],
  { cwd, timeoutMs, namespace = true }: ConfinedOptions,
): Promise<ExecResult> {
  const program = (await found(command)) ?? command;
  const wrapper = namespace ? await emptyNetwork() : [];
  const [first = program, ...rest] = [...wrapper, program, ...args];
  return exec(first, rest, { cwd, timeoutMs, env: closedEnvironment(cwd) });
}

function closedEnvironment(home: string): Readonly<Record<string, string | undefined>> {
  return {
    ...Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined])),
    ...Object.fromEntries(PROXIES.map((name) => [name, NOWHERE])),
    NO_PROXY: "",
    no_proxy: "",
    PATH: NO_PROGRAMS,
    HOME: home,
    GIT_ALLOW_PROTOCOL: "none",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
  };
}

let known: Promise<readonly string[]> | undefined;

/** What runs a program without a network, in front of its own words; empty where this kernel or container gives none. */
export function emptyNetwork(): Promise<readonly string[]> {
  known ??= firstThatRuns();
  return known;
}

async function firstThatRuns(): Promise<readonly string[]> {
  const [unshare, nothing] = await Promise.all([found("unshare"), found("true")]);
  if (unshare === undefined || nothing === undefined) return [];
  for (const flags of [["--user", "--map-root-user", "--net"], ["--net"]]) {
    const wrapper = [unshare, ...flags, "--"];
    const [first = unshare, ...rest] = [...wrapper, nothing];
    const { exitCode } = await exec(first, rest, { allowFailure: true, timeoutMs: 10_000 });
    if (exitCode === 0) return wrapper;
  }
  return [];
}

/** Looked up before the path is taken away. */
async function found(command: string): Promise<string | undefined> {
  if (isAbsolute(command)) return command;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, command);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (folder !== "" && isThere) return path;
  }
  return undefined;
}
