import { exec } from "../lib/exec/exec.ts";

/** The developer's side of a test: plain git with a fixed identity, untouched by the machine's settings. */
export async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await exec("git", args, {
    cwd,
    timeoutMs: 60_000,
    env: {
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_AUTHOR_NAME: "Dev",
      GIT_AUTHOR_EMAIL: "dev@example.com",
      GIT_COMMITTER_NAME: "Dev",
      GIT_COMMITTER_EMAIL: "dev@example.com",
      LC_ALL: "C",
    },
  });
  return stdout.trim();
}
