/** GitHub's settings, read and written with the token of the user of doctor. */
import type { Octokit } from "@octokit/rest";
import type { Setup } from "../requirement.ts";
import { githubApi, type Repository, type Who } from "./api.ts";
import { repositorySettings } from "./repository.ts";
import { ruleSettings } from "./rules.ts";
import { trustSettings } from "./trust.ts";

export function githubSetup(client: () => Promise<Octokit>, at: Repository, who: Who): Setup {
  const api = githubApi(client, at, who);
  return { flavour: "github", ...ruleSettings(api), ...trustSettings(api), ...repositorySettings(api) };
}
