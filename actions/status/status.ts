import type { Board } from "../lib/board/document.ts";
import { boardOf } from "../lib/board/model.ts";
import { readBoard } from "../lib/board/read.ts";
import { boardSources } from "../lib/board/sources.ts";
import { UserError } from "../lib/errors/user-error.ts";
import type { Paint } from "../lib/report/answer.ts";
import type { Context, Outcome } from "../lib/report/report.ts";
import type { StatusRequest } from "./request.ts";
import { missingRules } from "./rules.ts";
import { statusText } from "./table.ts";

/** The board at a terminal; it changes nothing. */
export async function status(request: StatusRequest, context: Context): Promise<Outcome> {
  const all = boardOf(await readBoard(boardSources(request.branch, context)));
  const board = request.services.length === 0 ? all : only(all, request.services);
  const rules = await missingRules(context.env, request.branch);
  const text = (paint: Paint) => [statusText(board, paint), ...rulesText(rules, paint)].join("\n\n");
  return {
    outputs: { board: JSON.stringify(board), rules: JSON.stringify(rules) },
    results: [],
    answer: { document: board, text },
  };
}

function rulesText(rules: readonly string[], paint: Paint): readonly string[] {
  return rules.length === 0 ? [] : [rules.map((rule) => paint("warn", rule)).join("\n")];
}

function only(board: Board, wanted: readonly string[]): Board {
  const unknown = wanted.filter((name) => !board.services.some((service) => service.name === name));
  if (unknown.length > 0) {
    const known = board.services.map(({ name }) => name).join(", ") || "none";
    throw new UserError(
      `services: no environment has a release of ${unknown.join(", ")}.\n  Known: ${known}.`,
    );
  }
  return { ...board, services: board.services.filter(({ name }) => wanted.includes(name)) };
}
