// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  declaresPins,
  pinsOf
} from "./shared-promote-rollback.js";
import {
  changesOf,
  holdChange,
  planRollbacks,
  signedTargets,
  takeSnapshot,
  transition
} from "./shared-check-gates-rollback.js";
import {
  isReleaseOf
} from "./shared-check-gates-promote-rollback.js";
import {
  ownCommitsOf
} from "./shared-9-verbs-c4664bd4.js";
import {
  hotfixTrustInputs
} from "./shared-check-gates-hotfix-rollback.js";
import {
  findManualRollbacks,
  freezeGate
} from "./shared-10-verbs-724d16fa.js";
import {
  EVIDENCE_REFS
} from "./shared-11-verbs-7c3e42e6.js";
import {
  trustInputs
} from "./shared-6-verbs-c1086578.js";
import {
  isSamePin,
  pinHistory,
  pinRelease
} from "./shared-8-verbs-a4397331.js";
import {
  describePin,
  pinChanges,
  readPin
} from "./shared-10-verbs-521d606e.js";
import {
  signedCommits
} from "./shared-5-verbs-583f1538.js";
import {
  formatHold,
  holdFile,
  holdIn,
  holdOf,
  holdsFolder,
  isExpired,
  parseHold,
  readHolds,
  toHold
} from "./shared-11-verbs-57297b5c.js";
import {
  ForgeError,
  connectForge,
  readEnvironments,
  requireEnvironment,
  secondsOf
} from "./shared-13-verbs-8f9a8474.js";
import {
  actorOf,
  attributionOf,
  attributionTrailers,
  oneLine as oneLine2
} from "./shared-6-verbs-b1207528.js";
import {
  firstLine,
  oneLine
} from "./shared-15-verbs-e34f738c.js";
import {
  readRelease,
  releasePath,
  releasedServices
} from "./shared-14-verbs-98873d3f.js";
import {
  botInputs,
  branchInput
} from "./shared-11-verbs-752aa88d.js";
import {
  openGit
} from "./shared-19-verbs-798eb292.js";
import {
  NOT_VERIFIED
} from "./shared-12-verbs-23e32673.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  BadRequest,
  CONFIG_FILE,
  Findings,
  UserError,
  code,
  codeBlock,
  defineRequest,
  describeError,
  escapeMarkdown,
  flag,
  markdownTable,
  optionalText,
  services,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/rollback/request.ts
init_oldest_node();
var duration = string().regex(/^[1-9]\d{0,4}[mhd]$/, "not a duration (30m, 1h, 2d)").transform(secondsOf);
var version = string().regex(/^(\w[\w.-]{0,127})?$/, "not a version like 1.4.2, or a tag");
var request = defineRequest({
  verb: "rollback",
  summary: "Rolls services back to their last healthy release, byte for byte, and holds the releases they leave: one commit, one push.",
  inputs: {
    auto: {
      description: "Plans from the evidence, without any of the next four inputs: rolls back every release whose canary was aborted, and holds releases that people reverted with git (true or false).",
      schema: flag,
      default: "false"
    },
    environment: {
      description: "Environment to roll back in.",
      alias: "env",
      schema: optionalText,
      default: ""
    },
    services: {
      description: "Services to roll back: a JSON array, or names separated by commas or spaces.",
      alias: "service",
      schema: services,
      default: ""
    },
    to: {
      description: "Version to roll back to, or the tag where pins stand in files of your own; by default the last one that was healthy there before the current one.",
      schema: version.transform((value) => value === "" ? void 0 : value),
      default: ""
    },
    reason: {
      description: "Reason; it is recorded in the commit and in the hold.",
      schema: optionalText,
      default: ""
    },
    "error-hold": {
      description: "How long to hold a release whose canary could not be judged (cause error): 30m, 1h, 2d.",
      schema: duration,
      default: "1h"
    },
    branch: branchInput("Branch the environments live on."),
    "dry-run": {
      description: "Print the plan and change nothing (true or false).",
      schema: flag,
      default: "false"
    },
    ...trustInputs,
    ...hotfixTrustInputs,
    ...botInputs
  },
  outputs: {
    commit: "Full sha of the commit that was pushed to the branch; empty when there was nothing to push.",
    rollbacks: 'Rollbacks: a JSON array of {"environment": …, "service": …, "from": …, "to": …, "hold": …}, versions and the path of the hold.',
    pulls: 'Open pull requests, for environments whose rollbacks are reviewed: a JSON array of {"environment": …, "number": …, "url": …}.'
  }
});
var REMEDY = "Give environment, services and reason; or auto alone, to have it planned from the evidence.";
function modeOf(request2) {
  const { auto, environment, services: names, to, reason } = request2;
  const given = [
    ...environment === void 0 ? [] : ["environment"],
    ...names.length === 0 ? [] : ["services"],
    ...to === void 0 ? [] : ["to"],
    ...reason === void 0 ? [] : ["reason"]
  ];
  if (auto && given.length > 0) {
    throw new BadRequest([`rollback: auto is combined with ${given.join(", ")}.
  ${REMEDY}`]);
  }
  if (auto) return { kind: "auto" };
  const missing = ["environment", "services", "reason"].filter((name) => !given.includes(name));
  if (environment === void 0 || reason === void 0 || missing.length > 0) {
    throw new BadRequest([`rollback: ${missing.join(", ")} missing.
  ${REMEDY}`]);
  }
  return { kind: "order", environment, services: names, to, reason };
}

