import { join } from "node:path";
import { execa } from "execa";
import { repositoryRoot } from "../build/paths.ts";
import type { Account } from "../forge/accounts.ts";
import type { Answer, Venue } from "./sight.ts";

/** The forge's configuration for a `slipway` command, and the path of its tools. */
export interface SlipwaySurroundings {
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly repository: string;
  readonly token: string;
  readonly path: string;
}

/** Runs `slipway <verb>` in a clone with the account of a person or bot. */
export async function runSlipway(
  { serverUrl, apiUrl, repository, token, path }: SlipwaySurroundings,
  folder: string,
  account: Account,
  args: readonly string[],
): Promise<Answer> {
  const { stdout, stderr, exitCode } = await execa(
    process.execPath,
    [join(repositoryRoot, "actions/cli/slipway.ts"), ...args],
    {
      cwd: folder,
      env: {
        GITHUB_SERVER_URL: serverUrl,
        GITHUB_API_URL: apiUrl,
        GITHUB_REPOSITORY: repository,
        GITHUB_ACTOR: account,
        SLIPWAY_TOKEN: token,
        PATH: path,
        NO_COLOR: "1",
      },
      reject: false,
      timeout: 60_000,
    },
  );
  return { stdout, stderr, exitCode: exitCode ?? 1 };
}

/** Runs a `slipway` command that must succeed. */
export async function slipwayDone(
  venue: Pick<Venue, "slipway">,
  folder: string,
  account: Account,
  ...args: readonly string[]
): Promise<string> {
  const { stdout, stderr, exitCode } = await venue.slipway(folder, account, ...args);
  if (exitCode === 0) return stdout;
  throw new Error(`slipway ${args.join(" ")} ended with ${exitCode}:\n${stderr || stdout}`);
}
