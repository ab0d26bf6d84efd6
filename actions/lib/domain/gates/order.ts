/** A release enters only if its source descends from the pinned one; otherwise it could undo a hotfix. */

import type { Release } from "../releases/releases.ts";
import { shortSha } from "../repository/short-sha.ts";
import { closed, type GateResult, open } from "./gate.ts";

export interface OrderFacts {
  readonly environment: string;
  readonly from: string;
  readonly release: Pick<Release, "version" | "source">;
  /** The release pinned in `environment`. */
  readonly current: Pick<Release, "version" | "source" | "hotfix"> | undefined;
  /** Whether the release's source is, or descends from, the current one's. */
  readonly descends: boolean;
}

export function orderGate({ environment, from, release, current, descends }: OrderFacts): GateResult {
  if (current === undefined) return open("order", `the first release in ${environment}`);
  const [source, pinned] = [shortSha(release.source), shortSha(current.source)];
  if (descends)
    return open("order", `its source ${source} contains ${pinned}, the source of ${current.version}`);
  const { hotfix } = current;
  const missing = hotfix === undefined ? pinned : `${hotfix} (${pinned}, with a merge commit)`;
  const fixed = hotfix === undefined ? "" : `, a hotfix`;
  return closed(
    "order",
    `${from} has ${release.version} from ${source}, which does not contain ${pinned}, ` +
      `the source of ${current.version} in ${environment}${fixed}.\n  Merge ${missing} into the main branch; the next release contains it.`,
    { final: true },
  );
}
