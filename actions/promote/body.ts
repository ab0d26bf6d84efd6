/** The text of a promotion's pull request. Everything that others wrote is escaped. */

import { code, codeBlock, escapeMarkdown, markdownTable } from "@slipway/lib/app/report/markdown.ts";
import { isClosed, type ReportedGate, wordsOf } from "@slipway/lib/domain/gates/gate.ts";
import type { ResourceChange } from "@slipway/lib/domain/manifest-diff/compare.ts";
import type { Promotion } from "@slipway/lib/domain/promotions/decision.ts";
import type { Release } from "@slipway/lib/domain/releases/releases.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { commitAddress } from "@slipway/lib/domain/repository/sources.ts";
import type { Commit } from "@slipway/lib/io/git/git.ts";

/** GitHub refuses bodies of 65 536 characters and more. */
export const MAX_BODY = 60_000;
/** For what comes before the rendered diff; the diff has the rest. */
const MAX_HEAD = 30_000;
const MAX_COMMITS = 50;

export interface Section {
  readonly promotion: Promotion;
  /** Commits between the two sources, newest first; undefined for a first release. */
  readonly commits: readonly Commit[] | undefined;
  readonly diff: readonly Pick<ResourceChange, "resource" | "diff">[];
}

export function body(sections: readonly Section[]): string {
  const [first] = sections;
  if (first === undefined) throw new Error("an empty promotion");
  const { environment, from } = first.promotion;
  const names = sections.map(({ promotion }) => `**${promotion.service}**`).join(", ");
  const before = [
    `Moves ${names} from ${from} to ${environment}. The diff contains generated release folders only, byte for byte what ${from} has or had when the gates were open.`,
    ...(sections.length === 1 ? [oneRelease(first.promotion)] : [releases(sections)]),
  ];
  const after = [stopping(sections), "### Changes in the running manifests"];
  const room = MAX_HEAD - [...before, ...after].join("\n\n").length;
  const head = [...before, ...fitting(services(sections), room, "Gates and commits"), ...after].join("\n\n");
  const diffs = diffParts(sections);
  const shown =
    diffs.length === 0 ? ["Only the ids of the releases."] : fitting(diffs, MAX_BODY - head.length - 200);
  return `${head}\n\n${shown.join("\n\n")}\n`;
}

function oneRelease({ old, new: renewed }: Promotion): string {
  const row = (name: string, before: string | undefined, after: string) => [
    name,
    before === undefined ? "none" : code(before),
    code(after),
  ];
  return markdownTable(
    ["", "old", "new"],
    [
      row("version", old?.version, renewed.version),
      row("digest", old?.image.digest, renewed.image.digest),
      ["source", old === undefined ? "none" : sourceOf(old), sourceOf(renewed)],
      row("release", old?.id, renewed.id),
    ],
  );
}

/** In another repository the forge makes no link of a commit by itself. */
function sourceOf({ source, repository }: Release, words = source): string {
  return repository === undefined ? code(words) : `[${code(words)}](${commitAddress(repository, source)})`;
}

function releases(sections: readonly Section[]): string {
  const rows = sections.map(({ promotion: { service, old, new: renewed } }) => [
    service,
    old === undefined ? "none" : code(old.version),
    code(renewed.version),
    code(renewed.image.digest.slice(0, 19)),
    sourceOf(renewed, shortSha(renewed.source)),
  ]);
  return markdownTable(["service", "old", "new", "digest", "source"], rows);
}

function services(sections: readonly Section[]): readonly Part[] {
  const limit = Math.max(3, Math.floor(MAX_COMMITS / sections.length));
  return sections.map(({ promotion, commits }) => {
    const heading = sections.length === 1 ? "" : `: ${promotion.service}`;
    const text = [
      `### Commits${heading}`,
      commitList(commits, limit, promotion.new.repository),
      `### Gates${heading}`,
      gateList(promotion),
    ].join("\n\n");
    return { name: promotion.service, text };
  });
}

function commitList(
  commits: readonly Commit[] | undefined,
  limit: number,
  repository: string | undefined,
): string {
  if (commits === undefined) return "The first release of this service here.";
  if (commits.length === 0) return "None: the same source, rendered or built again.";
  const name = (sha: string) =>
    repository === undefined ? shortSha(sha) : `[${shortSha(sha)}](${commitAddress(repository, sha)})`;
  const lines = commits.slice(0, limit).map(({ sha, subject }) => `- ${name(sha)} ${line(subject)}`);
  const rest = commits.length - lines.length;
  return [...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join("\n");
}

function gateList({ gates, bypasses, evidence, from }: Promotion): string {
  const lines = gates.map((gate) => {
    const bypass = bypasses.find((each) => each.gate === gate.gate);
    const passed = bypass === undefined ? "" : ` — bypassed by ${line(bypass.actor)}: ${line(bypass.reason)}`;
    return `- [${gate.open ? "x" : " "}] ${gate.gate}: ${line(words(gate))}${passed}`;
  });
  const seen = `${from} reports exactly this release healthy since ${line(evidence.since)} (evidence ${evidence.commit}).`;
  return [...lines, ...(lines.length > 0 ? [""] : []), seen].join("\n");
}

function words(gate: ReportedGate): string {
  const said = wordsOf(gate);
  return isClosed(gate) && gate.until !== undefined ? `${said} (until ${gate.until.toISOString()})` : said;
}

function stopping(sections: readonly Section[]): string {
  const { environment } = sections[0]?.promotion ?? { environment: "" };
  const only = sections.length === 1 ? sections[0]?.promotion : undefined;
  const service = only?.service ?? "<service>";
  return [
    "### How to hold or stop it",
    `- this release: \`slipway hold --environment ${environment} --service ${service} --release-id ${only?.new.id ?? "<id>"} --reason "…"\``,
    `- everything into ${environment}: \`slipway stop --environment ${environment} --reason "…"\``,
    "- this pull request: close it; it is opened again only when another release may move, or when its branch is deleted",
    `- after the merge: \`slipway rollback --environment ${environment} --service ${service} --reason "…"\`, or \`git revert\` of the merge commit`,
  ].join("\n");
}

interface Part {
  readonly name: string;
  readonly text: string;
}

function diffParts(sections: readonly Section[]): readonly Part[] {
  return sections.flatMap(({ diff: changes }) =>
    changes.map(({ resource, diff }) => ({
      name: resource,
      text: `<details><summary>${escapeMarkdown(resource)}</summary>\n\n${codeBlock(diff, "diff")}\n\n</details>`,
    })),
  );
}

/** Whole parts only: half a resource would read as if the rest were unchanged. */
function fitting(parts: readonly Part[], room: number, what = ""): readonly string[] {
  const shown: string[] = [];
  const cut: string[] = [];
  let left = room;
  for (const { name, text } of parts) {
    // The name of what is cut needs room too.
    const reserve = Math.min(100 * parts.length, room / 2);
    if (text.length + reserve > left) cut.push(name);
    else {
      shown.push(text);
      left -= text.length + 2;
    }
  }
  if (cut.length === 0) return shown;
  const names = cut.map(line).join(", ");
  const note = `Not shown, because of the size limit${what === "" ? "" : ` (${what})`}: ${names}`;
  return [...shown, `${note.slice(0, Math.max(Math.floor(left) - 10, 200))}.`];
}

function line(text: string): string {
  return escapeMarkdown(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
