/** The text of a rollback's pull request. Everything that others wrote is escaped. */
import { code, codeBlock, escapeMarkdown, markdownTable } from "@slipway/lib/app/report/markdown.ts";
import { type Hold, holdFile } from "@slipway/lib/domain/holds/holds.ts";
import type { Commit } from "@slipway/lib/io/git/git.ts";
import { type Message, titleOf } from "./message.ts";

const MOST_ROWS = 100;
const MOST_COMMITS = 10;

/** Commits of other orders that wait on the same branch are listed too: whoever approves one approves all. */
export function reviewTitle(message: Message, others: readonly Commit[]): string {
  return others.length === 0 ? titleOf(message) : `${titleOf(message)}, and ${others.length} more`;
}

export function reviewBody({ rollbacks, holds }: Message, others: readonly Commit[]): string {
  const held = [...rollbacks.map(({ hold }) => hold), ...holds];
  return [
    "Restores earlier release folders byte for byte, and holds the releases that they replace: bump and promote do not bring them back.",
    ...(rollbacks.length === 0 ? [] : [services(rollbacks)]),
    "### Holds",
    shortened(held.map(holdLine)).join("\n"),
    "Each ends with a newer release, at its time, or by `slipway hold --lift`.",
    ...alsoThere(others),
    "",
  ].join("\n\n");
}

export function alsoThere(others: readonly Commit[]): readonly string[] {
  if (others.length === 0) return [];
  const shown = others.slice(0, MOST_COMMITS).map(({ message }) => codeBlock(message.slice(0, 1500)));
  return ["### Also on this branch", ...shown];
}

function services(rollbacks: Message["rollbacks"]): string {
  const rows = rollbacks.map(({ current, target, basis }) => {
    const { version, image } = target.release;
    return [current.service, current.version, version, code(image.digest), escapeMarkdown(basis)];
  });
  return markdownTable(["service", "from", "to", "digest", "why this one"], shortened(rows));
}

export function holdLine(hold: Hold): string {
  const path = holdFile(hold.environment, hold.service, hold.releaseId);
  const reason = hold.reason.length > 200 ? `${hold.reason.slice(0, 200)}…` : hold.reason;
  return `- \`${path}\` (${hold.cause}, by ${escapeMarkdown(hold.by)}): ${escapeMarkdown(reason)}`;
}

function shortened<T>(lines: readonly T[]): readonly T[] {
  return lines.slice(0, MOST_ROWS);
}
