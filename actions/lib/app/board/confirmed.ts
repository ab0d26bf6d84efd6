/**
 * A commit names who pinned a release and which gates were bypassed, but anyone who can push writes commits.
 * The forge confirms its own records: a commit verified as the bot's, a status set by the bot.
 */
import type { Deployment } from "../../domain/deployments/deployments.ts";
import { GATES } from "../../domain/gates/gate.ts";
import type { OwnCommits } from "../../domain/repository/own-commits.ts";
import { type Forge, ForgeError } from "../../io/forge/forge.ts";
import { bypassStatus } from "../promotions/bypass.ts";

export interface Confirmed {
  /** Who made the change. */
  readonly by: boolean;
  /** All of its bypasses. */
  readonly bypasses: boolean;
}

interface Sources {
  readonly isOwn?: OwnCommits | undefined;
  readonly forge: Partial<Pick<Forge, "statuses" | "account">> | undefined;
}

/** Undefined: no forge was queried, or it does not answer. */
export async function confirmedBy(
  { isOwn, forge }: Sources,
  deployment: Deployment | undefined,
): Promise<Confirmed | undefined> {
  if (isOwn === undefined || deployment === undefined) return undefined;
  const { verb, maker, commit, bypasses } = deployment;
  // For a bump and a rollback the message names the actor; for others git names the author of the merged
  // commit.
  const [isMade, isLanded] = await Promise.all([isOwn(maker), isOwn(commit)]);
  const by = verb === "bump" || verb === "rollback" ? isMade : isLanded;
  if (by === undefined || isMade === undefined) return undefined;
  if (isMade || bypasses.length === 0) return { by, bypasses: isMade };
  const recorded = await recordedOn(forge, deployment);
  return recorded === undefined ? undefined : { by, bypasses: recorded };
}

const BYPASS = /^([a-z]+) by (.+?): (.+)$/;

async function recordedOn(
  forge: Sources["forge"],
  { service, maker, bypasses }: Deployment,
): Promise<boolean | undefined> {
  if (forge?.statuses === undefined || forge.account === undefined) return undefined;
  try {
    const [statuses, account] = await Promise.all([forge.statuses(maker), forge.account()]);
    return bypasses.every((text) => {
      const [, name, actor = "", reason = ""] = BYPASS.exec(text) ?? [];
      const gate = GATES.find((each) => each === name);
      if (gate === undefined) return false;
      const record = bypassStatus(service, { gate, actor, reason });
      return statuses.some(
        ({ context, state, description, by }) =>
          by === account &&
          state === "success" &&
          context === record.context &&
          description === record.description,
      );
    });
  } catch (error) {
    if (error instanceof ForgeError) return undefined;
    throw error;
  }
}
