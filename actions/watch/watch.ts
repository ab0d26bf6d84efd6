import { setTimeout as pause } from "node:timers/promises";
import type { Cell } from "@slipway/lib/app/board/document.ts";
import { span } from "@slipway/lib/app/board/format.ts";
import { boardOf } from "@slipway/lib/app/board/model.ts";
import { readBoard } from "@slipway/lib/app/board/read.ts";
import { boardSources } from "@slipway/lib/app/board/sources.ts";
import { describeError } from "@slipway/lib/app/report/outcome.ts";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { requireEnvironment } from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { changesOf } from "./changes.ts";
import type { WatchRequest } from "./request.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

type Cells = ReadonlyMap<string, Cell>;

/** Prints each change of a service as git shows it; it changes nothing. One fetch a look. */
export async function watch(request: WatchRequest, context: Context): Promise<Outcome> {
  const deadline = context.clock.now().getTime() + request.timeout * 1000;
  let seen: Cells = new Map();
  for (;;) {
    const cells = await lookAgain(request, context, seen);
    for (const line of linesOf(seen, cells)) context.report.info(`${time(context)}  ${line}`);
    const verdict = ended(request, cells, seen);
    if (verdict !== undefined) return outcome(request, verdict);
    if (context.clock.now().getTime() >= deadline) return late(request, cells);
    seen = cells;
    await pause(request.interval * 1000);
  }
}

/** A look that fails after the first one is reported, and the next one makes up for it: a forge may be away for a moment. */
async function lookAgain(request: WatchRequest, context: Context, seen: Cells): Promise<Cells> {
  if (seen.size === 0) return look(request, context);
  return look(request, context).catch((error: unknown) => {
    context.report.info(
      `${time(context)}  not read, next try in ${request.interval} s: ${describeError(error)}`,
    );
    return seen;
  });
}

async function look({ service, environment, branch }: WatchRequest, context: Context): Promise<Cells> {
  const facts = await readBoard(boardSources(branch, context));
  if (environment !== undefined) requireEnvironment(facts.environments, environment);
  const found = boardOf(facts).services.find(({ name }) => name === service);
  if (found === undefined) {
    const known = facts.services.join(", ") || "none";
    throw new UserError(
      `service ${JSON.stringify(service)}: no environment has a release of it.\n  Known: ${known}.`,
    );
  }
  const cells = found.cells.filter((cell) => environment === undefined || cell.environment === environment);
  return new Map(cells.map((cell) => [cell.environment, cell]));
}

function linesOf(before: Cells, after: Cells): readonly string[] {
  const width = Math.max(...[...after.keys()].map(({ length }) => length));
  return [...after].flatMap(([environment, cell]) =>
    changesOf(before.get(environment), cell).map((change) => `${environment.padEnd(width)}  ${change}`),
  );
}

const time = ({ clock }: Context): string => clock.now().toISOString().slice(11, 19);

function ended({ environment, release }: WatchRequest, cells: Cells, seen: Cells): Verdict | undefined {
  const cell = environment === undefined ? undefined : cells.get(environment);
  return cell === undefined ? undefined : verdictOf(cell, release, seen.get(cell.environment));
}

function outcome({ service, environment }: WatchRequest, { state, succeeded, reason }: Verdict): Outcome {
  const result: Result = { service, status: succeeded ? "done" : "failed", reason };
  return {
    outputs: { state },
    results: [environment === undefined ? result : { ...result, environment }],
  };
}

/** Without an environment to wait for, the end of the time is the end of the watch. */
function late({ service, environment, release, timeout }: WatchRequest, cells: Cells): Outcome {
  const cell = environment === undefined ? undefined : cells.get(environment);
  if (environment === undefined || cell === undefined) return { outputs: { state: "" }, results: [] };
  const [last = "nothing is known"] = changesOf(undefined, cell).slice(0, 2).reverse();
  const awaited = release === undefined ? "the pinned release" : release;
  const reason = `${awaited} was not healthy after ${span(timeout)}; last seen: ${last}`;
  return {
    outputs: { state: cell.health.state },
    results: [{ service, environment, status: "failed", reason }],
  };
}
