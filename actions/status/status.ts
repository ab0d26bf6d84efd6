import type { Board } from "@slipway/lib/app/board/document.ts";
import { boardOf } from "@slipway/lib/app/board/model.ts";
import { readBoard } from "@slipway/lib/app/board/read.ts";
import { boardSources } from "@slipway/lib/app/board/sources.ts";
import type { Paint } from "@slipway/lib/app/report/answer.ts";
import type { Context, Outcome } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { pushFindings } from "./pushes.ts";
import type { StatusRequest } from "./request.ts";
import { missingRules } from "./rules.ts";
import { statusText } from "./table.ts";

/** The board at a terminal; it changes nothing. */
export async function status(request: StatusRequest, context: Context): Promise<Outcome> {
  const sources = boardSources(request.branch, context);
  const all = boardOf(await readBoard(sources));
  const board = request.services.length === 0 ? all : only(all, request.services);
  const rules = await missingRules(context.env, request.branch);
  const pushes = await pushFindings({ ...sources, board: all });
  const text = (paint: Paint) =>
    [statusText(board, paint), ...warnings(rules, paint), ...warnings(pushes, paint)].join("\n\n");
  return {
    outputs: { board: JSON.stringify(board), rules: JSON.stringify(rules), pushes: JSON.stringify(pushes) },
    results: [],
    answer: { document: board, text },
  };
}

function warnings(sentences: readonly string[], paint: Paint): readonly string[] {
  return sentences.length === 0 ? [] : [sentences.map((each) => paint("warn", each)).join("\n")];
}

function only(board: Board, names: readonly string[]): Board {
  const unknown = names.filter((name) => !board.services.some((service) => service.name === name));
  if (unknown.length > 0) {
    const known = board.services.map(({ name }) => name).join(", ") || "none";
    throw new UserError(
      `services: no environment has a release of ${unknown.join(", ")}.\n  Known: ${known}.`,
    );
  }
  return { ...board, services: board.services.filter(({ name }) => names.includes(name)) };
}
