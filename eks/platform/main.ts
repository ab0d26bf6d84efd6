// npm run check:platform [-- --base <commit>]: eks/ by our rules and by others' tools, and its stacks executed. One table of findings;
// ends with 1 if there are any. With --base, also what deploying would replace of what that commit's templates created.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Findings, UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { cacheFolder } from "../../local/build/paths.ts";
import { readRepository } from "../repository/repository.ts";
import { table } from "./finding.ts";
import { type Outcome, type Part, runPart } from "./part.ts";
import { allParts } from "./parts.ts";

const root = join(import.meta.dirname, "../..");
const { values } = parseArgs({ options: { base: { type: "string" } } });
const started = performance.now();
const outcomes = await run().catch((error: unknown) => {
  if (error instanceof Findings) console.error(error.findings.join("\n"));
  else if (error instanceof UserError) console.error(error.message);
  else throw error;
  return undefined;
});
if (outcomes !== undefined) report(outcomes);
process.exitCode = outcomes?.every(({ findings }) => findings.length === 0) ? 0 : 1;

async function run(): Promise<readonly Outcome[]> {
  const cache = join(cacheFolder(), "check-platform");
  const parts = await allParts(root, await readRepository(root), values.base);
  return Promise.all(
    parts.map(async (part) => {
      const outcome = await runPart(part, cache).catch((error: unknown) => failed(part, error));
      console.error(progress(outcome));
      return outcome;
    }),
  );
}

/** A check that cannot run is a finding; the others still report theirs. */
function failed({ name }: Part, error: unknown): Outcome {
  const [why] = (error instanceof Error ? error.message : String(error)).split("\n");
  const remedy = "It needs python3 with pip and the package index; run it again once they answer.";
  const finding = { file: "eks/platform", what: `${name} could not run: ${why}`, remedy };
  return { name, findings: [finding], seconds: 0, isCached: false };
}

function progress({ name, findings, seconds, isCached }: Outcome): string {
  const time = isCached ? "from the cache, same inputs" : `${seconds.toFixed(1)} s`;
  return `${name}: ${counted(findings.length)} (${time})`;
}

function counted(count: number): string {
  return count === 0 ? "nothing" : count === 1 ? "1 finding" : `${count} findings`;
}

function report(all: readonly Outcome[]): void {
  const rows = all.flatMap(({ name, findings }) => findings.map((finding) => ({ part: name, ...finding })));
  console.log();
  if (rows.length > 0) console.log(`${table(rows, process.stdout.columns)}\n`);
  for (const { name, notCovered = [] } of all) for (const line of notCovered) console.log(`${name}: ${line}`);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${all.length} checks in ${seconds} s: ${counted(rows.length)}.`);
}
