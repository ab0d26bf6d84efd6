import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { exec } from "../../actions/lib/exec/exec.ts";
import type { Series } from "./traffic.ts";

export interface QueryCase {
  readonly name: string;
  readonly query: string;
  readonly scrapeSeconds: number;
  readonly series: readonly Series[];
  readonly evaluateAtSeconds: number;
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

function group({ name, query, scrapeSeconds, series, evaluateAtSeconds, expected }: QueryCase) {
  const [value] = expected;
  const isNotNumber = value !== undefined && Number.isNaN(value);
  // promtool compares exactly, where NaN equals nothing: NaN is asked for as "differs from itself".
  const expr = isNotNumber ? `(${query}) != bool (${query})` : `round((${query}), 1e-6)`;
  return {
    name,
    interval: `${scrapeSeconds}s`,
    input_series: series,
    promql_expr_test: [
      {
        expr,
        eval_time: `${evaluateAtSeconds}s`,
        exp_samples: expected.map((one) => ({ labels: "{}", value: isNotNumber ? 1 : one })),
      },
    ],
  };
}
