// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  MOST_TAKEN,
  imageTagger,
  nextPatch,
  prepare
} from "./shared-bump-hotfix.js";
import {
  approvalsOf,
  deleteBranches,
  makeCommits,
  personOn,
  tidy,
  waitUntilMarkedMerged
} from "./shared-hotfix-promote.js";
import {
  recordedExceptionsGate,
  registryGate
} from "./shared-7-verbs-2ca783c6.js";
import {
  PairRefused,
  TagTaken
} from "./shared-8-verbs-271fcdfa.js";
import {
  falseClaim,
  firstRelease,
  hotfixGates
} from "./shared-check-gates-hotfix.js";
import {
  approvalGate,
  dependenciesOf,
  exceptionsGate,
  orReason,
  readExceptions
} from "./shared-8-verbs-110048c6.js";
import {
  postCheck
} from "./shared-9-verbs-8dc5e9b4.js";
import {
  hotfixTrustInputs,
  hotfixTrustOf
} from "./shared-check-gates-hotfix-rollback.js";
import {
  isExactly,
  isSame
} from "./shared-4-verbs-901ebfc9.js";
import {
  signatureGate
} from "./shared-9-verbs-95a406f2.js";
import {
  isClosed,
  wordsOf,
  worstOf
} from "./shared-10-verbs-724d16fa.js";
import {
  EVIDENCE_REFS,
  evidenceAt,
  evidenceBranch
} from "./shared-11-verbs-7c3e42e6.js";
import {
  buildTargets,
  verifyTarget
} from "./shared-11-verbs-697a9736.js";
import {
  trustInputs
} from "./shared-6-verbs-c1086578.js";
import {
  signedCommits
} from "./shared-5-verbs-583f1538.js";
import {
  holdOf,
  readHolds
} from "./shared-11-verbs-57297b5c.js";
import {
  connectForge,
  readEnvironments,
  requireEnvironment
} from "./shared-13-verbs-8f9a8474.js";
import {
  STOP_REFS,
  readStops,
  stopOf
} from "./shared-11-verbs-0f2be35d.js";
import {
  actorOf,
  attributionOf,
  attributionTrailers
} from "./shared-6-verbs-b1207528.js";
import {
  firstLine
} from "./shared-15-verbs-e34f738c.js";
import {
  cutPoint
} from "./shared-check-gates-detect-changes-hotfix.js";
import {
  readRecorded,
  versionTag,
  versionTags
} from "./shared-bump-hotfix-next-version.js";
import {
  HOTFIX_NAME,
  HOTFIX_REFS,
  HOTFIX_RELEASE_REFS,
  hotfixReleaseBranch,
  parseHotfixRelease,
  readRelease,
  releaseChanges,
  releaseFiles,
  releaseFolder,
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
  handedOn,
  releaseImages,
  serviceOfKey
} from "./shared-16-verbs-64058615.js";
import {
  trustOf
} from "./shared-12-verbs-23e32673.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  BadRequest,
  UserError,
  code,
  commitSha,
  defineRequest,
  escapeMarkdown,
  imageDigest,
  imageKey,
  json,
  list,
  literal,
  markdownTable,
  object,
  readConfig,
  record,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/hotfix/request.ts
init_oldest_node();
var orEmpty = (schema) => literal("").or(schema).transform((value) => value === "" ? void 0 : value);
var request = defineRequest({
  verb: "hotfix",
  summary: "Opens a pull request that releases a hotfix straight into the environments that allow it, and keeps the check slipway/gates of open ones current.",
  inputs: {
    images: {
      description: 'What was built from the hotfix (output of build-image): a JSON object, service to {"name": …, "digest": "sha256:…"}. Empty: looks after the pull requests that are open.',
      schema: json(record(imageKey, object({ name: string(), digest: imageDigest }))),
      default: "{}"
    },
    source: {
      description: "Full sha of the commit the images were built from; manifests are rendered at it.",
      schema: orEmpty(commitSha),
      default: ""
    },
    from: {
      description: "Branch of the hotfix: hotfix/<name>.",
      schema: orEmpty(string().regex(HOTFIX_NAME, "not hotfix/<name> (lower case letters, digits, . _ -)")),
      default: ""
    },
    environments: {
      description: "Environments to bring it into; all whose environment.yaml allows hotfixes when empty.",
      schema: list,
      default: ""
    },
    branch: branchInput("Branch the environments live on."),
    ...trustInputs,
    ...hotfixTrustInputs,
    ...botInputs
  },
  outputs: {
    pulls: 'Open pull requests of hotfixes: a JSON array of {"environment": …, "hotfix": …, "number": …, "url": …}.'
  }
});
function builtIn({ images, source, from }) {
  if (Object.keys(images).length === 0) return void 0;
  if (source !== void 0 && from !== void 0) return { images, source, from };
  const missing = [
    ...source === void 0 ? ["source: the commit they were built from"] : [],
    ...from === void 0 ? ["from: the branch hotfix/<name>"] : []
  ];
  throw new BadRequest(missing.map((each) => `hotfix: images are given without ${each}.
  Give it.`));
}

