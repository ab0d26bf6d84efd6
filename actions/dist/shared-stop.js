// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  EVERYWHERE,
  STOP_REFS,
  describeStop,
  readStops,
  stopBranch
} from "./shared-11-verbs-0f2be35d.js";
import {
  actorOf,
  attributionOf,
  attributionTrailers,
  oneLine
} from "./shared-6-verbs-b1207528.js";
import {
  botInputs,
  branchInput
} from "./shared-11-verbs-752aa88d.js";
import {
  obstaclesTo,
  openGit,
  removalOf,
  withObstacles
} from "./shared-19-verbs-798eb292.js";
import {
  UserError,
  defineRequest,
  string,
  text
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/stop/request.ts
init_oldest_node();
var request = defineRequest({
  verb: "stop",
  summary: "Stops bumps and promotions into an environment at once, by pushing the branch stop/<environment>.",
  inputs: {
    environment: {
      description: 'Environment to stop, or "all".',
      alias: "env",
      schema: text
    },
    reason: {
      description: "Reason; shown to everybody who waits.",
      schema: string().min(1, "expected a reason")
    },
    branch: branchInput("Branch the environments live on."),
    ...botInputs
  },
  outputs: {
    branch: "The branch that stops the environment, made by this run or another one."
  }
});

// actions/stop/stop.ts
init_oldest_node();
async function stop(request2, context) {
  const { environment } = request2;
  const git = openGit(context.workspace, {
    token: context.env.SLIPWAY_TOKEN,
    identity: { name: request2.botName, email: request2.botEmail }
  });
  const branch = stopBranch(environment);
  const refs = await git.fetch(request2.branch, ...withObstacles(STOP_REFS));
  const standing = (await readStops(git, refs)).find((each) => each.branch === branch);
  if (standing !== void 0) return outcome(branch, environment, "nothing", describeStop(standing));
  await requireKnown(git, refs.get(request2.branch), environment);
  requirePossible(branch, refs.keys());
  context.report.plan([`push ${branch}: ${oneLine(request2.reason)}`]);
  if (context.dryRun) return outcome(branch, environment, "nothing", `would push ${branch}`);
  const commit = await git.commit(void 0, { message: messageOf(request2, context), changes: [] });
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
    `branch ${branch}: the server refused the push: ${result?.reason ?? "no answer"}.
  Allow this account to push stop/*, or ask somebody who may.`
  );
}
function requirePossible(branch, names) {
  const obstacles = obstaclesTo(branch, names);
  if (obstacles.length === 0) return;
  throw new UserError(
    `branch ${branch}: not pushed, nothing is stopped. Git cannot store it next to ${obstacles.join(", ")}.
  Remove what is in the way, then run this again:
    ${removalOf(obstacles)}`
  );
}
async function requireKnown(git, tip, environment) {
  if (environment === EVERYWHERE || tip === void 0) return;
  const tree = await git.tree(tip);
  const file = (name) => `environments/${name}/environment.yaml`;
  if (await tree.entry(file(environment)) !== void 0) return;
  const paths = await tree.list("environments");
  const known = paths.flatMap((path) => /^environments\/([^/]+)\/environment\.yaml$/.exec(path)?.[1] ?? []);
  throw new UserError(
    `environment ${JSON.stringify(environment)}: not found.
  Known: ${[...known, EVERYWHERE].join(", ")}.`
  );
}
function messageOf({ reason, botName }, { env }) {
  const provenance = attributionOf(env, actorOf(env, botName));
  return [oneLine(reason), "", ...attributionTrailers(provenance, "stop"), ""].join("\n");
}
function outcome(branch, environment, status, reason) {
  return { outputs: { branch }, results: [{ environment, service: "*", status, reason }] };
}

export {
  request,
  stop
};
