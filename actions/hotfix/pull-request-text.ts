/** Commit, title and text of a hotfix's pull request. */

import { code, escapeMarkdown, markdownTable } from "@slipway/lib/app/report/markdown.ts";
import { actorOf, attributionOf, attributionTrailers } from "@slipway/lib/domain/deployments/attribution.ts";
import { wordsOf } from "@slipway/lib/domain/gates/gate.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import type { Commit } from "@slipway/lib/io/git/git.ts";
import type { Move } from "./item.ts";
import type { Asked } from "./read.ts";

/** GitHub cuts titles at 256 characters. */
const MAX_TITLE = 200;
const MAX_COMMITS = 50;

export function title({ environment, hotfix }: Asked, moves: readonly Move[]): string {
  const changes = moves.map(({ service, old, release }) => `${service} ${old.version} → ${release.version}`);
  const all = `hotfix(${environment.name}): ${changes.join(", ")}`;
  return all.length <= MAX_TITLE
    ? all
    : `hotfix(${environment.name}): ${moves.length} services from ${hotfix}`;
}

export function message(asked: Asked, moves: readonly Move[], env: NodeJS.ProcessEnv): string {
  const lines = moves.map(
    ({ service, old, release }) =>
      `${service}: ${old.version} (${old.image.digest}) → ${release.version} (${release.image.digest}), source ${release.source}`,
  );
  const trailers = [
    ...moves.map(({ service, release }) => `Release-Id: ${service}=${release.id}`),
    `Slipway-Hotfix: ${asked.hotfix}`,
    ...attributionTrailers(attributionOf(env, actorOf(env, "slipway")), "hotfix"),
  ];
  return `${title(asked, moves)}\n\n${lines.join("\n")}\n\n${trailers.join("\n")}\n`;
}

/** `commits`: only those of the hotfix, newest first. */
export function body(asked: Asked, moves: readonly Move[], commits: readonly Commit[]): string {
  const { environment, hotfix, source } = asked;
  const shown = commits.slice(0, MAX_COMMITS).map((each) => `- ${shortSha(each.sha)} ${line(each.subject)}`);
  const more = commits.length > shown.length ? [`- and ${commits.length - shown.length} more`] : [];
  return [
    `Brings \`${hotfix}\` (${source}) straight into ${environment.name}. **It was in no environment before**: its health is known from its tests only.`,
    table(moves),
    "### Commits",
    [...shown, ...more].join("\n"),
    ...moves.flatMap(({ service, gates }) => [
      `### Gates: ${service}`,
      gates.map((gate) => `- [${gate.open ? "x" : " "}] ${gate.gate}: ${line(wordsOf(gate))}`).join("\n"),
    ]),
    "### After the merge",
    [
      `- merge \`${hotfix}\` into main with a merge commit: until then every other release is refused in ${environment.name}, because it lacks the fix`,
      `- roll it back: \`slipway rollback --environment ${environment.name} --service ${moves[0]?.service ?? "<service>"} --reason "…"\``,
    ].join("\n"),
    "",
  ].join("\n\n");
}

function table(moves: readonly Move[]): string {
  const rows = moves.map(({ service, old, release }) => [
    service,
    old.version,
    code(release.version),
    code(release.image.digest),
    code(shortSha(old.source)),
  ]);
  return markdownTable(["service", "old", "new", "digest", "cut at"], rows);
}

function line(text: string): string {
  return escapeMarkdown(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
