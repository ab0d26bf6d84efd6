import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { execa } from "execa";
import { baseImage } from "../components/base-image/component.ts";
import type { Platform } from "../platform/platform.ts";
import { waitFor } from "../wait/wait.ts";
import { accountToken } from "./accounts.ts";
import { git, push } from "./git.ts";
import { type Adaptation, applyLocalCommit, cloneHead } from "./local-clone.ts";
import { type LocalAddresses, registryAddress } from "./localise.ts";
import { keptForMesh, localiseForMesh } from "./mesh.ts";
import { forgeApi, owner, repository, repositoryUrl } from "./repository.ts";

/**
 * Clones HEAD of this checkout into the platform's folder, adds one commit with the local changes and pushes
 * it to the forge. The checkout itself is only read.
 * @returns folder of the clone, whose `origin` is the forge
 */
export async function publish(platform: Platform): Promise<string> {
  const folder = platform.path("checkout", "slipway");
  if (existsSync(folder)) return folder;
  await cloneHead(folder, repositoryUrl(platform));
  try {
    const addresses = await addressesOf(platform);
    await applyLocalCommit(folder, addresses, undefined, platform.options.mesh ? ofMesh : undefined);
    await push(folder, ["origin", "main"], await accountToken(platform, "admin"));
    await makeMainDefault(platform, folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

const ofMesh: Adaptation = { kept: keptForMesh, adapt: localiseForMesh };

/**
 * Makes main the default branch. Gitea takes the first branch that is pushed to an empty repository, which
 * may be a heartbeat, and does so in a queue: a setting made before the queue is processed is overwritten.
 */
async function makeMainDefault(platform: Platform, folder: string): Promise<void> {
  const admin = await forgeApi(platform, "admin");
  const path = `/repos/${owner}/${repository}`;
  await waitFor(
    async () => {
      const { empty } = await admin.call<{ readonly empty: boolean }>("GET", path);
      if (empty) return { seen: "the forge has not processed the first push" };
      await admin.call("PATCH", path, { default_branch: "main" });
      const head = await git(folder, ["ls-remote", "--symref", "origin", "HEAD"]);
      return head.startsWith("ref: refs/heads/main\t") ? { value: head } : { seen: `HEAD is ${head}` };
    },
    { what: "main as the forge's default branch", seconds: 60 },
  );
}

async function addressesOf(platform: Platform): Promise<LocalAddresses> {
  const { stdout } = await execa(platform.binary("crane", "crane"), ["digest", baseImage(platform)], {
    timeout: 20_000,
  });
  return {
    repository: repositoryUrl(platform),
    registry: registryAddress(platform.ports),
    nodeDigest: stdout.trim(),
  };
}
