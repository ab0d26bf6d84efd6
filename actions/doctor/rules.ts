/** Who may move which branches and tags: one list, from which rules are checked and written at GitHub and Gitea. */
import { GATES_CONTEXT } from "@slipway/lib/app/promotions/check.ts";
import type { Environment } from "@slipway/lib/domain/environments/environments.ts";
import { evidenceBranch, heartbeatBranch } from "@slipway/lib/domain/evidence/evidence.ts";

/** Who a rule lets through. `maintainers`: GitHub's roles maintain and admin, at Gitea the logins of `--maintainers`. */
export type Mover = "bot" | "reporters" | "maintainers" | "nobody";
export type Forbidden = "create" | "update" | "delete" | "replace";

export interface RefRule {
  readonly id: string;
  readonly kind: "branch" | "tag";
  /** Without `refs/heads/`; `**` crosses slashes. */
  readonly patterns: readonly string[];
  /** Names that must come under the rule; the forge is queried about these. */
  readonly samples: readonly string[];
  readonly mover: Mover;
  readonly forbids: readonly Forbidden[];
  /** Changes come by pull request, with a review by the code owners. */
  readonly isReviewed?: true;
  /** Checks that only the bot may set. */
  readonly checks?: readonly string[];
  readonly isRequired: boolean;
  readonly why: string;
  readonly threat: string;
}

const MOVES: readonly Forbidden[] = ["create", "update", "delete"];

export function refRules(branch: string, environments: readonly Environment[]): readonly RefRule[] {
  const each = (name: (environment: string, cluster: string) => string) =>
    environments.flatMap((one) => one.clusters.map((cluster) => name(one.name, cluster)));
  const names = environments.map(({ name }) => name);
  return [
    {
      id: "main",
      kind: "branch",
      patterns: [branch],
      samples: [branch],
      mover: "bot",
      forbids: ["delete", "replace"],
      isReviewed: true,
      checks: [GATES_CONTEXT],
      isRequired: true,
      why: `a pull request that hides a change in a promotion is merged, and a closed gate blocks nothing: ${GATES_CONTEXT} must be required, from the bot alone, or anybody with write access turns it green`,
      threat: "T10",
    },
    {
      id: "evidence",
      kind: "branch",
      patterns: ["evidence/**"],
      samples: each(evidenceBranch),
      mover: "reporters",
      forbids: MOVES,
      isRequired: true,
      why: "anybody with write access reports what no cluster said: a release looks healthy, soaks less, or is rolled back",
      threat: "evidence or a pin claims a longer soak or an older time",
    },
    {
      id: "heartbeat",
      kind: "branch",
      patterns: ["heartbeat/**"],
      samples: each(heartbeatBranch),
      mover: "reporters",
      forbids: MOVES,
      isRequired: true,
      why: "a cluster that is silent is reported as alive, so gates open on old evidence",
      threat: "evidence or a pin claims a longer soak or an older time",
    },
    {
      id: "stop-shadow",
      kind: "branch",
      patterns: ["stop", "stop/*/**"],
      samples: ["stop", "stop/any/any"],
      mover: "nobody",
      forbids: ["create"],
      isRequired: true,
      why: "git cannot have `stop` next to `stop/<environment>`, so one push makes every emergency stop impossible",
      threat: "a branch named `stop` makes every stop impossible",
    },
    {
      id: "stop",
      kind: "branch",
      patterns: ["stop/*"],
      samples: names.map((name) => `stop/${name}`),
      mover: "maintainers",
      forbids: MOVES,
      isRequired: false,
      why: "anybody with write access begins and ends an emergency stop",
      threat: "a check that was green before a hold, a stop or bad health",
    },
    {
      id: "promote",
      kind: "branch",
      patterns: ["promote/**"],
      samples: ["promote/any/any"],
      mover: "bot",
      forbids: MOVES,
      isRequired: true,
      why: "somebody puts other files under the check of a promotion between its evaluation and its merge",
      threat: "T10",
    },
    {
      id: "rollback",
      kind: "branch",
      patterns: ["rollback/**"],
      samples: ["rollback/any"],
      mover: "bot",
      forbids: MOVES,
      isRequired: true,
      why: "somebody puts other files into the review of a rollback",
      threat: "a pull request that claims to be a rollback pins an unproven or held release",
    },
    {
      id: "hotfix-release",
      kind: "branch",
      patterns: ["hotfix-release/**"],
      samples: ["hotfix-release/any/any"],
      mover: "bot",
      forbids: MOVES,
      isRequired: true,
      why: "somebody puts other files under the check of a hotfix",
      threat: "T10",
    },
    {
      id: "hotfix",
      kind: "branch",
      patterns: ["hotfix/*"],
      samples: ["hotfix/any"],
      mover: "maintainers",
      forbids: [...MOVES, "replace"],
      isRequired: true,
      why: "whoever pushes a hotfix branch writes the workflow that signs there, so may sign any image as that branch's hotfix",
      threat: "T7",
    },
    {
      id: "tags",
      kind: "tag",
      patterns: ["*-v*"],
      samples: ["any-v1.2.3"],
      mover: "bot",
      forbids: MOVES,
      isRequired: true,
      why: "a version's tag is moved or invented, so a version names another commit than its image was built from",
      threat: "T6",
    },
    {
      id: "board",
      kind: "branch",
      patterns: ["board"],
      samples: ["board"],
      mover: "bot",
      forbids: MOVES,
      isRequired: false,
      why: "the published board shows what somebody wrote instead of what runs",
      threat: "`slipway why` or the board says that nothing blocks what promote refuses",
    },
  ];
}
