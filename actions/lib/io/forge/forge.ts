/** What the project asks of the forge. Git itself is always the git CLI; this is only what git cannot say. */
import { UserError } from "../../domain/errors/user-error.ts";
import { printable } from "../../domain/text/untrusted.ts";

export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  /** Branch names, without `refs/heads/`. */
  readonly head: string;
  readonly base: string;
  readonly headSha: string;
  readonly state: "open" | "closed" | "merged";
  /** The page a person opens. */
  readonly url: string;
}

export interface MergedPull extends PullRequest {
  /** By the forge's clock. */
  readonly mergedAt: Date;
}

export interface PullBranches {
  readonly head: string;
  readonly base: string;
}

export interface CommitStatus {
  readonly context: string;
  readonly state: "pending" | "success" | "failure" | "error";
  readonly description: string;
  readonly targetUrl?: string;
  /** When it was posted, by the forge's clock; only of what is read. */
  readonly at?: string;
  /** Login of the account that set it, as the forge recorded it; absent in what is to be set. */
  readonly by?: string;
}

/** What the forge's rules say of a branch, as far as the token may read it. */
export interface BranchRules {
  /** Only accounts that a rule names may move it. */
  readonly isRestricted: boolean;
  /** Checks that a pull request into it needs; `source`: whether a rule names who must set it. */
  readonly checks: readonly { readonly context: string; readonly hasSource: boolean }[];
}

/** Who moved a branch, and when: by the forge's clock, whatever the commits say. */
export interface Push {
  /** What the branch was afterwards. */
  readonly sha: string;
  readonly by: string;
  readonly at: Date;
}

/**
 * Why a merge did not happen. `moved-head`: somebody pushed to it, what was evaluated no longer holds. `moved-base`,
 * `unknown`: ask again soon. `behind`, `conflict`: the branch must be recreated. `blocked`: a rule of the forge (a check,
 * an approval) is not met. `closed`: nothing is left to merge.
 */
export type MergeObstacle =
  | "moved-head"
  | "moved-base"
  | "unknown"
  | "behind"
  | "conflict"
  | "blocked"
  | "closed";

/** `false` with a reason is an answer; what cannot be asked is a {@link ForgeError}. */
export type MergeAnswer =
  | { readonly merged: true }
  | { readonly merged: false; readonly obstacle: MergeObstacle; readonly reason: string };

/** What others say about a pull request's present head. */
export interface Standing {
  readonly headSha: string;
  /** The last one of each context. */
  readonly statuses: readonly CommitStatus[];
  /** Accounts that may push here and whose last word, an approval, was about exactly this head. */
  readonly approvals: readonly string[];
  /** `unknown`: the forge is still finding out. */
  readonly mergeState: "clean" | "unknown" | "behind" | "conflict" | "blocked";
}

export interface BranchCommit {
  readonly branch: string;
  /** The commit goes on top of exactly this one. */
  readonly expectedHead: string;
  readonly message: string;
  /** `null` deletes the file. Modes cannot be set: a new file is a plain one. */
  readonly changes: readonly { readonly path: string; readonly content: string | Buffer | null }[];
}

/** `false`: the branch moved; plan again on its new tip. */
export type CommitAnswer =
  | { readonly committed: true; readonly sha: string }
  | { readonly committed: false; readonly reason: string };

/** A pull request as far as a check needs it; its head may be in a fork. */
export interface PullHead {
  readonly number: number;
  readonly headSha: string;
}

