/** Verbs, their inputs and outputs, from the request schemas that the verbs themselves read. */
import { type Input, isRequired, type RequestSchema } from "@slipway/lib/app/request/request.ts";
import { verbs } from "../../actions/cli/verbs.ts";
import { page, table } from "./markdown.ts";

export function verbsPage(): string {
  const requests = verbs.map(({ request }) => request);
  const index = requests.map(({ verb, summary }) => [`[${verb}](#${verb})`, summary]);
  return page(
    "Verbs",
    "Each verb is a GitHub Action (`uses: ./actions/<verb>`) and a command (`slipway <verb>`). An input of the action is a flag of the command. " +
      "Every command also has `--json` (prints the outcome as JSON), `--dry-run` (prints the plan, changes nothing) and `--workspace <folder>`. " +
      "[Exit codes](exit-codes.md) are the same for all verbs.",
    table(["verb", "what it does"], index),
    ...requests.flatMap(section),
  );
}

function section({ verb, summary, inputs, outputs }: RequestSchema): readonly string[] {
  const inputRows = Object.entries(inputs).map(([name, input]) => [
    `\`${name}\``,
    flags(name, input),
    defaultOf(input),
    input.description,
  ]);
  const outputRows = Object.entries(outputs).map(([name, description]) => [`\`${name}\``, description]);
  return [
    `## ${verb}`,
    `${summary} [How it works](../../actions/${verb}/README.md).`,
    table(["input", "flag", "default", "description"], inputRows),
    outputRows.length === 0 ? "No outputs." : table(["output", "description"], outputRows),
  ];
}

function flags(name: string, { alias, isPositional }: Input): string {
  const names = [...(alias === undefined ? [] : [`\`--${alias}\``]), `\`--${name}\``];
  return [...names, ...(isPositional ? ["or without a name"] : [])].join(", ");
}

function defaultOf(input: Input): string {
  if (isRequired(input)) return "required";
  if (input.setting !== undefined) return `\`${input.setting}\` of slipway.yaml, else \`${input.default}\``;
  return input.default === "" ? "" : `\`${input.default}\``;
}
