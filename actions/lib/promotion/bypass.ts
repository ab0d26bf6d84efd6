/** A gate that somebody passes in an emergency, by name and with a reason; what is never bypassed has another way out. */
import { UserError } from "../errors/user-error.ts";
import { GATES, type GateName } from "../gates/gate.ts";
import type { Bypass } from "./decision.ts";
import type { Candidate, Facts } from "./facts.ts";

/** Gates that nobody passes, each with what to do instead. */
const NEVER: Readonly<Partial<Record<GateName, string>>> = {
  release: "Put the folder back as the machine wrote it.",
  order: "Merge what is missing into the main branch; the next release contains it.",
  stop: "End the stop: slipway resume.",
  hold: "Lift the hold: slipway hold --lift.",
  signature: "Sign the image: run the delivery again.",
};

/** Throws when the gate has no bypass, or there is none of that name. */
export function requireBypassable(name: string): GateName {
  const gate = GATES.find((each) => each === name);
  const possible = GATES.filter((each) => NEVER[each] === undefined).join(", ");
  if (gate === undefined) {
    throw new UserError(`bypass: there is no gate ${JSON.stringify(name)}.\n  Possible: ${possible}.`);
  }
  if (NEVER[gate] === undefined) return gate;
  throw new UserError(`bypass: the gate "${gate}" is never bypassed.\n  ${NEVER[gate]}`);
}

/** A release that is not the one running there is not known at all: that is no emergency, that is another release. */
export function canBypass({ reading }: Facts, { release, past }: Candidate, gate: GateName): boolean {
  if (NEVER[gate] !== undefined) return false;
  const isOfRelease = gate === "health" || gate === "analysis" || gate === "soak";
  if (!isOfRelease || past !== undefined || !reading.fresh) return true;
  return reading.evidence.releaseId === release.id;
}

const TRAILER = /^Slipway-Bypass: ([a-z0-9-]+): ([a-z]+) by (.+?): (.+)$/gm;

/** What the commit of a promotion branch says was bypassed for `service`: it holds until the release has moved. */
export function bypassesIn(message: string, service: string): readonly Bypass[] {
  return [...message.matchAll(TRAILER)].flatMap(([, name, gate, actor = "", reason = ""]) => {
    const known = GATES.find((each) => each === gate);
    return name === service && known !== undefined && NEVER[known] === undefined
      ? [{ gate: known, actor, reason }]
      : [];
  });
}
