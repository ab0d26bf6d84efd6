/**
 * The board's data as one document: `board.json` next to the page, and the output of `status --json`. Other
 * programs depend on it, so it is versioned: keys may be added within a schema version; changed meanings need
 * a new number.
 */
import * as z from "zod";

const time = z.iso.datetime().describe("ISO 8601, UTC");
const count = z.int().min(0);

const canary = z.strictObject({ index: count, count, weight: z.number() });

const cluster = z.strictObject({
  name: z.string(),
  state: z.enum(["running", "healthy", "degraded", "aborted", "unknown"]),
  version: z.string().nullable(),
  since: time.nullable(),
  message: z.string(),
});

const health = z
  .strictObject({
    state: z
      .enum(["running", "healthy", "degraded", "aborted", "unknown"])
      .describe(
        "the worst of the clusters; unknown where the evidence is missing, old or of another release",
      ),
    since: time.nullable(),
    message: z.string().describe("why it is so, as text; empty when there is nothing to say"),
    isSilent: z
      .boolean()
      .describe("no reporter of the environment has a recent heartbeat; the environment's clusters show it"),
    clusters: z.array(cluster),
  })
  .describe("what the clusters report about the pinned release");

const release = z.strictObject({
  id: z.string(),
  version: z.string(),
  digest: z.string(),
  source: z.string().describe("commit it was built from"),
  repository: z
    .string()
    .optional()
    .describe("address of the repository of that commit; absent where it is this one"),
});

const change = z
  .strictObject({
    at: time,
    by: z.string(),
    verb: z.enum(["bump", "promote", "hotfix", "rollback", "revert", "hand"]),
    commit: z.string(),
    subject: z.string(),
    reason: z.string().nullable(),
    from: z.string().nullable().describe("version that stood there before"),
    bypasses: z.array(z.string()).describe("gates that were passed although closed, with who and why"),
    confirmed: z
      .strictObject({ by: z.boolean(), bypasses: z.boolean() })
      .nullable()
      .describe(
        "what the forge confirms as the bot's record; false: only a commit reports it, and whoever can push writes commits; null: the forge was not asked",
      ),
  })
  .describe("the commit that pinned it");

const behind = z
  .strictObject({
    environment: z.string().describe("the environment before"),
    version: z.string().nullable().describe("what is there"),
    commits: count.nullable().describe("that touch the service; null when the history does not tell"),
    releases: count.describe("that came to the environment before and not here"),
    since: time.nullable().describe("when the oldest of them came there: behind for this long"),
  })
  .describe("distance to the environment before; null when it has the same release");

const hold = z.strictObject({
  version: z.string(),
  releaseId: z.string(),
  cause: z.string(),
  reason: z.string(),
  by: z.string(),
  at: time,
  until: time.nullable(),
});

const next = z
  .strictObject({
    kind: z.enum(["promote", "wait", "refuse", "nothing"]),
    version: z.string().nullable(),
    gate: z.string().nullable(),
    reason: z.string(),
    until: time.nullable().describe("when that gate opens by itself"),
    unasked: z
      .array(z.strictObject({ gate: z.string(), words: z.string() }))
      .describe("gates that lie outside git, which only the run that promotes asks"),
    gates: z.array(
      z.strictObject({ gate: z.string(), isOpen: z.boolean(), words: z.string(), until: time.nullable() }),
    ),
  })
  .describe("what the planner decides about this environment's next release");

const promotion = z.strictObject({
  branch: z.string(),
  version: z.string().nullable(),
  number: z.int().nullable().describe("null when the forge was not asked"),
  url: z.string().nullable(),
  check: z
    .strictObject({
      state: z.string(),
      description: z.string(),
      at: time.nullable(),
      by: z
        .string()
        .nullable()
        .describe("the account that set it, which need not be the bot's; null where the forge does not tell"),
    })
    .nullable()
    .describe(
      "the last answer of slipway/gates on its head; null where there is no answer or the forge was not asked",
    ),
});

const pin = z
  .strictObject({
    file: z.string().describe("where the environment pins it, from the repository's root"),
    image: z.string().describe("the image with its registry"),
    tag: z.string(),
    digest: z.string().nullable().describe("null where a tag alone is pinned, which is not promoted"),
  })
  .describe("a pin in a file of the team's own instead of a release folder; slipway.yaml declares it");

const cell = z
  .strictObject({
    environment: z.string(),
    release: release
      .nullable()
      .describe("of a pin: id and digest are its image's, source the commit that pinned it first"),
    pin: pin.nullable(),
    fault: z.string().nullable().describe("why the release there cannot be read"),
    change: change.nullable(),
    health,
    paused: z
      .string()
      .nullable()
      .describe("why Argo CD leaves the application alone, as text; null while git reaches it"),
    canary: canary.nullable(),
    behind: behind.nullable(),
    holds: z.array(hold),
    next: next.nullable(),
    promotion: promotion.nullable(),
  })
  .describe("one service in one environment");

const service = z.strictObject({
  name: z.string(),
  cells: z.array(cell).describe("one for each environment, in their order"),
});

const freeze = z.strictObject({
  state: z
    .enum(["active", "closing", "coming"])
    .describe("closing: it has not started, but a rollout could run into it; coming: within a week"),
  words: z.string(),
  until: time.nullable().describe("when nothing is frozen any more"),
});

const environment = z.strictObject({
  name: z.string(),
  after: z.string().nullable(),
  merge: z.string(),
  clusters: z.array(
    z.strictObject({
      name: z.string(),
      beatAt: time.nullable().describe("the reporter's last heartbeat"),
      isAlive: z.boolean().describe("that is not older than environment.yaml allows"),
    }),
  ),
  freeze: freeze.nullable().describe("null when nothing is frozen within a week"),
  stop: z
    .strictObject({ branch: z.string(), reason: z.string(), by: z.string(), since: time })
    .nullable()
    .describe("the emergency stop, where one is pulled"),
});

const figures = {
  deployments: count,
  leadTimeSeconds: z.number().nullable(),
  failures: count,
  changeFailureRate: z.number().nullable(),
  recoverySeconds: z.number().nullable(),
  unrecovered: count,
  reworks: count,
  reworkRate: z.number().nullable(),
};

const dora = z
  .strictObject({
    environment: z.string(),
    from: time,
    to: time,
    deploymentsPerWeek: z.number(),
    ...figures,
    weeks: z.array(z.strictObject({ from: time, to: time, ...figures })).describe("oldest first"),
  })
  .describe("DORA's five figures of the last environment");

export const boardSchema = z
  .strictObject({
    schema: z.literal(1),
    at: time.describe("ISO 8601, UTC: the moment everything here speaks of"),
    repository: z.strictObject({
      name: z.string(),
      url: z.string().nullable(),
      branch: z.string(),
      commit: z.string(),
    }),
    environments: z.array(environment).describe("in the order releases go"),
    services: z.array(service).describe("by name"),
    dora: dora.nullable(),
    notes: z.array(z.string()).describe("what could not be read, as text"),
  })
  .describe("Slipway's board");

export type Board = z.output<typeof boardSchema>;
export type BoardEnvironment = Board["environments"][number];
export type BoardService = Board["services"][number];
export type Cell = BoardService["cells"][number];
export type Health = Cell["health"];
export type HealthState = Health["state"];
export type Hold = Cell["holds"][number];
export type Next = NonNullable<Cell["next"]>;
export type DoraFigures = NonNullable<Board["dora"]>;
