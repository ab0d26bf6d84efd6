import * as z from "zod";
import { Findings } from "../errors/user-error.ts";
import { digest, sha } from "../parsing/identifiers.ts";
import { parseJson } from "../parsing/json.ts";
import { parseYaml } from "../parsing/yaml.ts";

/**
 * `running`: rollout in progress, or not (yet) proven; `healthy`: this release serves all traffic, all pods
 * are available, in sync with git; `degraded`: it was healthy and no longer is; `aborted`: Argo Rollouts
 * aborted the canary.
 */
export type State = "running" | "healthy" | "degraded" | "aborted";

/** `failed`: the release was judged and found bad; `error`: it could not be judged (no metrics, no traffic). */
export type Cause = "failed" | "error";

export interface CanaryStep {
  /** Steps completed, from 0 to `count`. */
  readonly index: number;
  readonly count: number;
  /** Percent of the traffic that the canary is given. */
  readonly weight: number;
}

/** What one cluster reported about one service: the file `<service>.json` on `evidence/<environment>/<cluster>`. */
export interface Evidence {
  readonly schema: 1;
  readonly service: string;
  readonly environment: string;
  readonly cluster: string;
  /** The release that the workload in the cluster specifies; null when the pods carry no release id. */
  readonly releaseId: string | null;
  readonly digest: string | null;
  readonly version: string | null;
  /** Commit of the last successful sync of Argo CD. */
  readonly revision: string | null;
  readonly state: State;
  /** Set exactly when `state` is `aborted`. */
  readonly cause: Cause | null;
  /** When the present pair of release and state began; ISO 8601, UTC. */
  readonly since: string;
  /** Null when no canary runs. */
  readonly step: CanaryStep | null;
  /** What the pods that serve without a canary run. */
  readonly stable: { readonly releaseId: string | null };
  readonly observedGeneration: number;
  /** Why Argo CD does not reconcile the application, as text; absent while it does. */
  readonly paused?: string | undefined;
  /** Why it is so, for people. */
  readonly message: string;
}

const percent = z.number().min(0, "expected 0 to 100").max(100, "expected 0 to 100");

// Unknown keys are dropped, not refused: a reporter may be newer than the verbs that read it.
export const evidenceSchema = z
  .object({
    schema: z.literal(1, "only schema 1 is known").describe("version of this format"),
    service: z.string().min(1).describe("name of the service"),
    environment: z.string().min(1).describe("name of the environment"),
    cluster: z.string().min(1).describe("name of the cluster"),
    releaseId: digest
      .nullable()
      .describe("release that the workload in the cluster specifies; `null`: its pods carry no release id"),
    digest: digest.nullable().describe("image digest"),
    version: z.string().min(1).nullable().describe("version of the release"),
    revision: sha.nullable().describe("commit of the last successful sync of Argo CD"),
    state: z
      .enum(["running", "healthy", "degraded", "aborted"])
      .describe(
        "`running`: rollout in progress; `healthy`: serves alone, all pods available; `degraded`: was healthy and lost that; `aborted`: its canary was aborted",
      ),
    cause: z
      .enum(["failed", "error"])
      .nullable()
      .describe("of `aborted` only: `failed` (an analysis failed) or `error` (it could not be judged)"),
    since: z.iso
      .datetime("expected a time like 2026-01-01T00:00:00Z")
      .describe("when the release reached this state, UTC"),
    step: z
      .object({
        index: z.int().min(0).describe("completed steps"),
        count: z.int().min(0).describe("steps of the strategy"),
        weight: percent.describe("percent of the traffic that the canary gets"),
      })
      .nullable(),
    stable: z.object({
      releaseId: digest.nullable().describe("release of the pods that serve outside a canary"),
    }),
    observedGeneration: z.int().min(0).describe("generation of the workload that the controller has seen"),
    paused: z
      .string()
      .min(1)
      .optional()
      .describe("why Argo CD does not sync the application; absent while it does"),
    message: z.string().describe("explanation for people"),
  })
  .refine(({ state, cause }) => (state === "aborted") === (cause !== null), {
    path: ["cause"],
    message: "set when, and only when, the state is aborted",
  })
  .refine(({ state, releaseId }) => state !== "healthy" || releaseId !== null, {
    path: ["releaseId"],
    message: "required when the state is healthy",
  });

const kind = {
  schema: evidenceSchema,
  remedy:
    "Only the cluster's reporter writes this file: check its log and its version; do not edit the branch.",
};

/** Reads one evidence file. `where` names it in the findings; throws `Findings` with everything wrong. */
export function parseEvidence(text: string, where: string): Evidence {
  const written = asWritten(text);
  if (written !== undefined) return written;
  const parsed = parseYaml(text, where, kind);
  Findings.throwIfAny(parsed.findings);
  return parsed.value as Evidence;
}

/** What the reporter itself wrote, byte for byte; a history has thousands of them, and YAML is slow to read. */
function asWritten(text: string): Evidence | undefined {
  const checked = evidenceSchema.safeParse(parseJson(text));
  return checked.success && formatEvidence(checked.data) === text ? checked.data : undefined;
}

/** What is wrong with evidence that was found at this place; undefined when it speaks of it. */
export function misplacement(
  evidence: Evidence,
  environment: string,
  cluster: string,
  service: string,
): string | undefined {
  const described = `${evidence.environment}/${evidence.cluster}/${evidence.service}`;
  const expected = `${environment}/${cluster}/${service}`;
  return described === expected ? undefined : `describes ${described}, expected ${expected}`;
}

/** The bytes of an evidence file: equal evidence gives equal bytes. */
export function formatEvidence(evidence: Evidence): string {
  const { step, stable } = evidence;
  const ordered: Evidence = {
    schema: 1,
    service: evidence.service,
    environment: evidence.environment,
    cluster: evidence.cluster,
    releaseId: evidence.releaseId,
    digest: evidence.digest,
    version: evidence.version,
    revision: evidence.revision,
    state: evidence.state,
    cause: evidence.cause,
    since: evidence.since,
    step: step === null ? null : { index: step.index, count: step.count, weight: step.weight },
    stable: { releaseId: stable.releaseId },
    observedGeneration: evidence.observedGeneration,
    ...(evidence.paused === undefined ? {} : { paused: evidence.paused }),
    message: evidence.message,
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

export function evidenceFile(service: string): string {
  return `${service}.json`;
}

/** Only that cluster's reporter pushes it. */
export function evidenceBranch(environment: string, cluster: string): string {
  return `evidence/${environment}/${cluster}`;
}

/** One parentless commit without files; its committer date is the last beat. */
export function heartbeatBranch(environment: string, cluster: string): string {
  return `heartbeat/${environment}/${cluster}`;
}
