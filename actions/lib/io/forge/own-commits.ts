/** Which commits are the bot's own: the forge's word. What a message says is written by whoever made the commit. */
import type { OwnCommits } from "../../domain/repository/own-commits.ts";
import { connectForge } from "./connect.ts";
import { type Forge, ForgeError } from "./forge.ts";

/** Set by the bot on a commit of its own that puts a release back. Where the forge signs the bot's commits it reports it, too. */
export const TAKEN_BACK_CONTEXT = "slipway/taken-back";

export function ownCommits(forge: Pick<Forge, "isOwnCommit" | "statuses" | "account">): OwnCommits {
  return async (sha) => {
    try {
      if (await forge.isOwnCommit(sha)) return true;
      const mark = (await forge.statuses(sha)).find(({ context }) => context === TAKEN_BACK_CONTEXT);
      return mark?.by !== undefined && mark.by === (await forge.account());
    } catch (error) {
      if (error instanceof ForgeError) return undefined;
      throw error;
    }
  };
}

/** Undefined where this run knows of no forge, or has no token for it. */
export function ownCommitsOf(env: NodeJS.ProcessEnv): OwnCommits | undefined {
  const { GITHUB_REPOSITORY: name, SLIPWAY_TOKEN: token } = env;
  return name && token ? ownCommits(connectForge(env)) : undefined;
}
