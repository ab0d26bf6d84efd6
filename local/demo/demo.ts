import { publish } from "../forge/publish.ts";
import { measureMemory } from "../platform/memory.ts";
import type { Platform } from "../platform/platform.ts";
import { runningStatus } from "../platform/state.ts";
import { badChange } from "./acts/bad-change.ts";
import { firstDeploy } from "./acts/first-deploy.ts";
import { goodChange, promotion } from "./acts/good-change.ts";
import { revert } from "./acts/revert.ts";
import { startDelivering } from "./bootstrap.ts";
import { Delivery } from "./delivery.ts";
import { Narrator } from "./narrator.ts";
import type { Stage } from "./stage.ts";

/** Limits of the reference machine. */
const longestWarmDemoSeconds = 8 * 60;
const mostMemoryGigabytes = 4;

/** Plays the whole story on a platform that is up and fresh. @throws ActFailed that names the step and shows what was seen */
export async function demo(platform: Platform, pauses: boolean, out: NodeJS.WriteStream): Promise<void> {
  const narrator = new Narrator(out, pauses);
  const started = Date.now();
  const stage: Stage = { platform, narrator, delivery: new Delivery(platform, await publish(platform)) };
  await startDelivering(platform);
  await firstDeploy(stage);
  const release = await goodChange(stage);
  await promotion(stage, release);
  await revert(stage, await badChange(stage));
  await narrator.act("What it took");
  narrator.note("the whole story", (Date.now() - started) / 1000, longestWarmDemoSeconds);
  out.write(`${narrator.table()}\n`);
  await tellMemory(platform, out);
  out.write(`\n${addresses(platform)}\n`);
}

async function tellMemory(platform: Platform, out: NodeJS.WriteStream): Promise<void> {
  const status = await runningStatus(platform.name);
  if (!status) return;
  const { total, pods } = measureMemory(status, platform.cgroup);
  const gigabytes = (bytes: number) => (bytes / 2 ** 30).toFixed(2);
  out.write(
    `Memory of everything: ${gigabytes(total)} GiB, pods ${gigabytes(pods)} GiB of it (limit ${mostMemoryGigabytes} GiB).\n`,
  );
}

/** Where things are and what to try next. */
export function addresses({ ports, name }: Platform): string {
  const local = name === "demo" ? "npm run local --" : `npm run local -- --name ${name}`;
  const at = (port: number | undefined, path = "") => `http://127.0.0.1:${port}${path}`;
  return `Where things are
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
