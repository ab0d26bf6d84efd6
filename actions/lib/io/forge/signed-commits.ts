import type { Publisher } from "../../domain/repository/changes.ts";
import { connectForge, isGitea } from "./connect.ts";

/**
 * In a workflow on GitHub commits are made by its API with the App's token: those it signs ("Verified"), a push's it does
 * not. Undefined elsewhere: a person's push is the person's, and Gitea's API cannot set the tip to build on.
 */
export function signedCommits(env: NodeJS.ProcessEnv): Publisher | undefined {
  if (env.GITHUB_ACTIONS !== "true" || isGitea(env.GITHUB_API_URL ?? "")) return undefined;
  return connectForge(env).commitOnBranch;
}
