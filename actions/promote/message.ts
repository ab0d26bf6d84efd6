/** Title and commit message of a promotion: only what changes, old → new. */
import { runAddress } from "@slipway/lib/domain/deployments/attribution.ts";
import type { Promotion } from "@slipway/lib/domain/promotions/decision.ts";

/** GitHub cuts titles at 256 characters. */
const MAX_TITLE = 200;

export function title(promotions: readonly Promotion[]): string {
  const environment = promotions[0]?.environment ?? "";
  const all = `promote(${environment}): ${promotions.map(change).join(", ")}`;
  if (all.length <= MAX_TITLE) return all;
  const some = `promote(${environment}): ${promotions.length} services`;
  const named = promotions.map(({ service }) => service).join(", ");
  const full = `${some}: ${named}`;
  return full.length <= MAX_TITLE ? full : `${full.slice(0, MAX_TITLE - 1)}…`;
}

export function change({ service, old, new: renewed }: Promotion): string {
  return `${service} ${versions({ old, new: renewed })}`;
}

export function versions({ old, new: renewed }: Pick<Promotion, "old" | "new">): string {
  return `${old?.version ?? "none"} → ${renewed.version}`;
}

export function message(promotions: readonly Promotion[], env: NodeJS.ProcessEnv): string {
  return `${title(promotions)}\n\n${promotions.map(line).join("\n")}\n${run(env)}\n${trailers(promotions).join("\n")}\n`;
}

function line({ service, old, new: renewed }: Promotion): string {
  const from = old === undefined ? "first release" : `${old.version} (${old.image.digest})`;
  return `${service}: ${from} → ${renewed.version} (${renewed.image.digest}), source ${renewed.source}`;
}

function run(env: NodeJS.ProcessEnv): string {
  const address = runAddress(env);
  const url = address === undefined ? "" : `\nRun: ${address}\n`;
  const { GITHUB_ACTOR: actor } = env;
  return actor ? `${url}Started by: ${actor.replace(/[^\w[\]-]/g, "")}\n` : url;
}

function trailers(promotions: readonly Promotion[]): readonly string[] {
  const bypasses = promotions.flatMap(({ service, bypasses: each }) =>
    each.map(({ gate, actor, reason }) => `${service}: ${gate} by ${actor}: ${reason.replace(/\s+/g, " ")}`),
  );
  return [
    ...promotions.map(({ new: { id } }) => `Release-Id: ${id}`),
    "Slipway-Verb: promote",
    ...[...new Set(promotions.map(({ evidence }) => evidence.commit))].map((commit) => `Evidence: ${commit}`),
    ...bypasses.map((bypass) => `Slipway-Bypass: ${bypass}`),
  ];
}
