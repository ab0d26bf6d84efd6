/** A preview as Markdown of at most so many characters: whole resources or none, and words about what is left out. */

import { codeBlock, escapeHtml, escapeMarkdown, markdownTable } from "@slipway/lib/app/report/markdown.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { grouped, nameOf, type Shown } from "./groups.ts";
import {
  changedTargets,
  NOT_COVERED,
  nothingChanges,
  type Preview,
  riskCount,
  type TargetPreview,
} from "./model.ts";

/** GitHub refuses comments of 65 536 characters and more; the marker and its own counting need some. */
export const COMMENT_LIMIT = 60_000;
/** A step's summary may have 1 MiB, in bytes. */
export const SUMMARY_LIMIT = 300_000;

const MOST_ROWS = 60;
const MOST_RISKS = 40;
const MOST_NAMES = 20;
/** For the words about what is left out. */
const RESERVED = 2_500;

export function markdown(preview: Preview, limit: number): string {
  const head = fitted(
    [
      "## Changes in the running manifests",
      compared(preview),
      verdict(preview),
      ...outsideSection(preview),
      ...notRenderedSection(preview),
      ...riskSection(preview),
      ...faultSection(preview),
      ...tableSection(preview),
      ...noteSection(preview),
    ],
    limit - RESERVED,
  );
  return `${head}${resources(grouped(preview.targets), limit - RESERVED - head.length)}\n`;
}

function compared({ sides }: Preview): string {
  const [base, merged, head] = [sides.base, sides.merged, sides.head].map((sha) => `\`${shortSha(sha)}\``);
  const result = sides.merged === sides.head ? "" : `, the merge of ${head}`;
  return `Compared: ${base} with ${merged}${result} (${escapeMarkdown(sides.origin)}).`;
}

function verdict(preview: Preview): string {
  const { targets, rebuilt } = preview;
  const changed = changedTargets(preview).length;
  const looked =
    targets.length === 0 ? "no target is touched" : `${counted(targets.length, "target")} rendered`;
  const images = rebuilt.length === 0 ? "" : ` Rebuilt as a separate release: ${names(rebuilt)}.`;
  if (changed === 0)
    return `**${nothingChanges(preview)}**${rebuilt.length === 0 ? "" : " but images"} (${looked}).${images}`;
  const risks = riskCount(preview);
  const danger = risks === 0 ? "no risk found" : `**${counted(risks, "risk")}**`;
  return `${counted(changed, "target")} of ${targets.length} rendered change; ${danger}.${images}`;
}

function outsideSection({ targets }: Preview): readonly string[] {
  const outside = targets.filter(({ isCovered }) => isCovered === false);
  if (outside.length === 0) return [];
  const lines = outside.map(
    (target) => `- **${escapeMarkdown(nameOf(target))}**: ${escapeMarkdown(NOT_COVERED)}`,
  );
  return ["### Not covered", capped(lines, MOST_ROWS / 6, "kustomization")];
}

function notRenderedSection({ notRendered }: Preview): readonly string[] {
  const lines = notRendered
    .toSorted((one, other) => Number(other.isChanged) - Number(one.isChanged))
    .map(({ words }) => `- ${escapeMarkdown(words)}.`);
  return lines.length === 0 ? [] : ["### Not rendered", capped(lines, MOST_ROWS / 6, "file")];
}

function riskSection({ targets, policies }: Preview): readonly string[] {
  const risky = grouped(targets).filter(({ change }) => change.risks.length > 0);
  const lines = [
    ...policies.map((note) => `- ${escapeMarkdown(note)}`),
    ...risky.flatMap(({ target, change, same }) =>
      change.risks.map(
        (risk) =>
          `- **${escapeMarkdown(nameOf(target))}** ${escapeMarkdown(change.resource)}: ${escapeMarkdown(risk)}${also(same)}`,
      ),
    ),
  ];
  return lines.length === 0 ? [] : ["### Risks", capped(lines, MOST_RISKS, "risk")];
}

