/** What the panel shows of one cell: made here, so that page, `why` and `status` say it in the same words. */

import type { Board, Cell } from "@slipway/lib/app/board/document.ts";
import { explain } from "@slipway/lib/app/board/explain.ts";
import { moment } from "@slipway/lib/app/board/format.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { commitAddress } from "@slipway/lib/domain/repository/sources.ts";
import { webAddress } from "./html.ts";

/** Only text and addresses: the page's script puts them in as text. */
export interface Details {
  readonly service: string;
  readonly environment: string;
  readonly now: readonly string[];
  readonly blocks: readonly string[];
  readonly remedies: readonly string[];
  readonly gates: readonly { readonly gate: string; readonly state: string; readonly words: string }[];
  readonly facts: readonly Fact[];
}

/** Name, value, and where it leads. */
type Fact = readonly [string, string, string?];

export function detailsOf(board: Board): Readonly<Record<string, Details>> {
  return Object.fromEntries(
    board.services.flatMap(({ name, cells }) =>
      cells.map((cell) => [`${cell.environment}/${name}`, detailsOfCell(board, name, cell)]),
    ),
  );
}

function detailsOfCell(board: Board, service: string, cell: Cell): Details {
  const { environment, next } = cell;
  const asked = next?.gates.map(({ gate, isOpen, words }) => ({
    gate,
    state: isOpen ? "open" : "closed",
    words,
  }));
  const unasked = next?.unasked.map(({ gate, words }) => ({ gate, state: "not asked", words }));
  const gates = [...(asked ?? []), ...(unasked ?? [])];
  return {
    service,
    environment,
    ...explain(board, environment, service),
    gates,
    facts: factsOf(board, cell),
  };
}

function factsOf({ repository }: Board, { release, pin, change, health, promotion }: Cell): readonly Fact[] {
  const root = webAddress(repository.url);
  const commit = (sha: string): Fact[2] => (root === undefined ? undefined : `${root}/commit/${sha}`);
  const source = ({ source: sha, repository: apart }: NonNullable<Cell["release"]>): Fact[2] =>
    apart === undefined ? commit(sha) : webAddress(commitAddress(apart, sha));
  const fact = (name: string, value: string, href?: string): Fact =>
    href === undefined ? [name, value] : [name, value, href];
  const pull = promotion && webAddress(promotion.url);
  return [
    ...(change === null
      ? []
      : [
          fact("Since", moment(change.at)),
          fact("Commit", shortSha(change.commit), commit(change.commit)),
          fact("Message", change.subject),
        ]),
    ...(pin === null
      ? []
      : [
          fact("Pinned in", pin.file),
          fact("Image", `${pin.image}:${pin.tag}`),
          fact("Digest", pin.digest ?? "none: the tag alone is pinned"),
        ]),
    ...(release === null || pin !== null
      ? []
      : [
          fact("Source", shortSha(release.source), source(release)),
          fact("Digest", release.digest),
          fact("Release", release.id),
        ]),
    ...health.clusters.map(({ name, state, version }) =>
      fact(`Cluster ${name}`, version === null ? state : `${state}, ${version}`),
    ),
    ...(pull ? [fact("Promotion", promotion?.branch ?? "", pull)] : []),
  ];
}
