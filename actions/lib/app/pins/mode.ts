/** Whether a repository has pins in its own files: its slipway.yaml declares `pins`. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CONFIG_FILE } from "../../domain/config/config.ts";
import { parseConfig, readConfig } from "../../domain/config/read.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import type { Pins } from "../../domain/pins/declaration.ts";
import type { Tree } from "../../io/git/git.ts";

/** By the checkout: which way a verb goes is known before anything is fetched. */
export async function declaresPins(workspace: string): Promise<boolean> {
  const text = await readFile(join(workspace, CONFIG_FILE), "utf8").catch(() => undefined);
  return text !== undefined && parseConfig(text).pins !== undefined;
}

/** Reads the branch: a checkout alone must not decide actions. */
export async function pinsOf(tip: Tree): Promise<Pins> {
  const { pins } = await readConfig(tip);
  if (pins !== undefined) return pins;
  throw new UserError(
    `${CONFIG_FILE}: pins: declared in this checkout, and not on the branch.\n  Merge it, or check out the tip of the branch.`,
  );
}
