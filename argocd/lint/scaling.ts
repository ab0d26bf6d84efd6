import { operationsIn, type Patch, patchText } from "./patches.ts";
import { documents, type Files, finding, isRecord, matching, type Rule } from "./rule.ts";

const autoscaler = "HorizontalPodAutoscaler";

/**
 * The number of pods has one owner. If an autoscaler exists, each sync would restore a patched number, and
 * the autoscaler would change it again: pods would start and stop, and the release would not stay healthy.
 */
export const scaling: Rule = (files) =>
  matching(files, /^environments\/[^/]+\/[^/]+\/kustomization\.yaml$/).flatMap(({ path }) => {
    const manifests = files.get(path.replace(/kustomization\.yaml$/, "release/manifests.yaml")) ?? "";
    if (!documents(manifests).some(({ kind }) => kind === autoscaler)) return [];
    return patchesOf(files, path)
      .filter(({ pointers }) => pointers.includes("/spec/replicas"))
      .map(({ where }) =>
        finding(
          where,
          "/spec/replicas is set, and the release has an autoscaler that sets it too",
          `Patch /spec/minReplicas and /spec/maxReplicas of the ${autoscaler} instead.`,
        ),
      );
  });

/** Readable ones; the rule about overlays reports the others. */
function patchesOf(files: Files, path: string) {
  const patches = documents(files.get(path) ?? "")[0]?.patches;
  return (Array.isArray(patches) ? patches : []).filter(isRecord).map((one: Patch, index) => {
    const operations = operationsIn(patchText(files, path, one) ?? "") ?? [];
    return { where: `${path}: patches[${index}]`, pointers: operations.map(({ path }) => path) };
  });
}
