// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  trailersOf
} from "./shared-13-verbs-1f159689.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/stops/stops.ts
init_oldest_node();
var STOP_REFS = ["stop/*"];
var PREFIX = "stop/";
var EVERYWHERE = "all";
function stopBranch(environment) {
  return `${PREFIX}${environment}`;
}
async function readStops(git, refs) {
  const branches = [...refs.keys()].filter((ref) => ref.startsWith(PREFIX)).sort();
  return Promise.all(branches.map((branch) => readStop(git, branch, refs.get(branch) ?? "")));
}
async function readStop(git, branch, commit) {
  const [record] = await git.records([commit], { limit: 1 });
  const message = record?.message ?? "";
  const trailers = trailersOf(message);
  return {
    branch,
    environment: branch.slice(PREFIX.length),
    commit,
    // Whoever pushed any commit there in a hurry has stopped it too.
    reason: withoutTrailers(message, trailers.size > 0) || "no reason given",
    by: trailers.get("Actor")?.[0] ?? record?.author ?? "unknown",
    since: record?.committedAt ?? /* @__PURE__ */ new Date(0)
  };
}
function withoutTrailers(message, hasTrailers) {
  const paragraphs = message.trim().split(/\n\s*\n/);
  return (hasTrailers ? paragraphs.slice(0, -1) : paragraphs).join("\n\n");
}
function stopOf(stops, environment) {
  return stops.find((stop) => stop.environment === environment) ?? stops.find((stop) => stop.environment === EVERYWHERE);
}
function describeStop({ branch, environment, reason, by, since }) {
  const what = environment === EVERYWHERE ? "everything is" : `${environment} is`;
  const said = reason.replace(/\s+/g, " ").trim();
  return `${what} stopped since ${since.toISOString().slice(0, 19)}Z by ${by}: ${said}.
  \`slipway resume\` or deleting the branch ${branch} ends it; rollback stays possible.`;
}

export {
  STOP_REFS,
  EVERYWHERE,
  stopBranch,
  readStops,
  stopOf,
  describeStop
};
