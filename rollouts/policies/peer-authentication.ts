import { z } from "zod";
import type { Manifest } from "../testing/render.ts";
import { scopeFor, type Workload, workloadSelector } from "./selector.ts";

/**
 * Whether a workload takes plain text, by PeerAuthentications (security.istio.io/v1), as the API describes it: the narrowest policy
 * holds, of a port before that of the workload, then of the namespace, then of the mesh; without any the mode is PERMISSIVE
 * (https://istio.io/latest/docs/reference/config/security/peer_authentication/).
 */

const mtls = z.strictObject({ mode: z.enum(["UNSET", "DISABLE", "PERMISSIVE", "STRICT"]) });
const spec = z.strictObject({
  selector: workloadSelector.optional(),
  mtls: mtls.optional(),
  portLevelMtls: z.record(z.string(), mtls).default({}),
});

export type Mode = "DISABLE" | "PERMISSIVE" | "STRICT";

/** Throws when two policies are equally narrow: the API lets the older one win, which git cannot know. */
export function modeOf(all: readonly Manifest[], workload: Workload, port: number): Mode {
  const policies = all
    .filter(({ kind }) => kind === "PeerAuthentication")
    .map((one) => ({ name: one.metadata.name, one, ...spec.parse(one.spec ?? {}) }));
  for (const scope of ["workload", "namespace", "mesh"] as const) {
    const found = policies.filter(({ one, selector }) => scopeFor(one, selector, workload) === scope);
    if (found.length > 1) {
      const names = found.map(({ name }) => name).join(", ");
      throw new Error(
        `PeerAuthentications ${names} are all for the same ${scope} in ${workload.namespace}: keep one.`,
      );
    }
    const [policy] = found;
    const mode = policy?.portLevelMtls[String(port)]?.mode ?? policy?.mtls?.mode ?? "UNSET";
    if (mode !== "UNSET") return mode;
  }
  return "PERMISSIVE";
}
