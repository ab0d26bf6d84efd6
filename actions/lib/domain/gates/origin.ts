/** What is in an environment came by promotion: the environment before it had the very same file once. */
import { closed, type GateResult, open } from "./gate.ts";

export interface OriginFacts {
  readonly version: string;
  /** The branch of the hotfix that it is. */
  readonly hotfix: string | undefined;
  /** The environment the release is in. */
  readonly from: string;
  /** The environment before that one; undefined where releases begin. */
  readonly before: string | undefined;
  readonly wasBefore: boolean;
}

export function originGate({ version, hotfix, from, before, wasBefore }: OriginFacts): GateResult {
  if (hotfix !== undefined) {
    return closed(
      "release",
      `${version} in ${from} is ${hotfix}: a hotfix comes into each environment by its own pull request.\n  Merge ${hotfix} into the main branch; the next release contains it.`,
      { final: true },
    );
  }
  if (before === undefined) return open("release", `${version} is what bump wrote into ${from}`);
  if (wasBefore) return open("release", `${version} came to ${from} from ${before}`);
  return closed(
    "release",
    `${from} has ${version}, which ${before} never had, so no promotion made it.\n  Find out who did (git log -- environments/${from}); the next promotion from ${before} replaces it.`,
    { final: true },
  );
}
