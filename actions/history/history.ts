import { readBoard } from "@slipway/lib/app/board/read.ts";
import { recordOf } from "@slipway/lib/app/board/record.ts";
import { boardSources } from "@slipway/lib/app/board/sources.ts";
import type { Context, Outcome } from "@slipway/lib/app/report/report.ts";
import { readHoldHistory } from "@slipway/lib/domain/deployments/hold-history.ts";
import { requireEnvironment } from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import type { HistoryRequest } from "./request.ts";
import { historyText } from "./text.ts";

/** The history of one service, from git only; it changes nothing. */
export async function history(request: HistoryRequest, context: Context): Promise<Outcome> {
  const { service, environment, limit, branch } = request;
  const sources = boardSources(branch, context);
  const facts = await readBoard(sources);
  if (environment !== "") requireEnvironment(facts.environments, environment);
  const all = recordOf(facts, service, await readHoldHistory(sources.git, facts.repository.commit));
  if (all.entries.length === 0) {
    const known = facts.services.join(", ") || "none";
    throw new UserError(`service ${JSON.stringify(service)}: it was never released.\n  Known: ${known}.`);
  }
  const isWanted = (each: { readonly environment: string }) =>
    environment === "" || each.environment === environment;
  const entries = all.entries.filter(isWanted);
  const shown = entries.slice(0, limit);
  const since = shown.length < entries.length ? Date.parse(shown.at(-1)?.change.at ?? "") : 0;
  const record = {
    ...all,
    entries: shown,
    held: all.held.filter((each) => isWanted(each) && Date.parse(each.at) >= since),
    holds: all.holds.filter(isWanted),
  };
  return {
    outputs: { record: JSON.stringify(record) },
    results: [],
    answer: {
      document: record,
      text: (paint) => historyText(record, entries.length - record.entries.length, paint),
    },
  };
}
