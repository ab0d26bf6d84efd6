import { existsSync } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { buildTargets, verifyTarget } from "@slipway/lib/app/render/render.ts";
import { CONFIG_FILE } from "@slipway/lib/domain/config/config.ts";
import { readEnvironments } from "@slipway/lib/domain/environments/environments.ts";
import { Findings, UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { readRelease } from "@slipway/lib/domain/releases/releases.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import { parseAllDocuments } from "yaml";
import { namespaceFindings } from "./namespaces.ts";
import { isRecord } from "./rule.ts";

const PLATFORM = "platform";

/**
 * Findings in the output of kustomize for each target below `folder`, because a patch may change what the
 * files say.
 */
export async function lintBuilt(folder: string): Promise<readonly string[]> {
  const tree = await diskTree(folder);
  const environments = await orFindings(() => readEnvironments(tree));
  if ("findings" in environments) return environments.findings;
  const findings: string[] = [];
  for (const environment of environments.value) {
    const files = await tree.list(`environments/${environment.name}`);
    const runs = /^environments\/[^/]+\/([^/]+)\/(?:release\/release\.yaml|kustomization\.yaml)$/;
    const named = files.flatMap((file) => {
      const [, service = ""] = runs.exec(file) ?? [];
      return service === PLATFORM || file.endsWith("/release.yaml") ? [service] : [];
    });
    const services = [...new Set(named)].filter((service) => service !== "");
    for (const [service, target] of await buildTargets(tree, environment.name, services)) {
      const checked = await orFindings(async () => {
        if ("fault" in target) throw target.fault;
        const where = `environments/${environment.name}/${service}/kustomization.yaml`;
        if (service === PLATFORM) {
          const objects = parseAllDocuments(target.manifests, { uniqueKeys: false }).map((each): unknown =>
            each.toJS(),
          );
          const wrong = namespaceFindings(where, objects.filter(isRecord), environment.namespace);
          if (wrong.length > 0) throw new Findings(wrong);
          return;
        }
        const release = await readRelease(tree, environment.name, service);
        if (release !== undefined) verifyTarget(target.manifests, environment, release);
      });
      if ("findings" in checked) findings.push(...checked.findings);
    }
  }
  return findings;
}

async function orFindings<T>(
  read: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly findings: readonly string[] }> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof Findings) return { findings: error.findings };
    if (error instanceof UserError) return { findings: [error.message] };
    throw error;
  }
}

/** slipway.yaml and the files of environments/ on disk, in the form of a commit's files. */
async function diskTree(folder: string): Promise<Tree> {
  const entries = await readdir(join(folder, "environments"), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .concat(existsSync(join(folder, CONFIG_FILE)) ? [CONFIG_FILE] : [])
    .toSorted();
  const all = new Set(paths);
  return {
    commit: "",
    list: async (path) => paths.filter((file) => path === "" || file.startsWith(`${path}/`)),
    read: async (path) => (all.has(path) ? readFile(join(folder, path)) : undefined),
    entry: async (path) => {
      if (!all.has(path)) return undefined;
      return { mode: (await lstat(join(folder, path))).isFile() ? "100644" : "120000", object: path };
    },
  };
}
