/** The text of a promotion's pull request. Everything that others wrote is escaped. */
import type { Commit } from "../lib/git/git.ts";
import type { Promotion } from "../lib/promotion/decision.ts";
import { codeBlock, escapeMarkdown } from "../lib/report/markdown.ts";
import type { ResourceDiff } from "./rendered-diff.ts";

/** GitHub refuses bodies of 65 536 characters and more. */
export const MAX_BODY = 60_000;
const MAX_COMMITS = 50;

export interface BodyParts {
  readonly promotion: Promotion;
  /** Commits between the two sources, newest first; undefined for a first release. */
  readonly commits: readonly Commit[] | undefined;
  readonly diff: readonly ResourceDiff[];
}

export function title({ environment, service, old, new: renewed }: Promotion): string {
  return `promote(${environment}): ${service} ${old?.version ?? "none"} → ${renewed.version}`;
}

export function body({ promotion, commits, diff }: BodyParts): string {
  const { environment, from, service, evidence } = promotion;
  const head = [
    `Moves **${service}** from ${from} to ${environment}. The diff holds the machine's folder only, byte for byte what ${from} runs.`,
    versions(promotion),
    "### Commits",
    commitList(commits),
    "### Gate",
    `- [x] healthy in ${from} as exactly this release since ${escapeMarkdown(evidence.since)} (evidence ${evidence.commit})`,
    "### How to stop it",
    `Close this pull request: it is opened again only when the release that may move is another one or the branch is deleted. ` +
      `After the merge: \`git revert\` of the merge commit puts ${environment} back; the canary is left at once.`,
    "### What changes in what runs",
  ].join("\n\n");
  return `${head}\n\n${fitting(diff, MAX_BODY - head.length - 200)}\n`;
}

function versions({ old, new: renewed }: Promotion): string {
  const row = (name: string, before: string | undefined, after: string) =>
    `| ${name} | ${before === undefined ? "none" : `\`${before}\``} | \`${after}\` |`;
  return [
    "| | old | new |",
    "| --- | --- | --- |",
    row("version", old?.version, renewed.version),
    row("digest", old?.image.digest, renewed.image.digest),
    row("source", old?.source, renewed.source),
    row("release", old?.id, renewed.id),
  ].join("\n");
}

function commitList(commits: readonly Commit[] | undefined): string {
  if (commits === undefined) return "The first release of this service here.";
  if (commits.length === 0) return "None: the same source, rendered or built anew.";
  const lines = commits
    .slice(0, MAX_COMMITS)
    .map(({ sha, subject }) => `- ${sha.slice(0, 12)} ${line(subject)}`);
  const rest = commits.length - lines.length;
  return [...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join("\n");
}

function line(subject: string): string {
  return escapeMarkdown(subject.length > 200 ? `${subject.slice(0, 200)}…` : subject);
}

/** Whole resources only: half a resource would read as if the rest were unchanged. */
function fitting(diff: readonly ResourceDiff[], room: number): string {
  if (diff.length === 0) return "Nothing but the release's identity.";
  const shown: string[] = [];
  const cut: string[] = [];
  let left = room;
  for (const { resource, text } of diff) {
    const part = `<details><summary>${escapeMarkdown(resource)}</summary>\n\n${codeBlock(text, "diff")}\n\n</details>`;
    // The name of a resource that is cut needs room too.
    if (part.length + 100 * diff.length > left) cut.push(resource);
    else {
      shown.push(part);
      left -= part.length + 2;
    }
  }
  if (cut.length > 0)
    shown.push(`Not shown, for want of room: ${cut.map(line).join(", ")}.`.slice(0, Math.max(left, 200)));
  return shown.join("\n\n");
}
