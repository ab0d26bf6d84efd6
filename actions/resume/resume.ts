import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import {
  describeStop,
  readStops,
  STOP_REFS,
  type Stop,
  stopBranch,
} from "@slipway/lib/domain/stops/stops.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import type { ResumeRequest } from "./request.ts";

/** It makes no commit. */
const NOBODY = { name: "slipway", email: "slipway@localhost" };

/** Deletes exactly the stop that was read: one that somebody makes in this moment stays. */
export async function resume(request: ResumeRequest, context: Context): Promise<Outcome> {
  const { environment } = request;
  const git = openGit(context.workspace, {
    token: context.env.SLIPWAY_TOKEN,
    identity: NOBODY,
  });
  const branch = stopBranch(environment);
  const stops = await readStops(git, await git.fetch(...STOP_REFS));
  const standing = stops.find((each) => each.branch === branch);
  const others = stops.filter((each) => each.branch !== branch);
  const answer = (status: Result["status"], reason: string, left: readonly Stop[]): Outcome => ({
    outputs: { remaining: JSON.stringify(left.map((each) => each.branch)) },
    results: [{ environment, service: "*", status, reason: `${reason}${remaining(left)}` }],
  });
  if (standing === undefined) return answer("nothing", `there is no branch ${branch}`, others);
  context.report.plan([`delete ${branch}: ${firstLine(describeStop(standing))}`]);
  if (context.dryRun) return answer("nothing", `would delete ${branch}`, stops);
  const [result] = await git.push([{ ref: branch, to: null, expect: standing.commit }]);
  if (result?.status === "pushed" || result?.status === "unchanged") {
    return answer("done", `${branch} is gone; the next runs of bump and promote continue`, others);
  }
  throw new UserError(
    `branch ${branch}: not deleted: ${result?.reason ?? "no answer"}.\n  Look at it again (git log origin/${branch}) and repeat this; or allow this account to delete stop/*.`,
  );
}

function remaining(stops: readonly Stop[]): string {
  return stops.length === 0 ? "" : `; still stopped by ${stops.map(({ branch }) => branch).join(", ")}`;
}
