/**
 * Measures the local platform against its limits and prints a table: start, story, memory, warm start.
 * Run: npm run bench (components are built first and not counted; about seven minutes)
 */
import Table from "cli-table3";
import { demo, memoryGigabytes, mostMemoryGigabytes } from "../local/demo/demo.ts";
import { Narrator } from "../local/demo/narrator.ts";
import { openPlatformStage } from "../local/demo/platform-stage.ts";
import { services } from "../local/demo/stage.ts";
import { fitToMachine } from "../local/demo/story-services.ts";
import { publish } from "../local/forge/publish.ts";
import { down, reset } from "../local/platform/down.ts";
import type { Platform } from "../local/platform/platform.ts";
import { build, up } from "../local/platform/up.ts";

const name = "bench";
const warmStartLimitSeconds = 60;
const { signal } = new AbortController();

interface Row {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  readonly limit: number | undefined;
}

process.stderr.write(fitToMachine(process.env) ?? "");
await build({ mesh: false }, signal);
await reset(name);
try {
  const rows = await measure();
  process.stdout.write(`${table(rows)}\n`);
} finally {
  await reset(name);
}

async function measure(): Promise<readonly Row[]> {
  const narrator = new Narrator(process.stderr, false);
  const [platform, startSeconds] = await timed(() => up(name, signal));
  await demo(platform, startSeconds, narrator);
  const memory = await memoryGigabytes(platform);
  await down(name);
  const [, warmSeconds] = await timed(() => upWithPods());
  return [
    ...narrator.measured.map(({ step, seconds, budget }) => ({
      what: step,
      measured: seconds,
      unit: "s",
      limit: budget,
    })),
    {
      what: "warm start: every part and all pods ready",
      measured: warmSeconds,
      unit: "s",
      limit: warmStartLimitSeconds,
    },
    { what: "memory of everything", measured: memory, unit: "GiB", limit: mostMemoryGigabytes },
  ];
}

async function upWithPods(): Promise<Platform> {
  const platform = await up(name, signal);
  const folder = await publish(platform);
  const { delivery } = openPlatformStage(platform, folder, new Narrator(process.stderr, false));
  for (const environment of ["dev", "staging", "prod"]) {
    for (const service of services()) {
      const release = await delivery.release(environment, service);
      await delivery.healthy(environment, service, release?.id ?? "");
    }
  }
  return platform;
}

async function timed<Value>(work: () => Promise<Value>): Promise<readonly [Value, number]> {
  const started = Date.now();
  const value = await work();
  return [value, (Date.now() - started) / 1000];
}

function table(rows: readonly Row[]): string {
  const printed = new Table({
    head: ["what", "measured", "limit", "measured / limit"],
    style: { head: [], border: [], compact: true },
    colAligns: ["left", "right", "right", "right"],
  });
  for (const { what, measured, unit, limit } of rows) {
    const ratio = limit === undefined ? "" : (measured / limit).toFixed(2);
    printed.push([
      what,
      `${measured.toFixed(unit === "s" ? 1 : 2)} ${unit}`,
      limit === undefined ? "" : `${limit} ${unit}`,
      ratio,
    ]);
  }
  return printed.toString();
}
