import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Platform } from "../platform/platform.ts";

/** Applies the root application to Argo CD; after this, everything comes from git. */
export async function startDelivering(platform: Platform): Promise<void> {
  const root = await readFile(join(platform.folder, "checkout/slipway/argocd/bootstrap/root.yaml"), "utf8");
  await platform.apply(["-f", "-"], root);
}