// actions/rollback/rollback.ts
init_oldest_node();

// actions/rollback/branches.ts
init_oldest_node();
function reviewBranch(environment) {
  return `rollback/${environment}`;
}
var ALSO_READ = [...EVIDENCE_REFS, "rollback/*"];

// actions/rollback/message.ts
init_oldest_node();
var MOST_TRAILERS = 50;
function titleOf({ rollbacks, holds, expired }) {
  const [first] = rollbacks;
  if (first !== void 0) {
    const where2 = [...new Set(rollbacks.map(({ order }) => order.environment.name))].join(", ");
    return `rollback(${where2}): ${rollbacks.length === 1 ? transition(first) : `${rollbacks.length} services`}`;
  }
  const [held] = holds;
  if (held === void 0) return `hold: ${expired.length} expired`;
  const where = [...new Set(holds.map(({ environment }) => environment))].join(", ");
  return `hold(${where}): ${holds.length === 1 ? `${held.service} ${held.version}` : `${holds.length} releases`}`;
}
function messageOf(message, provenance) {
  const { rollbacks, holds, expired } = message;
  const lines = [
    ...rollbacks.flatMap((rollback2) => [
      `${rollback2.order.environment.name}: ${transition(rollback2)} ${rollback2.target.release.image.digest}`,
      `  ${rollback2.basis}`,
      ...rollback2.start === "" ? [] : [`  ${rollback2.start}`],
      `  because: ${oneLine2(rollback2.order.reason)}`
    ]),
    ...holds.flatMap((hold) => [
      `${hold.environment}: ${hold.service} ${hold.version} is held`,
      `  because: ${oneLine2(hold.reason)}`
    ]),
    ...expired.map((path) => `${path}: expired`)
  ];
  const reasons = [...rollbacks.map(({ order }) => order.reason), ...holds.map(({ reason }) => reason)];
  const evidence = rollbacks.flatMap(({ order }) => order.evidence ?? []);
  const held = [...rollbacks.map(({ hold }) => hold), ...holds];
  const trailers = [
    ...rollbacks.map(({ target: { release } }) => `Release-Id: ${release.service}=${release.id}`),
    ...unique(evidence).map((commit) => `Evidence: ${commit}`),
    ...unique(held.map(fileOf)).map((path) => `Slipway-Hold: ${path}`),
    ...unique(reasons.map(oneLine2)).map((reason) => `Slipway-Reason: ${reason}`)
  ].slice(0, MOST_TRAILERS);
  const last = attributionTrailers(provenance, rollbacks.length > 0 ? "rollback" : "hold");
  return [titleOf(message), "", ...lines, "", ...trailers, ...last, ""].join("\n");
}
function fileOf({ environment, service, releaseId }) {
  return holdFile(environment, service, releaseId);
}
function unique(texts) {
  return [...new Set(texts)];
}

// actions/rollback/pins/rollback-pins.ts
init_oldest_node();

// actions/rollback/pins/commit.ts
init_oldest_node();

// actions/rollback/pins/target.ts
init_oldest_node();
function isBack(each) {
  return "hold" in each;
}
async function backOf(asked, deps, context) {
  const about = { environment: asked.environment.name, service: asked.service };
  try {
    const found = await targetOf(asked, deps, context.clock.now());
    return typeof found === "string" ? { ...about, status: "nothing", reason: found } : found;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...about, status: "failed", reason: error.message };
  }
}
async function targetOf({ tip, pins, order, environment, service }, { git, by }, now) {
  const place = placeOf(pins, service, environment.name);
  requireAllowed(environment, now);
  const pin = await readPin(tip, place);
  if (typeof pin === "string") throw new UserError(pin);
  const firstPlace = Object.values(pins.services[service] ?? {})[0] ?? place;
  const [own, first] = await Promise.all([
    pinHistory(git, tip.commit, place),
    pinHistory(git, tip.commit, firstPlace)
  ]);
  const releaseOf = (each) => pinRelease(service, each, environment, [first, own], tip.commit);
  const current = releaseOf(pin);
  if (order.to === current.version) return `${current.version} is there already`;
  if (pin.digest === void 0) {
    throw new UserError(
      `${place.file}: ${service} is pinned by the tag ${pin.tag} alone, so a hold could not name what it keeps out.
  Pin it with its digest first; to go back at once, change the tag by a commit.`
    );
  }
  const holds = await readHolds(tip, environment.name);
  const before = own.slice(1).filter((each) => !isSamePin(each.pin, pin));
  const left = before[0];
  if (order.to === void 0 && left !== void 0 && own[0] !== void 0) {
    const held = holdOf(holds, releaseOf(left.pin), now);
    const wasThere = own.slice(2).some((each) => isSamePin(each.pin, pin));
    if (held !== void 0 && wasThere) {
      return `rolled back from ${left.pin.tag} already, with ${shortSha(own[0].commit)}.
  Give --to to go back further than ${current.version}.`;
    }
  }
  const episode = before.find(
    (each) => each.pin.digest !== void 0 && (order.to === void 0 || each.pin.tag === order.to) && holdOf(holds, releaseOf(each.pin), now) === void 0
  );
  if (episode === void 0) throw new UserError(noTarget(place, order, before));
  const added = toHold(environment.name, current, {
    cause: "rollback",
    reason: order.reason,
    by,
    at: now,
    until: null
  });
  const existing = holds.find(
    (hold) => hold.releaseId === current.id && !isExpired(hold, now) && hold.until === null
  );
  return { service, place, current, target: releaseOf(episode.pin), hold: existing ?? added, episode };
}
function placeOf(pins, service, environment) {
  const place = pins.services[service]?.[environment];
  if (place !== void 0) return place;
  const known = Object.keys(pins.services).join(", ");
  throw new UserError(
    `${CONFIG_FILE}: pins.services.${service}.${environment}: not declared.
  Declare it; services there: ${known}.`
  );
}
function requireAllowed(environment, now) {
  const { name, freezes, rollback: rollback2 } = environment;
  const file = `environments/${name}/environment.yaml`;
  if (rollback2.inFreeze === "allow") return;
  const gate = freezeGate({ freezes, longestRolloutSeconds: 0, now });
  if (!gate.open)
    throw new UserError(
      `${gate.reason}, and ${name} allows no rollback meanwhile.
  ${file} says so: rollback.inFreeze.`
    );
}
function noTarget({ file }, { to }, before) {
  const seen = before.slice(0, 10).map(({ pin, at }) => `${describePin(pin)} until ${at.toISOString().slice(0, 10)}`);
  const reason = to === void 0 ? "no pin before this one has a digest and is not held" : `${to} never stood there with a digest, or is held`;
  return `${file}: ${reason}.
  Before: ${seen.join(", ") || "nothing"}. Change the pin by a commit of your own.`;
}

