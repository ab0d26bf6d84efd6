import { beforeAll, expect, test } from "vitest";
import { goodPod, workload } from "../argocd/addons/admission/testing/workloads.ts";
import type { PlatformStage as Stage } from "../local/demo/platform-stage.ts";
import { openStage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

/** What the API server says to an object that it is asked to store, and does not store. */
const said = (object: object): Promise<string> =>
  stage.platform
    .kubectl(["apply", "--server-side", "--dry-run=server", "-f", "-"], JSON.stringify(object))
    .catch((error: Error) => error.message);

test("ES-10 ES-15 the API server refuses what the rules of admission refuse, while everything of the platform runs", async () => {
  const root = goodPod();
  Object.assign(root.containers[0] ?? {}, { image: "nginx:latest" });
  expect(await said(workload("Rollout", root))).toMatch(/container main, image: nginx:latest has no digest/);
  const alone = workload("Deployment", goodPod());
  expect(await said({ ...alone, spec: { ...alone.spec, replicas: 1 } })).toMatch(/spec\.replicas: 1/);
  expect(await said(workload("CronJob", goodPod(), "default"))).toMatch(/metadata\.namespace: default/);
  expect(await said(alone)).toContain("deployment.apps/planted serverside-applied");
});
