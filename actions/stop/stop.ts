import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import {
  actorOf,
  attributionOf,
  attributionTrailers,
  oneLine,
} from "@slipway/lib/domain/deployments/attribution.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import {
  describeStop,
  EVERYWHERE,
  readStops,
  STOP_REFS,
  stopBranch,
} from "@slipway/lib/domain/stops/stops.ts";
import { type Git, openGit, type RefName } from "@slipway/lib/io/git/git.ts";
import { obstaclesTo, removalOf, withObstacles } from "@slipway/lib/io/git/obstacles.ts";
import type { StopRequest } from "./request.ts";

/** One push of a commit without files; no API, no review, no cluster. An existing stop is left as it is. */
export async function stop(request: StopRequest, context: Context): Promise<Outcome> {
  const { environment } = request;
  const git = openGit(context.workspace, {
    token: context.env.SLIPWAY_TOKEN,
    identity: { name: request.botName, email: request.botEmail },
  });
  const branch = stopBranch(environment);
  const refs = await git.fetch(request.branch, ...withObstacles(STOP_REFS));
  const standing = (await readStops(git, refs)).find((each) => each.branch === branch);
  if (standing !== undefined) return outcome(branch, environment, "nothing", describeStop(standing));
  await requireKnown(git, refs.get(request.branch), environment);
  requirePossible(branch, refs.keys());
  context.report.plan([`push ${branch}: ${oneLine(request.reason)}`]);
  if (context.dryRun) return outcome(branch, environment, "nothing", `would push ${branch}`);
  const commit = await git.commit(undefined, { message: messageOf(request, context), changes: [] });
  const [result] = await git.push([{ ref: branch, to: commit, expect: null }]);
  if (result?.status === "pushed" || result?.status === "unchanged") {
    const words = `${branch} stops bumps and promotions from now on; rollback stays possible. \`slipway resume\` ends it.`;
    return outcome(branch, environment, "done", words);
  }
  if (result?.status === "lost-race") {
    return outcome(branch, environment, "nothing", "somebody else stopped it in this moment");
  }
  requirePossible(branch, (await git.fetch(...withObstacles(STOP_REFS))).keys());
  throw new UserError(
    `branch ${branch}: the server refused the push: ${result?.reason ?? "no answer"}.\n  Allow this account to push stop/*, or ask somebody who may.`,
  );
}

function requirePossible(branch: string, names: Iterable<RefName>): void {
  const obstacles = obstaclesTo(branch, names);
  if (obstacles.length === 0) return;
  throw new UserError(
    `branch ${branch}: not pushed, nothing is stopped. Git cannot store it next to ${obstacles.join(", ")}.\n  Remove what is in the way, then run this again:\n    ${removalOf(obstacles)}`,
  );
}

/** A name that is misspelt would stop nothing and look as if it did. */
async function requireKnown(git: Git, tip: string | undefined, environment: string): Promise<void> {
  if (environment === EVERYWHERE || tip === undefined) return;
  const tree = await git.tree(tip);
  const file = (name: string) => `environments/${name}/environment.yaml`;
  if ((await tree.entry(file(environment))) !== undefined) return;
  const paths = await tree.list("environments");
  const known = paths.flatMap((path) => /^environments\/([^/]+)\/environment\.yaml$/.exec(path)?.[1] ?? []);
  throw new UserError(
    `environment ${JSON.stringify(environment)}: not found.\n  Known: ${[...known, EVERYWHERE].join(", ")}.`,
  );
}

function messageOf({ reason, botName }: StopRequest, { env }: Context): string {
  const provenance = attributionOf(env, actorOf(env, botName));
  return [oneLine(reason), "", ...attributionTrailers(provenance, "stop"), ""].join("\n");
}

function outcome(branch: string, environment: string, status: Result["status"], reason: string): Outcome {
  return { outputs: { branch }, results: [{ environment, service: "*", status, reason }] };
}
