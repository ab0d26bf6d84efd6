/** The whole preview, nothing left out: as a diff for terminals and tools, and as a page that needs no server. */
import { escapeHtml } from "@slipway/lib/app/report/markdown.ts";
import { nameOf } from "./groups.ts";
import { changedTargets, NOT_COVERED, nothingChanges, type Preview, type TargetPreview } from "./model.ts";

export function plainDiff({ targets, notRendered }: Preview): string {
  const unknown = notRendered.map(({ words }) => `# not rendered: ${words}`);
  return [...unknown, ...targets.flatMap(targetLines)].join("\n");
}

function targetLines(target: TargetPreview): readonly string[] {
  const where = nameOf(target);
  const fault =
    target.fault === undefined ? [] : [`# ${where}: ${target.fault.message.replaceAll("\n", "\n# ")}`];
  const outside = target.isCovered === false ? [`# ${where}: ${NOT_COVERED}`] : [];
  const note = target.note === undefined || target.changes.length === 0 ? [] : [`# ${where}: ${target.note}`];
  const changes = target.changes.flatMap(({ resource, risks, diff }) => [
    `=== ${where} · ${resource} (${target.cause})`,
    ...risks.map((risk) => `! ${risk}`),
    ...diff.split("\n"),
  ]);
  return [...outside, ...fault, ...note, ...changes];
}

const STYLE = `:root{color-scheme:light dark;font:14px/1.5 ui-monospace,monospace}
body{max-width:110ch;margin:2rem auto;padding:0 1rem}
pre{overflow-x:auto}
.add{color:light-dark(#05610f,#7ee787)}.del{color:light-dark(#8f0f0f,#ffa198)}.risk{font-weight:700}`;

export function page(preview: Preview): string {
  const { base, merged } = preview.sides;
  const lines = plainDiff(preview).split("\n").map(htmlLine).join("\n");
  const empty = changedTargets(preview).length > 0 ? "" : `<p>${nothingChanges(preview)}.</p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Changes in the running manifests</title><style>${STYLE}</style></head>
<body><h1>Changes in the running manifests</h1><p>${escapeHtml(base)} → ${escapeHtml(merged)}</p>${empty}
<pre>${lines}</pre></body></html>
`;
}

function htmlLine(line: string): string {
  const text = escapeHtml(line);
  if (line.startsWith("=== ")) return `<strong>${text}</strong>`;
  if (line.startsWith("! ")) return `<span class="risk">${text}</span>`;
  if (line.startsWith("+")) return `<span class="add">${text}</span>`;
  return line.startsWith("-") ? `<span class="del">${text}</span>` : text;
}
