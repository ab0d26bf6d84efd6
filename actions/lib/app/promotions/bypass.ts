/**
 * A bypass opens a gate in an emergency, with a name and a reason; gates that cannot be bypassed have another
 * remedy.
 */
import * as z from "zod";
import { GATES, type GateName } from "../../domain/gates/gate.ts";
import { list, optionalText } from "../../domain/parsing/values.ts";
import { BYPASSABLE, NEVER_BYPASSED } from "../../domain/promotions/bypassable.ts";
import type { Bypass } from "../../domain/promotions/decision.ts";
import { oneLine } from "../../domain/text/lines.ts";
import { type CommitStatus, type Forge, shortened } from "../../io/forge/forge.ts";
import { BadRequest, type Input } from "../request/request.ts";

const gates = list.transform((names, context): readonly GateName[] =>
  [...new Set(names)].flatMap((name) => {
    const gate = GATES.find((each) => each === name);
    if (gate !== undefined && NEVER_BYPASSED[gate] === undefined) return [gate];
    const remedy = gate === undefined ? undefined : NEVER_BYPASSED[gate];
    context.addIssue(
      remedy === undefined
        ? `there is no gate "${name}" to bypass, only ${BYPASSABLE.join(", ")}`
        : `the gate "${name}" is never bypassed: ${remedy}`,
    );
    return [];
  }),
);

const PLACE = /^[a-z][a-z0-9-]{0,62}\/[a-z][a-z0-9-]{0,52}$/;

/** Inputs of a verb that promotes. */
export const bypassInputs = {
  bypass: {
    description: `Closed gates to bypass in an emergency: ${BYPASSABLE.join(", ")}. Recorded in the commit and on the pull request.`,
    schema: gates,
    default: "",
  },
  "bypass-for": {
    description: "What the bypass is for: <environment>/<service>, several with commas between them.",
    schema: list.pipe(z.array(z.string().regex(PLACE, "not <environment>/<service>"))),
    default: "",
  },
  reason: { description: "Why the gates are bypassed.", schema: optionalText, default: "" },
  actor: {
    description: "Who is responsible for the bypass; in a workflow always who started the run.",
    schema: optionalText,
    default: "",
  },
} as const satisfies Readonly<Record<string, Input>>;

export interface BypassRequest {
  readonly bypass: readonly GateName[];
  readonly bypassFor: readonly string[];
  readonly reason: string | undefined;
  readonly actor: string | undefined;
}

/** Requested bypasses of one service in one environment. */
export type AskedBypasses = (environment: string, service: string) => readonly Bypass[];

/** Throws with everything that is missing: a bypass needs a name, a reason and a place. */
export function bypassesOf(request: BypassRequest, env: NodeJS.ProcessEnv): AskedBypasses {
  const { bypass, bypassFor, reason } = request;
  const actor = env.GITHUB_ACTOR || request.actor;
  if (bypass.length === 0) return () => [];
  const missing = [
    ...(bypassFor.length === 0 ? ["bypass-for: what it is for (prod/product)"] : []),
    ...(reason === undefined ? ["reason: why"] : []),
    ...(actor === undefined ? ["actor: who is responsible for it"] : []),
  ];
  if (missing.length > 0 || reason === undefined || actor === undefined) {
    throw new BadRequest(missing.map((each) => `bypass: a gate is bypassed only with ${each}.\n  Give it.`));
  }
  const all = bypass.map((gate): Bypass => ({ gate, actor: oneLine(actor), reason: oneLine(reason) }));
  return (environment, service) => (bypassFor.includes(`${environment}/${service}`) ? all : []);
}

const BYPASS = /^Slipway-Bypass: ([a-z0-9-]+): ([a-z]+) by (.+?): (.+)$/gm;

const RELEASE = /^Release-Id: (?:[a-z0-9-]+=)?(sha256:[0-9a-f]{64})$/gm;

/** What a commit's message says was bypassed. Whoever can push writes such lines, so by itself it opens no gate. */
export function bypassesIn(message: string, service: string): readonly Bypass[] {
  const releases = [...message.matchAll(RELEASE)].map(([, id = ""]) => id);
  return [...message.matchAll(BYPASS)].flatMap(([, name, gate, actor = "", reason = ""]) => {
    const known = BYPASSABLE.find((each) => each === gate);
    return name === service && known !== undefined ? [{ gate: known, actor, reason, releases }] : [];
  });
}

/** Bypasses of each service that the token's own account recorded on a commit. */
export async function bypassesOn(
  forge: Pick<Forge, "account">,
  statuses: readonly CommitStatus[],
): Promise<(service: string) => readonly Bypass[]> {
  const recorded = statuses.filter(({ context }) => CONTEXT.test(context));
  if (recorded.length === 0) return () => [];
  const account = await forge.account();
  return (service) => bypassesRecorded(recorded, account, { service, message: "" });
}

const CONTEXT = /^slipway\/bypass\/([a-z0-9-]+)\/([a-z]+)$/;

/** The record of a bypass: a status of the bot's own account on the very commit that would merge. */
export function bypassStatus(service: string, { gate, actor, reason }: Bypass): CommitStatus {
  const description = shortened(`${actor}: ${reason}`);
  return { context: `slipway/bypass/${service}/${gate}`, state: "success", description };
}

/**
 * Bypasses that the forge recorded on one commit, set by `account`; `message` only completes a reason that
 * was too long for the record.
 */
export function bypassesRecorded(
  statuses: readonly CommitStatus[],
  account: string,
  { service, message }: { readonly service: string; readonly message: string },
): readonly Bypass[] {
  const told = bypassesIn(message, service);
  return statuses.flatMap(({ context, state, description, by }): readonly Bypass[] => {
    const [, name, gate] = CONTEXT.exec(context) ?? [];
    const known = BYPASSABLE.find((each) => each === gate);
    if (by !== account || state !== "success" || name !== service || known === undefined) return [];
    const full = told.find(
      (each) => each.gate === known && bypassStatus(service, each).description === description,
    );
    const [actor = "", ...reason] = description.split(": ");
    return [{ gate: known, actor: full?.actor ?? actor, reason: full?.reason ?? reason.join(": ") }];
  });
}
