/** A requirement, and the calls to a forge that show whether it is met. */
import type { RefRule } from "./rules.ts";

export type Answer =
  | { readonly state: "met" }
  /** `found`: what is there instead. */
  | { readonly state: "missing"; readonly found: string }
  | { readonly state: "not asked"; readonly reason: string };

export const MET: Answer = { state: "met" };
export const missing = (found: string): Answer => ({ state: "missing", found });
export const notAsked = (reason: string): Answer => ({ state: "not asked", reason });

/** The first missing one, otherwise the first unknown one, otherwise met. */
export function worst(answers: readonly Answer[]): Answer {
  const found = answers.flatMap((answer) => (answer.state === "missing" ? [answer.found] : []));
  if (found.length > 0) return missing([...new Set(found)].join("; "));
  return answers.find(({ state }) => state === "not asked") ?? MET;
}

/** Settings of the forge, each answered as far as the token may read it. */
export interface Setup {
  readonly flavour: "github" | "gitea";
  rule(rule: RefRule): Promise<Answer>;
  /** Throws `UserError` where the rule needs an account that is not named. */
  writeRule(rule: RefRule): Promise<void>;
  /** The App behind the bot's login, and its rights. */
  app(): Promise<Answer>;
  /** A secret that only jobs of the environment `delivery` read, where the forge has environments. */
  deliverySecret(name: string): Promise<Answer>;
  variable(name: string): Promise<Answer>;
  deliveryEnvironment(): Promise<Answer>;
  writeDeliveryEnvironment(): Promise<void>;
  /** What a job's own token may do where a workflow says nothing. */
  tokenDefault(): Promise<Answer>;
  writeTokenDefault(): Promise<void>;
  mergeCommits(): Promise<Answer>;
  allowMergeCommits(): Promise<void>;
  pages(): Promise<Answer>;
  writePages(): Promise<void>;
}

export interface Requirement {
  /** Stable name: `rule/evidence`. */
  readonly id: string;
  readonly what: string;
  /** The attack or fault that it lets in while it is missing. */
  readonly why: string;
  /** Row of docs/threat-model.md; absent where the fault is no attack. */
  readonly threat?: string;
  readonly how: string;
  /** False: Slipway works without it, with the fault that `why` names. */
  readonly isRequired: boolean;
  check(): Promise<Answer>;
  /** Absent where no API can set it. */
  apply?(): Promise<void>;
}
