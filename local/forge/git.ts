import { execa } from "execa";

/** Longest git command against the local forge, in milliseconds. */
const deadlineMs = 60_000;

/**
 * Runs git in `folder`. A token goes into git's environment, never into an address or an argument.
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

function authorization(token: string | undefined): Readonly<Record<string, string>> {
  if (!token) return {};
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "http.extraheader",
    GIT_CONFIG_VALUE_0: `Authorization: basic ${basic}`,
  };
}
