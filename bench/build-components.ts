/**
 * Measures a cold build of the platform's Go components in the builder's order: processor seconds, seconds, packages.
 * What one component compiled is there for the next, as in a real cold build; the user's own caches are not touched.
 * Run: node bench/build-components.ts [--only a,b] [--save <json>] [--compare <json of an earlier run>]
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { buildGo, prepareGo } from "../local/build/go.ts";
import { components } from "../local/components/index.ts";
import type { Component } from "../local/platform/component.ts";

interface Measured {
  readonly component: string;
  readonly processorSeconds: number;
  readonly seconds: number;
  readonly packages: number;
}

const { values } = parseArgs({
  options: { only: { type: "string" }, save: { type: "string" }, compare: { type: "string" } },
});
const chosen = choose(values.only?.split(","));
const earlier = values.compare === undefined ? [] : await readMeasured(values.compare);
const folder = await mkdtemp(join(tmpdir(), "slipway-cold-build-"));
try {
  process.env.GOCACHE = join(folder, "go");
  const measured: Measured[] = [];
  for (const component of chosen) {
    measured.push(await measure(component));
    process.stderr.write(`${component.name}: ${measured.at(-1)?.processorSeconds.toFixed(0)} s\n`);
  }
  if (values.save) await writeFile(values.save, `${JSON.stringify(measured, null, 2)}\n`);
  process.stdout.write(`${table(measured, earlier)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function choose(only: readonly string[] | undefined): readonly Component[] {
  const goComponents = components.filter(({ build }) => build?.kind === "go");
  const unknown = only?.filter((name) => !goComponents.some((component) => component.name === name)) ?? [];
  if (unknown.length > 0) {
    const known = goComponents.map(({ name }) => name).join(", ");
    process.stderr.write(`--only: no Go component is named ${unknown.join(", ")}.\n  There are ${known}.\n`);
    process.exit(1);
  }
  return goComponents.filter(({ name }) => only?.includes(name) ?? true);
}

async function measure({ name, build }: Component): Promise<Measured> {
  if (build?.kind !== "go") throw new Error(`${name} is not built by Go`);
  const log = join(folder, `${name}.log`);
  const scratch = join(folder, "scratch", name);
  const target = join(folder, "target", name);
  await mkdir(target, { recursive: true });
  const { signal } = new AbortController();
  const prepared = await prepareGo({ name, build, scratch, log, signal });
  const [before, started] = [await childSeconds(), performance.now()];
  await buildGo(prepared, target);
  const processorSeconds = (await childSeconds()) - before;
  await rm(target, { recursive: true, force: true });
  await rm(scratch, { recursive: true, force: true });
  return {
    component: name,
    processorSeconds,
    packages: prepared.packages,
    seconds: (performance.now() - started) / 1000,
  };
}

/** User and system time of all children that ended, theirs included (Linux, 100 ticks a second). */
async function childSeconds(): Promise<number> {
  const stat = await readFile("/proc/self/stat", "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

async function readMeasured(file: string): Promise<readonly Measured[]> {
  return JSON.parse(await readFile(file, "utf8")) as readonly Measured[];
}

function table(measured: readonly Measured[], before: readonly Measured[]): string {
  const compared = before.length > 0;
  const head = ["component", "packages", "seconds", "processor s", ...(compared ? ["before", "change"] : [])];
  const rows = new Table({ head, style: { head: [], border: [] } });
  for (const row of measured) rows.push(cells(row, before, compared));
  const both = measured.filter((row) => before.some(({ component }) => component === row.component));
  const old = before.filter((row) => both.some(({ component }) => component === row.component));
  rows.push(cells(total("together", measured), [], false));
  if (compared) rows.push(cells(total("in both", both), [total("in both", old)], true));
  return rows.toString();
}

function cells(row: Measured, before: readonly Measured[], compared: boolean): string[] {
  const own = [row.component, String(row.packages), row.seconds.toFixed(0), row.processorSeconds.toFixed(0)];
  if (!compared) return own;
  const old = before.find(({ component }) => component === row.component);
  if (old === undefined) return [...own, "", ""];
  const change = (100 * (row.processorSeconds - old.processorSeconds)) / old.processorSeconds;
  return [...own, old.processorSeconds.toFixed(0), `${change.toFixed(0)} %`];
}

function total(component: string, rows: readonly Measured[]): Measured {
  const sum = (key: "packages" | "seconds" | "processorSeconds") =>
    rows.reduce((all, row) => all + row[key], 0);
  return {
    component,
    packages: sum("packages"),
    seconds: sum("seconds"),
    processorSeconds: sum("processorSeconds"),
  };
}