// actions/rollback/pins/commit.ts
async function commitOf(tip, { name }, backs, order, by) {
  const changes = await pinChanges(
    tip,
    backs.map(({ place, target }) => ({ place, tag: target.version, digest: target.image.digest }))
  );
  const [first] = backs;
  const what = backs.length === 1 && first !== void 0 ? `${first.service} ${transition2(first)}` : `${backs.length} services`;
  return {
    message: [
      `rollback(${name}): ${what}`,
      "",
      ...backs.map(
        (each) => `${each.service}: ${transition2(each)} (${each.target.image.digest}), there since ${shortSha(each.episode.commit)}`
      ),
      "",
      ...backs.map(({ hold }) => `Slipway-Hold: ${holdChange(hold).path}`),
      `Slipway-Reason: ${oneLine(order.reason)}`,
      `Actor: ${oneLine(by)}`,
      "Slipway-Verb: rollback",
      ""
    ].join("\n"),
    changes: [...changes, ...backs.map(({ hold }) => holdChange(hold))]
  };
}
function transition2({ current, target }) {
  return `${current.version} → ${target.version}`;
}
function outcome(order, planned, commit, isDryRun, reviewed) {
  const results = planned.map((each) => {
    if (!isBack(each)) return each;
    const about = { environment: order.environment, service: each.service };
    if (isDryRun) return { ...about, status: "nothing", reason: `would be done: ${transition2(each)}` };
    const reason = `${transition2(each)}, which stood there before; ${each.current.version} is held`;
    const done = { ...about, status: "done", reason };
    return reviewed?.resultOf(done) ?? done;
  });
  const rollbacks = planned.filter(isBack).map((each) => ({
    environment: order.environment,
    service: each.service,
    from: each.current.version,
    to: each.target.version,
    hold: holdChange(each.hold).path
  }));
  return {
    outputs: {
      commit: commit ?? "",
      rollbacks: JSON.stringify(commit === void 0 ? [] : rollbacks),
      pulls: JSON.stringify(reviewed?.pull === void 0 ? [] : [reviewed.pull])
    },
    results
  };
}

// actions/rollback/pins/review.ts
init_oldest_node();

// actions/rollback/body.ts
init_oldest_node();
var MOST_ROWS = 100;
var MOST_COMMITS = 10;
function reviewTitle(message, others) {
  return others.length === 0 ? titleOf(message) : `${titleOf(message)}, and ${others.length} more`;
}
function reviewBody({ rollbacks, holds }, others) {
  const held = [...rollbacks.map(({ hold }) => hold), ...holds];
  return [
    "Restores earlier release folders byte for byte, and holds the releases that they replace: bump and promote do not bring them back.",
    ...rollbacks.length === 0 ? [] : [services2(rollbacks)],
    "### Holds",
    shortened(held.map(holdLine)).join("\n"),
    "Each ends with a newer release, at its time, or by `slipway hold --lift`.",
    ...alsoThere(others),
    ""
  ].join("\n\n");
}
function alsoThere(others) {
  if (others.length === 0) return [];
  const shown = others.slice(0, MOST_COMMITS).map(({ message }) => codeBlock(message.slice(0, 1500)));
  return ["### Also on this branch", ...shown];
}
function services2(rollbacks) {
  const rows = rollbacks.map(({ current, target, basis }) => {
    const { version: version2, image } = target.release;
    return [current.service, current.version, version2, code(image.digest), escapeMarkdown(basis)];
  });
  return markdownTable(["service", "from", "to", "digest", "why this one"], shortened(rows));
}
function holdLine(hold) {
  const path = holdFile(hold.environment, hold.service, hold.releaseId);
  const reason = hold.reason.length > 200 ? `${hold.reason.slice(0, 200)}…` : hold.reason;
  return `- \`${path}\` (${hold.cause}, by ${escapeMarkdown(hold.by)}): ${escapeMarkdown(reason)}`;
}
function shortened(lines) {
  return lines.slice(0, MOST_ROWS);
}

