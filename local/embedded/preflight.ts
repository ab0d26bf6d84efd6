import { execa } from "execa";
import { artefactOf, isBuilt } from "../build/artefact.ts";
import { collect, type Finding, hasCommands, hasGo, isLinux } from "../preflight/preflight.ts";
import { wantedParts } from "./wanted.ts";

/** All requirements of the demo that this machine lacks. */
export async function findMissingForDemo(): Promise<readonly Finding[]> {
  const wanted = await wantedParts();
  // Without Go the cache keys are unknown; then the missing Go is reported.
  const artefacts = await Promise.all(wanted.map(artefactOf)).catch(() => []);
  const missing = wanted.filter(
    ({ name }) => !artefacts.some((one) => one.component.name === name && isBuilt(one)),
  );
  const has = (kind: string) => missing.some(({ build }) => build?.kind === kind);
  return collect([
    isLinux,
    hasCommands(["git", "tar", "npm"]),
    ...(has("go") ? [hasGo] : []),
    ...(has("debian") ? [hasCommands(["apt-get", "dpkg-deb"])] : []),
    canBuildImages,
  ]);
}

async function canBuildImages(): Promise<Finding | undefined> {
  if (process.getuid?.() === 0) return undefined;
  const probe = await execa("unshare", ["-Urm", "sh", "-c", "mount -t tmpfs none /run"], {
    timeout: 10_000,
    reject: false,
  });
  if (probe.exitCode === 0) return undefined;
  return {
    what: `you are not root, and BuildKit cannot have a user namespace: ${probe.stderr?.trim() || "unshare failed"}`,
    remedy:
      "Run it with sudo, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, or the AppArmor setting).",
  };
}
