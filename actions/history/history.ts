import { readBoard } from "../lib/board/read.ts";
import { recordOf } from "../lib/board/record.ts";
import { boardSources } from "../lib/board/sources.ts";
import { requireEnvironment } from "../lib/environments/environments.ts";
import { UserError } from "../lib/errors/user-error.ts";
import type { Context, Outcome } from "../lib/report/report.ts";
import type { HistoryRequest } from "./request.ts";
import { historyText } from "./text.ts";

/** The record of one service, from git alone; it changes nothing. */
export async function history(request: HistoryRequest, context: Context): Promise<Outcome> {
  const { service, environment, limit, branch } = request;
  const facts = await readBoard(boardSources(branch, context));
  if (environment !== "") requireEnvironment(facts.environments, environment);
  const all = recordOf(facts, service);
  if (all.entries.length === 0) {
    const known = facts.services.join(", ") || "none";
    throw new UserError(`service ${JSON.stringify(service)}: it was never released.\n  Known: ${known}.`);
  }
  const entries = all.entries.filter((entry) => environment === "" || entry.environment === environment);
  const record = { ...all, entries: entries.slice(0, limit) };
  return {
    outputs: { record: JSON.stringify(record) },
    results: [],
    answer: {
      document: record,
      text: (paint) => historyText(record, entries.length - record.entries.length, paint),
    },
  };
}
