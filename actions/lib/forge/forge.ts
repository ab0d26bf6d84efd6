/** What the project asks of the forge. Git itself is always the git CLI; this is only what git cannot say. */
import { UserError } from "../errors/user-error.ts";

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

export interface PullBranches {
  readonly head: string;
  readonly base: string;
}

export interface CommitStatus {
  readonly context: string;
  readonly state: "pending" | "success" | "failure" | "error";
  readonly description: string;
  readonly targetUrl?: string;
}

/** `false` with a reason is an answer (checks, conflicts, another head); what cannot be asked is a {@link ForgeError}. */
export type MergeAnswer = { readonly merged: true } | { readonly merged: false; readonly reason: string };

export interface Forge {
  readonly flavour: "github" | "gitea";
  /** All open pull requests into `base`: one call for a hundred (GitHub) or fifty (Gitea) of them. */
  openPulls(base: string): Promise<readonly PullRequest[]>;
  /** The open pull request of these two branches. */
  findPull(branches: PullBranches): Promise<PullRequest | undefined>;
  /** The newest one of these two branches that is closed or merged. Gitea is asked for its 50 last updated only. */
  findClosedPull(branches: PullBranches): Promise<PullRequest | undefined>;
  /** Adopts the open pull request of the same two branches where there is one. */
  openPull(pull: PullBranches & { readonly title: string; readonly body: string }): Promise<PullRequest>;
  updatePull(
    number: number,
    change: { readonly title?: string; readonly body?: string },
  ): Promise<PullRequest>;
  closePull(number: number, comment: string): Promise<void>;
  /** Merges with a merge commit, only while the head is still `headSha`. */
  mergePull(number: number, guard: { readonly headSha: string }): Promise<MergeAnswer>;
  /** Starts a workflow by its file name (`promote.yml`), without inputs. */
  dispatchWorkflow(file: string, ref: string): Promise<void>;
  commitStatus(sha: string, status: CommitStatus): Promise<void>;
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
    return "\n  Give the token in SLIPWAY_TOKEN contents, pull requests and actions: write.";
  if (status === 404) return "\n  Check GITHUB_REPOSITORY, and that the token in SLIPWAY_TOKEN may see it.";
  return "";
}

export function newest(pulls: readonly PullRequest[]): PullRequest | undefined {
  return [...pulls].sort((one, other) => other.number - one.number)[0];
}