// actions/hotfix/hotfix.ts
init_oldest_node();

// actions/hotfix/evaluate.ts
init_oldest_node();

// actions/lib/domain/versions/hotfix-version.ts
init_oldest_node();
async function hotfixVersion({ git, tip, refs, environments }, { service, pinned, source }) {
  const held = await Promise.all(
    environments.map(
      (name) => git.pastContents(tip.commit, releasePath(name, service), { matching: /\/release\.yaml$/ })
    )
  );
  const taken2 = new Set(held.flat().map(({ content }) => readRecorded(content.toString())?.version));
  for (let version = nextPatch(pinned); ; version = nextPatch(version)) {
    const tagged = refs.get(versionTag(service, version));
    if (!taken2.has(version) && (tagged === void 0 || tagged === source)) return version;
  }
}

// actions/hotfix/built.ts
init_oldest_node();
async function built(place, items, attempts = MOST_TAKEN) {
  const { tip, environment } = place;
  const moves = items.filter((item) => item.kind === "move");
  const targets = await buildTargets(
    tip,
    environment.name,
    moves.map(({ service }) => service),
    { changes: moves.flatMap(({ service, files }) => releaseChanges(environment.name, service, files)) }
  );
  return await Promise.all(
    items.map(async (item) => {
      if (item.kind === "kept") return item;
      const named = await nameInRegistry(place, item, targets.get(item.service));
      if (named !== "taken") return named;
      const [next = taken(item)] = attempts > 1 ? await built(place, [withNextPatch(item)], attempts - 1) : [];
      return next;
    })
  );
}
async function nameInRegistry({ environment, tagImage }, move, target) {
  const kept = (status, reason) => ({
    kind: "kept",
    service: move.service,
    status,
    reason
  });
  try {
    if (target === void 0) throw new Error(`${move.service}: not built`);
    if ("fault" in target) throw target.fault;
    verifyTarget(target.manifests, environment, move.release);
  } catch (error) {
    if (error instanceof UserError) return kept("failed", error.message);
    throw error;
  }
  try {
    await tagImage(move.release);
    return move;
  } catch (error) {
    if (error instanceof TagTaken) return "taken";
    if (error instanceof UserError)
      return kept(error instanceof PairRefused ? "failed" : "waiting", `registry: ${error.message}`);
    throw error;
  }
}
function withNextPatch(move) {
  const release = { ...move.release, version: nextPatch(move.release.version) };
  return { ...move, release, files: releaseFolder(release, move.manifests) };
}
function taken({ service, release: { version } }) {
  const reason = `registry: ${version} and the ${MOST_TAKEN - 1} versions before it name other images.
  Delete the tags that nothing was ever pinned with.`;
  return { kind: "kept", service, status: "failed", reason };
}

