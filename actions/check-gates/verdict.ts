/** The check's result for a pull request: pure, from the facts. */
import type { Check } from "@slipway/lib/app/promotions/check.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import { quoted, type ReleaseFolder, releaseFolderOf } from "./difference.ts";

/** The author of the head, by its branch; a branch name proves nothing about the content. */
export type Maker = "promotion" | "hotfix" | "people";

export interface Facts {
  readonly maker: Maker;
  readonly paths: readonly string[];
  readonly odd: readonly string[];
  readonly lookalikes: readonly string[];
  /** Release files that commits of the head change, and the head as a whole does not. */
  readonly passing: readonly string[];
  /** Folders whose bytes no environment had that they may come from. */
  readonly strange: readonly ReleaseFolder[];
  /** What is wrong with releases that claim to be a hotfix: a sentence for each. */
  readonly claims: readonly string[];
  /** Why restored releases are refused: a sentence for each held one. */
  readonly held: readonly string[];
  /** Parts of a person's pull request that `slipway rollback` would not write now: a sentence for each. */
  readonly unplanned: readonly string[];
  /** Whether signatures of restored images were verified; false without a key or an identity. */
  readonly isVerified: boolean;
  /** What is wrong in holds and environment files, as they would be. */
  readonly findings: readonly string[];
  /** The status of `slipway promote` or `slipway hotfix` on this commit; only these verbs know all gates. */
  readonly posted: Check | undefined;
  /** Set when a gate that git answers is closed by now. */
  readonly closedNow: Check | undefined;
}

export interface Verdict extends Check {
  /** One line for each file that is the reason. */
  readonly reasons: readonly string[];
  /** False: the verb is about to say it, and must not be overtaken by an older word. */
  readonly isPosted?: false;
}

export function verdict(facts: Facts): Verdict {
  const { maker, paths, odd, lookalikes, passing, strange, claims, held, unplanned, findings } = facts;
  const moved = paths.filter((path) => releaseFolderOf(path) !== undefined);
  if (odd.length > 0) return refused("links and submodules may not be below environments/", odd);
  if (lookalikes.length > 0) {
    return refused("differs only in letter case or Unicode form from a path that slipway reads", lookalikes);
  }
  if (findings.length > 0) {
    return { state: "failure", description: findings[0] ?? "", reasons: findings };
  }
  if (passing.length > 0) {
    return refused(
      "one commit changes a release, though the pull request as a whole does not; squash the commits",
      passing,
    );
  }
  if (moved.length === 0) return { state: "success", description: untouched(paths), reasons: [] };
  if (maker === "people") return byPeople({ moved, strange, held, unplanned, isVerified: facts.isVerified });
  const others = paths.filter((path) => !moved.includes(path));
  if (others.length > 0) return refused(`a ${maker} may contain only release folders`, others);
  if (strange.length > 0) {
    const folders = strange.map(
      ({ environment, service }) => `environments/${environment}/${service}/release`,
    );
    return refused("not a release that the environment before it has or had", folders);
  }
  const [claim] = claims;
  if (claim !== undefined) {
    return { state: "failure", description: `no hotfix: ${claim}`, reasons: claims };
  }
  return byVerb(maker, facts);
}

/** Of several results: the first failure, otherwise the first that waits. */
export function worst(verdicts: readonly [Verdict, ...Verdict[]]): Verdict {
  const first = (state: Verdict["state"]) => verdicts.find((each) => each.state === state);
  return first("failure") ?? first("error") ?? first("pending") ?? verdicts[0];
}

interface Moved extends Pick<Facts, "strange" | "held" | "unplanned" | "isVerified"> {
  readonly moved: readonly string[];
}

/** A change equal to `slipway rollback` is a rollback; only verbs may move releases in other ways. */
function byPeople({ moved, strange, held, unplanned, isVerified }: Moved): Verdict {
  const isStrange = (path: string) => {
    const folder = releaseFolderOf(path);
    return strange.some(
      ({ environment, service }) => environment === folder?.environment && service === folder.service,
    );
  };
  if (strange.length > 0) return refused("only slipway may change release folders", moved.filter(isStrange));
  const reasons = [...held, ...unplanned];
  const [first] = reasons;
  if (first !== undefined) return { state: "failure", description: firstLine(first), reasons };
  return rolledBack(moved, isVerified);
}

export function refused(what: string, paths: readonly string[]): Verdict {
  const [first = ""] = paths;
  const more = paths.length > 1 ? ` and ${paths.length - 1} more` : "";
  return {
    state: "failure",
    description: `${what}: ${quoted(first)}${more}`,
    reasons: paths.map((path) => `${quoted(path)}: ${what}`),
  };
}

function untouched(paths: readonly string[]): string {
  const policy = paths.filter((path) => /^environments\/[^/]+\/(environment\.yaml$|holds\/)/.test(path));
  if (policy.length === 0) return "changes no release";
  const more = policy.length > 1 ? ` and ${policy.length - 1} more` : "";
  return `changes no release; changes what the gates read: ${quoted(policy[0] ?? "")}${more}`;
}

function rolledBack(moved: readonly string[], isVerified: boolean): Verdict {
  const services = [...new Set(moved.map((path) => releaseFolderOf(path)?.service))];
  return {
    state: "success",
    description: `rolls back as slipway would (signatures ${isVerified ? "" : "not "}verified): ${services.join(", ")}`,
    reasons: [],
  };
}

/**
 * Only a run of `slipway promote` or `slipway hotfix` evaluates all gates; its status on this commit counts,
 * until a gate that depends on git closes.
 */
function byVerb(
  maker: "promotion" | "hotfix",
  { posted, closedNow }: Pick<Facts, "posted" | "closedNow">,
): Verdict {
  const verb = maker === "promotion" ? "promote" : "hotfix";
  const unknown = {
    state: "pending",
    description: `the next run of slipway ${verb} evaluates the gates`,
  } as const;
  if (posted === undefined) return { ...unknown, reasons: [], isPosted: false };
  const isWorse =
    posted.state === "success" || (posted.state === "pending" && closedNow?.state === "failure");
  if (closedNow !== undefined && isWorse)
    return { ...closedNow, reasons: closedNow.state === "failure" ? [closedNow.description] : [] };
  return { state: posted.state, description: posted.description, reasons: [] };
}
