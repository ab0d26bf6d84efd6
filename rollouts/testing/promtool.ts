import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { stringify } from "yaml";
import type { Series } from "./traffic.ts";

export interface QueryCase {
  readonly name: string;
  readonly scrapeSeconds: number;
  readonly series: readonly Series[];
  readonly evaluateAtSeconds: number;
  readonly answers: readonly Answer[];
}

export interface Answer {
  readonly query: string;
  /** Samples Prometheus must answer with: none, NaN or a number (to six decimals). */
  readonly expected: readonly number[];
}

/** Lets Prometheus's own engine answer all queries at once; rejects with promtool's words when one answer differs. */
export async function assertAnswers(cases: readonly QueryCase[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-promtool-"));
  try {
    const file = join(folder, "queries.yaml");
    await writeFile(file, stringify({ evaluation_interval: "1s", tests: cases.map(group) }));
    const { stdout, stderr, exitCode } = await exec("promtool", ["test", "rules", file], {
      timeoutMs: 60_000,
      allowFailure: true,
    });
    if (exitCode !== 0) throw new Error(`promtool:\n${stdout}${stderr}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function group({ name, scrapeSeconds, series, evaluateAtSeconds, answers }: QueryCase) {
  return {
    name,
    interval: `${scrapeSeconds}s`,
    input_series: series,
    promql_expr_test: answers.map(({ query, expected }) => {
      const isNotNumber = expected.some(Number.isNaN);
      return {
        // promtool compares exactly, where NaN equals nothing: NaN is requested as "differs from itself".
        expr: isNotNumber ? `(${query}) != bool (${query})` : `round((${query}), 1e-6)`,
        eval_time: `${evaluateAtSeconds}s`,
        exp_samples: expected.map((one) => ({ labels: "{}", value: isNotNumber ? 1 : one })),
      };
    }),
  };
}
