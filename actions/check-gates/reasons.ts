/** Findings about a head's files, as sentences. */
import { readEnvironments } from "@slipway/lib/domain/environments/environments.ts";
import { Findings, UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { describeHold, holdOf, readHolds } from "@slipway/lib/domain/holds/holds.ts";
import { attributeFindings, isAttributes } from "@slipway/lib/domain/kustomizations/attributes.ts";
import { plainYaml } from "@slipway/lib/domain/plain-yaml/plain-yaml.ts";
import { readRelease } from "@slipway/lib/domain/releases/releases.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import type { ReleaseFolder } from "./difference.ts";

/** A file that cannot be read closes every gate of its environment, so it must not come in. */
export async function findingsOf(head: Tree, paths: readonly string[]): Promise<readonly string[]> {
  const attributes = await attributesIn(head, paths);
  if (attributes.length > 0) return attributes;
  const odd = await oddIn(head, paths);
  if (odd.length > 0) return odd;
  const isPolicy = (path: string) => /^environments\/[^/]+\/(environment\.yaml$|holds\/)/.test(path);
  if (!paths.some(isPolicy)) return [];
  try {
    for (const { name } of await readEnvironments(head)) await readHolds(head, name);
    return [];
  } catch (error) {
    if (error instanceof Findings) return error.findings;
    if (error instanceof UserError) return [error.message];
    throw error;
  }
}

async function attributesIn(head: Tree, paths: readonly string[]): Promise<readonly string[]> {
  const findings = await Promise.all(
    paths.filter(isAttributes).map(async (path) => {
      const content = await head.read(path);
      return content === undefined ? [] : attributeFindings(path, content.toString());
    }),
  );
  return findings.flat();
}

/**
 * Argo CD generates applications from environment.yaml with another parser: anything that the two may read
 * differently is refused.
 */
async function oddIn(head: Tree, paths: readonly string[]): Promise<readonly string[]> {
  const findings = await Promise.all(
    paths
      .filter((path) => /^environments\/[^/]+\/environment\.yaml$/.test(path))
      .map(async (path) => {
        const content = await head.read(path);
        return content === undefined ? [] : plainYaml(content, path, { documents: "one" }).findings;
      }),
  );
  return findings.flat();
}

/** Reverting a revert would restore a release that was rolled back for a reason; the hold names it. */
export async function heldOnes(
  { tip, head }: { readonly tip: Tree; readonly head: Tree },
  folders: readonly ReleaseFolder[],
  now: Date,
): Promise<readonly string[]> {
  const sentences = await Promise.all(
    folders.map(async ({ environment, service }) => {
      const release = await readRelease(head, environment, service);
      const hold = release && holdOf(await readHolds(tip, environment), release, now);
      return hold === undefined ? [] : [`${service} ${describeHold(hold)}`];
    }),
  );
  return sentences.flat();
}
