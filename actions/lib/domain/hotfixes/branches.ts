/** The branches hotfixes live on: people's own, and the ones their releases come in by. */
import type { RefName } from "../repository/git.ts";

/** Branches of people: protected, started at the source of the pinned release, without newer commits of main. */
export const HOTFIX_REFS: RefName = "hotfix/*";

const PREFIX = "hotfix-release/";
/** The bot's: one for each environment and hotfix. */
export const HOTFIX_RELEASE_REFS: RefName = `${PREFIX}*`;

const NAME = "[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?";
/** What a hotfix's branch may be called; it is written into release.yaml, and into the identity of the signer. */
export const HOTFIX_NAME = new RegExp(`^hotfix/${NAME}$`);
const RELEASE_BRANCH = new RegExp(`^${PREFIX}([a-z][a-z0-9-]{0,62})/(${NAME})$`);

export function hotfixReleaseBranch(environment: string, hotfix: string): RefName {
  return `${PREFIX}${environment}/${hotfix.slice("hotfix/".length)}`;
}

export interface HotfixReleaseBranch {
  readonly environment: string;
  /** `hotfix/<name>` */
  readonly hotfix: string;
}

/** By its name only, which proves nothing: its content is checked before any action. */
export function parseHotfixRelease(branch: string): HotfixReleaseBranch | undefined {
  const [, environment, name] = RELEASE_BRANCH.exec(branch) ?? [];
  return environment === undefined || name === undefined
    ? undefined
    : { environment, hotfix: `hotfix/${name}` };
}