export interface Forge {
  readonly flavour: "github" | "gitea";
  /** Login of the account that this token belongs to; asked once. */
  account(): Promise<string>;
  /**
   * Whether the forge verified the commit's signature and it is of this token's own account. False for everything else: what
   * the author field and the message say is written by whoever made the commit.
   */
  isOwnCommit(sha: string): Promise<boolean>;
  /** Rules for a branch of this name, whether it exists or not. A text says why they are not known. */
  branchRules(branch: string): Promise<BranchRules | string>;
  /**
   * The last pushes to a branch, newest first, as the forge recorded them: fifty at most, and none where it remembers none. A text
   * says why they are not known.
   */
  pushesTo(branch: string): Promise<readonly Push[] | string>;
  /** Heads of all open pull requests into `base`, forks' too. */
  openHeads(base: string): Promise<readonly PullHead[]>;
  /** All open pull requests of this repository's own branches into `base`, none of forks: one call for a hundred (GitHub) or fifty (Gitea) of them. */
  openPulls(base: string): Promise<readonly PullRequest[]>;
  /** The open pull request of these two branches. */
  findPull(branches: PullBranches): Promise<PullRequest | undefined>;
  /** The newest one of these two branches that is closed or merged. Gitea returns only the 50 that were updated last. */
  findClosedPull(branches: PullBranches): Promise<PullRequest | undefined>;
  /** Of this repository's own branches into `base`, those that merged among the fifty that were last updated. */
  mergedPulls(base: string): Promise<readonly MergedPull[]>;
  /** Adopts the open pull request of the same two branches where there is one. */
  openPull(pull: PullBranches & { readonly title: string; readonly body: string }): Promise<PullRequest>;
  updatePull(
    number: number,
    change: { readonly title?: string; readonly body?: string },
  ): Promise<PullRequest>;
  /** Closes it, and says why in a comment. One that was merged in the meantime is left alone, without a word. */
  closePull(number: number, comment: string): Promise<void>;
  /** Of the named pull requests: one call for fifty of them (GitHub), three for each (Gitea). */
  standings(numbers: readonly number[]): Promise<ReadonlyMap<number, Standing>>;
  /**
   * Keeps one comment, found again by `marker` (an HTML comment, which readers do not see) among those this token's own
   * account wrote: created, updated when it differs, surplus ones deleted.
   */
  upsertComment(number: number, marker: string, body: string): Promise<void>;
  /** Merges with a merge commit, only while the head is still `headSha`. */
  mergePull(number: number, guard: { readonly headSha: string }): Promise<MergeAnswer>;
  /** Starts a workflow by its file name (`promote.yml`), without inputs. */
  dispatchWorkflow(file: string, ref: string): Promise<void>;
  commitStatus(sha: string, status: CommitStatus): Promise<void>;
  /** The last status of each context of a commit. */
  statuses(sha: string): Promise<readonly CommitStatus[]>;
  /** A branch that is gone already is none to complain about. */
  deleteBranch(name: string): Promise<void>;
  /**
   * A commit that the forge signs ("Verified"). Absent where its API cannot set the head to build on: Gitea's would
   * put a plan on a tip it was not made for.
   */
  commitOnBranch?(commit: BranchCommit): Promise<CommitAnswer>;
}

export interface ForgeAddress {
  /** `https://api.github.com` or `http://forge/api/v1`, without a slash at the end. */
  readonly apiUrl: string;
  readonly owner: string;
  readonly repository: string;
  readonly token: string;
}

/** The forge answered with an error, or not at all (`status` 0). */
export class ForgeError extends UserError {
  override readonly name = "ForgeError";
  readonly status: number;

  constructor(request: string, status: number, answer: string) {
    const what = status === 0 ? `no answer: ${answer}` : `${status} ${answer}`;
    super(`forge: ${request}: ${what}.${remedy(status)}`);
    this.status = status;
  }
}

function remedy(status: number): string {
  if (status === 0) return "\n  Check GITHUB_API_URL and that the forge is up; running again is safe.";
  if (status === 401) return "\n  The token in SLIPWAY_TOKEN is not accepted: create a new one.";
  if (status === 403)
    return "\n  Give the token in SLIPWAY_TOKEN contents, pull requests, statuses and actions: write.";
  if (status === 404) return "\n  Check GITHUB_REPOSITORY, and that the token in SLIPWAY_TOKEN may see it.";
  return "";
}

/**
 * GitHub refuses longer descriptions; cut where a word ends, so that what is left still reads. Characters that nobody sees are
 * written out, for a page shows them as a terminal does.
 */
export const MAX_DESCRIPTION = 140;

export function shortened(description: string, limit = MAX_DESCRIPTION): string {
  const line = printable(description.replace(/\s+/g, " ").trim());
  if (line.length <= limit) return line;
  const cut = line.slice(0, limit - 1);
  const end = cut.lastIndexOf(" ");
  return `${end > limit / 2 ? cut.slice(0, end) : cut}…`;
}

export function newest(pulls: readonly PullRequest[]): PullRequest | undefined {
  return [...pulls].sort((one, other) => other.number - one.number)[0];
}
