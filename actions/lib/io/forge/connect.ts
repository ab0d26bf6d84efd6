/** The forge this run belongs to, from the variables a runner (or a person) sets. */
import { Findings } from "../../domain/errors/user-error.ts";
import { limitsOf, retryingFetch } from "../http/retrying-fetch.ts";
import type { Forge, ForgeAddress } from "./forge.ts";
import { gitea } from "./gitea.ts";
import { github } from "./github.ts";

/** Reads GITHUB_API_URL (GitHub's own when absent), GITHUB_REPOSITORY, SLIPWAY_TOKEN and SLIPWAY_API_DEADLINE. */
export function connectForge(env: NodeJS.ProcessEnv, fetcher = retryingFetch(limitsOf(env))): Forge {
  const address = readAddress(env);
  return isGitea(address.apiUrl) ? gitea(address, fetcher) : github(address, fetcher);
}

export function isGitea(apiUrl: string): boolean {
  return apiUrl.endsWith("/api/v1");
}

export function readAddress(env: NodeJS.ProcessEnv): ForgeAddress {
  const findings: string[] = [];
  const apiUrl = (env.GITHUB_API_URL || "https://api.github.com").replace(/\/+$/, "");
  if (!URL.canParse(apiUrl)) {
    findings.push(
      `GITHUB_API_URL: "${apiUrl}" is not a URL.\n  Give the forge's API, for example http://forge/api/v1.`,
    );
  }
  const [owner, repository, ...rest] = (env.GITHUB_REPOSITORY ?? "").split("/");
  if (!owner || !repository || rest.length > 0) {
    findings.push(`GITHUB_REPOSITORY: "${env.GITHUB_REPOSITORY ?? ""}" is not owner/name.\n  Set it.`);
  }
  if (!env.SLIPWAY_TOKEN) {
    findings.push("SLIPWAY_TOKEN: not set.\n  Give the bot's token in this environment variable.");
  }
  Findings.throwIfAny(findings);
  return { apiUrl, owner: owner ?? "", repository: repository ?? "", token: env.SLIPWAY_TOKEN ?? "" };
}
