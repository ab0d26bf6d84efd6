import { join } from "node:path";
import { execa } from "execa";
import { repositoryRoot } from "../build/paths.ts";
import { accountToken } from "../forge/accounts.ts";
import { owner, repository } from "../forge/repository.ts";
import type { Platform } from "../platform/platform.ts";
import { waitFor } from "../wait/wait.ts";
import type { Stage } from "./stage.ts";

interface Result {
  readonly service: string;
  readonly environment?: string;
  readonly status: string;
  readonly reason: string;
}

/** Why a service is not promoted now, in the planner's own words. */
export function explainPromotion(
  { delivery, platform }: Stage,
  environment: string,
  service: string,
): Promise<string> {
  return waitFor(
    async () => {
      await delivery.pull();
      const results = await planPromotion(platform, delivery.folder);
      const result = results.find((one) => one.service === service && one.environment === environment);
      if (!result) return { seen: "the plan does not name it" };
      const isClosed = result.status === "waiting" || result.status === "refused";
      const isAbort = /abort/i.test(result.reason);
      return isClosed && isAbort ? { value: result.reason } : { seen: `${result.status}: ${result.reason}` };
    },
    {
      what: `the promotion of ${service} to ${environment} to be refused because of the abort`,
      seconds: 40,
      everyMs: 1000,
    },
  );
}

/** `slipway promote --dry-run --json` in a clone, as a person would ask. */
export async function planPromotion(platform: Platform, folder: string): Promise<readonly Result[]> {
  const root = `http://127.0.0.1:${platform.ports.forge}`;
  const { stdout } = await execa(
    process.execPath,
    [join(repositoryRoot, "actions/cli/slipway.ts"), "promote", "--dry-run", "--json"],
    {
      cwd: folder,
      env: {
        GITHUB_SERVER_URL: root,
        GITHUB_API_URL: `${root}/api/v1`,
        GITHUB_REPOSITORY: `${owner}/${repository}`,
        SLIPWAY_TOKEN: await accountToken(platform, "slipway-bot"),
        PATH: platform.toolPath(),
      },
      reject: false,
      timeout: 60_000,
    },
  );
  return (JSON.parse(stdout) as { results: readonly Result[] }).results;
}
