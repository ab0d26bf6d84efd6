import type { Environment } from "@slipway/lib/domain/environments/environments.ts";

/** An environment as its file gives it when it says nothing special. */
export function environmentOf(name: string, change: Partial<Environment> = {}): Environment {
  return {
    name,
    order: 1,
    namespace: `shop-${name}`,
    clusters: ["main"],
    platformImages: [],
    registry: "registry.test",
    merge: "review",
    grouping: "service",
    evidence: { maxAgeSeconds: 300 },
    gates: { soakSeconds: 0, approvals: 0, custom: [] },
    freezes: [],
    longestRolloutSeconds: 1800,
    rollback: { merge: "push", inFreeze: "allow" },
    hotfix: { allowed: false, approvals: 1, inFreeze: "allow", identity: ".github/workflows/hotfix.yml" },
    ...change,
  };
}
