/** The branches promotions live on; stable, so that a newer release updates the pull request of the one before. */
import type { Environment } from "../environments/environments.ts";
import type { RefName } from "../repository/git.ts";

const PREFIX = "promote/";
/** What a name may be made of; a branch that is named otherwise is not of our making. */
const NAME = "[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?";
const BRANCH = new RegExp(`^${PREFIX}(${NAME})(?:/(${NAME}))?$`);

export const PROMOTION_REFS: RefName = `${PREFIX}*`;

export function promotionBranch({ name, grouping }: Environment, service: string): string {
  return grouping === "environment" ? `${PREFIX}${name}` : `${PREFIX}${name}/${service}`;
}

export interface PromotionBranch {
  readonly environment: string;
  /** Undefined: of the whole environment. */
  readonly service: string | undefined;
}

/** By its name alone, which proves nothing: what is on it is looked at before anything is done. */
export function parsePromotionBranch(branch: string): PromotionBranch | undefined {
  const [, environment, service] = BRANCH.exec(branch) ?? [];
  return environment === undefined ? undefined : { environment, service };
}

export function isPromotion(branch: string): boolean {
  return BRANCH.test(branch);
}
