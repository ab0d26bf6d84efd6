/** Whether a repository is set up for Slipway, which every command checks first. */

import { UserError } from "../errors/user-error.ts";
import { shortSha } from "../repository/short-sha.ts";

/** A repository without an environment. Nothing is known of it, and nothing about it may read as "all is healthy". */
export class NotSetUp extends UserError {
  override readonly name = "NotSetUp";
  readonly commit: string;

  constructor(commit: string) {
    super(
      `environments/: no environment.yaml at ${shortSha(commit) || "the tip"}, so this repository is not set up for Slipway.\n  Run \`slipway init\` in it (docs/adopt.md), or name another checkout with --workspace.`,
    );
    this.commit = commit;
  }
}

/** Throws {@link NotSetUp} if there is no environment. */
export function requireSetUp<T>(environments: readonly T[], commit: string): readonly T[] {
  if (environments.length === 0) throw new NotSetUp(commit);
  return environments;
}