// actions/hotfix/evaluate.ts
async function evaluate(deps, snapshot, asked) {
  const { git } = deps;
  const { environment, source, images } = asked;
  const services = [...new Set(Object.keys(images).map(serviceOfKey))];
  if (services.length === 0) return [];
  if (await git.resolve(source) === void 0) {
    const reason = `${shortSha(source)} is on no branch of the remote.
  Push ${asked.hotfix} again.`;
    return services.map((service) => ({ kind: "kept", service, status: "failed", reason }));
  }
  const tip = snapshot.refs.get(asked.hotfix);
  if (asked.isNew && tip !== void 0 && tip !== source && await git.isAncestor(source, tip)) {
    const reason = `${asked.hotfix} is at ${shortSha(tip)} now, and this was built from ${shortSha(source)}; the run of its tip lands it`;
    return services.map((service) => ({ kind: "kept", service, status: "waiting", reason }));
  }
  const tags = await git.fetch(...services.map(versionTags));
  const candidates = await prepare(git, { source, environment: environment.name, images });
  const items = await Promise.all(
    candidates.map(async (candidate) => {
      const { service } = candidate;
      try {
        if ("fault" in candidate) throw candidate.fault;
        return await evaluateOne(deps, { snapshot, asked, tags }, candidate);
      } catch (error) {
        if (error instanceof UserError)
          return { kind: "kept", service, status: "failed", reason: error.message };
        throw error;
      }
    })
  );
  return await built(
    { tip: snapshot.tip, environment: asked.environment, tagImage: taggerOf(deps, snapshot, asked) },
    items
  );
}
function taggerOf({ env, dryRun }, snapshot, { environment }) {
  const isThere = registryOf(snapshot, environment) === environment.registry;
  return dryRun && !isThere ? async () => void 0 : imageTagger(environment.registry, { env, dryRun });
}
async function evaluateOne(deps, place, candidate) {
  const { service, manifests } = candidate;
  const { snapshot, asked } = place;
  const { tip } = snapshot;
  const { environment, hotfix: hotfix2, branch } = asked;
  const kept = (status, reason) => ({ kind: "kept", service, status, reason });
  const old = await readRelease(tip, environment.name, service);
  if (old === void 0) return kept("refused", firstRelease(environment.name, service));
  if (old.id === candidate.release.id) return kept("nothing", `${old.version} is there already`);
  const version = await versionOf(deps, place, candidate, old);
  const release = { ...candidate.release, version, hotfix: hotfix2 };
  const fault = await falseClaim({ git: deps.git, tip, refs: snapshot.refs, environment, release, branch });
  const holds = await orReason(() => readHolds(tip, environment.name));
  const facts = {
    policy: environment,
    release,
    pinned: old,
    fault,
    now: snapshot.now,
    fromRegistry: registryOf(snapshot, environment),
    reading: await readingOf(snapshot, environment, service),
    stop: stopOf(snapshot.stops, environment.name),
    hold: typeof holds === "string" ? holds : holdOf(holds, release, snapshot.now),
    dependencies: await dependenciesOf(tip, environment.name, release),
    approvals: approvalsOf(snapshot, branch)
  };
  const answers = stopping(hotfixGates(facts)).length > 0 ? [] : await aboutImage(deps, place, release);
  const gates = hotfixGates(facts, answers);
  const [first] = stopping(gates);
  if (first !== void 0) {
    return kept(first.final ? "refused" : "waiting", `${first.gate}: ${first.reason}`);
  }
  return { kind: "move", service, old, release, manifests, files: releaseFolder(release, manifests), gates };
}
function registryOf({ environments }, { registry }) {
  return environments[0]?.registry ?? registry;
}
async function readingOf({ refs, evidence, now }, environment, service) {
  const { name, clusters } = environment;
  const hasReported = clusters.some((cluster) => refs.has(evidenceBranch(name, cluster)));
  return hasReported ? await evidence.read(environment, service, now) : void 0;
}
function stopping(gates) {
  return gates.filter(isClosed).filter(({ gate }) => gate !== "approval");
}
async function versionOf({ git }, { snapshot, asked, tags }, { service, release }, old) {
  const { tip, environments, refs } = snapshot;
  const commit = refs.get(asked.branch);
  const earlier = commit === void 0 ? void 0 : await orReason(async () => await git.tree(commit));
  if (typeof earlier === "object") {
    const there = await orReason(() => readRelease(earlier, asked.environment.name, service));
    if (typeof there === "object" && there.id === release.id && there.source === release.source) {
      return there.version;
    }
  }
  const names = environments.map(({ name }) => name);
  return await hotfixVersion(
    { git, tip, refs: tags, environments: names },
    { service, pinned: old.version, source: release.source }
  );
}
async function aboutImage({ env, trust, dryRun }, { snapshot, asked: { environment, hotfix: hotfix2 } }, release) {
  const { exceptions, now } = snapshot;
  const own = trust(environment.hotfix, hotfix2);
  const registry = registryOf(snapshot, environment);
  const target = { registry };
  const signature = await signatureGate({ target, release, trust: own, env });
  if (isClosed(signature)) return [signature];
  const facts = { service: release.service, exceptions, now };
  const scan = own === void 0 ? exceptionsGate(facts) : await recordedExceptionsGate({ facts, target, release, trust: own, env });
  if (isClosed(scan) || registry === environment.registry) return [scan, signature];
  const brought = [];
  for (const image of releaseImages(release)) {
    const from = { registry, ...image };
    const to = { ...from, registry: environment.registry };
    brought.push(await registryGate({ from, to, trust: own, env, dryRun }));
  }
  return [scan, signature, worstOf(brought)];
}

