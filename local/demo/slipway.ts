import { join } from "node:path";
import { execa } from "execa";
import { repositoryRoot } from "../build/paths.ts";
import type { Account } from "../forge/accounts.ts";
import type { Answer, Venue } from "./sight.ts";

/** The forge as it is configured for a command of `slipway`, and where it finds its tools. */
export interface SlipwaySurroundings {
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly repository: string;
  readonly token: string;
  readonly path: string;
}

/** Runs `slipway <verb>` in a clone, as the person or bot whose account it is would type it. */
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

/** Runs a command of `slipway` that must succeed. */
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
