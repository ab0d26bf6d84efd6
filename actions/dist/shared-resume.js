// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  STOP_REFS,
  describeStop,
  readStops,
  stopBranch
} from "./shared-11-verbs-0f2be35d.js";
import {
  firstLine
} from "./shared-15-verbs-e34f738c.js";
import {
  openGit
} from "./shared-19-verbs-798eb292.js";
import {
  UserError,
  defineRequest,
  text
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/resume/request.ts
init_oldest_node();
var request = defineRequest({
  verb: "resume",
  summary: "Ends an emergency stop, by deleting the branch stop/<environment>.",
  inputs: {
    environment: {
      description: 'Environment whose stop ends, or "all" for the one of everything.',
      alias: "env",
      schema: text
    }
  },
  outputs: {
    remaining: "Stops that are still active: a JSON array of branch names."
  }
});

// actions/resume/resume.ts
init_oldest_node();
var NOBODY = { name: "slipway", email: "slipway@localhost" };
async function resume(request2, context) {
  const { environment } = request2;
  const git = openGit(context.workspace, {
    token: context.env.SLIPWAY_TOKEN,
    identity: NOBODY
  });
  const branch = stopBranch(environment);
  const stops = await readStops(git, await git.fetch(...STOP_REFS));
  const standing = stops.find((each) => each.branch === branch);
  const others = stops.filter((each) => each.branch !== branch);
  const answer = (status, reason, left) => ({
    outputs: { remaining: JSON.stringify(left.map((each) => each.branch)) },
    results: [{ environment, service: "*", status, reason: `${reason}${remaining(left)}` }]
  });
  if (standing === void 0) return answer("nothing", `there is no branch ${branch}`, others);
  context.report.plan([`delete ${branch}: ${firstLine(describeStop(standing))}`]);
  if (context.dryRun) return answer("nothing", `would delete ${branch}`, stops);
  const [result] = await git.push([{ ref: branch, to: null, expect: standing.commit }]);
  if (result?.status === "pushed" || result?.status === "unchanged") {
    return answer("done", `${branch} is gone; the next runs of bump and promote continue`, others);
  }
  throw new UserError(
    `branch ${branch}: not deleted: ${result?.reason ?? "no answer"}.
  Look at it again (git log origin/${branch}) and repeat this; or allow this account to delete stop/*.`
  );
}
function remaining(stops) {
  return stops.length === 0 ? "" : `; still stopped by ${stops.map(({ branch }) => branch).join(", ")}`;
}

export {
  request,
  resume
};