// actions/rollback/review-pull.ts
init_oldest_node();

// actions/rollback/waiting.ts
init_oldest_node();
async function waitingCommit(git, { refs, tip }, environment) {
  const branch = reviewBranch(environment);
  const waiting = refs.get(branch);
  if (waiting === void 0 || await git.isAncestor(waiting, tip.commit)) return void 0;
  const merged = await git.merge(tip.commit, waiting);
  if ("commit" in merged) return waiting;
  return carriedOver(git, tip.commit, waiting, branch);
}
async function waitingHold(known, hold, now) {
  const { path } = holdChange(hold);
  const bytes = await known?.read(path);
  const waiting = bytes === void 0 ? void 0 : holdIn(bytes, path);
  return waiting !== void 0 && waiting.cause === hold.cause && !isExpired(waiting, now) ? waiting : hold;
}
async function carriedOver(git, tip, waiting, branch) {
  const base = await git.mergeBase(tip, waiting);
  if (base === void 0) return void 0;
  const [open, moved] = await Promise.all([git.changedPaths(base, waiting), git.changedPaths(base, tip)]);
  const gone = new Set(moved.map(({ path }) => folderOf(path)));
  const kept = open.filter(({ path }) => !gone.has(folderOf(path)));
  if (kept.length === 0) return void 0;
  const [tree, commits] = await Promise.all([git.tree(waiting), git.log(waiting, { since: tip })]);
  const changes = await Promise.all(
    kept.map(async ({ path }) => ({ path, content: await tree.read(path) ?? null }))
  );
  const plan = { message: carriedMessage(branch, commits), changes };
  return git.commitIfChanged(tip, plan);
}
function folderOf(path) {
  return /^environments\/[^/]+\/[^/]+\/release(?=\/)/.exec(path)?.[0] ?? path;
}
function carriedMessage(branch, commits) {
  const subjects = commits.map(({ subject }) => `- ${subject}`).slice(0, 50);
  const title = `${branch.replace(/^rollback\/(.*)$/, "rollback($1)")}: open rollbacks, on the current tip`;
  return [title, "", ...subjects, "", "Slipway-Verb: rollback", ""].join("\n");
}

