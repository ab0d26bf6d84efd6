/** Everything in a rendered diff that a reviewer must not overlook. A doubt is reported; what only gets stricter is not. */
import { budgetWeakened } from "./budget-weakened.ts";
import { fewerReplicas } from "./fewer-replicas.ts";
import { gateWeakened } from "./gate-weakened.ts";
import { imageMovesBack } from "./image-moves-back.ts";
import { networkWidened } from "./network-widened.ts";
import { probeRemoved } from "./probe-removed.ts";
import { resourceRemoved } from "./resource-removed.ts";
import type { ObjectChange, Risk } from "./risk.ts";
import { securityWeakened } from "./security-weakened.ts";

export type { ObjectChange } from "./risk.ts";

const risks: readonly Risk[] = [
  imageMovesBack,
  resourceRemoved,
  gateWeakened,
  securityWeakened,
  networkWidened,
  budgetWeakened,
  fewerReplicas,
  probeRemoved,
];

export function riskNotes(change: ObjectChange): readonly string[] {
  return risks.flatMap((risk) => risk(change));
}
