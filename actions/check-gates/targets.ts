/** Builds and verifies the deployments that a head would cause, like those of a promotion. */
import { buildTargets, overlayPath, type Target, verifyTarget } from "@slipway/lib/app/render/render.ts";
import { readEnvironment } from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { readRelease } from "@slipway/lib/domain/releases/releases.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";

const TARGET = /^environments\/([^/]+)\/([^/]+)\/.+/;

/** In sentences; targets that `paths` do not touch are left as they are. */
export async function targetFindings(head: Tree, paths: readonly string[]): Promise<readonly string[]> {
  const touched = new Map<string, Set<string>>();
  for (const path of paths) {
    const [, environment, service] = TARGET.exec(path) ?? [];
    if (environment === undefined || service === undefined || service === "holds") continue;
    touched.set(environment, new Set([...(touched.get(environment) ?? []), service]));
  }
  const findings: string[] = [];
  for (const [environment, services] of touched) {
    const runs = await Promise.all([...services].map((service) => isRunning(head, environment, service)));
    const running = [...services].filter((_, index) => runs[index]);
    if (running.length === 0) continue;
    const targets = await buildTargets(head, environment, running);
    for (const [service, target] of targets)
      findings.push(...(await faults(head, environment, service, target)));
  }
  return findings;
}

/** Argo CD makes an application of a platform, and of a service once it has a release. */
async function isRunning(head: Tree, environment: string, service: string): Promise<boolean> {
  if ((await head.entry(overlayPath(environment, service))) === undefined) return false;
  return (
    service === "platform" || (await head.list(`environments/${environment}/${service}/release`)).length > 0
  );
}

async function faults(
  head: Tree,
  environment: string,
  service: string,
  target: Target,
): Promise<readonly string[]> {
  try {
    if ("fault" in target) throw target.fault;
    const release = await readRelease(head, environment, service);
    if (release === undefined) return [];
    verifyTarget(target.manifests, await readEnvironment(head, environment), release);
    return [];
  } catch (error) {
    if (error instanceof UserError) return [error.message];
    throw error;
  }
}
