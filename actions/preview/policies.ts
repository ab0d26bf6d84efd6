/** What a change does to the environments themselves: where releases are born, and what lets them in. */
import { readConfig } from "@slipway/lib/domain/config/read.ts";
import { requireSetUp } from "@slipway/lib/domain/environments/adopted.ts";
import { type Environment, readEnvironments } from "@slipway/lib/domain/environments/environments.ts";
import { Findings, UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { policyNotes } from "@slipway/lib/domain/risks/policy-weakened.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import type { TargetPreview } from "./model.ts";
import { faultOf } from "./render.ts";

export interface Policies {
  /** The environment that bump writes to. */
  readonly first: string;
  /** Names in promotion order. */
  readonly order: readonly string[];
  readonly notes: readonly string[];
  readonly faults: readonly TargetPreview[];
}

export async function previewPolicies(base: Tree, merged: Tree): Promise<Policies> {
  const [before, after] = [await read(base), await read(merged)];
  // A broken environment is reported below; none on either side is another repository.
  if ("all" in before && "all" in after) requireSetUp([...before.all, ...after.all], merged.commit);
  const environments = "fault" in after ? before : after;
  const order = "fault" in environments ? [] : environments.all.map(({ name }) => name);
  const first =
    "fault" in environments ? undefined : environments.all.find(({ after: from }) => from === undefined);
  const { firstEnvironment } = await readConfig(merged);
  return {
    first: first?.name ?? firstEnvironment,
    order,
    notes: "fault" in before || "fault" in after ? [] : policyNotes(before.all, after.all),
    faults: "fault" in after ? await faults(after.fault, merged) : [],
  };
}

type Read = { readonly all: readonly Environment[] } | { readonly fault: UserError };

async function read(tree: Tree): Promise<Read> {
  try {
    return { all: await readEnvironments(tree) };
  } catch (fault) {
    if (fault instanceof UserError) return { fault };
    throw fault;
  }
}

async function faults(fault: UserError, merged: Tree): Promise<readonly TargetPreview[]> {
  const findings = fault instanceof Findings ? fault.findings : [fault.message];
  return Promise.all(
    findings.map(async (finding) => ({
      environment: /^environments\/([^/]+)\//.exec(finding)?.[1] ?? "environments",
      service: "environment.yaml",
      cause: "at the merge" as const,
      changes: [],
      fault: await faultOf(new UserError(finding), merged),
    })),
  );
}
