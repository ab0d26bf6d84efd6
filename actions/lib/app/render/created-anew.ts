/** Annotations by which Argo CD deletes and recreates a Rollout, so that all pods change at once and nothing is measured. */

const HOOKS = ["argocd.argoproj.io/hook", "helm.sh/hook"];
const SYNC_OPTIONS = "argocd.argoproj.io/sync-options";
const ANEW = /(?:^|,)\s*(?:Replace|Force)=true\s*(?:,|$)/;

/** In words, for each Rollout that would be; other kinds have no canary that it could pass by. */
export function createdAnew(objects: readonly unknown[]): readonly string[] {
  return objects.flatMap((object) => {
    if (!isRecord(object) || object.kind !== "Rollout" || !isRecord(object.metadata)) return [];
    const { name, annotations } = object.metadata;
    if (!isRecord(annotations)) return [];
    const keys = [
      ...HOOKS.filter((key) => annotations[key] !== undefined),
      ...(ANEW.test(String(annotations[SYNC_OPTIONS] ?? "")) ? [SYNC_OPTIONS] : []),
    ];
    return keys.map(
      (key) =>
        `Rollout/${String(name)} has the annotation ${key}: ${String(annotations[key])}, by which Argo CD deletes and recreates it, without a canary`,
    );
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
