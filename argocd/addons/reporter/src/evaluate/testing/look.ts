import { type Evidence, formatEvidence, parseEvidence } from "@slipway/lib/domain/evidence/evidence.ts";
import { expect } from "vitest";
import { type Conclusion, evaluate, type Facts } from "../evaluate.ts";
import type { Rollout } from "../objects.ts";
import { application, newRelease, oldRelease, replicaSet, rollout, settled } from "./objects.ts";

export const now = new Date("2026-01-01T12:00:30.000Z");

type Change = Partial<Facts> & { readonly rollout?: Rollout | undefined };

/** A healthy `newRelease`, with the test's changes. */
export function look(change: Change = {}): Evidence {
  return conclude(change).evidence;
}

export function conclude(all: Change = {}): Conclusion {
  const isOtherKind =
    "deployments" in all ||
    "statefulSets" in all ||
    "daemonSets" in all ||
    "cronJobs" in all ||
    "jobs" in all;
  const usual = isOtherKind ? {} : { rollout: rollout(newRelease, settled(newRelease)) };
  const { rollout: own, ...change }: Change = { ...usual, ...all };
  const rollouts = own === undefined ? [] : [own];
  const conclusion = evaluate(
    {
      service: "product",
      environment: "dev",
      cluster: "main",
      rollouts,
      deployments: [],
      statefulSets: [],
      daemonSets: [],
      cronJobs: [],
      jobs: [],
      replicaSets: [replicaSet(newRelease, 4), replicaSet(oldRelease, 0)],
      analysisRuns: [],
      allJobs: [],
      application: application("Synced"),
      previous: undefined,
      ...change,
    },
    now,
  );
  // The verbs must be able to parse every conclusion.
  const { evidence } = conclusion;
  expect(parseEvidence(formatEvidence(evidence), "product.json")).toEqual(evidence);
  return conclusion;
}

/** The report of nine o'clock. */
export const before = (state: Evidence["state"], releaseId = newRelease): Evidence => ({
  ...look(),
  state,
  releaseId,
  cause: state === "aborted" ? "failed" : null,
  since: "2026-01-01T09:00:00.000Z",
});
