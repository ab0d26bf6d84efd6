/** What differs between two looks at a service in one environment, a line each. Pure. */
import type { Cell } from "@slipway/lib/app/board/document.ts";
import { oneLine } from "@slipway/lib/domain/text/lines.ts";

/** Lines for what is new in `after`; everything there is when nothing was seen before. */
export function changesOf(before: Cell | undefined, after: Cell): readonly string[] {
  const aspects = [pinned, health, promotion, holds, blocked, paused];
  return aspects.flatMap((aspect) => {
    const now = aspect(after);
    return now === undefined || (before !== undefined && aspect(before) === now) ? [] : [now];
  });
}

function pinned({ fault, release, change }: Cell): string | undefined {
  if (fault !== null) return `unreadable: ${oneLine(fault)}`;
  if (release === null) return "no release";
  if (change === null) return `${release.version} is pinned`;
  const from = change.from === null ? "" : `, ${change.from} before`;
  return `${release.version} is pinned by ${change.by} (${change.verb}${from}): ${oneLine(change.subject)}`;
}

function health({ release, health: { state, message }, canary }: Cell): string | undefined {
  if (release === null) return undefined;
  const detail = message === "" ? "" : `: ${oneLine(message)}`;
  if (state !== "running") return `${release.version} is ${state}${state === "healthy" ? "" : detail}`;
  if (canary === null) return `${release.version} is rolling out`;
  return `${release.version} serves ${canary.weight} % as canary, step ${canary.index} of ${canary.count}`;
}

function promotion({ promotion: open }: Cell): string | undefined {
  if (open === null) return undefined;
  const check = open.check === null ? "" : `; gates: ${open.check.state}, ${oneLine(open.check.description)}`;
  const where = open.url ?? open.branch;
  return `pull request ${open.number === null ? "" : `#${open.number} `}promotes ${open.version ?? "a release"}: ${where}${check}`;
}

function holds({ holds: all }: Cell): string | undefined {
  if (all.length === 0) return undefined;
  return all.map(({ version, by, reason }) => `${version} is held by ${by}: ${oneLine(reason)}`).join("; ");
}

function blocked({ next }: Cell): string | undefined {
  if (next === null || (next.kind !== "wait" && next.kind !== "refuse")) return undefined;
  const until = next.until === null ? "" : `, until ${next.until}`;
  return `next release waits for ${next.gate ?? "a gate"}: ${oneLine(next.reason)}${until}`;
}

function paused({ paused: why }: Cell): string | undefined {
  return why === null ? undefined : `Argo CD is paused ${oneLine(why)}`;
}
