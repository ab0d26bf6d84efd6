/** The commit that rolls pins back, and what is reported about each service. */
import { pinChanges } from "@slipway/lib/app/pins/files.ts";
import type { Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { holdChange } from "@slipway/lib/app/rollbacks/plan.ts";
import type { Environment } from "@slipway/lib/domain/environments/environments.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { oneLine } from "@slipway/lib/domain/text/lines.ts";
import type { CommitPlan, Tree } from "@slipway/lib/io/git/git.ts";
import type { Reviewed } from "../review-pull.ts";
import { type Back, isBack, type Order } from "./target.ts";

export async function commitOf(
  tip: Tree,
  { name }: Environment,
  backs: readonly Back[],
  order: Order,
  by: string,
): Promise<CommitPlan> {
  const changes = await pinChanges(
    tip,
    backs.map(({ place, target }) => ({ place, tag: target.version, digest: target.image.digest })),
  );
  const [first] = backs;
  const what =
    backs.length === 1 && first !== undefined
      ? `${first.service} ${transition(first)}`
      : `${backs.length} services`;
  return {
    message: [
      `rollback(${name}): ${what}`,
      "",
      ...backs.map(
        (each) =>
          `${each.service}: ${transition(each)} (${each.target.image.digest}), there since ${shortSha(each.episode.commit)}`,
      ),
      "",
      ...backs.map(({ hold }) => `Slipway-Hold: ${holdChange(hold).path}`),
      `Slipway-Reason: ${oneLine(order.reason)}`,
      `Actor: ${oneLine(by)}`,
      "Slipway-Verb: rollback",
      "",
    ].join("\n"),
    changes: [...changes, ...backs.map(({ hold }) => holdChange(hold))],
  };
}

export function transition({ current, target }: Back): string {
  return `${current.version} → ${target.version}`;
}

export function outcome(
  order: Order,
  planned: readonly (Back | Result)[],
  commit: string | undefined,
  isDryRun: boolean,
  reviewed?: Reviewed,
): Outcome {
  const results = planned.map((each): Result => {
    if (!isBack(each)) return each;
    const about = { environment: order.environment, service: each.service };
    if (isDryRun) return { ...about, status: "nothing", reason: `would be done: ${transition(each)}` };
    const reason = `${transition(each)}, which stood there before; ${each.current.version} is held`;
    const done: Result = { ...about, status: "done", reason };
    return reviewed?.resultOf(done) ?? done;
  });
  const rollbacks = planned.filter(isBack).map((each) => ({
    environment: order.environment,
    service: each.service,
    from: each.current.version,
    to: each.target.version,
    hold: holdChange(each.hold).path,
  }));
  return {
    outputs: {
      commit: commit ?? "",
      rollbacks: JSON.stringify(commit === undefined ? [] : rollbacks),
      pulls: JSON.stringify(reviewed?.pull === undefined ? [] : [reviewed.pull]),
    },
    results,
  };
}
