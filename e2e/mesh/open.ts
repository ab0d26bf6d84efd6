import type { Platform } from "../../local/platform/platform.ts";
import { attach } from "../../local/platform/up.ts";
import { meshPlatformName } from "./platform.setup.ts";
import { prepareEnvironment } from "./world.ts";

/** The platform with the mesh, its prod ready for a release. */
export async function openMesh(): Promise<Platform> {
  const platform = await attach(meshPlatformName);
  await prepareEnvironment(platform);
  return platform;
}
