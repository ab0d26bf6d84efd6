// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  holdFile,
  toHold
} from "./shared-10-verbs-4f8c7c1e.js";
import {
  trailersOf
} from "./shared-12-verbs-9a11eebf.js";
import {
  require_semver
} from "./shared-11-verbs-2b7917df.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/holds/taken-back.ts
init_oldest_node();
var import_semver = __toESM(require_semver(), 1);
async function takenBackByHand(past) {
  const deployments = await past.deployments();
  const last = past.environments.flatMap(({ name }) => {
    const services = Map.groupBy(deployments.in(name), ({ service }) => service);
    return [...services.values()].flatMap(([newest]) => newest ?? []);
  });
  const byHand = last.filter(({ verb }) => verb === "revert" || verb === "hand");
  const found = await Promise.all(byHand.map((deployment) => takenBack(past, deployment)));
  return neverHeld(
    past,
    found.flatMap((each) => each ?? [])
  );
}
async function takenBack(past, deployment) {
  const { environment, service, release, previous, by, commit, subject, at } = deployment;
  if (release === void 0 || previous === void 0) return void 0;
  if (!await isOlder(past, release, previous) || await isMachines(past, commit)) return void 0;
  const reason = `${by} put ${release.version} back with ${commit.slice(0, 12)}: ${subject}`;
  const hold = toHold(environment, previous, { cause: "person", reason, by, at, until: null });
  return { environment, service, hold, commit };
}
async function isMachines({ git }, sha) {
  const [commit] = await git.log(sha, { limit: 1 });
  if (commit === void 0 || /^Revert\b/.test(commit.subject)) return false;
  return trailersOf(commit.message).has("Slipway-Verb");
}
async function isOlder({ git }, release, than) {
  if (release.source !== than.source) {
    if (await git.isAncestor(release.source, than.source)) return true;
    if (await git.isAncestor(than.source, release.source)) return false;
  }
  return (0, import_semver.gt)(than.version, release.version);
}
async function neverHeld({ git, tip }, found) {
  if (found.length === 0) return [];
  const fileOf = ({ environment, service, hold }) => holdFile(environment, service, hold.releaseId);
  const records = await git.records([tip.commit], { pathspecs: found.map(fileOf) });
  const known = new Set(records.flatMap(({ files }) => files.map(({ path }) => path)));
  return found.filter((each) => !known.has(fileOf(each)));
}

export {
  takenBackByHand
};
