import { publish } from "../forge/publish.ts";
import { measureMemory } from "../platform/memory.ts";
import type { Platform } from "../platform/platform.ts";
import { runningStatus } from "../platform/state.ts";
import { automaticRollback } from "./acts/automatic-rollback.ts";
import { badChange } from "./acts/bad-change.ts";
import { firstDeploy } from "./acts/first-deploy.ts";
import { goodChange, promotion } from "./acts/good-change.ts";
import { revert } from "./acts/revert.ts";
import { rollback } from "./acts/rollback.ts";
import { startDelivering } from "./bootstrap.ts";
import type { Narrator } from "./narrator.ts";
import { openPlatformStage } from "./platform-stage.ts";
import type { Stage } from "./stage.ts";

/** Limits of the reference machine. */
const longestStartSeconds = 60;
const longestStorySeconds = 8 * 60;
export const mostMemoryGigabytes = 4;

/**
 * Runs the whole demo on a fresh platform, then prints durations and addresses.
 * @param startSeconds duration of the platform's start
 * @throws ActFailed with the name of the step and what was observed
 */
export async function demo(platform: Platform, startSeconds: number, narrator: Narrator): Promise<void> {
  narrator.note("platform started, every part ready", startSeconds, longestStartSeconds);
  const started = Date.now();
  const stage = openPlatformStage(platform, await publish(platform), narrator);
  await startDelivering(platform);
  await tellStory(stage);
  await narrator.act("Durations");
  narrator.note("the whole demo", (Date.now() - started) / 1000, longestStorySeconds);
  narrator.show(narrator.table());
  const gigabytes = await memoryGigabytes(platform);
  narrator.show(`Memory of everything: ${gigabytes.toFixed(2)} GiB (limit ${mostMemoryGigabytes} GiB).\n`);
  narrator.show(addresses(platform));
}

/** The seven acts; the narrator records the seconds of each step. */
export async function tellStory(stage: Stage): Promise<void> {
  await firstDeploy(stage);
  const release = await goodChange(stage);
  await promotion(stage, release);
  await automaticRollback(stage, await badChange(stage));
  await rollback(stage, release);
  await revert(stage, release);
}

/** Memory of the platform and all its pods in GiB; shared memory is counted once. */
export async function memoryGigabytes(platform: Platform): Promise<number> {
  const status = await runningStatus(platform.name);
  return status ? measureMemory(status, platform.cgroup).total / 2 ** 30 : 0;
}

/** Addresses, and commands to try next. */
export function addresses({ ports, name }: Platform): string {
  const local = name === "demo" ? "npm run local --" : `npm run local -- --name ${name}`;
  const at = (port: number | undefined, path = "") => `http://127.0.0.1:${port}${path}`;
  return `Addresses
   forge        ${at(ports.forge, "/slipway/slipway")}   pull requests, workflow runs
   Argo CD      ${at(ports.argocd, "/api/v1/applications")}
   Prometheus   ${at(ports.prometheus)}
   shop         dev ${at(ports.shop.dev, "/api/products")}   staging ${at(ports.shop.staging, "/api/products")}   prod ${at(ports.shop.prod, "/api/products")}
What to try next
   ${local} status
   ${local} kubectl argo rollouts get rollout product -n shop-dev
   change services/product in a clone of the forge's repository, push, and watch
   ${local} down`;
}