// actions/rollback/review-pull.ts
async function reviewRollback(place, writer) {
  const { git, env, branch, environment, tip, refs } = place;
  const head = reviewBranch(environment);
  try {
    const foreign = await foreignWords(place, writer);
    const waiting = foreign === void 0 ? await waitingCommit(git, place, environment) : void 0;
    const known = waiting === void 0 ? void 0 : await git.tree(waiting);
    const { plan, textOf } = await writer.propose(known);
    const textAt = async (commit2) => {
      const [, ...others] = await git.log(commit2, { since: tip.commit });
      return textOf(others);
    };
    const isThere = waiting !== void 0 && waiting === refs.get(head);
    if (known !== void 0 && isThere && await holdsAll(known, plan))
      return await keep(place, known.commit, await textAt(known.commit));
    const commit = await git.commit(waiting ?? tip.commit, plan);
    const lost = await push(git, refs, environment, commit);
    if (lost !== void 0) return answer(environment, void 0, "waiting", lost);
    const pull = await connectForge(env).openPull({ head, base: branch, ...await textAt(commit) });
    return answer(environment, pull, "done", `${pull.url} waits for review${foreign ?? ""}`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return answer(environment, void 0, "failed", describeError(error));
  }
}
async function foreignWords({ refs, environment }, writer) {
  const ref = reviewBranch(environment);
  const waiting = refs.get(ref);
  if (waiting === void 0) return void 0;
  const paths = await writer.foreignPaths(waiting);
  if (paths.length === 0) return void 0;
  const named = paths.slice(0, 5).map((path) => JSON.stringify(path));
  return `.
  ${ref} had what no rollback writes (${named.join(", ")}); it was replaced. It was commit ${waiting}.`;
}
async function holdsAll(tree, { changes, replaceFolders = [] }) {
  const paths = new Set(changes.map(({ path }) => path));
  const listed = await Promise.all(replaceFolders.map((folder) => tree.list(folder)));
  if (listed.flat().some((path) => !paths.has(path))) return false;
  const same = await Promise.all(
    changes.map(async ({ path, content }) => {
      const bytes = await tree.read(path);
      return bytes !== void 0 && content !== null && bytes.equals(Buffer.from(content));
    })
  );
  return same.every((each) => each);
}
async function push(git, refs, environment, to) {
  const ref = reviewBranch(environment);
  const [result] = await git.push([{ ref, to, expect: refs.get(ref) ?? null }]);
  if (result?.status === "pushed" || result?.status === "unchanged") return void 0;
  if (result?.status === "lost-race") return `another run moved ${ref} first; the next one looks again`;
  throw new UserError(
    `${ref}: the server refused the push: ${result?.reason ?? "no answer"}.
  Allow the bot to push rollback/*.`
  );
}
async function keep({ env, branch, environment }, tip, text) {
  const forge = connectForge(env);
  const branches = { head: reviewBranch(environment), base: branch };
  const open = await forge.findPull(branches);
  if (open !== void 0) return answer(environment, open, "nothing", `${open.url} waits for review`);
  const closed = await forge.findClosedPull(branches);
  if (closed?.state === "closed" && closed.headSha === tip) {
    const reason = `${closed.url} was closed by a person.
  Reopen it, or delete the branch ${branches.head} to have it opened again.`;
    return answer(environment, void 0, "waiting", reason);
  }
  const pull = await forge.openPull({ ...branches, ...text });
  return answer(environment, pull, "done", `${pull.url} waits for review`);
}
function answer(environment, pull, status, words) {
  return {
    environment,
    pull: pull === void 0 ? void 0 : { environment, number: pull.number, url: pull.url },
    resultOf: (result) => result.status === "done" ? { ...result, status, reason: `${result.reason}: ${words}` } : result
  };
}

// actions/rollback/pins/foreign.ts
init_oldest_node();

// actions/rollback/foreign.ts
init_oldest_node();
async function foreignPaths({ git, tip }, environment, branchTip) {
  const bases = await git.mergeBases(tip.commit, branchTip);
  const head = await git.tree(branchTip);
  const changes = (await Promise.all(bases.map((base) => git.changedPaths(base, branchTip)))).flat();
  const releases = new RegExp(`^environments/${environment}/([^/]+)/release/[^/]+$`);
  const found = await Promise.all(
    changes.map(async ({ status, path }) => {
      const service = releases.exec(path)?.[1];
      if (service !== void 0)
        return await isPast(git, tip, head, { environment, service }) ? [] : [path];
      return status === "A" && await isHold(head, environment, path) ? [] : [path];
    })
  );
  return [...new Set(found.flat())];
}
async function isPast(git, tip, head, folder) {
  const entries = await head.list(releasePath(folder.environment, folder.service));
  return entries.length > 0 && await isReleaseOf(git, { tip, head }, folder, folder.environment);
}
async function isHold(head, environment, path) {
  if (!path.startsWith(`${holdsFolder(environment)}/`)) return false;
  const [bytes, entry] = await Promise.all([head.read(path), head.entry(path)]);
  if (bytes === void 0 || entry?.mode !== "100644") return false;
  try {
    return formatHold(parseHold(bytes, path)) === bytes.toString();
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

// actions/rollback/pins/foreign.ts
async function foreignPinPaths(git, tip, { services: services3 }, environment, branchTip) {
  const head = await git.tree(branchTip);
  const bases = await git.mergeBases(tip.commit, branchTip);
  const places = Object.values(services3).flatMap((own) => own[environment] ?? []);
  const found = await Promise.all(
    bases.map(async (commit) => {
      const base = await git.tree(commit);
      const changes = await git.changedPaths(commit, branchTip);
      const judged = changes.map(async ({ status, path }) => {
        const own = places.filter(({ file }) => file === path);
        if (own.length > 0) return await isPinned({ git, tip, base, head }, path, own) ? [] : [path];
        return status === "A" && await isHold(head, environment, path) ? [] : [path];
      });
      return (await Promise.all(judged)).flat();
    })
  );
  return [...new Set(found.flat())];
}
async function isPinned({ git, tip, base, head }, file, places) {
  const [then, now] = await Promise.all([base.entry(file), head.entry(file)]);
  if (now === void 0 || now.mode !== then?.mode) return false;
  const moved = [];
  for (const place of places) {
    const [before, after] = [await readPin(base, place), await readPin(head, place)];
    if (typeof before === "string" || typeof after === "string") return false;
    if (before.tag === after.tag && before.digest === after.digest) continue;
    if (after.digest === void 0 || !await stoodThere(git, tip, place, after)) return false;
    moved.push({ place, tag: after.tag, digest: after.digest });
  }
  try {
    const [change] = await pinChanges(base, moved);
    const bytes = await head.read(file);
    return change?.content != null && bytes?.equals(Buffer.from(change.content)) === true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
async function stoodThere(git, tip, place, pin) {
  const past = await pinHistory(git, tip.commit, place);
  return past.some((each) => each.pin.tag === pin.tag && isSamePin(each.pin, pin));
}

// actions/rollback/pins/review.ts
function reviewPins({ tip, refs, pins, environment, backs }, order, { git, branch, by, env }, { clock }) {
  const { name } = environment;
  return reviewRollback(
    { git, env, branch, environment: name, tip, refs },
    {
      foreignPaths: (branchTip) => foreignPinPaths(git, tip, pins, name, branchTip),
      async propose(known) {
        const now = clock.now();
        const kept = await Promise.all(
          backs.map(async (back) => ({ ...back, hold: await waitingHold(known, back.hold, now) }))
        );
        const plan = await commitOf(known ?? tip, environment, kept, order, by);
        return {
          plan,
          textOf: (others) => ({ title: titleOf2(plan.message, others), body: bodyOf(kept, others) })
        };
      }
    }
  );
}
function titleOf2(message, others) {
  return others.length === 0 ? firstLine(message) : `${firstLine(message)}, and ${others.length} more`;
}
function bodyOf(backs, others) {
  const rows = backs.map(({ service, place, current, target }) => [
    ...[service, current.version, target.version].map(escapeMarkdown),
    code(target.image.digest),
    code(place.file)
  ]);
  return [
    "Brings pins back that stood there before, and holds the images that they replace: promote does not bring them back. No other byte of these files changes.",
    markdownTable(["service", "from", "to", "digest", "file"], rows),
    "### Holds",
    backs.map(({ hold }) => holdLine(hold)).join("\n"),
    "Each ends with a newer image, at its time, or by `slipway hold --lift`.",
    ...alsoThere(others),
    ""
  ].join("\n\n");
}

// actions/rollback/pins/rollback-pins.ts
async function rollbackPins(mode, deps, context, isDryRun) {
  if (mode.kind === "auto") {
    context.report.warning(NOT_BY_ITSELF);
    return { outputs: { commit: "", rollbacks: "[]", pulls: "[]" }, results: [] };
  }
  return await rollBack(mode, deps, context, isDryRun);
}
var NOT_BY_ITSELF = "--auto is not done for pins in files of your own: no canary is watched, and a revert by hand writes no hold.\n  Roll back with --environment, --services and --reason.";
async function rollBack(order, deps, context, isDryRun) {
  const { git, branch } = deps;
  await git.unshallow();
  let planned = [];
  let round;
  const plan = async (tip, refs) => {
    const pins = await pinsOf(tip);
    const environment = requireEnvironment(await readEnvironments(tip), order.environment);
    planned = await Promise.all(
      order.services.map((service) => backOf({ tip, pins, order, environment, service }, deps, context))
    );
    const backs = planned.filter(isBack);
    context.report.plan(
      backs.map((each) => `${environment.name}/${each.service}: roll back ${transition2(each)}`)
    );
    const isReviewed = environment.rollback.merge === "review";
    round = isReviewed && backs.length > 0 ? { tip, refs, pins, environment, backs } : void 0;
    if (isReviewed || backs.length === 0) return void 0;
    return commitOf(tip, environment, backs, order, deps.by);
  };
  if (isDryRun) {
    const refs = await git.fetch(branch, ...ALSO_READ);
    await plan(await git.tree(refs.get(branch) ?? branch), refs);
    return outcome(order, planned, void 0, true);
  }
  const { commit } = await git.pushReplanned(branch, plan, { alsoFetch: ALSO_READ });
  const reviewed = round === void 0 ? void 0 : await reviewPins(round, order, { ...deps, env: context.env }, context);
  return outcome(order, planned, commit, false, reviewed);
}

// actions/rollback/review.ts
init_oldest_node();
function review({ git, snapshot, branch, env, provenance }, environment, rollbacks, holds) {
  const { tip, refs, now } = snapshot;
  return reviewRollback(
    { git, env, branch, environment, tip, refs },
    {
      foreignPaths: (branchTip) => foreignPaths(snapshot, environment, branchTip),
      async propose(known) {
        const kept = await Promise.all(
          rollbacks.map(
            async (rollback2) => rollback2.isNewHold ? { ...rollback2, hold: await waitingHold(known, rollback2.hold, now) } : rollback2
          )
        );
        const content = { rollbacks: kept, holds, expired: [] };
        const { changes, replaceFolders = [] } = changesOf(kept);
        return {
          plan: {
            message: messageOf(content, provenance),
            changes: [...changes, ...holds.map(holdChange)],
            replaceFolders
          },
          textOf: (others) => ({
            title: reviewTitle(content, others),
            body: reviewBody(content, others)
          })
        };
      }
    }
  );
}

// actions/rollback/survey.ts
init_oldest_node();

// actions/rollback/orders.ts
init_oldest_node();
function personsOrders({ environments }, mode, by) {
  const environment = requireEnvironment(environments, mode.environment);
  const { to, reason } = mode;
  const orders = mode.services.map(
    (service) => ({
      environment,
      service,
      cause: "rollback",
      reason,
      by,
      to,
      until: void 0,
      evidence: void 0
    })
  );
  return { orders, faults: [] };
}
async function abortedOrders(snapshot, robot) {
  const { environments, tip } = snapshot;
  const found = await Promise.all(
    environments.map(async (environment) => {
      const services3 = await releasedServices(tip, environment.name);
      return Promise.all(services3.map((service) => abortedOrder(snapshot, environment, service, robot)));
    })
  );
  const all = found.flat();
  return {
    orders: all.flatMap((one) => one !== void 0 && "cause" in one ? [one] : []),
    faults: all.flatMap((one) => one !== void 0 && "status" in one ? [one] : [])
  };
}
async function abortedOrder({ tip, evidence, now }, environment, service, robot) {
  const { reports } = await evidence.read(environment, service, now);
  const aborted = reports.filter(({ evidence: { state } }) => state === "aborted");
  if (aborted.length === 0) return void 0;
  try {
    const pinned = await readRelease(tip, environment.name, service);
    return toOrder(
      environment,
      service,
      aborted.filter((report) => report.evidence.releaseId === pinned?.id),
      robot,
      now
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { environment: environment.name, service, status: "failed", reason: error.message };
  }
}
function toOrder(environment, service, aborted, { by, errorHoldSeconds }, now) {
  const report = aborted.find(({ evidence }) => evidence.cause === "failed") ?? aborted[0];
  if (report === void 0) return void 0;
  const cause = report.evidence.cause === "failed" ? "failed" : "error";
  const said = report.evidence.message.replace(/\s+/g, " ").trim();
  return {
    environment,
    service,
    cause,
    by,
    to: void 0,
    evidence: report.commit,
    reason: `canary aborted in ${report.cluster} (${cause})${said === "" ? "" : `: ${said}`}`,
    until: cause === "error" ? new Date(now.getTime() + errorHoldSeconds * 1e3) : void 0
  };
}

// actions/rollback/pinned-again.ts
init_oldest_node();
async function heldButPinned(snapshot, environment) {
  const standing = (await snapshot.holds(environment)).filter((hold) => !isExpired(hold, snapshot.now));
  const found = await Promise.all(standing.map((hold) => pinnedAgain(snapshot, hold)));
  return found.flatMap((each) => each ?? []);
}
async function pinnedAgain(snapshot, hold) {
  const { environment, service, version: version2, cause, by, releaseId } = hold;
  const [last] = (await snapshot.deployments()).of(environment, service);
  if (last?.release?.id !== releaseId) return void 0;
  const file = holdFile(environment, service, releaseId);
  const [heldBefore] = await snapshot.git.objectIds([`${last.commit}^:${file}`]);
  if (heldBefore === void 0) return void 0;
  const reason = `${version2} was pinned in ${environment} with ${shortSha(last.commit)} although it is held (${cause}, by ${by}): ${hold.reason}.
  Take it back with \`slipway rollback\`, or lift the hold with \`slipway hold --lift\`: both cannot stand.`;
  return { releaseId, result: { environment, service, status: "failed", reason } };
}

// actions/rollback/survey.ts
async function survey(snapshot, mode, robot, gate) {
  if (mode.kind === "order") {
    const { orders } = personsOrders(snapshot, mode, robot.by);
    return { services: await planRollbacks(snapshot, orders, gate), manual: [], expired: [], results: [] };
  }
  const aborted = await abortedOrders(snapshot, robot);
  const services3 = await planRollbacks(snapshot, aborted.orders, gate);
  const back = services3.flatMap(({ rollback: rollback2 }) => rollback2?.current.id ?? []);
  const manual = await findManualRollbacks(snapshot);
  const holds = await holdsOfAll(snapshot);
  const written = services3.flatMap(({ rollback: rollback2 }) => rollback2?.hold ?? []);
  return {
    services: services3,
    manual,
    expired: expiredOf(snapshot, holds.all, written),
    results: [
      ...aborted.faults,
      ...holds.faults,
      ...await pinnedThoughHeld(snapshot, holds.readable, back)
    ]
  };
}
async function holdsOfAll(snapshot) {
  const all = [];
  const readable = [];
  const faults = [];
  for (const { name } of snapshot.environments) {
    try {
      all.push(...await snapshot.holds(name));
      readable.push(name);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const reason = error instanceof Findings ? error.findings.join("\n") : error.message;
      faults.push({ environment: name, service: "*", status: "failed", reason });
    }
  }
  return { all, readable, faults };
}
async function pinnedThoughHeld(snapshot, environments, back) {
  const found = await Promise.all(environments.map((name) => heldButPinned(snapshot, name)));
  return found.flat().flatMap(({ releaseId, result }) => back.includes(releaseId) ? [] : [result]);
}
function expiredOf({ environments, now }, holds, written) {
  const kept = new Set(written.map(fileOf2));
  const mayPush = new Set(
    environments.filter(({ rollback: rollback2 }) => rollback2.merge === "push").map(({ name }) => name)
  );
  return holds.filter((hold) => isExpired(hold, now) && mayPush.has(hold.environment)).map(fileOf2).filter((path) => !kept.has(path));
}
function fileOf2({ environment, service, releaseId }) {
  return holdFile(environment, service, releaseId);
}

// actions/rollback/rollback.ts
async function rollback(request2, context) {
  const mode = modeOf(request2);
  const by = mode.kind === "auto" ? request2.botName : actorOf(context.env, request2.botName);
  const identity = { name: request2.botName, email: request2.botEmail };
  const git = openGit(context.workspace, {
    token: context.env.SLIPWAY_TOKEN,
    identity,
    publisher: signedCommits(context.env),
    sources: { branch: request2.branch, token: context.env.SLIPWAY_SOURCE_TOKEN }
  });
  if (await declaresPins(context.workspace)) {
    const isDryRun = request2.dryRun || context.dryRun;
    return await rollbackPins(mode, { git, branch: request2.branch, by }, context, isDryRun);
  }
  await git.unshallow();
  const provenance = attributionOf(context.env, by);
  const robot = { by, errorHoldSeconds: request2.errorHold };
  const targets = signedTargets(request2, context.env);
  let planned;
  const planner = async (tip, refs) => {
    const snapshot = await takeSnapshot(git, tip, refs, context.clock.now(), ownCommitsOf(context.env));
    const found = await survey(snapshot, mode, robot, targets.gate);
    planned = { snapshot, found };
    context.report.plan(planLines(found));
    if (found.services.length > 0 && !targets.isVerified) context.report.info(`signatures: ${NOT_VERIFIED}`);
    if (isEmpty(found)) context.report.info("No canary was aborted, and no release was reverted manually.");
    return pushPlan(planned, provenance);
  };
  if (request2.dryRun || context.dryRun) {
    const refs = await git.fetch(request2.branch, ...ALSO_READ);
    await planner(await git.tree(refs.get(request2.branch) ?? request2.branch), refs);
    return outcome2(planned, void 0, [], true);
  }
  const commit = await land(git, request2.branch, planner, context);
  const reviewed = await reviewAll(git, planned, provenance, request2, context);
  return outcome2(planned, commit, reviewed, false);
}
async function land(git, branch, planner, { report }) {
  try {
    return (await git.pushReplanned(branch, planner, { alsoFetch: ALSO_READ })).commit;
  } catch (error) {
    if (!(error instanceof ForgeError) || error.status !== 0 && error.status < 500) throw error;
    report.warning(
      `The forge's API does not answer, so the commit is pushed with git, unsigned. ${error.message}`
    );
    return (await git.pushReplanned(branch, planner, { alsoFetch: ALSO_READ, publisher: void 0 })).commit;
  }
}
function rollbacksOf({ services: services3 }, merge) {
  return services3.flatMap(
    ({ rollback: each }) => each?.order.environment.rollback.merge === merge ? [each] : []
  );
}
function pushPlan({ snapshot, found }, provenance) {
  const pushed = new Set(
    snapshot.environments.filter(({ rollback: { merge } }) => merge === "push").map(({ name }) => name)
  );
  const message = {
    rollbacks: rollbacksOf(found, "push"),
    holds: found.manual.flatMap(({ environment, hold }) => pushed.has(environment) ? [hold] : []),
    expired: found.expired
  };
  const { rollbacks, holds, expired } = message;
  if (rollbacks.length + holds.length + expired.length === 0) return void 0;
  const { changes, replaceFolders = [] } = changesOf(rollbacks);
  return {
    message: messageOf(message, provenance),
    changes: [...changes, ...holds.map(holdChange), ...expired.map((path) => ({ path, content: null }))],
    replaceFolders
  };
}
async function reviewAll(git, planned, provenance, { branch }, { env }) {
  if (planned === void 0) return [];
  const { snapshot, found } = planned;
  const reviewed = [];
  for (const environment of snapshot.environments) {
    if (environment.rollback.merge !== "review") continue;
    const rollbacks = rollbacksOf(found, "review").filter(
      ({ order }) => order.environment.name === environment.name
    );
    const holds = found.manual.flatMap((each) => each.environment === environment.name ? [each.hold] : []);
    if (rollbacks.length + holds.length === 0) continue;
    reviewed.push(
      await review({ git, snapshot, branch, env, provenance }, environment.name, rollbacks, holds)
    );
  }
  return reviewed;
}
function isEmpty({ services: services3, manual, expired, results }) {
  return services3.length + manual.length + expired.length + results.length === 0;
}
function planLines({ services: services3, manual, expired }) {
  return [
    ...services3.map(({ result }) => line(result)),
    ...manual.map(
      ({ environment, service, hold }) => `${environment}/${service}: hold ${hold.version}: ${firstLine(hold.reason)}`
    ),
    ...expired.map((path) => `${path}: expired, delete it`)
  ];
}
function outcome2(planned, commit, reviewed, isDryRun) {
  if (planned === void 0) return { outputs: {}, results: [] };
  const { found } = planned;
  const done = rollbacksOf(found, "push");
  const results = [
    ...found.services.map(({ result, rollback: each }) => {
      const answer2 = reviewed.find(({ environment }) => environment === result.environment);
      return each !== void 0 && answer2 !== void 0 ? answer2.resultOf(result) : result;
    }),
    ...found.manual.map(({ environment, service, hold }) => {
      const held = {
        environment,
        service,
        status: "done",
        reason: `${hold.version} is held from now on: ${hold.reason}`
      };
      return reviewed.find((each) => each.environment === environment)?.resultOf(held) ?? held;
    }),
    ...found.results
  ];
  return {
    outputs: {
      commit: commit ?? "",
      rollbacks: JSON.stringify(commit === void 0 ? [] : done.map(summaryOf)),
      pulls: JSON.stringify(reviewed.flatMap(({ pull }) => pull ?? []))
    },
    results: isDryRun ? results.map(wouldBe) : results
  };
}
function summaryOf(each) {
  const { order, current, target, hold } = each;
  return {
    environment: order.environment.name,
    service: order.service,
    from: current.version,
    to: target.release.version,
    hold: holdChange(hold).path
  };
}
function wouldBe(result) {
  return result.status === "done" ? { ...result, status: "nothing", reason: `would be done: ${result.reason}` } : result;
}
function line({ environment, service, status, reason }) {
  return `${environment}/${service}: ${status === "done" ? "roll back " : `${status}: `}${firstLine(reason)}`;
}

export {
  request,
  rollback
};
