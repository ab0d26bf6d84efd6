import { execa } from "execa";
import { Stopped, waitFor } from "../wait/wait.ts";

/** Time limit of a git command with the local forge, in milliseconds, for commands that hang. */
const deadlineMs = 300_000;

/**
 * Runs git in `folder`. A token is passed in git's environment, never in an address or an argument.
 * @returns standard output without the last newline
 */
export async function git(folder: string, args: readonly string[], token?: string): Promise<string> {
  const { stdout } = await execa("git", args, {
    cwd: folder,
    env: { GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_NOSYSTEM: "1", ...authorization(token) },
    timeout: deadlineMs,
  });
  return stdout;
}

/**
 * Pushes to the forge, and repeats the push after a server error: a forge that has just started on a busy
 * machine may return one. Pushing the same commit twice has no further effect.
 */
export function push(folder: string, args: readonly string[], token: string): Promise<string> {
  return waitFor(
    async () => {
      try {
        return { value: await git(folder, ["push", "-q", ...args], token) };
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        if (!/returned error: 5\d\d/.test(said)) throw new Stopped(said);
        return { seen: said };
      }
    },
    { what: "the forge to take a push", seconds: 120, everyMs: 1000 },
  );
}

function authorization(token: string | undefined): Readonly<Record<string, string>> {
  if (!token) return {};
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "http.extraheader",
    GIT_CONFIG_VALUE_0: `Authorization: basic ${basic}`,
  };
}
