import { expect } from "vitest";
import {
  type Evidence,
  formatEvidence,
  parseEvidence,
} from "../../../../../../actions/lib/evidence/evidence.ts";
import { evaluate, type Facts } from "../evaluate.ts";
import { application, newRelease, oldRelease, replicaSet, rollout, settled } from "./objects.ts";

export const now = new Date("2026-01-01T12:00:30.000Z");

/** A healthy `newRelease`, changed by what a test says. */
export function look(change: Partial<Facts> = {}): Evidence {
  const evidence = evaluate(
    {
      service: "product",
      environment: "dev",
      cluster: "main",
      rollout: rollout(newRelease, settled(newRelease)),
      replicaSets: [replicaSet(newRelease, 4), replicaSet(oldRelease, 0)],
      analysisRuns: [],
      application: application("Synced"),
      previous: undefined,
      ...change,
    },
    now,
  );
  // Whatever is concluded, the verbs must be able to read it.
  expect(parseEvidence(formatEvidence(evidence), "product.json")).toEqual(evidence);
  return evidence;
}
