/** action.yml and the README tables of a verb, rendered from its request schema. */
import { stringify } from "yaml";
import { type Input, isRequired, type RequestSchema } from "./request.ts";

export const NODE_RUNTIME = "node24";

/** The metadata file the runner reads. */
export function actionMetadata(request: RequestSchema): string {
  const inputs = Object.entries(request.inputs).map(([name, input]) => [name, metadataOf(input)]);
  const outputs = Object.entries(request.outputs).map(([name, description]) => [name, { description }]);
  const metadata = {
    name: `slipway ${request.verb}`,
    description: request.summary,
    inputs: Object.fromEntries(inputs),
    outputs: Object.fromEntries(outputs),
    runs: { using: NODE_RUNTIME, main: `../dist/${request.verb}.js` },
  };
  return `# Rendered from request.ts by actions/document.ts.\n${stringify(metadata, { lineWidth: 0 })}`;
}

function metadataOf(input: Input): object {
  const { description } = input;
  if (isRequired(input)) return { description, required: true };
  return { description: describedFor(input), default: input.setting === undefined ? input.default : "" };
}

/** Includes the source of the default; otherwise the runner would pass the default as if it were given. */
export function describedFor({ description, setting, default: fallback }: Input): string {
  return setting === undefined
    ? description
    : `${description} When empty, \`${setting}\` of slipway.yaml (${fallback} when absent).`;
}

const BEGIN = "<!-- inputs and outputs: rendered from request.ts by actions/document.ts -->";
const END = "<!-- end -->";

export function documentation(request: RequestSchema): string {
  const inputs = Object.entries(request.inputs).map(([name, input]) => [
    `\`${name}\``,
    isRequired(input) ? "required" : defaultCell(input),
    cell(input.description),
  ]);
  const outputs = Object.entries(request.outputs).map(([name, description]) => [
    `\`${name}\``,
    cell(description),
  ]);
  return [
    BEGIN,
    "## Inputs",
    ...table(["Input", "Default", "What it is"], inputs),
    "## Outputs",
    ...(outputs.length === 0 ? ["None."] : table(["Output", "What it holds"], outputs)),
    END,
  ].join("\n\n");
}

/** `readme` with the rendered part replaced, or added at its end. */
export function documented(readme: string, request: RequestSchema): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  const rendered = documentation(request);
  if (begin === -1 || end === -1) return `${readme.trimEnd()}\n\n${rendered}\n`;
  return readme.slice(0, begin) + rendered + readme.slice(end + END.length);
}

function defaultCell({ default: value, setting }: Input): string {
  if (setting !== undefined) return `\`${setting}\` of slipway.yaml, else \`${value}\``;
  return value === "" ? "empty" : `\`${value}\``;
}

/** Columns padded to one width, as the formatter wants Markdown. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text, i) => text.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [[line(header), rule, ...rows.map(line)].join("\n")];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