// actions/hotfix/land.ts
init_oldest_node();

// actions/hotfix/branch.ts
init_oldest_node();

// actions/hotfix/pull-request-text.ts
init_oldest_node();
var MAX_TITLE = 200;
var MAX_COMMITS = 50;
function title({ environment, hotfix: hotfix2 }, moves) {
  const changes = moves.map(({ service, old, release }) => `${service} ${old.version} → ${release.version}`);
  const all = `hotfix(${environment.name}): ${changes.join(", ")}`;
  return all.length <= MAX_TITLE ? all : `hotfix(${environment.name}): ${moves.length} services from ${hotfix2}`;
}
function message(asked, moves, env) {
  const lines = moves.map(
    ({ service, old, release }) => `${service}: ${old.version} (${old.image.digest}) → ${release.version} (${release.image.digest}), source ${release.source}`
  );
  const trailers = [
    ...moves.map(({ service, release }) => `Release-Id: ${service}=${release.id}`),
    `Slipway-Hotfix: ${asked.hotfix}`,
    ...attributionTrailers(attributionOf(env, actorOf(env, "slipway")), "hotfix")
  ];
  return `${title(asked, moves)}

${lines.join("\n")}

${trailers.join("\n")}
`;
}
function body(asked, moves, commits) {
  const { environment, hotfix: hotfix2, source } = asked;
  const shown = commits.slice(0, MAX_COMMITS).map((each) => `- ${shortSha(each.sha)} ${line(each.subject)}`);
  const more = commits.length > shown.length ? [`- and ${commits.length - shown.length} more`] : [];
  return [
    `Brings \`${hotfix2}\` (${source}) straight into ${environment.name}. **It was in no environment before**: its health is known from its tests only.`,
    table(moves),
    "### Commits",
    [...shown, ...more].join("\n"),
    ...moves.flatMap(({ service, gates }) => [
      `### Gates: ${service}`,
      gates.map((gate) => `- [${gate.open ? "x" : " "}] ${gate.gate}: ${line(wordsOf(gate))}`).join("\n")
    ]),
    "### After the merge",
    [
      `- merge \`${hotfix2}\` into main with a merge commit: until then every other release is refused in ${environment.name}, because it lacks the fix`,
      `- roll it back: \`slipway rollback --environment ${environment.name} --service ${moves[0]?.service ?? "<service>"} --reason "…"\``
    ].join("\n"),
    ""
  ].join("\n\n");
}
function table(moves) {
  const rows = moves.map(({ service, old, release }) => [
    service,
    old.version,
    code(release.version),
    code(release.image.digest),
    code(shortSha(old.source))
  ]);
  return markdownTable(["service", "old", "new", "digest", "cut at"], rows);
}
function line(text) {
  return escapeMarkdown(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}

// actions/hotfix/branch.ts
async function isCurrent(git, { tip }, { environment }, moves, branchTip) {
  const base = await git.mergeBase(tip.commit, branchTip);
  if (base === void 0) return false;
  const folders = moves.map(({ service }) => `${releasePath(environment.name, service)}/`);
  const changed = await git.changedPaths(base, branchTip);
  if (changed.some(({ path }) => !folders.some((folder) => path.startsWith(folder)))) return false;
  const [head, from] = await Promise.all([git.tree(branchTip), git.tree(base)]);
  const same = await Promise.all(
    moves.map(async ({ service, files }) => {
      const [isPlan, then, now] = await Promise.all([
        isExactly(head, environment.name, service, files),
        releaseFiles(from, environment.name, service),
        releaseFiles(tip, environment.name, service)
      ]);
      return isPlan && isSame(then, now);
    })
  );
  return same.every(Boolean);
}
async function pushBranch(place, asked, moves) {
  const { git, publisher, env, snapshot } = place;
  const untagged = await nameVersions(git, moves);
  if (untagged !== void 0) return failure(untagged, "version tags");
  const branches = [{ branch: asked.branch, plan: planOf(asked, moves, env) }];
  const made = await makeCommits(git, snapshot.tip, branches, publisher);
  const [one] = made;
  if (one === void 0 || !("commit" in one)) {
    return { reason: one?.failure ?? "nothing was made", isLostRace: one?.isLostRace ?? false };
  }
  const expect = snapshot.refs.get(asked.branch) ?? null;
  const [result] = await git.push([{ ref: asked.branch, to: one.commit, expect }]);
  const notTidied = publisher === void 0 ? [] : await tidy(git, branches, made);
  return result?.status === "pushed" || result?.status === "unchanged" ? { commit: one.commit, notTidied } : failure(result, "hotfix-release/*");
}
async function nameVersions(git, moves) {
  const tags = moves.map(({ service, release: { version, source } }) => ({
    ref: versionTag(service, version),
    to: source,
    expect: null
  }));
  const known = await git.fetch(...tags.map(({ ref }) => ref));
  const missing = tags.filter(({ ref, to }) => known.get(ref) !== to);
  const results = missing.length === 0 ? [] : await git.push(missing);
  return results.find(({ status }) => status === "lost-race" || status === "refused");
}
function failure(result, what) {
  const isLostRace = result?.status === "lost-race";
  const why = result?.reason ?? "no answer";
  return isLostRace ? { reason: `another run moved ${result?.ref} first`, isLostRace } : {
    reason: `${result?.ref}: the server refused the push: ${why}.
  Allow the bot to push ${what}.`,
    isLostRace
  };
}
function planOf(asked, moves, env) {
  const { name } = asked.environment;
  return {
    message: message(asked, moves, env),
    changes: moves.flatMap(({ service, files }) => releaseChanges(name, service, files)),
    replaceFolders: moves.map(({ service }) => releasePath(name, service))
  };
}

// actions/hotfix/checks.ts
init_oldest_node();
function checkOf(moves) {
  const closed = moves.flatMap(
    ({ service, gates }) => gates.filter(isClosed).map((gate) => ({ service, gate }))
  );
  const [first] = closed;
  if (first === void 0) return { state: "success", description: "every gate of a hotfix is open" };
  return { state: "pending", description: `${first.service}: ${first.gate.gate}: ${first.gate.reason}` };
}
function unapproved({ environment }, move) {
  const none = approvalGate({ required: environment.hotfix.approvals, approvals: void 0 });
  return { ...move, gates: move.gates.map((gate) => gate.gate === "approval" ? none : gate) };
}
function waitsFor({ gates }) {
  const closed = gates.find(isClosed);
  return closed === void 0 ? "its merge" : `${closed.gate}: ${closed.reason}`;
}

// actions/hotfix/land.ts
async function land(deps, asked, items) {
  const { git, snapshot } = deps;
  const branchTip = snapshot.refs.get(asked.branch);
  const pull = snapshot.pulls.find(({ head }) => head === asked.branch);
  const moves = items.filter((item) => item.kind === "move");
  const standing = { asked, items, moves, pull, branchTip };
  const person = branchTip === void 0 ? void 0 : await personOn(git, "hotfix", branchTip, snapshot.tip.commit);
  if (person !== void 0) return await leave(deps, standing, handsOff(asked, person));
  if (moves.length === 0) return await withoutMoves(deps, standing);
  if (branchTip !== void 0 && await isCurrent(git, snapshot, asked, moves, branchTip)) {
    return await keep(deps, standing, branchTip);
  }
  return await renew(deps, standing);
}
function handsOff({ branch, hotfix: hotfix2 }, person) {
  return `${branch} has a commit of a person: ${person}.
  Move that to ${hotfix2} and delete ${branch}.`;
}
async function leave(deps, standing, reason) {
  const { asked, pull, branchTip } = standing;
  if (pull !== void 0 && branchTip !== void 0) {
    await post(deps, pull, branchTip, { state: "failure", description: reason });
  }
  return { asked, pull, results: resultsOf(standing, () => ["refused", reason]) };
}
async function withoutMoves(deps, standing) {
  const { asked, items, pull, branchTip } = standing;
  const kept = items.flatMap((item) => item.kind === "kept" ? [item] : []);
  const waiting = kept.find(({ status }) => status === "waiting" || status === "failed");
  if (waiting !== void 0) return await leave(deps, standing, `${waiting.service}: ${waiting.reason}`);
  const reason = firstLine(kept[0]?.reason ?? "nothing is left to merge");
  if (pull !== void 0 && !await isMarkedMerged(deps, standing))
    await deps.forge.closePull(pull.number, `Closed by \`slipway hotfix\`: ${reason}.`);
  const notDeleted = await deleteBranches(deps.git, [{ branch: asked.branch, branchTip }]);
  const results = [...resultsOf(standing, () => ["nothing", reason]), ...notDeleted];
  return { asked, pull: void 0, results };
}
async function isMarkedMerged({ git, forge, branch: base, snapshot }, standing) {
  const { asked, branchTip: headSha } = standing;
  return await waitUntilMarkedMerged(
    { git, forge, tip: snapshot.tip, base },
    { head: asked.branch, headSha }
  );
}
async function keep(deps, standing, head) {
  const { asked, moves } = standing;
  const branches = { head: asked.branch, base: deps.branch };
  const closed = standing.pull === void 0 ? await deps.forge.findClosedPull(branches) : void 0;
  if (closed?.state === "closed" && closed.headSha === head) {
    const reason = `${closed.url} was closed by a person.
  Reopen it, or delete the branch ${asked.branch} to have it opened again.`;
    return { asked, pull: void 0, results: resultsOf(standing, () => ["waiting", reason]) };
  }
  const isApproved = deps.snapshot.standings.get(standing.pull?.number ?? 0)?.headSha === head;
  const judged = isApproved ? moves : moves.map((move) => unapproved(asked, move));
  const pull = standing.pull ?? await present(deps, standing);
  await post(deps, pull, head, checkOf(judged));
  const results = resultsOf(
    { ...standing, moves: judged },
    (move) => standing.pull === void 0 ? ["done", `opened ${pull.url}`] : [
      "nothing",
      `${pull.url} waits for ${waitsFor(judged.find(({ service }) => service === move.service) ?? move)}`
    ]
  );
  return { asked, pull, results };
}
async function renew(deps, standing) {
  const { asked, moves } = standing;
  const pushed = await pushBranch(deps, asked, moves);
  if (!("commit" in pushed)) {
    const { reason, isLostRace } = pushed;
    const results2 = resultsOf(standing, () => [isLostRace ? "waiting" : "failed", reason]);
    return { asked, pull: standing.pull, results: results2, ...isLostRace ? { again: true } : {} };
  }
  const pull = await present(deps, standing);
  await post(deps, pull, pushed.commit, checkOf(moves.map((move) => unapproved(asked, move))));
  const verb = standing.pull === void 0 ? "opened" : "updated";
  const results = [...resultsOf(standing, () => ["done", `${verb} ${pull.url}`]), ...pushed.notTidied];
  return { asked, pull, results };
}
async function present(deps, { asked, moves, pull }) {
  const { git, forge, branch, snapshot } = deps;
  const cut = await cutPoint(git, snapshot.tip.commit, asked.source);
  const commits = await git.log(asked.source, cut === void 0 ? {} : { since: cut });
  const text = { title: title(asked, moves), body: body(asked, moves, commits) };
  return pull === void 0 ? await forge.openPull({ head: asked.branch, base: branch, ...text }) : await forge.updatePull(pull.number, text);
}
async function post({ forge, snapshot }, pull, head, check) {
  const standing = snapshot.standings.get(pull.number);
  await postCheck(forge, head, check, standing?.headSha === head ? standing.statuses : []);
}
function resultsOf({ asked, items }, ofMove) {
  const environment = asked.environment.name;
  return items.map((item) => {
    const { service } = item;
    if (item.kind === "kept") return { service, environment, status: item.status, reason: item.reason };
    const [status, words] = ofMove(item);
    return {
      service,
      environment,
      status,
      reason: `${item.old.version} → ${item.release.version}: ${words}`
    };
  });
}

// actions/hotfix/pinned.ts
init_oldest_node();
async function withoutPinned(tip, built2, names, environments) {
  const { pins } = await readConfig(tip);
  if (pins === void 0) return { built: built2, refused: [] };
  const all = Object.entries(built2.images);
  const own = all.filter(([service]) => pins.services[service] === void 0);
  const into = names.map((name) => requireEnvironment(environments, name));
  const asked = into.length > 0 ? into : environments.filter(({ hotfix: hotfix2 }) => hotfix2.allowed);
  const refused = all.flatMap(([service]) => refusals(pins, service, built2, asked));
  return { built: own.length === 0 ? void 0 : { ...built2, images: Object.fromEntries(own) }, refused };
}
function refusals({ services }, service, built2, environments) {
  const places = services[service];
  if (places === void 0) return [];
  const pinned = environments.flatMap(({ name }) => {
    const place = places[name];
    return place === void 0 ? [] : [{ environment: name, place }];
  });
  if (pinned.length === 0) {
    const reason = `${PINS}, and none of its environments allows hotfixes or was named.
  Name one with --environments: ${Object.keys(places).join(", ")}.`;
    return [{ service, status: "refused", reason }];
  }
  return pinned.map(({ environment, place }) => ({
    environment,
    service,
    status: "refused",
    reason: `slipway.yaml pins ${service} in ${place.file}, and a hotfix brings release folders alone.
  ${remedy(service, environment, place, built2)}`
  }));
}
var PINS = "slipway.yaml pins it in files of your own";
function remedy(service, environment, place, { images, source, from }) {
  const digest = images[service]?.digest ?? "sha256:…";
  const pin = JSON.stringify([{ ...place, ...pinnedWith(place, digest) }]);
  return [
    `Pin it there: slipway bump --environment ${environment} --source ${source} --pins '${pin}', by the tag that the image has.`,
    `Then merge ${from} into the main branch, and pin an image that has the fix in the first environment.`,
    `To roll back instead: slipway rollback --environment ${environment} --service ${service} --reason <why>.`
  ].join(" ");
}
function pinnedWith(place, digest) {
  return "path" in place ? { value: `<image>:<tag>@${digest}` } : { tag: "<tag>", digest };
}

// actions/hotfix/read.ts
init_oldest_node();
async function readSnapshot({ git, forge, branch, now }) {
  const [refs, pulls] = await Promise.all([
    git.fetch(branch, HOTFIX_REFS, HOTFIX_RELEASE_REFS, ...EVIDENCE_REFS, ...STOP_REFS),
    forge.openPulls(branch)
  ]);
  const head = refs.get(branch);
  if (head === void 0) {
    throw new UserError(`branch ${branch}: not on the remote.
  Give the right --branch.`);
  }
  const ours = pulls.filter((pull) => parseHotfixRelease(pull.head) !== void 0);
  const [tip, standings, stops] = await Promise.all([
    git.tree(head),
    ours.length === 0 ? /* @__PURE__ */ new Map() : forge.standings(ours.map(({ number }) => number)),
    readStops(git, refs)
  ]);
  const [environments, exceptions] = await Promise.all([readEnvironments(tip), readExceptions(tip)]);
  const evidence = evidenceAt(git, refs);
  return { tip, environments, refs, pulls: ours, standings, stops, exceptions, evidence, now };
}
function askedFor({ images, source, from }, names, { environments }) {
  const requested = names.length === 0 ? environments.filter(({ hotfix: hotfix2 }) => hotfix2.allowed) : [...new Set(names)].map((name) => requireEnvironment(environments, name));
  if (requested.length === 0) {
    throw new UserError(
      "environments/*/environment.yaml: no environment allows hotfixes.\n  An owner sets hotfix: { allowed: true } where they may come in."
    );
  }
  return requested.map((environment) => ({
    environment,
    hotfix: from,
    source,
    images,
    isNew: true,
    branch: hotfixReleaseBranch(environment.name, from)
  }));
}
async function askedByBranches(git, { refs, environments, tip }) {
  const found = await Promise.all(
    [...refs].map(async ([branch, commit]) => {
      const parsed = parseHotfixRelease(branch);
      const environment = environments.find(({ name }) => name === parsed?.environment);
      if (parsed === void 0 || environment === void 0) return [];
      try {
        const brought = await broughtBy(git, await git.tree(commit), tip, environment.name);
        return [askedOf(brought, { branch, environment, hotfix: parsed.hotfix })];
      } catch (error) {
        if (error instanceof UserError) return [{ branch, fault: error.message }];
        throw error;
      }
    })
  );
  return found.flat();
}
function askedOf(brought, place) {
  const sources = [...new Set(brought.map(({ source: source2 }) => source2))];
  const [source = ""] = sources;
  if (sources.length > 1)
    return { branch: place.branch, fault: "its releases were built from several commits" };
  return {
    ...place,
    source,
    images: Object.assign({}, ...brought.map(handedOn))
  };
}
async function broughtBy(git, head, tip, environment) {
  const base = await git.mergeBase(tip.commit, head.commit);
  const changed = base === void 0 ? [] : await git.changedPaths(base, head.commit);
  const services = (await releasedServices(head, environment)).filter(
    (service) => changed.some(({ path }) => path.startsWith(`environments/${environment}/${service}/release/`))
  );
  const releases = await Promise.all(services.map((service) => readRelease(head, environment, service)));
  return releases.flatMap((release) => release ?? []);
}

// actions/hotfix/hotfix.ts
var ROUNDS = 3;
async function hotfix(request2, context) {
  const all = builtIn(request2);
  const trust = hotfixTrustOf(trustOf(request2), request2.hotfixPublicKey);
  const forge = connectForge(context.env);
  const publisher = signedCommits(context.env);
  const git = openGit(context.workspace, {
    identity: { name: request2.botName, email: request2.botEmail },
    publisher,
    token: context.env.SLIPWAY_TOKEN
  });
  await git.unshallow();
  const { branch } = request2;
  const { env, dryRun } = context;
  for (let round = 1; ; round += 1) {
    const snapshot = await readSnapshot({ git, forge, branch, now: context.clock.now() });
    const deps = { git, forge, branch, publisher, env, snapshot, trust, dryRun };
    const { built: built2, refused } = await sorted(all, snapshot, request2);
    if (all !== void 0 && built2 === void 0) return withRefused(NOTHING, refused);
    const { asked, faults } = await requestedHotfixes(deps, built2, request2);
    const planned = [];
    for (const each of asked) planned.push([each, await evaluate(deps, snapshot, each)]);
    context.report.plan(planned.flatMap(([each, items]) => planLines(each, items)));
    if (dryRun) return withRefused({ ...NOTHING, results: planned.flatMap(wouldBe) }, refused);
    const landed = [];
    for (const [each, items] of planned) landed.push(await land(deps, each, items));
    if (round === ROUNDS || !landed.some(({ again }) => again))
      return withRefused(outcome(landed, faults), refused);
  }
}
var NOTHING = { outputs: { pulls: "[]" }, results: [] };
function withRefused(outcome2, refused) {
  if (refused.length === 0) return outcome2;
  return { ...outcome2, results: [...outcome2.results, ...refused], failsWhenRefused: true };
}
async function sorted(built2, { tip, environments }, request2) {
  return built2 === void 0 ? { built: built2, refused: [] } : await withoutPinned(tip, built2, request2.environments, environments);
}
async function requestedHotfixes(deps, built2, { environments }) {
  const { git, snapshot } = deps;
  if (built2 !== void 0) return { asked: askedFor(built2, environments, snapshot), faults: [] };
  const found = await askedByBranches(git, snapshot);
  const faults = found.flatMap(
    (each) => "fault" in each ? [{ service: each.branch, status: "failed", reason: each.fault }] : []
  );
  return { asked: found.flatMap((each) => "fault" in each ? [] : [each]), faults };
}
function planLines(asked, items) {
  return items.map(
    (item) => item.kind === "move" ? title(asked, [item]) : `${asked.environment.name}/${item.service}: ${item.status}: ${item.reason}`
  );
}
function wouldBe([{ environment }, items]) {
  return items.map(
    (item) => ({
      service: item.service,
      environment: environment.name,
      ...item.kind === "kept" ? { status: item.status, reason: item.reason } : { status: "nothing", reason: `would release ${item.old.version} → ${item.release.version}` }
    })
  );
}
function outcome(landed, faults) {
  const pulls = landed.flatMap(
    ({ asked: { environment, hotfix: from }, pull }) => pull === void 0 ? [] : [{ environment: environment.name, hotfix: from, number: pull.number, url: pull.url }]
  );
  return {
    outputs: { pulls: JSON.stringify(pulls) },
    results: [...landed.flatMap(({ results }) => results), ...faults]
  };
}

export {
  request,
  hotfix
};
