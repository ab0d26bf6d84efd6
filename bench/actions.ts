/**
 * What an action costs before it does anything: `node bench/actions.ts [--runs 15]`. Cold start is from starting node
 * with the committed bundle to the first thing it prints (that an input is missing); an empty module is the limit in
 * the same run. Sizes are of what the runner reads for that verb: its entry and every chunk it imports.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DIST } from "../actions/bundle.ts";
import { verbs } from "../actions/cli/verbs.ts";
import { median, table } from "./table.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "15" } } });
const runs = Number(values.runs);

/** Milliseconds from starting node to the first byte it prints. */
async function firstOutput(file: string, cwd: string): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [file], {
    cwd,
    env: { GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: cwd },
    stdio: ["ignore", "pipe", "ignore"],
  });
  await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
  const milliseconds = performance.now() - began;
  if (child.exitCode === null) await once(child, "exit");
  return milliseconds;
}

async function coldStart(file: string, cwd: string): Promise<number> {
  const measured: number[] = [];
  for (let run = 0; run < runs; run += 1) measured.push(await firstOutput(file, cwd));
  return median(measured);
}

/** The entry and everything it imports from the same folder, also by way of others. */
function filesOf(name: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  const text = readFileSync(join(DIST, name), "utf8");
  for (const [, chunk] of text.matchAll(/(?:from|import)\s*\(?"\.\/([^"]+\.js)"/g)) {
    if (chunk !== undefined) filesOf(chunk, seen);
  }
  return seen;
}

const sizeOf = (names: Iterable<string>) =>
  [...names].reduce((sum, name) => sum + readFileSync(join(DIST, name)).length, 0) / 1024;

const folder = await mkdtemp(join(tmpdir(), "slipway-bench-"));
try {
  const empty = join(folder, "empty.mjs");
  await writeFile(empty, 'console.log("first output");\n');
  const limit = await coldStart(empty, folder);
  const rows = [["(an empty module)", limit.toFixed(0), "1.0", "", ""]];
  const entries = verbs.map(({ request }) => `${request.verb}.js`);
  const reads = new Map(entries.map((entry) => [entry, filesOf(entry)]));
  const common = [...(reads.get(entries[0] ?? "") ?? [])].filter((name) =>
    [...reads.values()].every((files) => files.has(name)),
  );
  for (const [entry, files] of reads) {
    const cold = await coldStart(join(DIST, entry), folder);
    const own = [...files].filter((name) => !common.includes(name));
    rows.push([
      entry.replace(/\.js$/, ""),
      cold.toFixed(0),
      (cold / limit).toFixed(1),
      sizeOf(own).toFixed(0),
      sizeOf(files).toFixed(0),
    ]);
  }
  console.log(`Shared by all verbs: ${sizeOf(common).toFixed(0)} KiB in ${common.length} files.\n`);
  console.log(
    table(
      ["verb", "cold start ms", "times an empty module", "KiB without the shared part", "KiB in all"],
      rows,
    ),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
