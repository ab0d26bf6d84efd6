import { describe, expect, test } from "vitest";
import { look, now } from "./testing/look.ts";
import {
  application,
  digest,
  newRelease,
  oldRelease,
  replicaSet,
  revision,
  rollout,
  settled,
} from "./testing/objects.ts";

test("a release that serves all traffic, with all pods, in sync with git, is healthy", () => {
  expect(look()).toEqual({
    schema: 1,
    service: "product",
    environment: "dev",
    cluster: "main",
    releaseId: newRelease,
    digest,
    version: "0.1.1",
    revision,
    state: "healthy",
    cause: null,
    since: now.toISOString(),
    step: null,
    stable: { releaseId: newRelease },
    observedGeneration: 2,
    message: "4 of 4 pods available",
  });
});

test.each([
  [
    "reconciled no more",
    { annotations: { "argocd.argoproj.io/skip-reconcile": "true" } },
    {},
    "it is not reconciled: no reason given",
  ],
  [
    "paused with a reason",
    {
      annotations: {
        "argocd.argoproj.io/skip-reconcile": "true",
        "slipway.dev/pause-reason": "ada:\nincident 4711",
      },
    },
    {},
    "it is not reconciled: ada: incident 4711",
  ],
  ["without automated sync", {}, { syncPolicy: {} }, "automated sync is off: no reason given"],
  [
    "with automated sync turned off",
    {},
    { syncPolicy: { automated: { enabled: false } } },
    "automated sync is off: no reason given",
  ],
])("an application that is %s is reported as paused", (_, metadata, spec, words) => {
  const usual = application("Synced");
  const paused = { ...usual, metadata: { ...usual.metadata, ...metadata }, spec: { ...usual.spec, ...spec } };
  expect(look({ application: paused })).toMatchObject({ state: "healthy", paused: words });
});

test("an annotation without effect is not a pause", () => {
  const usual = application("Synced");
  const annotations = { "argocd.argoproj.io/skip-reconcile": "false", "slipway.dev/pause-reason": "over" };
  const metadata = { ...usual.metadata, annotations };
  expect(look({ application: { ...usual, metadata } })).not.toHaveProperty("paused");
});

describe("Argo CD", () => {
  test.each([
    ["not yet synced to the newest commit", application("OutOfSync"), "Argo CD: OutOfSync"],
    [
      "cannot compare",
      application("Unknown", {
        conditions: [{ type: "ComparisonError", message: "failed to list refs" }],
      }),
      "Argo CD: Unknown: failed to list refs",
    ],
    [
      "cannot apply",
      application("OutOfSync", {
        operationState: { phase: "Failed", message: "one or more objects failed to apply" },
      }),
      "Argo CD: OutOfSync: one or more objects failed to apply",
    ],
    [
      "could not migrate",
      application("OutOfSync", {
        operationState: {
          phase: "Failed",
          message: "one or more synchronization tasks completed unsuccessfully",
          syncResult: {
            resources: [
              { kind: "Service", name: "product" },
              {
                kind: "Job",
                name: "product-migrate",
                hookType: "PreSync",
                hookPhase: "Failed",
                message: "Job has reached the specified backoff limit",
              },
            ],
          },
        },
      }),
      "Argo CD: OutOfSync: Job product-migrate (PreSync) failed: Job has reached the specified backoff limit, so the sync did not continue",
    ],
    ["has not compared yet", application(undefined), "Argo CD: not compared yet"],
    ["does not deploy it", undefined, "no Argo CD Application deploys it"],
  ])("%s: not healthy", (_name, app, message) => {
    expect(look({ application: app })).toMatchObject({ state: "running", message, releaseId: newRelease });
  });

  test("the revision is that of the last successful sync", () => {
    expect(look({ application: application("Synced", { history: [] }) }).revision).toBeNull();
  });
});

describe("a missing value never counts as good", () => {
  test.each([
    ["no release id", rollout(undefined, settled(newRelease)), null],
    ["a release id that is none", rollout("v1", settled(newRelease)), null],
  ])("%s", (_name, seen, releaseId) => {
    expect(look({ rollout: seen })).toMatchObject({ state: "running", releaseId });
    expect(look({ rollout: seen }).message).toContain("no annotation slipway.dev/release-id");
  });

  test("stable pods of another release", () => {
    const { metadata } = replicaSet(newRelease, 4);
    const impostor = { ...replicaSet(oldRelease, 4), ...(metadata === undefined ? {} : { metadata }) };
    expect(look({ replicaSets: [impostor] })).toMatchObject({
      state: "running",
      message: "the stable pods run another release",
    });
  });

  test("an image without tag or digest", () => {
    const seen = rollout(newRelease, settled(newRelease));
    const bare = (image: string) => {
      const containers = [{ name: "product", image }];
      const template = { ...seen.spec?.template, spec: { containers } };
      return look({ rollout: { ...seen, spec: { ...seen.spec, template } } });
    };
    expect(bare("registry:5000/shop/product")).toMatchObject({ digest: null, version: null });
    expect(bare("registry:5000/shop/product:1.0.0")).toMatchObject({ digest: null, version: "1.0.0" });
    expect(bare(`127.0.0.1:5000/shop/product@${digest}`)).toMatchObject({ digest, version: null });
  });
});
