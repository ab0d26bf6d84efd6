/**
 * The same images pinned in the same repository by slipway and by what people use instead, side by side in one run:
 * `node bench/peers/bump.ts [--services 1,10,50] [--delay 0,50] [--at-once 5]
 * [--times 3]`, medians of so many times. A cycle is one conversation with the git
 * server: a fetch or a push. The checkout a workflow run starts with is not counted for anybody. helm, kustomize and git
 * must be on PATH. Some minutes on a quiet machine.
 */
import { readFile } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { clone } from "@slipway/testing/git/clone.ts";
import { median, table } from "../table.ts";
import type { Contender } from "./contender.ts";
import { damageOf, pinnedIn } from "./damage.ts";
import { loop, runEach } from "./home-grown.ts";
import { buildImageUpdater, imageUpdater } from "./image-updater.ts";
import { pins, releases } from "./ours.ts";
import { imageOf, NEW, OLD, type Site, startSite } from "./repository.ts";

const { values } = parseArgs({
  options: {
    services: { type: "string", default: "1,10,50" },
    delay: { type: "string", default: "0,50" },
    "at-once": { type: "string", default: "5" },
    times: { type: "string", default: "3" },
  },
});
const numbers = (text: string) => text.split(",").map(Number);

interface Measured {
  readonly cycles: number;
  readonly seconds: number;
  readonly lines: number;
  readonly commentsLost: number;
  readonly pinned: string;
}

async function measure(contender: Contender, count: number, delayMs: number): Promise<Measured> {
  await using site = await startSite(count);
  await using attempt = await contender.prepare(site);
  await using before = await clone(site.url);
  site.server.delayRequests(delayMs);
  const [began, since] = [performance.now(), site.server.requests.length];
  await attempt.run();
  const seconds = (performance.now() - began) / 1000;
  const asked = site.server.requests.slice(since).filter(({ url }) => url.includes("/info/refs"));
  site.server.delayRequests(0);
  return { cycles: asked.length, seconds, ...(await outcome(contender, site, before.path)) };
}

async function outcome({ overlayPath, pinFile, wanted }: Contender, site: Site, before: string) {
  await using after = await clone(site.url);
  const show = (folder: string, file: string) => readFile(join(folder, file), "utf8");
  let [lines, commentsLost] = [0, 0];
  const pinned = new Set<string>();
  for (const service of site.services) {
    const file = overlayPath(service);
    const damage = damageOf(await show(before, file), await show(after.path, file), OLD, NEW);
    lines += damage.lines;
    commentsLost += damage.commentsLost;
    pinned.add(pinnedIn(await show(after.path, pinFile(service)), imageOf(service), wanted));
  }
  return { lines, commentsLost, pinned: [...pinned].join(", ") };
}

const contenders = [
  pins,
  releases,
  loop,
  runEach(Number(values["at-once"])),
  imageUpdater(await buildImageUpdater()),
];
const rows: (readonly string[])[] = [];

async function measureTimes(contender: Contender, count: number, delayMs: number): Promise<Measured> {
  const all: Measured[] = [];
  for (let time = 0; time < Number(values.times); time += 1)
    all.push(await measure(contender, count, delayMs));
  const cycles = median(all.map((each) => each.cycles));
  const seconds = median(all.map((each) => each.seconds));
  const pinned = [...new Set(all.map((each) => each.pinned))].join(", ");
  const lines = Math.max(...all.map((each) => each.lines));
  const commentsLost = Math.max(...all.map((each) => each.commentsLost));
  return { cycles, seconds, lines, commentsLost, pinned };
}

console.log(`${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)} at the start\n`);
for (const count of numbers(values.services)) {
  for (const delayMs of numbers(values.delay)) {
    let ours: Measured | undefined;
    for (const contender of contenders) {
      console.error(`${contender.name}: ${count} services, ${delayMs} ms a request, ${values.times} times …`);
      const measured = await measureTimes(contender, count, delayMs);
      ours ??= measured;
      rows.push([
        contender.name,
        String(count),
        String(delayMs),
        String(measured.cycles),
        (measured.cycles / ours.cycles).toFixed(1),
        measured.seconds.toFixed(2),
        (measured.seconds / ours.seconds).toFixed(1),
        String(measured.lines),
        String(measured.commentsLost),
        measured.pinned,
      ]);
    }
  }
}
const header = ["tool", "services", "delay ms", "git cycles", "times ours", "seconds", "times ours"];
console.log(table([...header, "other lines changed", "comments lost", "pinned"], rows));
