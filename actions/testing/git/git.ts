import { exec } from "@slipway/lib/io/exec/exec.ts";

/** The developer's side of a test: plain git with a fixed identity, untouched by the machine's settings. */
export function git(cwd: string, ...args: readonly string[]): Promise<string> {
  return run(cwd, {}, args);
}

/** The same, with commits dated as told. */
export function gitAt(date: Date, cwd: string, ...args: readonly string[]): Promise<string> {
  const at = date.toISOString();
  return run(cwd, { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at }, args);
}

async function run(cwd: string, dates: NodeJS.ProcessEnv, args: readonly string[]): Promise<string> {
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
      ...dates,
    },
  });
  return stdout.trim();
}
