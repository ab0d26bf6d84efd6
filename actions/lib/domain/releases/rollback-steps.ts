import { parseAllDocuments } from "yaml";
import * as z from "zod";

/** On a Rollout: the steps of a rollback as JSON. `rollouts/chart` writes it; manifests of one's own may. */
export const ROLLBACK_STEPS_ANNOTATION = "slipway.dev/rollback-steps";

const rollout = z.object({
  kind: z.literal("Rollout"),
  metadata: z.object({ annotations: z.record(z.string(), z.string()) }),
  spec: z.object({ strategy: z.object({ canary: z.object({ analysis: z.unknown().optional() }) }) }),
});

/** Each sets a weight or waits for an analysis; anything else would be more than a shorter canary. */
const steps = z
  .array(
    z.union([
      z.strictObject({ setWeight: z.number().int().min(1).max(99) }),
      z.strictObject({ analysis: z.record(z.string(), z.unknown()) }),
    ]),
  )
  .min(1)
  .refine((list) => list.some((step) => "analysis" in step));

/** Of a kustomization's `patches`: it puts the steps of a rollback in place of the canary's. Empty where the manifests have none. */
export function rollbackPatch(manifests: string): string {
  for (const object of objectsIn(manifests)) {
    const { data } = rollout.safeParse(object);
    const found = steps.safeParse(json(data?.metadata.annotations[ROLLBACK_STEPS_ANNOTATION]));
    if (data === undefined || !found.success) continue;
    // Background analysis starts at a step of the canary's; a rollback has fewer.
    const guard =
      data.spec.strategy.canary.analysis === undefined
        ? ""
        : `
      - op: add
        path: /spec/strategy/canary/analysis/startingStep
        value: 1`;
    return `  # Steps of a rollback; the next release starts by its whole canary again.
  - target:
      kind: Rollout
    patch: |-
      - op: replace
        path: /spec/strategy/canary/steps
        value: ${JSON.stringify(found.data)}${guard}
`;
  }
  return "";
}

/** None of what cannot be read: whoever asks compares bytes, and says what is wrong with them. */
function objectsIn(manifests: string): readonly unknown[] {
  try {
    return parseAllDocuments(manifests, { uniqueKeys: false }).map((document) =>
      document.toJS({ maxAliasCount: 0 }),
    );
  } catch {
    return [];
  }
}

function json(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
