/** What the stand-in for GitHub remembers. */
import type { Fields } from "./github-fields.ts";
import type { Settings } from "./github-settings.ts";

export interface StoredComment {
  readonly id: number;
  body: string;
  /** Whether the account that asks wrote it. */
  readonly own: boolean;
}

export interface StoredReview {
  readonly login: string;
  readonly state: "APPROVED" | "CHANGES_REQUESTED";
  /** The head it was about. */
  readonly commit: string;
}

export interface StoredPull {
  readonly number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  mergedAt: string | null;
  readonly head: string;
  readonly base: string;
  /** Owner and name of the fork that the head is in. */
  fork?: string;
  readonly comments: StoredComment[];
  readonly reviews: StoredReview[];
  lastHead?: string | undefined;
  /** Of one that was squashed: the commit that this made. */
  mergeCommit?: string;
  /** GitHub's word for what a merge would meet. */
  mergeStateStatus: "CLEAN" | "UNKNOWN" | "BEHIND" | "DIRTY" | "BLOCKED";
}

export interface StoredStatus {
  readonly sha: string;
  readonly context: string;
  readonly state: string;
  readonly description: string;
  readonly target_url: string | null;
  readonly created_at: string;
  /** Login of the account that set it. */
  readonly creator: string;
}

/** What GitHub recorded of a commit next to what git has. */
export interface CommitRecord {
  readonly verified: boolean;
  readonly author: string | null;
  readonly committer: string | null;
}

/** What GitHub recorded of a push. */
export interface StoredPush {
  readonly after: string;
  readonly login: string;
  readonly timestamp: string;
}

/** A rule as the rules of a branch are told. */
export type Rule = Fields & { readonly type: string };

/** The App's own account; a job's own token is GitHub's for all workflows of the repository. */
export const BOT = "slipway[bot]";
const ACCOUNTS: Readonly<Record<string, string>> = { "job-token": "github-actions[bot]" };

export function accountOf(authorization: string): string {
  return ACCOUNTS[authorization.replace(/^(?:token|bearer) /i, "")] ?? BOT;
}

/** The git side: a bare repository the test pushes to, or a map. */
export interface ServerRepository {
  headOf(branch: string): Promise<string | undefined>;
  /** Merges `head` into `base`; false when they conflict. Without it a merge moves nothing. */
  merge?(pull: StoredPull): Promise<boolean>;
  deleteBranch?(name: string): Promise<void>;
  commit?(
    branch: string,
    parent: string,
    message: string,
    files: ReadonlyMap<string, Buffer | null>,
  ): Promise<string>;
}

export interface State {
  /** Owner and name of the repository. */
  readonly fullName: string;
  readonly pulls: StoredPull[];
  readonly statuses: StoredStatus[];
  /** By sha; what was pushed with git has none: it is not verified. */
  readonly commits: Map<string, CommitRecord>;
  /** By branch name; undefined: the token may not read them. */
  readonly rules: Map<string, readonly Rule[] | undefined>;
  /** By branch name, newest first; undefined: the token may not read them. */
  readonly pushes: Map<string, readonly StoredPush[] | undefined>;
  readonly settings: Settings;
  readonly dispatches: Fields[];
  /** Contexts that must be `success` on a head before it merges. */
  readonly requiredChecks: string[];
  /** Answers of the next merges, instead of merging. */
  readonly mergeAnswers: (readonly [number, string])[];
  readonly repository: ServerRepository;
}

export function lastStatuses({ statuses }: State, sha: string): readonly StoredStatus[] {
  return [
    ...new Map(
      statuses.flatMap((each) => (each.sha === sha ? [[each.context, each] as const] : [])),
    ).values(),
  ];
}
