import { type Explanation, explain } from "@slipway/lib/app/board/explain.ts";
import { boardOf } from "@slipway/lib/app/board/model.ts";
import { readBoard } from "@slipway/lib/app/board/read.ts";
import { boardSources } from "@slipway/lib/app/board/sources.ts";
import type { Answer, Paint } from "@slipway/lib/app/report/answer.ts";
import type { Context, Outcome } from "@slipway/lib/app/report/report.ts";
import type { WhyRequest } from "./request.ts";

/** Explains one decision of the planner; it changes nothing. */
export async function why({ service, environment, branch }: WhyRequest, context: Context): Promise<Outcome> {
  const facts = await readBoard({ ...boardSources(branch, context), only: { environment, service } });
  const explanation = explain(boardOf(facts), environment, service);
  return {
    outputs: { explanation: JSON.stringify(explanation) },
    results: [],
    answer: answer(explanation, service, environment),
  };
}

function answer(explanation: Explanation, service: string, environment: string): Answer {
  const { now, blocks, remedies } = explanation;
  const list = (sentences: readonly string[]) => sentences.map((each) => `  - ${each}`);
  return {
    document: { schema: 1, service, environment, ...explanation },
    text: (paint: Paint) =>
      [
        paint("strong", `${service} in ${environment}`),
        ...now,
        ...(blocks.length === 0 ? [] : ["", paint("warn", "What blocks the next release:"), ...list(blocks)]),
        ...(remedies.length === 0 ? [] : ["", paint("good", "What opens the gates:"), ...list(remedies)]),
      ].join("\n"),
  };
}
