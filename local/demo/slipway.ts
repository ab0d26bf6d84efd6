import { join } from "node:path";
import { execa } from "execa";
import { repositoryRoot } from "../build/paths.ts";
import { type Account, accountToken } from "../forge/accounts.ts";
import { owner, repository } from "../forge/repository.ts";
import type { Platform } from "../platform/platform.ts";

/** What a command of `slipway` answered. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** `slipway <verb>` in a clone, as the person or bot whose account it is would type it. */
export async function slipway(
  platform: Platform,
  folder: string,
  account: Account,
  ...args: readonly string[]
): Promise<Answer> {
  const root = `http://127.0.0.1:${platform.ports.forge}`;
  const { stdout, stderr, exitCode } = await execa(
    process.execPath,
    [join(repositoryRoot, "actions/cli/slipway.ts"), ...args],
    {
      cwd: folder,
      env: {
        GITHUB_SERVER_URL: root,
        GITHUB_API_URL: `${root}/api/v1`,
        GITHUB_REPOSITORY: `${owner}/${repository}`,
        GITHUB_ACTOR: account,
        SLIPWAY_TOKEN: await accountToken(platform, account),
        PATH: platform.toolPath(),
        NO_COLOR: "1",
      },
      reject: false,
      timeout: 60_000,
    },
  );
  return { stdout, stderr, exitCode: exitCode ?? 1 };
}

/** As {@link slipway}, for commands that must succeed. */
export async function slipwayDone(
  platform: Platform,
  folder: string,
  account: Account,
  ...args: readonly string[]
): Promise<string> {
  const { stdout, stderr, exitCode } = await slipway(platform, folder, account, ...args);
  if (exitCode === 0) return stdout;
  throw new Error(`slipway ${args.join(" ")} ended with ${exitCode}:\n${stderr || stdout}`);
}
