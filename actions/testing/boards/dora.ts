/** DORA figures of twelve weeks. */
import type { Board } from "@slipway/lib/app/board/document.ts";
import { ago, DAY } from "./times.ts";

export function dora(): NonNullable<Board["dora"]> {
  const deployments = [19, 22, 17, 25, 21, 28, 9, 24, 31, 27, 33, 29];
  const failures = [2, 1, 3, 1, 2, 2, 0, 1, 2, 1, 2, 2];
  const leads = [11, 9.5, 12, 8, 7.2, 7.9, 6.1, 6.6, 5.2, 5.8, 4.4, 4.1];
  const recoveries = [41, 30, 52, 22, 18, 25, null, 14, 16, 11, 9, 12];
  const week = 7 * DAY;
  const weeks = deployments.map((count, index) => {
    const failed = failures[index] ?? 0;
    const recovery = recoveries[index] ?? null;
    return {
      from: ago(week * (12 - index)),
      to: ago(week * (11 - index)),
      deployments: count,
      leadTimeSeconds: (leads[index] ?? 0) * 3600,
      failures: failed,
      changeFailureRate: failed / count,
      recoverySeconds: recovery === null ? null : recovery * 60,
      unrecovered: 0,
      reworks: Math.max(0, failed - 1),
      reworkRate: Math.max(0, failed - 1) / count,
    };
  });
  const sum = (all: readonly number[]) => all.reduce((total, each) => total + each, 0);
  const [count, failed] = [sum(deployments), sum(failures)];
  const reworks = sum(weeks.map((each) => each.reworks));
  return {
    environment: "prod",
    from: ago(12 * week),
    to: ago(0),
    deploymentsPerWeek: count / 12,
    deployments: count,
    leadTimeSeconds: 6.4 * 3600,
    failures: failed,
    changeFailureRate: failed / count,
    recoverySeconds: 17 * 60,
    unrecovered: 1,
    reworks,
    reworkRate: reworks / count,
    weeks,
  };
}
