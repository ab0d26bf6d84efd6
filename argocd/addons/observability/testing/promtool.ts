import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { stringify } from "yaml";
import { ruleFile } from "../rule-file.ts";
import type { Series } from "./traffic.ts";

export interface Firing {
  readonly alertname: string;
  readonly namespace: string;
  readonly service: string;
  readonly severity: "page" | "ticket";
  readonly slo?: string;
  readonly window?: string;
  readonly event?: string;
}

export interface Story {
  readonly name: string;
  readonly series: readonly Series[];
  /** Minutes since the first scrape, with the alerts that must fire then, and no others. */
  readonly firing: Readonly<Record<number, readonly Firing[]>>;
}

export const objectives = join(import.meta.dirname, "../objectives.yaml");

/**
 * Prometheus's own engine evaluates the rules for each scenario; rejects with its message when other alerts
 * fire than expected.
 */
export async function assertFiring(
  stories: readonly Story[],
  plant = (rules: string) => rules,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-rules-"));
  try {
    await writeFile(join(folder, "rules.yaml"), plant(ruleFile(await readFile(objectives, "utf8"))));
    const tests = { rule_files: ["rules.yaml"], evaluation_interval: "30s", tests: stories.map(group) };
    await writeFile(join(folder, "tests.yaml"), stringify(tests));
    await promtool(["test", "rules", join(folder, "tests.yaml")]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Prometheus's parser parses all expressions; rejects with its message if one is invalid. */
export async function assertExpressions(expressions: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-rules-"));
  try {
    const file = join(folder, "expressions.yaml");
    const rules = expressions.map((expr, index) => ({ record: `expression:${index}`, expr }));
    await writeFile(file, stringify({ groups: [{ name: "expressions", rules }] }));
    await promtool(["check", "rules", file]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function promtool(args: readonly string[]): Promise<void> {
  const { stdout, stderr, exitCode } = await exec("promtool", args, {
    timeoutMs: 120_000,
    allowFailure: true,
  });
  if (exitCode !== 0) throw new Error(`promtool:\n${stdout}${stderr}`);
}

function group({ name, series, firing }: Story) {
  return {
    name,
    interval: "1m",
    input_series: series,
    promql_expr_test: Object.entries(firing).map(([minute, alerts]) => ({
      expr: 'group without (alertstate) (ALERTS{alertstate="firing"})',
      eval_time: `${minute}m`,
      exp_samples: alerts.map((alert) => ({ labels: labelsOf(alert), value: 1 })),
    })),
  };
}

function labelsOf(alert: Firing): string {
  const pairs = Object.entries(alert).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return `{${pairs.join(",")}}`;
}
