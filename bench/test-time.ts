/**
 * The slowest test files of `npm test`, by processor seconds: `node bench/test-time.ts [filter…]`. Each file runs by itself,
 * in one worker, so the numbers of one file can be compared before and after a change, on a busy machine too.
 */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../local/build/paths.ts";

const shown = 25;
const deadlineMs = 15 * 60_000;
/** The kernel counts in hundredths of a second. */
const ticksPerSecond = 100;

interface Cost {
  readonly file: string;
  readonly user: number;
  readonly system: number;
  /** Started on the whole machine meanwhile: of the test alone only where nothing else runs. */
  readonly processes: number;
  readonly passed: boolean;
}

const filters = process.argv.slice(2);
const files = globSync("{actions,local,argocd,rollouts,environments,bench,services}/**/*.test.ts", {
  cwd: repositoryRoot,
  exclude: ["**/node_modules", "**/dist", "**/*.endurance.test.ts"],
}).filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)));
const costs = files.map(costOf).sort((one, other) => total(other) - total(one));
process.stdout.write("| file | processor s | user | system | processes | |\n|---|---|---|---|---|---|\n");
for (const cost of costs.slice(0, shown)) process.stdout.write(`${row(cost)}\n`);
const sum = costs.reduce((seconds, cost) => seconds + total(cost), 0);
process.stdout.write(`\n${costs.length} files, ${sum.toFixed(0)} processor seconds.\n`);

function costOf(file: string): Cost {
  const before = [childSeconds(), processesStarted()] as const;
  const vitest = join(repositoryRoot, "node_modules/vitest/vitest.mjs");
  const args = [vitest, "run", "--maxWorkers=1", "--silent=true", file];
  const { status } = spawnSync(process.execPath, args, { cwd: repositoryRoot, timeout: deadlineMs });
  const [used, started] = [childSeconds(), processesStarted()];
  return {
    file,
    user: used.user - before[0].user,
    system: used.system - before[0].system,
    processes: started - before[1],
    passed: status === 0,
  };
}

function total({ user, system }: Cost): number {
  return user + system;
}

function row({ file, user, system, processes, passed }: Cost): string {
  const seconds = [user + system, user, system].map((each) => each.toFixed(1)).join(" | ");
  return `| ${file} | ${seconds} | ${processes} | ${passed ? "" : "failed"} |`;
}

/** What children that have ended took, with theirs. */
function childSeconds(): { user: number; system: number } {
  const stat = readFileSync("/proc/self/stat", "utf8");
  // The name in parentheses may hold spaces.
  const words = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { user: Number(words[13]) / ticksPerSecond, system: Number(words[14]) / ticksPerSecond };
}

function processesStarted(): number {
  return Number(/^processes (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1]);
}
