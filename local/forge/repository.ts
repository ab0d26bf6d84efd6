import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../build/paths.ts";
import { baseImage } from "../components/base-image/component.ts";
import { trivyCache } from "../components/trivy/component.ts";
import type { Platform } from "../platform/platform.ts";
import { accounts, accountToken } from "./accounts.ts";
import { ForgeApi } from "./api.ts";
import { author } from "./author.ts";
import { git, push } from "./git.ts";
import { protectBranches } from "./protection.ts";
import { publishSigningKey, signingKey } from "./signing.ts";

/** A repository of the forge, from which services are delivered. */
export interface Home {
  readonly owner: string;
  readonly repository: string;
  /** First part of the names of its namespaces. */
  readonly product: string;
}

export const owner = "slipway";
export const repository = "slipway";
export const slipwayHome: Home = { owner, repository, product: "shop" };

/**
 * Address of the repository for Argo CD, the reporter and the runner; the same inside and outside the
 * namespaces.
 */
export const repositoryUrl = (platform: Platform, home: Home = slipwayHome): string =>
  `http://127.0.0.1:${platform.ports.forge}/${home.owner}/${home.repository}.git`;

export const forgeApi = async (platform: Platform, account: (typeof accounts)[number]): Promise<ForgeApi> =>
  new ForgeApi(platform.ports.forge, await accountToken(platform, account));

/** Creates this repository on the forge, and the repositories of the stand-ins. */
export async function createRepository(platform: Platform): Promise<void> {
  await createHome(platform, slipwayHome);
  await publishStandIns(platform, await forgeApi(platform, "admin"));
}

/** Makes an empty repository with its members, Actions settings, rules and webhook. */
export async function createHome(platform: Platform, home: Home): Promise<void> {
  const admin = await forgeApi(platform, "admin");
  const path = `/repos/${home.owner}/${home.repository}`;
  await admin.ensure("POST", "/orgs", { username: home.owner });
  await admin.ensure("POST", `/orgs/${home.owner}/repos`, { name: home.repository, default_branch: "main" });
  for (const account of accounts.filter((name) => name !== "admin")) {
    await admin.call("PUT", `${path}/collaborators/${account}`, { permission: "write" });
  }
  const bot = await accountToken(platform, "slipway-bot");
  await admin.call("PUT", `${path}/actions/secrets/SLIPWAY_APP_PRIVATE_KEY`, { data: bot });
  for (const [name, value] of Object.entries(variables(platform))) {
    await admin.ensure("POST", `${path}/actions/variables/${name}`, { value });
  }
  for (const signed of ["main", "hotfix"] as const) {
    await publishSigningKey(admin, path, signed, await signingKey(platform, signed));
  }
  await protectBranches(admin, path);
  await addWebhook(admin, path, platform);
}

/** Settings of the workflows, which are repository variables on GitHub. */
const variables = (platform: Platform): Readonly<Record<string, string>> => ({
  SLIPWAY_REGISTRY: `127.0.0.1:${platform.ports.registry}`,
  SLIPWAY_NODE_IMAGE: baseImage(platform),
  SLIPWAY_PLATFORMS: process.arch === "arm64" ? "linux/arm64" : "linux/amd64",
  SLIPWAY_TRIVY_CACHE: trivyCache(platform),
});

async function addWebhook(admin: ForgeApi, path: string, platform: Platform): Promise<void> {
  const hooks = await admin.call<unknown[]>("GET", `${path}/hooks`);
  if (hooks.length > 0) return;
  const url = `http://127.0.0.1:${platform.ports.argocd}/api/webhook`;
  // Argo CD supports this forge's webhooks in the format of Gogs.
  await admin.call("POST", `${path}/hooks`, {
    type: "gogs",
    active: true,
    events: ["push"],
    config: { url, content_type: "json" },
  });
}

/** Third-party actions as repositories of the forge. Each has only the ref in the converted `uses:` lines. */
async function publishStandIns(platform: Platform, admin: ForgeApi): Promise<void> {
  const folder = join(repositoryRoot, "local/forge/stand-ins");
  for (const organisation of await readdir(folder)) {
    await admin.ensure("POST", "/orgs", { username: organisation });
    for (const name of await readdir(join(folder, organisation))) {
      await admin.ensure("POST", `/orgs/${organisation}/repos`, { name, default_branch: "local" });
      await pushFolder(platform, join(folder, organisation, name), `${organisation}/${name}`);
    }
  }
}

async function pushFolder(platform: Platform, source: string, target: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "slipway-stand-in-"));
  try {
    await cp(source, work, { recursive: true });
    await git(work, ["init", "-q", "-b", "local"]);
    await git(work, ["add", "."]);
    await git(work, [...author, "commit", "-q", "-m", "feat: stand-ins on the local forge"]);
    const url = `http://127.0.0.1:${platform.ports.forge}/${target}.git`;
    await push(work, ["--force", url, "local"], await accountToken(platform, "admin"));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
