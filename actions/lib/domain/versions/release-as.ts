/** The version that a commit's footer asks for by name. */

import { gt, valid } from "semver";
import { UserError } from "../errors/user-error.ts";
import { shortSha } from "../repository/short-sha.ts";
import { releaseAsOf } from "./conventional-commits.ts";

interface Asking {
  readonly sha: string;
  readonly message: string;
}

/**
 * The version asked for by the newest of `commits` (newest first) that asks for any. Throws when it is no version, or is
 * not above `last`: a version never names two releases.
 */
export function askedVersion(commits: readonly Asking[], last: string): string | undefined {
  for (const { sha, message } of commits) {
    const asked = releaseAsOf(message)?.trim();
    if (asked === undefined) continue;
    const version = asked.replace(/^v/i, "");
    const isPlain = valid(version) === version && !/[-+]/.test(version);
    if (isPlain && gt(version, last)) return version;
    const form = isPlain ? `a version above ${last}, the highest ever released,` : "a version like 1.4.2";
    throw new UserError(
      `commit ${shortSha(sha)}: Release-As: expected ${form}, got ${JSON.stringify(asked)}.\n  Commit a change of the service with another Release-As; the newest counts.`,
    );
  }
  return undefined;
}
