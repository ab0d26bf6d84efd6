import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { imageArchive } from "../../platform/image-archive.ts";
import { debianLibraries, type Platform } from "../../platform/platform.ts";

/** The image of sidecars and gateways, in the platform's registry. */
const tagged = (platform: Platform): string => `127.0.0.1:${platform.ports.registry}/istio/proxyv2:1.31.0`;

const loaders = {
  arm64: "lib/ld-linux-aarch64.so.1",
  x64: "lib64/ld-linux-x86-64.so.2",
} as const;
const loader = process.arch === "arm64" ? loaders.arm64 : loaders.x64;
/** Libraries that Envoy is linked with. */
const libraries = ["libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "librt.so.1"];

/**
 * Pushes an image with Istio's agent, upstream Envoy and the template of its configuration at the paths that
 * the agent expects.
 */
export async function pushProxyImage(platform: Platform): Promise<void> {
  const archive = platform.path("istio", "proxy.tar");
  const library = (name: string): string =>
    platform.unpacked("base-image", join("lib", debianLibraries, name));
  const files = {
    "usr/bin/pilot-agent": platform.binary("istio", "pilot-agent"),
    "usr/local/bin/envoy": platform.binary("envoy", "envoy"),
    "var/lib/istio/envoy/envoy_bootstrap_tmpl.json": platform.asset(
      "istio",
      "tools/packaging/common/envoy_bootstrap.json",
    ),
    [loader]: library(loader.split("/").at(-1) ?? ""),
    ...Object.fromEntries(libraries.map((name) => [join("lib", debianLibraries, name), library(name)])),
  };
  await imageArchive(archive, tagged(platform), files, ["/usr/bin/pilot-agent"]);
  await crane(platform, ["push", archive, tagged(platform)]);
  await rm(archive);
}

/** With its digest, as the admission policies require. */
export async function proxyImage(platform: Platform): Promise<string> {
  return `${tagged(platform)}@${await crane(platform, ["digest", tagged(platform)])}`;
}

async function crane(platform: Platform, args: readonly string[]): Promise<string> {
  const { stdout } = await execa(platform.binary("crane", "crane"), args, { timeout: 100_000 });
  return stdout.trim();
}
