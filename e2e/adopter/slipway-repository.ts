import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accountToken } from "../../local/forge/accounts.ts";
import { author } from "../../local/forge/author.ts";
import { git, push } from "../../local/forge/git.ts";
import { cloneHead } from "../../local/forge/local-clone.ts";
import { localise, registryAddress } from "../../local/forge/localise.ts";
import { repositoryUrl } from "../../local/forge/repository.ts";
import type { Platform } from "../../local/platform/platform.ts";

/**
 * Publishes HEAD of this checkout as the Slipway that other repositories of the forge call. Its own workflows are left out:
 * here it delivers nothing itself.
 * @returns folder of the checkout
 */
export async function publishSlipway(platform: Platform): Promise<string> {
  const folder = platform.path("checkout", "slipway");
  if (existsSync(folder)) return folder;
  await cloneHead(folder, repositoryUrl(platform));
  const addresses = {
    repository: repositoryUrl(platform),
    registry: registryAddress(platform.ports),
    // No manifest is localised here.
    nodeDigest: "",
  };
  const workflows = ".github/workflows";
  for (const name of await readdir(join(folder, workflows))) {
    const path = join(workflows, name);
    if (!name.startsWith("call-")) await rm(join(folder, path));
    else {
      const text = await readFile(join(folder, path), "utf8");
      await writeFile(join(folder, path), localise(path, text, addresses));
    }
  }
  await git(folder, ["add", "--all"]);
  await git(folder, [
    ...author,
    "commit",
    "-q",
    "-m",
    "chore(local): what others call, with local stand-ins",
  ]);
  await push(folder, ["origin", "main"], await accountToken(platform, "admin"));
  return folder;
}
