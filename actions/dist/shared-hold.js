// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  readStandingPins
} from "./shared-6-verbs-cd22725f.js";
import {
  requireSetUp
} from "./shared-10-verbs-423d2df6.js";
import {
  signedCommits
} from "./shared-5-verbs-583f1538.js";
import {
  formatHold,
  holdFile,
  isExpired,
  readDeployments,
  readHolds,
  toHold,
  toSeconds
} from "./shared-11-verbs-57297b5c.js";
import {
  readEnvironments,
  requireEnvironment,
  secondsOf
} from "./shared-13-verbs-8f9a8474.js";
import {
  actorOf,
  attributionOf,
  attributionTrailers,
  oneLine
} from "./shared-6-verbs-b1207528.js";
import {
  firstLine
} from "./shared-15-verbs-e34f738c.js";
import {
  readRelease
} from "./shared-14-verbs-98873d3f.js";
import {
  botInputs,
  branchInput
} from "./shared-11-verbs-752aa88d.js";
import {
  openGit
} from "./shared-19-verbs-798eb292.js";
import {
  BadRequest,
  CONFIG_FILE,
  UserError,
  defineRequest,
  flag,
  iso_exports,
  literal,
  optionalText,
  readConfig,
  services,
  string,
  text,
  union
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/hold/hold.ts
init_oldest_node();

// actions/hold/plan.ts
init_oldest_node();
async function planHolds(git, tip, request2, now, by) {
  const environment = requireEnvironment(
    requireSetUp(await readEnvironments(tip), tip.commit),
    request2.environment
  );
  const holds = await readHolds(tip, environment.name);
  let deployments;
  const place = {
    git,
    tip,
    environment,
    holds,
    now,
    by,
    deployments() {
      deployments ??= readDeployments(git, tip.commit);
      return deployments;
    }
  };
  return Promise.all(request2.services.map((service) => planService(place, request2, service)));
}
async function planService(place, request2, service) {
  try {
    return request2.lift ? lift(place, request2, service) : await set(place, request2, service);
  } catch (error) {
    if (error instanceof UserError) return answer(place, service, "failed", error.message);
    throw error;
  }
}
function answer({ environment }, service, status, reason) {
  return { result: { environment: environment.name, service, status, reason } };
}
async function set(place, request2, service) {
  const { environment, holds, now, by } = place;
  const release2 = await wantedRelease(place, request2.releaseId, service);
  const standing = holds.find((hold3) => hold3.releaseId === release2.id && !isExpired(hold3, now));
  if (standing !== void 0) {
    const words = `${release2.version} is held already since ${standing.at} (${standing.cause}, by ${standing.by}): ${standing.reason}`;
    return answer(place, service, "nothing", words);
  }
  const until2 = untilOf(request2, now);
  const reason = request2.reason ?? "";
  const hold2 = toHold(environment.name, release2, { cause: "person", reason, by, at: now, until: until2 });
  const change = { path: holdFile(environment.name, service, release2.id), content: formatHold(hold2) };
  const end = until2 === null ? "until a newer release" : `until ${until2}, or a newer release`;
  return { ...answer(place, service, "done", `${release2.version} is held ${end}`), hold: hold2, change };
}
function untilOf({ until: until2 }, now) {
  if (until2 === void 0) return null;
  return toSeconds("time" in until2 ? until2.time : new Date(now.getTime() + until2.seconds * 1e3));
}
async function wantedRelease(place, requested, service) {
  const { tip, environment, deployments } = place;
  const pins = await ownPins(place, service);
  if (pins.length > 0) return wantedPin(pins, environment.name, requested);
  if (requested === "current") {
    const pinned = await readRelease(tip, environment.name, service);
    if (pinned !== void 0) return pinned;
    throw new UserError(
      `${environment.name} has no release of ${service}, so there is no current one.
  Name a version or a release id.`
    );
  }
  const known = await deployments();
  for (const { name } of await readEnvironments(tip)) {
    const found = known.of(name, service).find(({ release: release2 }) => release2?.id === requested || release2?.version === requested)?.release;
    if (found !== void 0) return found;
  }
  throw new UserError(
    `${service} ${requested}: no environment ever had it.
  Name a version or a release id that one had.`
  );
}
async function ownPins({ git, tip }, service) {
  const { pins } = await readConfig(tip);
  const own = pins?.services[service];
  if (pins === void 0 || own === void 0) return [];
  return await readStandingPins(
    git,
    tip,
    { ...pins, services: { [service]: own } },
    await readEnvironments(tip)
  );
}
function wantedPin(pins, environment, requested) {
  const standing = pins.find((each) => each.environment === environment);
  const [{ service = "" } = {}] = pins;
  if (requested !== "current") {
    const all = pins.flatMap(({ deployments }) => deployments.flatMap(({ release: release3 }) => release3 ?? []));
    const known = all.filter(({ image }) => image.digest !== "");
    const found = known.find(({ id, version }) => id === requested || version === requested);
    if (found !== void 0) return found;
    throw new UserError(
      `${service} ${requested}: no environment ever pinned it with a digest.
  Name a tag or a digest that one had: ${[...new Set(known.map(({ version }) => version))].slice(0, 10).join(", ") || "none"}.`
    );
  }
  if (standing === void 0) {
    throw new UserError(
      `${CONFIG_FILE}: pins.services.${service}.${environment}: not declared, so there is no current pin.
  Name a tag or a digest with --release.`
    );
  }
  const { release: release2, place } = standing;
  if (typeof release2 === "string") throw new UserError(release2);
  if (release2.image.digest !== "") return release2;
  throw new UserError(
    `${place.file}: ${service} is pinned by the tag ${release2.version} alone, so a hold could not name what it keeps out.
  Pin it with its digest first, or name a digest with --release.`
  );
}
function lift(place, { releaseId }, service) {
  const { environment } = place;
  const own = place.holds.filter((hold3) => hold3.service === service).filter((hold3) => releaseId === "current" || [hold3.releaseId, hold3.version].includes(releaseId)).sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  const [hold2, ...others] = own;
  if (hold2 === void 0) return answer(place, service, "nothing", "there is no hold");
  const left = others.map(({ version }) => version).join(", ");
  const words = `the hold of ${hold2.version} is lifted${left === "" ? "" : `; still held: ${left}`}`;
  const change = { path: holdFile(environment.name, service, hold2.releaseId), content: null };
  return { ...answer(place, service, "done", words), hold: hold2, change };
}

// actions/hold/hold.ts
async function hold(request2, context) {
  requireSense(request2, context.clock.now());
  const by = actorOf(context.env, request2.botName);
  const git = openGit(context.workspace, {
    token: context.env.SLIPWAY_TOKEN,
    identity: { name: request2.botName, email: request2.botEmail },
    publisher: signedCommits(context.env),
    sources: { branch: request2.branch, token: context.env.SLIPWAY_SOURCE_TOKEN }
  });
  await git.unshallow();
  let planned = [];
  const planner = async (tip) => {
    planned = await planHolds(git, tip, request2, context.clock.now(), by);
    context.report.plan(planned.map(({ result }) => `${result.service}: ${firstLine(result.reason)}`));
    return commitPlan(request2, planned, attributionOf(context.env, by));
  };
  if (context.dryRun) {
    const refs = await git.fetch(request2.branch);
    await planner(await git.tree(refs.get(request2.branch) ?? request2.branch), refs);
    return outcome(planned.map(wouldBe), void 0);
  }
  const commit = request2.propose === "" ? (await git.pushReplanned(request2.branch, planner)).commit : await proposed(git, request2, planner);
  return outcome(planned, commit);
}
function requireSense({ lift: lift2, reason, until: until2 }, now) {
  const findings = [];
  if (!lift2 && reason === void 0) {
    findings.push('hold: input "reason" is missing.\n  Give the reason of the hold.');
  }
  if (lift2 && until2 !== void 0) {
    findings.push("hold: lift and until are both given.\n  Lifting ends a hold at once; give one of them.");
  }
  if (until2 !== void 0 && "time" in until2 && until2.time <= now) {
    findings.push("hold: until is in the past.\n  Give a future time.");
  }
  if (findings.length > 0) throw new BadRequest(findings);
}
function commitPlan({ environment, lift: lift2, reason }, planned, provenance) {
  const changes = planned.flatMap(({ change }) => change ?? []);
  const [first] = planned.flatMap((each) => each.hold ?? []);
  if (first === void 0) return void 0;
  const what = changes.length === 1 ? `${first.service} ${first.version}` : `${changes.length} releases`;
  const message = [
    `${lift2 ? "lift" : "hold"}(${environment}): ${what}`,
    "",
    ...changes.map(({ path }) => `Slipway-Hold: ${path}`),
    ...reason === void 0 ? [] : [`Slipway-Reason: ${oneLine(reason)}`],
    ...attributionTrailers(provenance, "hold"),
    ""
  ].join("\n");
  return { message, changes };
}
async function proposed(git, request2, planner) {
  const { branch, propose } = request2;
  const refs = await git.fetch(branch, propose);
  const tip = refs.get(branch);
  if (tip === void 0) throw new UserError(`branch ${branch}: not on the remote.
  Give the right one.`);
  const plan = await planner(await git.tree(tip), refs);
  if (plan === void 0) return void 0;
  const commit = await git.commit(tip, plan);
  const [result] = await git.push([{ ref: propose, to: commit, expect: refs.get(propose) ?? null }]);
  if (result?.status === "pushed" || result?.status === "unchanged") return commit;
  throw new UserError(
    `branch ${propose}: not pushed: ${result?.reason ?? "no answer"}.
  Run this again, or name another branch.`
  );
}
function outcome(planned, commit) {
  const paths = planned.flatMap(({ change }) => change?.path ?? []);
  return {
    outputs: { commit: commit ?? "", holds: JSON.stringify(commit === void 0 ? [] : paths) },
    results: planned.map(({ result }) => result)
  };
}
function wouldBe({ result }) {
  if (result.status !== "done") return { result };
  return { result: { ...result, status: "nothing", reason: `would be done: ${result.reason}` } };
}

// actions/hold/request.ts
init_oldest_node();
var until = union(
  [
    literal("").transform(() => void 0),
    string().regex(/^[1-9]\d{0,4}[mhd]$/).transform((value) => ({
      seconds: secondsOf(value)
    })),
    iso_exports.datetime().transform((value) => ({ time: new Date(value) }))
  ],
  "neither a duration (30m, 12h, 2d) nor a time in UTC (2026-01-01T00:00:00Z)"
);
var release = string().regex(
  /^(current|\d+\.\d+\.\d+|sha256:[0-9a-f]{64})$/,
  'neither "current" nor a version nor a release id (sha256:<64 hexadecimal digits>)'
);
var request = defineRequest({
  verb: "hold",
  summary: "Keeps releases out of an environment until a newer release, a time, or until the hold is lifted.",
  inputs: {
    environment: {
      description: "Environment the releases must not move into.",
      alias: "env",
      schema: text
    },
    services: {
      description: "Services: a JSON array, or names separated by commas or spaces.",
      alias: "service",
      schema: services.refine((names) => names.length > 0, "expected at least one service")
    },
    "release-id": {
      description: "What to hold, or whose hold to lift: a release id, a version, or current, which is what the environment has now; lifting takes the newest hold for it.",
      alias: "release",
      schema: release,
      default: "current"
    },
    reason: {
      description: "Reason; it is recorded in the hold and in the commit. A hold needs one.",
      schema: optionalText,
      default: ""
    },
    until: {
      description: "When the hold expires: 30m, 12h, 2d, or a time in UTC. By default a newer release ends it.",
      schema: until,
      default: ""
    },
    lift: {
      description: "Lift the hold instead, by deleting its file (true or false).",
      schema: flag,
      default: "false"
    },
    propose: {
      description: "Branch to push the commit to instead, for a pull request: lifting is for the owners of the holds to approve.",
      schema: string().regex(/^([\w][\w./-]*)?$/, "not a branch name"),
      default: ""
    },
    branch: branchInput("Branch the environments live on."),
    ...botInputs
  },
  outputs: {
    commit: "Full sha of the commit; empty when nothing changed.",
    holds: "Paths of the holds that were written or deleted: a JSON array."
  }
});

export {
  hold,
  request
};