function also(same: readonly string[]): string {
  return same.length === 0 ? "" : ` (the same in ${names(same)})`;
}

function faultSection({ targets }: Preview): readonly string[] {
  const lines = targets.flatMap((target) => {
    if (target.fault === undefined) return [];
    const words =
      target.fault.message.length > 1500 ? `${target.fault.message.slice(0, 1500)}…` : target.fault.message;
    return [`**${escapeMarkdown(nameOf(target))}**\n\n${codeBlock(words)}`];
  });
  return lines.length === 0 ? [] : ["### Cannot be rendered", capped(lines, MOST_ROWS / 6, "target", "\n\n")];
}

function tableSection(preview: Preview): readonly string[] {
  const rows = changedTargets(preview).map((target) => [
    escapeMarkdown(target.environment),
    escapeMarkdown(target.service),
    target.cause,
    summary(target),
  ]);
  if (rows.length === 0) return [];
  const shown = rows.slice(0, MOST_ROWS);
  const rest = rows.length - shown.length;
  const more = rest > 0 ? `\n\n${counted(rest, "target")} more.` : "";
  return [`${markdownTable(["environment", "target", "when", "what"], shown)}${more}`];
}

function summary({ changes, fault }: TargetPreview): string {
  if (fault !== undefined) return "cannot be rendered";
  const resources = names(
    changes.map(({ resource }) => resource),
    4,
  );
  return resources;
}

function noteSection({ targets }: Preview): readonly string[] {
  const noted = targets.filter(({ note, changes }) => note !== undefined && changes.length > 0);
  const notes = Map.groupBy(noted, ({ note }) => note ?? "");
  const lines = [...notes].map(([note, all]) => `- ${names(all.map(nameOf))}: ${escapeMarkdown(note)}`);
  return lines.length === 0 ? [] : [capped(lines, MOST_ROWS / 6, "note")];
}

/** Whole resources only: half a resource would read as if the rest were unchanged. */
function resources(all: readonly Shown[], room: number): string {
  let left = room;
  const shown: string[] = [];
  const cut: Shown[] = [];
  for (const each of all) {
    const part = `\n\n${resource(each)}`;
    if (part.length > left) cut.push(each);
    else {
      shown.push(part);
      left -= part.length;
    }
  }
  if (cut.length === 0) return shown.join("");
  const titles = cut.map(({ target, change }) => `${nameOf(target)} ${change.resource}`);
  const words = `Not shown, because of the size limit: ${counted(cut.length, "resource")} (${names(titles)}). The complete text is in the artifact and in the job.`;
  return `${shown.join("")}\n\n> [!NOTE]\n> ${words}`;
}

function resource({ target, change, same }: Shown): string {
  const title = `${nameOf(target)} · ${change.resource}`;
  const others = same.length === 0 ? "" : `\n\nThe same in ${names(same)}.`;
  return `<details><summary>${inHtml(title)}</summary>${others}\n\n${codeBlock(change.diff, "diff")}\n\n</details>`;
}

/** Markdown means nothing inside of a summary, mentions do. */
function inHtml(text: string): string {
  return escapeHtml(text).replaceAll("@", "@\u200b");
}

/** Escaped, and never more than a line. */
function names(all: readonly string[], most = MOST_NAMES): string {
  const shown = all
    .slice(0, most)
    .map((name) => escapeMarkdown(name.length > 100 ? `${name.slice(0, 100)}…` : name));
  const rest = all.length - shown.length;
  return `${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function capped(lines: readonly string[], most: number, what: string, separator = "\n"): string {
  const rest = lines.length - most;
  const more = rest > 0 ? [`- and ${counted(rest, what)} more`] : [];
  return [...lines.slice(0, most), ...more].join(separator);
}

function fitted(sections: readonly string[], room: number): string {
  let text = "";
  for (const section of sections) {
    const next = text === "" ? section : `${text}\n\n${section}`;
    if (next.length <= room) text = next;
  }
  return text;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
