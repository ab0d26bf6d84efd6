// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  compareManifests
} from "./shared-preview-promote.js";
import {
  table
} from "./shared-promote-status.js";
import {
  decideFinally,
  decidePins,
  outsideGates
} from "./shared-6-verbs-a8eaef6c.js";
import {
  PROMOTION_REFS,
  checkOfClosed,
  closedFor,
  closedForCandidate,
  isPromotion,
  parsePromotionBranch,
  promotionBranch
} from "./shared-check-gates-promote.js";
import {
  FACT_REFS,
  bypassInputs,
  bypassStatus,
  bypassesIn,
  bypassesOf,
  bypassesOn,
  bypassesRecorded,
  readFacts,
  soakGate,
  soakOf
} from "./shared-7-verbs-53ea9a79.js";
import {
  approvalsOf,
  deleteBranches,
  makeCommits,
  personOn,
  tidy,
  waitUntilMarkedMerged
} from "./shared-hotfix-promote.js";
import {
  approvalGate
} from "./shared-8-verbs-110048c6.js";
import {
  GATES_CONTEXT,
  postCheck
} from "./shared-9-verbs-8dc5e9b4.js";
import {
  declaresPins,
  pinsOf
} from "./shared-promote-rollback.js";
import {
  isReleaseOf
} from "./shared-check-gates-promote-rollback.js";
import {
  TAKEN_BACK_CONTEXT,
  ownCommits
} from "./shared-9-verbs-c4664bd4.js";
import {
  isExactly
} from "./shared-4-verbs-901ebfc9.js";
import {
  closed,
  isClosed,
  open,
  wordsOf
} from "./shared-10-verbs-724d16fa.js";
import {
  buildTargets,
  renderManifests,
  verifyTarget
} from "./shared-11-verbs-697a9736.js";
import {
  trustInputs
} from "./shared-6-verbs-c1086578.js";
import {
  pinChanges
} from "./shared-10-verbs-521d606e.js";
import {
  signedCommits
} from "./shared-5-verbs-583f1538.js";
import {
  ForgeError,
  connectForge,
  readEnvironments
} from "./shared-13-verbs-8f9a8474.js";
import {
  runAddress
} from "./shared-6-verbs-b1207528.js";
import {
  firstLine
} from "./shared-15-verbs-e34f738c.js";
import {
  serviceInputs,
  strategyOf
} from "./shared-11-verbs-cb2f6bdd.js";
import {
  readRelease,
  releaseChanges,
  releaseFiles,
  releasePath
} from "./shared-14-verbs-98873d3f.js";
import {
  botInputs
} from "./shared-11-verbs-752aa88d.js";
import {
  logOfPaths,
  readServices
} from "./shared-12-verbs-1039ce8e.js";
import {
  commitAddress,
  openGit
} from "./shared-19-verbs-798eb292.js";
import {
  NOT_VERIFIED,
  trustOf
} from "./shared-12-verbs-23e32673.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  limitsOf,
  retryingFetch
} from "./shared-18-verbs-d4e90f00.js";
import {
  inParallel
} from "./shared-17-verbs-2776c8e5.js";
import {
  DEFAULTS,
  UserError,
  code,
  codeBlock,
  defineRequest,
  describeError,
  escapeMarkdown,
  flag,
  isFullSha,
  markdownTable,
  require_dist,
  string
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/promote/promote.ts
init_oldest_node();

// actions/lib/app/gate-answers/rendered-again.ts
init_oldest_node();
var import_yaml = __toESM(require_dist(), 1);
import { isDeepStrictEqual } from "node:util";
function alsoRenderedAgain(gates, git) {
  const known = /* @__PURE__ */ new Map();
  const asked = (facts, release) => {
    const answer2 = known.get(release.id) ?? renderedAgainGate(git, facts, release);
    known.set(release.id, answer2);
    return answer2;
  };
  return {
    ...gates,
    async ask(facts, release) {
      const begins = facts.before === void 0;
      const own = begins ? [await asked(facts, release)] : [];
      return [...own, ...await gates.ask(facts, release)];
    }
  };
}
async function renderedAgainGate(git, facts, release) {
  const { from, service } = facts;
  const source = shortSha(release.source);
  try {
    const faults = await differences(git, facts, release);
    if (faults.length === 0) return open("release", `${release.version} is what ${source} renders`);
    const folder = releasePath(from, service);
    return closed(
      "release",
      `${release.version} in ${from} is not what ${source} renders: ${faults.join(", ")}.
  Somebody changed it manually (git log -- ${folder}). Delete the folder in a commit: the next delivery renders it again.`,
      { final: true }
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return closed("release", `${release.version} in ${from} cannot be rendered again: ${error.message}`);
  }
}
async function differences(git, facts, release) {
  const { manifests, strategy, dataSchema, dependsOn } = await renderedAt(git, release);
  const pinned = pinnedManifests(facts, release);
  const faults = isSame(pinned, manifests) ? [] : changed(pinned, manifests);
  if (strategy !== release.strategy) faults.push(`the strategy is ${release.strategy}, not ${strategy}`);
  if (!isDeepStrictEqual(dataSchema, release.dataSchema)) faults.push("the data schema is another");
  if (!isDeepStrictEqual(dependsOn, release.dependsOn)) faults.push("dependsOn is another");
  return faults;
}
async function renderedAt(git, { source, repository, service }) {
  if (repository !== void 0) await git.tree(source);
  if (await git.resolve(source) === void 0) {
    throw new UserError(
      `its source ${source} is in no branch of this clone.
  Release it again from a commit that is.`
    );
  }
  const tree = await git.tree(source);
  const found = (await readServices(tree)).find(({ name }) => name === service);
  if (found === void 0) {
    throw new UserError(
      `services/${service}/service.yaml is not there at ${source}.
  Release it again from a commit that has it.`
    );
  }
  const rendered = (await renderManifests(tree, [found])).get(service);
  if (rendered === void 0) throw new Error(`${service}: not rendered`);
  if ("fault" in rendered) throw rendered.fault;
  const { dataSchema, dependsOn } = found;
  return { manifests: rendered.manifests, strategy: strategyOf(found), dataSchema, dependsOn };
}
function pinnedManifests({ live, past }, { id }) {
  const all = [...typeof live === "object" ? [live] : [], ...past];
  const files = all.find(({ release }) => release.id === id)?.files;
  return files?.get("manifests.yaml")?.toString() ?? "";
}
function isSame(one, other) {
  return one === other || isDeepStrictEqual(objects(one), objects(other));
}
function objects(text) {
  return (0, import_yaml.parseAllDocuments)(text, { uniqueKeys: false }).flatMap(
    (document) => document.contents === null ? [] : [document.toJS()]
  );
}
function changed(pinned, rendered) {
  const names = compareManifests(rendered, pinned).map(({ resource }) => resource);
  return names.length === 0 ? ["manifests.yaml is another"] : names.map((name) => `${name} is another`);
}

// actions/lib/app/promotions/pushed.ts
init_oldest_node();
function alsoPushed(gates, sources) {
  const pushesOf = askedOnce(sources.forge);
  return {
    ...gates,
    async ask(facts, release) {
      const isAsked = facts.policy.gates.soakSeconds > 0;
      const own = isAsked ? await soakByPushes(sources, pushesOf, facts, release) : [];
      return [...own, ...await gates.ask(facts, release)];
    }
  };
}
function askedOnce(forge) {
  const known = /* @__PURE__ */ new Map();
  const ask = async (branch) => {
    try {
      return await forge.pushesTo(branch);
    } catch (error) {
      if (error instanceof ForgeError) return firstLine(error.message);
      throw error;
    }
  };
  return (branch) => {
    const answer2 = known.get(branch) ?? ask(branch);
    known.set(branch, answer2);
    return answer2;
  };
}
async function soakByPushes(sources, pushesOf, facts, release) {
  const all = [...typeof facts.live === "object" ? [facts.live] : [], ...facts.past];
  const candidate = all.find((each) => each.release.id === release.id);
  if (candidate?.soakFloor === void 0) return [];
  const { at, marks } = candidate.soakFloor;
  const answers = await Promise.all(marks.map((mark2) => arrivalOf(sources, pushesOf, mark2)));
  const arrivals = answers.flatMap((each) => typeof each === "string" ? [] : [each]);
  const [latest] = arrivals.toSorted((one, other) => other.at.getTime() - one.at.getTime());
  const isLater = latest !== void 0 && latest.at > at;
  const unknown = answers.filter((each) => typeof each === "string");
  const counted = [
    isLater ? `from ${latest.what}, by the forge's time` : "by the dates of commits",
    ...unknown
  ].join("; ");
  return [soakGate({ ...soakOf(facts, candidate, isLater ? latest.at : at), counted })];
}
async function arrivalOf({ git, branch: main }, pushesOf, { branch = main, commit }) {
  const pushes = await pushesOf(branch);
  const name = `${shortSha(commit)} on ${branch}`;
  if (typeof pushes === "string") return `of ${name} the date of its commit counts: ${pushes}`;
  const ids2 = await git.objectIds(pushes.map(({ sha }) => `${sha}^{commit}`));
  const fetched = ids2.findIndex((id) => id !== void 0);
  const at = fetched < 0 ? void 0 : await arrivedAt(git, pushes.slice(fetched), commit);
  return at === void 0 ? `of ${name} the date of its commit counts: the forge does not remember when it was pushed` : { what: `the push of ${name}`, at };
}
async function arrivedAt(git, pushes, commit) {
  let [low, high] = [0, pushes.length];
  while (low < high) {
    const middle = low + high >> 1;
    const contains = await git.isAncestor(commit, pushes[middle]?.sha ?? "");
    if (contains) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return pushes[0]?.at;
  const first = pushes[low - 1];
  return low < pushes.length || first?.sha === commit ? first?.at : void 0;
}

// actions/lib/io/forge/budget.ts
init_oldest_node();
function budget(fetcher) {
  let calls = 0;
  let left;
  return {
    async fetch(resource, init) {
      calls += 1;
      const response = await fetcher(resource, init);
      left = response.headers.get("x-ratelimit-remaining") ?? left;
      return response;
    },
    spent: () => `${calls} ${calls === 1 ? "call" : "calls"} of the forge's API${left === void 0 ? "" : `, ${left} left this hour`}`
  };
}

// actions/promote/apply.ts
init_oldest_node();

// actions/promote/checks.ts
init_oldest_node();

// actions/promote/message.ts
init_oldest_node();
var MAX_TITLE = 200;
function title(promotions) {
  const environment = promotions[0]?.environment ?? "";
  const all = `promote(${environment}): ${promotions.map(change).join(", ")}`;
  if (all.length <= MAX_TITLE) return all;
  const some = `promote(${environment}): ${promotions.length} services`;
  const named = promotions.map(({ service }) => service).join(", ");
  const full = `${some}: ${named}`;
  return full.length <= MAX_TITLE ? full : `${full.slice(0, MAX_TITLE - 1)}…`;
}
function change({ service, old, new: renewed }) {
  return `${service} ${versions({ old, new: renewed })}`;
}
function versions({ old, new: renewed }) {
  return `${old?.version ?? "none"} → ${renewed.version}`;
}
function message(promotions, env) {
  return `${title(promotions)}

${promotions.map(line).join("\n")}
${run(env)}
${trailers(promotions).join("\n")}
`;
}
function line({ service, old, new: renewed }) {
  const from = old === void 0 ? "first release" : `${old.version} (${old.image.digest})`;
  return `${service}: ${from} → ${renewed.version} (${renewed.image.digest}), source ${renewed.source}`;
}
function run(env) {
  const address = runAddress(env);
  const url = address === void 0 ? "" : `
Run: ${address}
`;
  const { GITHUB_ACTOR: actor } = env;
  return actor ? `${url}Started by: ${actor.replace(/[^\w[\]-]/g, "")}
` : url;
}
function trailers(promotions) {
  const bypasses = promotions.flatMap(
    ({ service, bypasses: each }) => each.map(({ gate, actor, reason }) => `${service}: ${gate} by ${actor}: ${reason.replace(/\s+/g, " ")}`)
  );
  return [
    ...promotions.map(({ new: { id } }) => `Release-Id: ${id}`),
    "Slipway-Verb: promote",
    ...[...new Set(promotions.map(({ evidence }) => evidence.commit))].map((commit) => `Evidence: ${commit}`),
    ...bypasses.map((bypass) => `Slipway-Bypass: ${bypass}`)
  ];
}

// actions/promote/checks.ts
function checkOf(step) {
  switch (step.kind) {
    case "push":
    case "keep":
      return ofMoves(step.moves, step.kind === "keep" ? waitingBeside(step) : []);
    case "leave":
      return step.group.pull === void 0 ? void 0 : ofWaiting(step.group.verdicts);
    case "foreign":
      return { state: "failure", description: step.reason };
    case "close":
      return { state: "failure", description: `closed: ${step.reason}` };
  }
}
function closedGates({ gates, bypasses }) {
  return gates.filter(isClosed).filter(({ gate }) => !bypasses.some((bypass) => bypass.gate === gate));
}
function ofMoves(moves2, others) {
  const closed2 = checkOfClosed(
    moves2.flatMap(({ decision }) => closedGates(decision).map((gate) => closedFor(decision.service, gate)))
  );
  if (closed2 !== void 0) return closed2;
  if (others.length > 0) return ofWaiting(others);
  const bypassed = moves2.flatMap(({ decision: { bypasses } }) => bypasses);
  if (bypassed.length > 0) {
    const names = bypassed.map(({ gate, actor }) => `${gate} by ${actor}`).join(", ");
    return { state: "success", description: `bypassed: ${names}` };
  }
  return {
    state: "success",
    description: `all gates are open: ${moves2.map(({ decision }) => change(decision)).join(", ")}`
  };
}
function waitingBeside({ group }) {
  if (group.target.merge === "auto") return [];
  return group.verdicts.filter(({ decision }) => decision.kind === "wait");
}
function ofWaiting(verdicts) {
  const waiting = verdicts.flatMap(
    ({ read, decision }) => decision.kind === "wait" ? [{ service: read.facts.service, ...decision }] : []
  );
  return checkOfClosed(waiting) ?? { state: "failure", description: "nothing moves" };
}

// actions/promote/present.ts
init_oldest_node();

// actions/promote/body.ts
init_oldest_node();
var MAX_BODY = 6e4;
var MAX_HEAD = 3e4;
var MAX_COMMITS = 50;
function body(sections) {
  const [first] = sections;
  if (first === void 0) throw new Error("an empty promotion");
  const { environment, from } = first.promotion;
  const names = sections.map(({ promotion }) => `**${promotion.service}**`).join(", ");
  const before = [
    `Moves ${names} from ${from} to ${environment}. The diff contains generated release folders only, byte for byte what ${from} has or had when the gates were open.`,
    ...sections.length === 1 ? [oneRelease(first.promotion)] : [releases(sections)]
  ];
  const after = [stopping(sections), "### Changes in the running manifests"];
  const room = MAX_HEAD - [...before, ...after].join("\n\n").length;
  const head = [...before, ...fitting(services(sections), room, "Gates and commits"), ...after].join("\n\n");
  const diffs = diffParts(sections);
  const shown = diffs.length === 0 ? ["Only the ids of the releases."] : fitting(diffs, MAX_BODY - head.length - 200);
  return `${head}

${shown.join("\n\n")}
`;
}
function oneRelease({ old, new: renewed }) {
  const row = (name, before, after) => [
    name,
    before === void 0 ? "none" : code(before),
    code(after)
  ];
  return markdownTable(
    ["", "old", "new"],
    [
      row("version", old?.version, renewed.version),
      row("digest", old?.image.digest, renewed.image.digest),
      ["source", old === void 0 ? "none" : sourceOf(old), sourceOf(renewed)],
      row("release", old?.id, renewed.id)
    ]
  );
}
function sourceOf({ source, repository }, words2 = source) {
  return repository === void 0 ? code(words2) : `[${code(words2)}](${commitAddress(repository, source)})`;
}
function releases(sections) {
  const rows = sections.map(({ promotion: { service, old, new: renewed } }) => [
    service,
    old === void 0 ? "none" : code(old.version),
    code(renewed.version),
    code(renewed.image.digest.slice(0, 19)),
    sourceOf(renewed, shortSha(renewed.source))
  ]);
  return markdownTable(["service", "old", "new", "digest", "source"], rows);
}
function services(sections) {
  const limit = Math.max(3, Math.floor(MAX_COMMITS / sections.length));
  return sections.map(({ promotion, commits }) => {
    const heading = sections.length === 1 ? "" : `: ${promotion.service}`;
    const text = [
      `### Commits${heading}`,
      commitList(commits, limit, promotion.new.repository),
      `### Gates${heading}`,
      gateList(promotion)
    ].join("\n\n");
    return { name: promotion.service, text };
  });
}
function commitList(commits, limit, repository) {
  if (commits === void 0) return "The first release of this service here.";
  if (commits.length === 0) return "None: the same source, rendered or built again.";
  const name = (sha) => repository === void 0 ? shortSha(sha) : `[${shortSha(sha)}](${commitAddress(repository, sha)})`;
  const lines = commits.slice(0, limit).map(({ sha, subject }) => `- ${name(sha)} ${line2(subject)}`);
  const rest = commits.length - lines.length;
  return [...lines, ...rest > 0 ? [`- and ${rest} more`] : []].join("\n");
}
function gateList({ gates, bypasses, evidence, from }) {
  const lines = gates.map((gate) => {
    const bypass = bypasses.find((each) => each.gate === gate.gate);
    const passed = bypass === void 0 ? "" : ` — bypassed by ${line2(bypass.actor)}: ${line2(bypass.reason)}`;
    return `- [${gate.open ? "x" : " "}] ${gate.gate}: ${line2(words(gate))}${passed}`;
  });
  const seen = `${from} reports exactly this release healthy since ${line2(evidence.since)} (evidence ${evidence.commit}).`;
  return [...lines, ...lines.length > 0 ? [""] : [], seen].join("\n");
}
function words(gate) {
  const said = wordsOf(gate);
  return isClosed(gate) && gate.until !== void 0 ? `${said} (until ${gate.until.toISOString()})` : said;
}
function stopping(sections) {
  const { environment } = sections[0]?.promotion ?? { environment: "" };
  const only = sections.length === 1 ? sections[0]?.promotion : void 0;
  const service = only?.service ?? "<service>";
  return [
    "### How to hold or stop it",
    `- this release: \`slipway hold --environment ${environment} --service ${service} --release-id ${only?.new.id ?? "<id>"} --reason "…"\``,
    `- everything into ${environment}: \`slipway stop --environment ${environment} --reason "…"\``,
    "- this pull request: close it; it is opened again only when another release may move, or when its branch is deleted",
    `- after the merge: \`slipway rollback --environment ${environment} --service ${service} --reason "…"\`, or \`git revert\` of the merge commit`
  ].join("\n");
}
function diffParts(sections) {
  return sections.flatMap(
    ({ diff: changes }) => changes.map(({ resource, diff }) => ({
      name: resource,
      text: `<details><summary>${escapeMarkdown(resource)}</summary>

${codeBlock(diff, "diff")}

</details>`
    }))
  );
}
function fitting(parts, room, what2 = "") {
  const shown = [];
  const cut = [];
  let left = room;
  for (const { name, text } of parts) {
    const reserve = Math.min(100 * parts.length, room / 2);
    if (text.length + reserve > left) cut.push(name);
    else {
      shown.push(text);
      left -= text.length + 2;
    }
  }
  if (cut.length === 0) return shown;
  const names = cut.map(line2).join(", ");
  const note = `Not shown, because of the size limit${what2 === "" ? "" : ` (${what2})`}: ${names}`;
  return [...shown, `${note.slice(0, Math.max(Math.floor(left) - 10, 200))}.`];
}
function line2(text) {
  return escapeMarkdown(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}

// actions/promote/commits.ts
init_oldest_node();
function sourceCommits(git) {
  const sources = /* @__PURE__ */ new Map();
  const sourceAt = (commit) => {
    const known = sources.get(commit) ?? readSource(git, commit);
    sources.set(commit, known);
    return known;
  };
  return async ({ old, new: renewed, service }) => {
    if (old === void 0) return void 0;
    const paths = await inputPaths(sourceAt(renewed.source), service);
    return await logOfPaths(git, renewed.source, paths, { since: old.source });
  };
}
async function readSource(git, commit) {
  const tree = await git.tree(commit);
  return { tree, services: await readServices(tree) };
}
async function inputPaths(source, service) {
  try {
    const { tree, services: services2 } = await source;
    const found = services2.find(({ name }) => name === service);
    return found === void 0 ? [] : (await serviceInputs(tree, found)).paths;
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

// actions/promote/present.ts
async function present(git, tip, moves2) {
  const promotions = moves2.map(({ decision }) => decision);
  const environment = promotions[0]?.environment ?? "";
  const replaced = promotions.filter(({ old }) => old !== void 0).map(({ service }) => service);
  const before = await buildTargets(tip, environment, replaced);
  const commitsOf = sourceCommits(git);
  const sections = await Promise.all(
    moves2.map(async ({ decision, rendered }) => {
      const target = before.get(decision.service);
      const old = target === void 0 || "fault" in target ? "" : target.manifests;
      const commits = await commitsOf(decision);
      return { promotion: decision, commits, diff: compareManifests(old, rendered) };
    })
  );
  return { title: title(promotions), body: body(sections) };
}
function closing(reason) {
  return `Closed by \`slipway promote\`: ${firstLine(reason)}. It is opened again when the gates are open.`;
}

// actions/promote/apply.ts
async function apply(deps, steps, orphans) {
  const notDeleted = [...await deleteBranches(deps.git, orphans)];
  const { pushed, notTidied } = await pushBranches(deps, steps);
  notDeleted.push(...notTidied);
  const done = [];
  for (const step of steps) done.push(await attempt(deps, step, pushed.get(step)));
  const gone = done.filter(({ step, effect }) => step.kind === "close" && effect.kind === "closed");
  const closed2 = gone.map(({ step }) => step.group);
  notDeleted.push(...await deleteBranches(deps.git, closed2));
  const notClosed = await closeOrphans(deps.forge, orphans, done);
  return { applied: done, leftOver: [...notDeleted, ...notClosed] };
}
async function attempt(deps, step, pushed) {
  try {
    const applied = await applyStep(deps, step, pushed);
    const check = checkOf(step);
    const { pull, headSha } = applied;
    if (check !== void 0 && pull !== void 0 && headSha !== void 0 && isSettled(applied)) {
      const standing = deps.standings.get(pull.number);
      const statuses = standing?.headSha === headSha ? standing.statuses : [];
      await recordBypasses(deps.forge, step, headSha, statuses);
      await postCheck(deps.forge, headSha, check, statuses);
    }
    return applied;
  } catch (error) {
    const effect = { kind: "failed", reason: describeError(error) };
    return { step, pull: step.group.pull, headSha: void 0, effect };
  }
}
async function recordBypasses(forge, step, headSha, statuses) {
  if (step.kind !== "push" && step.kind !== "keep") return;
  for (const { decision } of step.moves) {
    for (const bypass of decision.bypasses) {
      const status = bypassStatus(decision.service, bypass);
      const known = statuses.find(({ context }) => context === status.context);
      const isThere = known?.description === status.description && known.by === await forge.account();
      if (!isThere) await forge.commitStatus(headSha, status);
    }
  }
}
function isSettled({ effect }) {
  return !["lost-race", "closed-by-person", "failed"].includes(effect.kind);
}
async function pushBranches(deps, steps) {
  const { git, tip, publisher } = deps;
  const pushes = steps.filter((step) => step.kind === "push");
  const branches = pushes.map(({ group: { branch }, plan: plan2 }) => ({ branch, plan: plan2 }));
  const made = await makeCommits(git, tip, branches, publisher);
  const pushed = /* @__PURE__ */ new Map();
  const updates = pushes.flatMap((step, i) => {
    const one = made[i];
    if (one === void 0 || !("commit" in one)) return [];
    return [{ step, commit: one.commit }];
  });
  const results = await git.push(
    updates.map(({ step: { group }, commit }) => ({
      ref: group.branch,
      to: commit,
      expect: group.branchTip ?? null
    }))
  );
  for (const [i, { step, commit }] of updates.entries()) {
    pushed.set(step, { commit, result: results[i] ?? { status: "refused", reason: "no answer" } });
  }
  for (const [i, step] of pushes.entries()) {
    const one = made[i];
    if (one === void 0 || "commit" in one) continue;
    const status = one.isLostRace ? "lost-race" : "refused";
    pushed.set(step, { commit: "", result: { status, reason: one.failure } });
  }
  return { pushed, notTidied: publisher === void 0 ? [] : await tidy(git, branches, made) };
}
async function closeOrphans(forge, orphans, done) {
  const notClosed = [];
  for (const { environment, service, pull, replacedBy } of orphans) {
    if (pull === void 0) continue;
    const successor = done.find(({ step }) => step.group.branch === replacedBy)?.pull;
    const reason = successor === void 0 ? "there is nothing to promote any more" : `replaced by ${successor.url}`;
    try {
      await forge.closePull(pull.number, closing(reason));
    } catch (error) {
      const words2 = `${pull.url} was not closed: ${describeError(error)}`;
      notClosed.push({ environment, service: service ?? "*", status: "failed", reason: words2 });
    }
  }
  return notClosed;
}
async function applyStep(deps, step, pushed) {
  const { pull, branchTip } = step.group;
  const as = (effect, now = pull, headSha = branchTip) => ({
    step,
    pull: now,
    headSha,
    effect
  });
  switch (step.kind) {
    case "leave":
      return as({ kind: "left" });
    case "foreign":
      return as({ kind: "foreign" });
    case "close":
      if (pull !== void 0 && !await isMarkedMerged(deps, step))
        await deps.forge.closePull(pull.number, closing(step.reason));
      return as({ kind: "closed" });
    case "keep":
      return await keep(deps, step);
    case "push":
      return await afterPush(deps, step, pushed);
  }
}
async function isMarkedMerged({ git, forge, tip, branch: base }, { group }) {
  return await waitUntilMarkedMerged(
    { git, forge, tip, base },
    { head: group.branch, headSha: group.branchTip }
  );
}
async function keep(deps, step) {
  const { branch: head, branchTip, pull } = step.group;
  if (pull !== void 0) return { step, pull, headSha: branchTip, effect: { kind: "kept" } };
  const closed2 = await deps.forge.findClosedPull({ head, base: deps.branch });
  if (closed2?.headSha === branchTip && closed2?.state === "closed") {
    const reason = `${closed2.url} was closed by a person.
  Reopen it, or delete the branch ${head} to have it opened again.`;
    return { step, pull: closed2, headSha: branchTip, effect: { kind: "closed-by-person", reason } };
  }
  return await presented(deps, step, void 0, branchTip);
}
async function afterPush(deps, step, pushed) {
  const { branch, pull } = step.group;
  const status = pushed?.result.status;
  if (status === "lost-race") {
    const effect = { kind: "lost-race", reason: `another run moved ${branch} first` };
    return { step, pull, headSha: void 0, effect };
  }
  if (status === "refused" || pushed === void 0) {
    const words2 = pushed?.result.reason ?? "no answer";
    const reason = `${branch}: the server refused the push: ${words2}.
  Allow the bot to push promote/*.`;
    return { step, pull, headSha: void 0, effect: { kind: "failed", reason } };
  }
  return await presented(deps, step, pull, pushed.commit);
}
async function presented(deps, step, existing, headSha) {
  const { git, forge, tip, branch: base } = deps;
  const text = await present(git, tip, step.moves);
  const { branch: head } = step.group;
  try {
    const pull = existing === void 0 ? await forge.openPull({ head, base, ...text }) : await forge.updatePull(existing.number, text);
    return { step, pull, headSha, effect: { kind: existing === void 0 ? "opened" : "updated" } };
  } catch (error) {
    if (!await isOvertaken(deps, head, headSha, error)) throw error;
    const effect = { kind: "lost-race", reason: `another run has dealt with ${head}` };
    return { step, pull: existing, headSha: void 0, effect };
  }
}
async function isOvertaken({ git, branch }, head, headSha, error) {
  if (!(error instanceof ForgeError) || ![409, 422].includes(error.status)) return false;
  const refs = await git.fetch(head, branch);
  const tip = refs.get(branch);
  if (headSha === void 0 || refs.get(head) !== headSha) return true;
  return tip !== void 0 && await git.isAncestor(headSha, tip);
}

// actions/promote/describe.ts
init_oldest_node();

// actions/promote/prepare.ts
init_oldest_node();

// actions/promote/branch.ts
init_oldest_node();
function folderChange({
  environment,
  service,
  files
}) {
  return {
    changes: releaseChanges(environment, service, files),
    replaceFolders: [releasePath(environment, service)]
  };
}
function promotionPlan(promotions, env) {
  const folders = promotions.map(folderChange);
  return {
    message: message(promotions, env),
    changes: folders.flatMap(({ changes }) => changes),
    replaceFolders: folders.flatMap(({ replaceFolders }) => replaceFolders)
  };
}
async function branchState(git, tip, branchTip, content) {
  const base = await git.mergeBase(tip.commit, branchTip);
  if (base === void 0) return { kind: "outdated" };
  const changed2 = (await git.changedPaths(base, branchTip)).map(({ path }) => path);
  const reason = await foreign(git, tip, branchTip, content.environment, changed2);
  if (reason !== void 0) return { kind: "foreign", reason };
  const folders = content.promotions.map(({ service }) => releasePath(content.environment, service));
  const allowed = [...folders, ...content.tolerated.map((name) => releasePath(content.environment, name))];
  if (changed2.some((path) => !allowed.some((folder) => path.startsWith(`${folder}/`)))) {
    return { kind: "outdated" };
  }
  const [branch, from] = [await git.tree(branchTip), await git.tree(base)];
  const good = await Promise.all(
    content.promotions.map(async ({ service, files }, i) => {
      const folder = folders[i] ?? "";
      const isPlan = await isExactly(branch, content.environment, service, files);
      return isPlan && await objects2(from, folder) === await objects2(tip, folder);
    })
  );
  return { kind: good.every(Boolean) ? "current" : "outdated" };
}
async function foreign(git, tip, branchTip, environment, changed2) {
  const folder = releaseFolderOf(environment);
  const paths = changed2.filter((path) => !folder.test(path));
  if (paths.length > 0) {
    return `its branch changes ${paths.map((path) => JSON.stringify(path)).join(", ")}, which is none of a promotion's`;
  }
  const person = await personOn(git, "promote", branchTip, tip.commit);
  return person === void 0 ? void 0 : `its branch has a commit of a person: ${person}`;
}
function releaseFolderOf(environment) {
  return new RegExp(`^environments/${environment}/[^/]+/release/[^/]+$`);
}
async function objects2(tree, folder) {
  const files = await tree.list(folder);
  const entries = await Promise.all(files.map((file) => tree.entry(file)));
  return files.map((file, i) => `${file.slice(folder.length)} ${entries[i]?.mode} ${entries[i]?.object}`).join("\n");
}
async function releaseOnBranch(git, branchTip, environment, service) {
  const release = await readRelease(await git.tree(branchTip), environment, service).catch(() => void 0);
  return release?.id;
}

// actions/promote/prepare.ts
var PARALLEL = 2;
async function prepare({ tip, reads }, gate) {
  const decided = await inParallel(reads, PARALLEL, async (read) => ({
    read,
    decision: await decideFinally(read.facts, gate)
  }));
  const rendered = await renderAll(
    tip,
    decided.flatMap(({ decision }) => decision.kind === "promote" ? [decision] : [])
  );
  return decided.map(
    ({ read, decision }) => decision.kind === "promote" ? built(read, decision, rendered.get(decision)) : { read, decision }
  );
}
async function renderAll(tip, promotions) {
  const rendered = /* @__PURE__ */ new Map();
  for (const [environment, moving] of Map.groupBy(promotions, (each) => each.environment)) {
    const folders = moving.map(folderChange);
    const plan2 = {
      changes: folders.flatMap(({ changes }) => changes),
      replaceFolders: folders.flatMap(({ replaceFolders }) => replaceFolders)
    };
    const services2 = moving.map(({ service }) => service);
    const targets = await buildTargets(tip, environment, services2, plan2);
    for (const each of moving) rendered.set(each, targets.get(each.service));
  }
  return rendered;
}
function built(read, decision, target) {
  try {
    if (target === void 0) throw new Error(`${decision.service}: not built`);
    if ("fault" in target) throw target.fault;
    verifyTarget(target.manifests, read.target, decision.new);
    return { read, decision, rendered: target.manifests };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      read,
      decision: { kind: "refuse", gate: "release", reason: error.message, gates: decision.gates }
    };
  }
}
function isMove(verdict) {
  return verdict.decision.kind === "promote";
}

// actions/promote/status.ts
init_oldest_node();
var STATUS = { wait: "waiting", refuse: "refused", nothing: "nothing" };

// actions/promote/describe.ts
function describe(step) {
  return step.group.verdicts.map((verdict) => {
    const { environment, service } = verdict.read.facts;
    return `${environment}/${service}: ${sentence(step, verdict)}`;
  });
}
function sentence(step, verdict) {
  if (step.kind === "foreign") return `refused: ${step.reason}`;
  if (isMove(verdict)) {
    return `promote ${versions(verdict.decision)}${step.kind === "keep" ? ", the branch is up to date" : ""}`;
  }
  const closes = step.kind === "close" ? ", close what is open" : "";
  return `${STATUS[verdict.decision.kind]}${closes}: ${verdict.decision.reason}`;
}

// actions/promote/evaluate.ts
init_oldest_node();

// actions/promote/groups.ts
init_oldest_node();
function groupsOf(verdicts, { refs, pulls, standings }) {
  const groups = /* @__PURE__ */ new Map();
  for (const verdict of verdicts) {
    const { target, facts } = verdict.read;
    const branch = promotionBranch(target, facts.service);
    const group = groups.get(branch);
    const pull = pulls.find(({ head }) => head === branch);
    groups.set(branch, {
      branch,
      target,
      verdicts: [...group?.verdicts ?? [], verdict],
      branchTip: refs.get(branch),
      pull,
      standing: pull === void 0 ? void 0 : standings.get(pull.number)
    });
  }
  return [...groups.values()];
}
function orphansOf(groups, environments, { refs, pulls }) {
  const branches = /* @__PURE__ */ new Set([...refs.keys(), ...pulls.map(({ head }) => head)]);
  return [...branches].sort().flatMap((branch) => {
    const parsed = parsePromotionBranch(branch);
    const target = environments.find((each) => each.name === parsed?.environment);
    if (parsed === void 0 || target === void 0 || groups.some((group) => group.branch === branch))
      return [];
    const { service } = parsed;
    const successor = groups.find(
      (group) => group.target.name === target.name && (service === void 0 || has(group, service))
    );
    return [
      {
        branch,
        environment: target.name,
        service,
        branchTip: refs.get(branch),
        pull: pulls.find(({ head }) => head === branch),
        replacedBy: successor?.branch
      }
    ];
  });
}
function has({ verdicts }, service) {
  return verdicts.some(({ read }) => read.facts.service === service);
}

// actions/promote/read.ts
init_oldest_node();

// actions/promote/granted.ts
init_oldest_node();
async function readGranted(sources) {
  const { git, refs } = sources;
  const tips = new Map([...refs].filter(([ref]) => isPromotion(ref)));
  const messages = await git.contents([...tips.values()]);
  const statuses = /* @__PURE__ */ new Map();
  return async ({ policy, service }) => {
    const tip = tips.get(promotionBranch(policy, service));
    if (tip === void 0) return [];
    const message3 = messages.get(tip)?.toString() ?? "";
    const known = statusesOf(sources, tip);
    if (known === void 0 && bypassesIn(message3, service).length === 0) return [];
    const all = known ?? statuses.get(tip) ?? sources.forge.statuses(tip);
    if (all instanceof Promise) statuses.set(tip, all);
    const recorded = (await all).filter(({ context }) => context.startsWith("slipway/bypass/"));
    if (recorded.length === 0) return [];
    const bypasses = bypassesRecorded(recorded, await sources.forge.account(), { service, message: message3 });
    const id = bypasses.length === 0 ? void 0 : await releaseOnBranch(git, tip, policy.name, service);
    return bypasses.map((bypass) => ({ ...bypass, releases: id === void 0 ? [] : [id] }));
  };
}
function statusesOf({ pulls, standings }, tip) {
  const pull = pulls.find(({ number }) => standings.get(number)?.headSha === tip);
  return pull === void 0 ? void 0 : standings.get(pull.number)?.statuses;
}

// actions/promote/read.ts
async function readSnapshot(sources) {
  const { git, forge, branch, now, bypasses, heads = /* @__PURE__ */ new Map() } = sources;
  const [refs, pulls] = await Promise.all([
    git.fetch(branch, PROMOTION_REFS, ...FACT_REFS),
    forge.openPulls(branch)
  ]);
  const head = refs.get(branch);
  if (head === void 0) {
    throw new UserError(`branch ${branch}: not on the remote.
  Give the right --branch.`);
  }
  const promotions = pulls.filter((pull) => isPromotion(pull.head));
  const [tip, standings] = await Promise.all([
    git.tree(head),
    promotions.length === 0 ? /* @__PURE__ */ new Map() : forge.standings(promotions.map(({ number }) => number))
  ]);
  const reviews = { pulls: promotions, standings };
  const [facts, granted] = await Promise.all([
    readFacts({ git, tip, refs, now, isOwn: ownCommits(forge) }),
    readGranted({ git, forge, refs: new Map([...refs, ...heads]), ...reviews })
  ]);
  return {
    tip,
    environments: await readEnvironments(tip),
    reads: await Promise.all(
      facts.map(async (each) => ({
        facts: {
          ...each,
          approvals: approvalsOf(reviews, promotionBranch(each.policy, each.service)),
          bypasses: [...bypasses(each.environment, each.service), ...await granted(each)]
        },
        target: each.policy
      }))
    ),
    refs,
    ...reviews,
    now
  };
}

// actions/promote/evaluate.ts
function evaluator({ git, forge, branch, clock, gate, bypasses }) {
  return async (at, heads = /* @__PURE__ */ new Map()) => {
    const source = at === void 0 ? git : gitAt(git, branch, at);
    const snapshot = await readSnapshot({ git: source, forge, branch, now: clock.now(), bypasses, heads });
    return { snapshot, groups: groupsOf(await prepare(snapshot, gate), snapshot) };
  };
}
function gitAt(git, branch, at) {
  return { ...git, fetch: async (...refs) => new Map([...await git.fetch(...refs), [branch, at]]) };
}

// actions/promote/look-again.ts
init_oldest_node();

// actions/lib/app/promotions/as-of.ts
init_oldest_node();
var LOOKED_AT = 5e3;
async function factsAsOf({ git, refs, tip, at, isOwn }) {
  const dated = [...refs].filter(([name]) => name.startsWith("evidence/") || name.startsWith("stop/"));
  const tips = dated.map(([, commit]) => commit);
  const [tree, revisions] = await Promise.all([git.tree(tip), git.revisions(tips, { limit: LOOKED_AT })]);
  const then = new Map(refs);
  for (const [name, commit] of dated) {
    const last = line3(revisions, commit).find(({ committedAt }) => committedAt < at);
    if (last === void 0) then.delete(name);
    else then.set(name, last.sha);
  }
  const facts = await readFacts({ git, tip: tree, refs: then, now: at, isPast: true, isOwn });
  const reports = dated.filter(([name]) => name.startsWith("evidence/"));
  const isNear = ({ committedAt }) => Math.abs(committedAt.getTime() - at.getTime()) <= UNORDERED_MS;
  return { facts, isOrderKnown: !reports.some(([, commit]) => line3(revisions, commit).some(isNear)) };
}
var UNORDERED_MS = 1e3;
function line3(revisions, tip) {
  const found = [];
  for (let one = revisions.get(tip); one !== void 0; one = revisions.get(one.parent ?? ""))
    found.push(one);
  return found;
}

// actions/promote/landings.ts
init_oldest_node();
var WINDOW_MS = 60 * 6e4;
var MOST_COMMITS = 50;
var FILE = /^environments\/([^/]+)\/([^/]+)\/release\//;
async function placesOf(git, { tip, environments }) {
  const reviewed = environments.filter(({ merge, after }) => merge !== "auto" && after !== void 0);
  const revisions = await git.revisions([tip.commit], { limit: MOST_COMMITS });
  const newest = /* @__PURE__ */ new Map();
  for (const revision of revisions.values()) {
    for (const { path } of revision.files) {
      const [, environment, service = ""] = FILE.exec(path) ?? [];
      const target = reviewed.find(({ name }) => name === environment);
      const place = `${environment}/${service}`;
      if (target !== void 0 && !newest.has(place)) newest.set(place, { revision, target, service });
    }
  }
  return [...newest.values()];
}
async function landingOf(git, tip, { revision: { sha, parent }, target, service }) {
  if (parent === void 0) return void 0;
  const [before, after] = [await git.tree(parent), await git.tree(sha)];
  const read = (tree) => readRelease(tree, target.name, service).catch(() => void 0);
  const [old, landed, now] = await Promise.all([read(before), read(after), read(tip)]);
  if (landed === void 0 || landed.id === old?.id || landed.id !== now?.id) return void 0;
  if (landed.hotfix !== void 0) return void 0;
  return { commit: sha, before: parent, target, service, old, new: landed };
}
async function recentMerges({ git, forge, branch: base }, snapshot) {
  const places = await placesOf(git, snapshot);
  if (places.length === 0) return [];
  const pulls = (await forge.mergedPulls(base)).filter(
    ({ mergedAt }) => snapshot.now.getTime() - mergedAt.getTime() < WINDOW_MS
  );
  if (pulls.length === 0) return [];
  const landings = await Promise.all(places.map((place) => landingOf(git, snapshot.tip, place)));
  const found = await Promise.all(
    landings.map(async (landing) => {
      if (landing === void 0) return [];
      const { target, service } = landing;
      const branch = promotionBranch(target, service);
      for (const pull of pulls) {
        if (pull.head !== branch || !await isHere(git, pull.headSha)) continue;
        const isSame2 = await releaseOnBranch(git, pull.headSha, target.name, service) === landing.new.id;
        if (isSame2 && await hasBrought(git, pull.headSha, landing)) return [{ ...landing, pull }];
      }
      return [];
    })
  );
  return found.flat();
}
async function hasBrought(git, headSha, { commit, before, target, service }) {
  if (await git.isAncestor(headSha, commit)) return !await git.isAncestor(headSha, before);
  const [tip, head] = await Promise.all([git.tree(before), git.tree(commit)]);
  return !await isReleaseOf(git, { tip, head }, { environment: target.name, service }, target.name);
}
async function isHere(git, sha) {
  if (!isFullSha(sha)) return false;
  return await git.resolve(sha) !== void 0 || await git.fetchCommit(sha);
}

// actions/promote/revert.ts
init_oldest_node();
async function revert({ git, forge, branch, report }, before, violations) {
  const past = await git.tree(before);
  const reasons = violations.map(
    ({ environment, service, reason }) => `${environment}/${service}: ${reason}`
  );
  const what2 = `merged while a gate was closed: ${reasons.join("; ")}`;
  report.error(what2);
  try {
    const { commit } = await git.pushReplanned(branch, (tip) => plan(tip, past, violations));
    if (commit === void 0) return `${what2}
  it is already replaced`;
    return `${what2}
  reverted by ${commit}${await unmarked(forge, commit)}`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const remedy = "Revert the merge manually, and let the bot push to the branch.";
    return `${what2}
  It could not be reverted: ${error.message}
  ${remedy}`;
  }
}
async function unmarked(forge, commit) {
  const mark2 = { context: TAKEN_BACK_CONTEXT, state: "success" };
  try {
    await forge.commitStatus(commit, {
      ...mark2,
      description: "by slipway: a gate had closed before the merge"
    });
    return "";
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    return `.
  It could not be marked as slipway's own, so the release may be held as if a person had reverted it: ${error.message}`;
  }
}
async function plan(tip, past, violations) {
  const standing = [];
  for (const violation of violations) {
    const { environment, service, new: merged } = violation;
    const now = await readRelease(tip, environment, service).catch(() => void 0);
    if (now?.id === merged.id) standing.push(violation);
  }
  if (standing.length === 0) return void 0;
  const folders = await Promise.all(
    standing.map(async ({ environment, service }) => {
      const files = await releaseFiles(past, environment, service);
      return {
        folder: releasePath(environment, service),
        changes: releaseChanges(environment, service, files)
      };
    })
  );
  return {
    message: message2(standing),
    changes: folders.flatMap(({ changes }) => changes),
    replaceFolders: folders.map(({ folder }) => folder)
  };
}
function message2(violations) {
  const environment = violations[0]?.environment ?? "";
  const back = violations.map(
    ({ service, old, new: merged }) => `${service} ${merged.version} → ${old?.version ?? "none"}`
  );
  const names = back.length > 3 ? `${back.length} services` : back.join(", ");
  const reasons = violations.map(
    ({ service, reason }) => `Slipway-Reason: ${service}: ${reason.replace(/\s+/g, " ").slice(0, 300)}`
  );
  const ids2 = violations.flatMap(({ old }) => old === void 0 ? [] : [`Release-Id: ${old.id}`]);
  return `revert(${environment}): ${names}

It merged after a gate had closed.

${[...ids2, "Slipway-Verb: promote", ...reasons].join("\n")}
`;
}

// actions/promote/look-again.ts
var AFTER_CONTEXT = "slipway/after-merge";
async function lookAgain(deps, snapshot) {
  const landings = await recentMerges(deps, snapshot);
  const results = [];
  for (const [commit, together] of Map.groupBy(landings, (landing) => landing.commit)) {
    if (await wasEvaluated(deps, commit)) continue;
    const found = await Promise.all(together.map((landing) => violationOf(deps, snapshot, landing)));
    const violations = found.flatMap((each) => each ?? []);
    const [first] = violations;
    if (first !== void 0) {
      const reason = await revert(deps, together[0]?.before ?? "", violations);
      for (const { environment, service } of violations)
        results.push({ environment, service, status: "failed", reason });
    }
    const said = first === void 0 ? { state: "success", description: "every gate was open when it was merged" } : { state: "failure", description: `reverted: ${first.service}: ${first.reason}` };
    await deps.forge.commitStatus(commit, { context: AFTER_CONTEXT, ...said });
  }
  return results;
}
async function wasEvaluated({ forge }, commit) {
  const said = (await forge.statuses(commit)).find(({ context }) => context === AFTER_CONTEXT);
  return said !== void 0 && said.by === await forge.account();
}
async function violationOf({ git, forge }, { refs }, landing) {
  const { target, service, old, pull, before } = landing;
  const statuses = await forge.statuses(pull.headSha);
  const past = { git, refs, tip: before, at: pull.mergedAt, isOwn: ownCommits(forge) };
  const { facts, isOrderKnown } = await factsAsOf(past);
  const own = facts.find((each) => each.environment === target.name && each.service === service);
  const given = (await bypassesOn(forge, statuses))(service);
  const reason = (own && closedThen(own, landing, given, isOrderKnown)) ?? notGreen(statuses, await forge.account(), pull.mergedAt);
  return reason === void 0 ? void 0 : { environment: target.name, service, old, new: landing.new, reason };
}
var REPORTED = ["analysis", "health", "soak"];
function closedThen(facts, landing, given, isOrderKnown) {
  const { live, past, reading } = facts;
  const candidates = typeof live === "object" ? [live, ...past] : past;
  const candidate = candidates.find(({ release }) => release.id === landing.new.id);
  if (candidate === void 0) return void 0;
  const isUnknown = !isOrderKnown || !reading.fresh && reading.unreadable?.length !== 0;
  const closed2 = closedForCandidate(facts, candidate, given).find(
    ({ gate }) => !(isUnknown && REPORTED.includes(gate))
  );
  return closed2 && `${closed2.gate}: ${closed2.reason}`;
}
function notGreen(statuses, account, mergedAt) {
  const check = statuses.find(({ context }) => context === GATES_CONTEXT);
  if (check === void 0 || check.by !== account) return `${GATES_CONTEXT} was not set by slipway`;
  const isLater = check.at !== void 0 && new Date(check.at) > mergedAt;
  return isLater || check.state === "success" ? void 0 : `${GATES_CONTEXT} was ${check.state} when it was merged: ${check.description}`;
}

// actions/promote/merges.ts
init_oldest_node();

// actions/promote/merge.ts
init_oldest_node();
import { setTimeout as pause } from "node:timers/promises";

// actions/promote/steps.ts
init_oldest_node();
async function stepFor(git, tip, group, env, isBehind = false) {
  const moves2 = group.verdicts.filter(isMove);
  const waiting = await mayStay(git, group);
  if (moves2.length === 0) {
    return waiting.length > 0 ? { kind: "leave", group } : await withoutMoves(git, tip, group);
  }
  const promotions = moves2.map(({ decision }) => decision);
  if (group.branchTip !== void 0) {
    const content = {
      environment: group.target.name,
      promotions,
      tolerated: waiting.map(({ read }) => read.facts.service)
    };
    const state = await branchState(git, tip, group.branchTip, content);
    if (state.kind === "current" && !isBehind) {
      const isApproved = group.standing?.headSha === group.branchTip;
      return { kind: "keep", group, moves: isApproved ? moves2 : moves2.map(unapproved) };
    }
    if (state.kind === "foreign") return { kind: "foreign", group, reason: state.reason };
  }
  return { kind: "push", group, moves: moves2.map(unapproved), plan: promotionPlan(promotions, env) };
}
function unapproved(move) {
  const required = move.read.target.gates.approvals;
  const gates = move.decision.gates.map(
    (result) => result.gate === "approval" ? approvalGate({ required, approvals: void 0 }) : result
  );
  return { ...move, decision: { ...move.decision, gates } };
}
async function mayStay(git, { verdicts, target, branchTip }) {
  const waiting = verdicts.filter((each) => each.decision.kind === "wait");
  if (branchTip === void 0 || target.merge === "auto") return branchTip === void 0 ? waiting : [];
  const onBranch = await Promise.all(
    waiting.map(({ read }) => releaseOnBranch(git, branchTip, target.name, read.facts.service))
  );
  return waiting.filter(({ read: { facts }, decision: { ended } }, i) => {
    const id = onBranch[i];
    if (id === void 0) return target.grouping === "service";
    return id !== ended && !(typeof facts.current === "object" && facts.current.id === id);
  });
}
async function withoutMoves(git, tip, group) {
  const { branchTip, target } = group;
  if (group.pull === void 0 && branchTip === void 0) return { kind: "leave", group };
  if (branchTip !== void 0) {
    const content = { environment: target.name, promotions: [], tolerated: [] };
    const state = await branchState(git, tip, branchTip, content);
    if (state.kind === "foreign") return { kind: "foreign", group, reason: state.reason };
  }
  const reasons = group.verdicts.flatMap(
    ({ read, decision }) => decision.kind === "promote" || decision.kind === "nothing" ? [] : [`${read.facts.service}: ${firstLine(decision.reason)}`]
  );
  const all = group.verdicts.flatMap(({ decision }) => "reason" in decision ? [decision.reason] : []);
  return { kind: "close", group, reason: (reasons.length > 0 ? reasons : all.slice(0, 1)).join("; ") };
}

// actions/promote/merge.ts
var PAUSES_MS = [500, 1500, 4e3];
function isMergeable({ step, pull, headSha, effect }) {
  return step.group.target.merge === "auto" && pull?.state === "open" && headSha !== void 0 && ["opened", "updated", "kept"].includes(effect.kind) && checkOf(step)?.state === "success";
}
async function mergeChecked(deps, applied) {
  const { pull, headSha } = applied;
  if (pull === void 0 || headSha === void 0) throw new Error("no pull request is ready to merge");
  for (const wait of [...PAUSES_MS, void 0]) {
    const changed2 = await whatChanged(deps, applied, headSha);
    if (changed2 !== void 0) return { kind: "again", rebuild: false, reason: changed2 };
    const answer2 = await deps.forge.mergePull(pull.number, { headSha });
    if (answer2.merged) return await afterMerge(deps, applied, headSha);
    const final = meaning(answer2);
    if (final !== void 0) return final;
    if (wait === void 0) return { kind: "blocked", reason: answer2.reason };
    await pause(wait);
  }
  throw new Error("unreachable: the last attempt always returns");
}
var ANEW = ["behind", "conflict"];
var READ_AGAIN = ["moved-head", "closed"];
function meaning({ obstacle, reason }) {
  if (obstacle === "blocked") return { kind: "blocked", reason };
  if (ANEW.includes(obstacle)) return { kind: "again", rebuild: true, reason };
  return READ_AGAIN.includes(obstacle) ? { kind: "again", rebuild: false, reason } : void 0;
}
async function whatChanged({ git, env, evaluate }, { step }, headSha) {
  const { snapshot, groups } = await evaluate();
  const group = groups.find(({ branch }) => branch === step.group.branch);
  if (group?.branchTip !== headSha) return `${step.group.branch} moved`;
  if (ids(group) !== ids(step.group)) return "the plan changed";
  const now = await stepFor(git, snapshot.tip, group, env);
  if (now.kind !== "keep") return `${shortSha(snapshot.tip.commit)} needs another branch`;
  const check = checkOf(now);
  return check?.state === "success" ? void 0 : check?.description;
}
function ids({ verdicts }) {
  return verdicts.filter(isMove).map(({ decision }) => `${decision.service} ${decision.new.id}`).sort().join("\n");
}
async function afterMerge(deps, { step }, headSha) {
  const { git, branch, evaluate } = deps;
  const tip = (await git.fetch(branch)).get(branch);
  const before = tip === void 0 ? void 0 : await parentOfMerge(git, tip, headSha);
  if (before === void 0) {
    const reason = `${branch} does not hold the merge of ${shortSha(headSha)}: somebody rewrote it.
  Look at its history; the next run evaluates what is there.`;
    return { kind: "again", rebuild: false, reason };
  }
  const { groups } = await evaluate(before);
  const group = groups.find((each) => each.branch === step.group.branch);
  const moves2 = step.group.verdicts.filter(isMove);
  const violations = moves2.flatMap((move) => violationOf2(move, group));
  if (violations.length === 0) return { kind: "merged" };
  return { kind: "reverted", violations, reason: await revert(deps, before, violations) };
}
function violationOf2({ decision }, group) {
  const { environment, service } = decision;
  const now = group?.verdicts.find(({ read }) => read.facts.service === service)?.decision;
  const violation = (reason) => [
    { environment, service, old: decision.old, new: decision.new, reason }
  ];
  if (now === void 0) return violation("it is no longer open");
  if (now.kind !== "promote") return violation(now.reason);
  if (now.new.id !== decision.new.id) return violation(`${now.new.version} may be promoted now`);
  const closed2 = closedGates(now).find(({ gate }) => gate !== "approval");
  return closed2 === void 0 ? [] : violation(`${closed2.gate}: ${closed2.reason}`);
}
async function parentOfMerge(git, tip, head) {
  const STEPS = 100;
  let commit = tip;
  for (let step = 0; step < STEPS && commit !== void 0; step += 1) {
    const [first, second] = await Promise.all([
      git.resolve(`${commit}^1`),
      git.resolve(`${commit}^2`)
    ]);
    if (second === head) return first;
    commit = first;
  }
  return void 0;
}

// actions/promote/merges.ts
async function mergeAll(deps, applied) {
  const mergeable = applied.filter(isMergeable).sort((one, other) => other.step.group.target.order - one.step.group.target.order);
  const merges = /* @__PURE__ */ new Map();
  for (const each of mergeable) {
    merges.set(
      each,
      await mergeChecked(deps, each).catch(
        (error) => ({
          kind: "failed",
          reason: describeError(error)
        })
      )
    );
  }
  const gone = [...merges].filter(([, { kind }]) => kind === "merged" || kind === "reverted");
  const notDeleted = await deleteBranches(
    deps.git,
    gone.map(([{ step, headSha }]) => ({ branch: step.group.branch, branchTip: headSha }))
  );
  return { merges, notDeleted };
}
function mergeResults(applied, merged) {
  return applied.step.group.verdicts.filter(isMove).map(({ decision }) => {
    const { environment, service } = decision;
    const result = (status, reason) => ({
      environment,
      service,
      status,
      reason: `${versions(decision)}: ${reason}`
    });
    const url = applied.pull?.url ?? "";
    if (merged.kind === "failed") return result("failed", merged.reason);
    if (merged.kind === "blocked") return result("waiting", `${url} cannot merge yet: ${merged.reason}`);
    if (merged.kind === "again") return result("waiting", `${url} was not merged: ${merged.reason}`);
    const isViolated = merged.kind === "reverted" && merged.violations.some((violation) => violation.service === service);
    return isViolated ? result("failed", merged.reason) : result("done", `merged ${url}`);
  });
}
function isFinal({ kind }) {
  return kind === "merged" || kind === "reverted";
}

// actions/promote/pins.ts
init_oldest_node();

// actions/promote/pin-pulls.ts
init_oldest_node();
function proposals(deps) {
  const { git, tip, refs, branch, forge } = deps;
  const open2 = forge.openPulls(branch);
  const findPull = async (head) => (await open2).find((pull) => pull.head === head);
  return async ({ environment, service, place, decision }, promotion, plan2) => {
    const head = `promote/${environment.name}/${service}`;
    const there = refs.get(head);
    const foreign2 = there === void 0 ? void 0 : await foreignOn(git, tip, there, place.file);
    if (foreign2 !== void 0) return { status: "refused", reason: `${head} ${foreign2}` };
    if (promotion === void 0 || plan2 === void 0) {
      const reason = decision.kind === "promote" ? "" : decision.reason;
      const status = decision.kind === "promote" ? "nothing" : STATUS[decision.kind];
      const pull2 = await findPull(head);
      if (pull2 === void 0) return { status, reason };
      await forge.closePull(pull2.number, `It can no longer be promoted: ${reason}`);
      return { status, reason: `${reason}; closed ${pull2.url}` };
    }
    const isThere = there !== void 0 && await holds(git, tip, there, plan2);
    if (!isThere) {
      const commit = await git.commit(tip.commit, plan2);
      const [pushed] = await git.push([{ ref: head, to: commit, expect: there ?? null }]);
      if (pushed?.status === "lost-race") return { status: "waiting", reason: `${head} moved meanwhile` };
      if (pushed?.status === "refused") return { status: "failed", reason: `${head}: ${pushed.reason}` };
    }
    const text = { title: title([promotion]), body: bodyOf(promotion, place.file) };
    const pull = await findPull(head) ?? await forge.openPull({ head, base: branch, ...text });
    if (pull.title !== text.title || !isThere) await forge.updatePull(pull.number, text);
    return { status: "done", reason: `${pull.url} waits for review` };
  };
}
async function foreignOn(git, tip, there, file) {
  const base = await git.mergeBase(tip.commit, there);
  if (base === void 0) return void 0;
  const others = (await git.changedPaths(base, there)).map(({ path }) => path).filter((path) => path !== file);
  return others.length === 0 ? void 0 : `changes ${others.join(", ")} too, so it is left alone.
  Delete the branch.`;
}
async function holds(git, tip, there, plan2) {
  const base = await git.mergeBase(tip.commit, there);
  if (base === void 0) return false;
  const [head, from] = await Promise.all([git.tree(there), git.tree(base)]);
  const same = await Promise.all(
    plan2.changes.map(async ({ path, content }) => {
      const [now, before, at] = await Promise.all([head.read(path), from.entry(path), tip.entry(path)]);
      return content !== null && now?.equals(Buffer.from(content)) === true && before?.object === at?.object;
    })
  );
  return same.every(Boolean);
}
function bodyOf({ service, environment, from, old, new: renewed, gates }, file) {
  const rows = gates.map((each) => `| ${each.gate} | ${mark(each.open)} | ${escaped(wordsOf(each))} |`);
  return [
    `\`${service}\` moves from ${from} to ${environment}: ${old?.version ?? "none"} → ${renewed.version}, in \`${file}\`.`,
    "",
    "| gate | | what was seen |",
    "|---|---|---|",
    ...rows,
    "",
    "The gates were asked when this was opened or updated; the next run closes it when one of them closes."
  ].join("\n");
}
function mark(isOpen) {
  return isOpen === null ? "not asked" : isOpen ? "open" : "closed";
}
function escaped(words2) {
  return words2.replace(/\s+/g, " ").replaceAll("|", "\\|");
}

// actions/promote/pins.ts
async function promotePins(deps, context) {
  const { git, branch } = deps;
  await git.unshallow();
  let round;
  const plan2 = async (tip, refs) => {
    const now = context.clock.now();
    const asked = { pins: await pinsOf(tip), bypasses: deps.bypasses, gate: deps.gate };
    const decided = await decidePins({ git, tip, refs, now }, asked);
    round = { tip, refs, decided };
    context.report.plan(decided.map(line4));
    return commitOf(tip, decided.filter(isPushed), context.env);
  };
  const alsoFetch = [...FACT_REFS, PROMOTION_REFS];
  if (context.dryRun) {
    const refs = await git.fetch(branch, ...alsoFetch);
    await plan2(await git.tree(refs.get(branch) ?? branch), refs);
    return outcome(round, [], true);
  }
  await git.pushReplanned(branch, plan2, { alsoFetch });
  const reviewed = await reviewAll(deps, round, context);
  return outcome(round, reviewed, false);
}
function isReviewed({ environment }) {
  return environment.merge === "review" || environment.gates.approvals > 0;
}
function isPushed(each) {
  return each.decision.kind === "promote" && !isReviewed(each);
}
async function commitOf(tip, moving, env) {
  const promotions = moving.flatMap(({ decision }) => decision.kind === "promote" ? [decision] : []);
  if (promotions.length === 0) return void 0;
  return { message: message(promotions, env), changes: await pinChanges(tip, moving.flatMap(newPin)) };
}
function newPin({ place, decision }) {
  if (decision.kind !== "promote") return [];
  const { version, image } = decision.new;
  return [{ place, tag: version, digest: image.digest }];
}
async function reviewAll({ git, branch, forge }, round, { env }) {
  const reviewed = round?.decided.filter(isReviewed) ?? [];
  if (round === void 0 || reviewed.length === 0) return [];
  const propose = proposals({ git, tip: round.tip, refs: round.refs, branch, forge: forge() });
  const results = [];
  for (const each of reviewed) {
    const { environment, service, decision } = each;
    const about = { environment: environment.name, service };
    try {
      const plan2 = await commitOf(round.tip, [each], env);
      const promotion = decision.kind === "promote" ? decision : void 0;
      results.push({ ...about, ...await propose(each, promotion, plan2) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      results.push({ ...about, status: "failed", reason: describeError(error) });
    }
  }
  return results;
}
function line4(each) {
  const { environment, service, decision } = each;
  const what2 = decision.kind === "promote" ? `promote ${versions(decision)}${isReviewed(each) ? ", by pull request" : ""}` : `${STATUS[decision.kind]}: ${decision.reason}`;
  return `${environment.name}/${service}: ${what2}`;
}
function outcome(round, reviewed, isDryRun) {
  const results = (round?.decided ?? []).map((each) => {
    const { environment, service, decision } = each;
    const about = { environment: environment.name, service };
    const answer2 = reviewed.find((one) => one.environment === environment.name && one.service === service);
    if (answer2 !== void 0) return answer2;
    if (decision.kind !== "promote") {
      return { ...about, status: STATUS[decision.kind], reason: decision.reason };
    }
    return isDryRun ? { ...about, status: "nothing", reason: `would promote ${versions(decision)}` } : { ...about, status: "done", reason: `promoted ${versions(decision)}${notJudged(decision)}` };
  });
  const pulls = reviewed.filter(({ status }) => status === "done").map(({ environment, service }) => ({ environment, service }));
  return { outputs: { pulls: JSON.stringify(pulls) }, results };
}
function notJudged({ gates }) {
  const health = gates.find(({ gate }) => gate === "health");
  return health?.open === true && health.detail.startsWith("not judged") ? `; health ${health.detail}` : "";
}

// actions/promote/planned.ts
init_oldest_node();
var HEADER = ["environment", "service", "now", "next", "what happens"];
var LONGEST = 110;
function planned(steps) {
  const entries = steps.flatMap((step) => step.group.verdicts.map((verdict) => entry(step, verdict)));
  const outputs = { pulls: "[]" };
  return { outputs, results: [], answer: answer(entries, outputs) };
}
var PLANNED_STATUS = { promote: "nothing", ...STATUS };
function entry(step, verdict) {
  const { read, decision } = verdict;
  const { environment, service, current } = read.facts;
  return {
    environment,
    service,
    status: PLANNED_STATUS[decision.kind],
    reason: sentence(step, verdict),
    decision: decision.kind,
    now: typeof current === "object" ? current.version : null,
    next: nextOf(decision)?.version ?? null,
    what: what(step, verdict),
    until: decision.kind === "wait" ? decision.until?.toISOString() ?? null : null,
    gates: decision.gates.map((each) => ({
      gate: each.gate,
      open: each.open === true,
      words: wordsOf(each)
    }))
  };
}
function nextOf(decision) {
  if (decision.kind === "promote") return decision.new;
  return decision.kind === "nothing" ? void 0 : decision.release;
}
function what(step, { decision }) {
  if (step.kind === "foreign") return `not changed: ${step.reason}`;
  const closes = step.kind === "close" && step.group.pull !== void 0 ? `, closes ${step.group.pull.url}` : "";
  switch (decision.kind) {
    case "promote":
      return moves(step);
    case "wait":
      return `waits for ${decision.gate}${closes}: ${decision.reason}`;
    case "refuse":
      return `refused by ${decision.gate}${closes}: ${decision.reason}`;
    case "nothing":
      return `nothing${closes}: ${decision.reason}`;
  }
}
function moves({ kind, group: { pull, target } }) {
  const merges = target.merge === "auto" ? "; merged when all gates are open" : "";
  if (pull === void 0) return `opens a pull request${merges}`;
  return kind === "keep" ? `${pull.url} is up to date${merges}` : `updates ${pull.url}${merges}`;
}
var TONES = {
  promote: "good",
  wait: "warn",
  refuse: "bad",
  nothing: "muted"
};
function answer(entries, outputs) {
  return {
    document: { outputs, results: entries },
    text(paint) {
      if (entries.length === 0) return "There is no release yet, so there is nothing to promote.";
      const rows = entries.map(({ environment, service, now, next, what: happens }) => [
        ...[environment ?? "", service, now ?? "-", next ?? "-", shortened(happens)]
      ]);
      const [header = "", ...lines] = table(HEADER, rows).split("\n");
      const painted = lines.map((line5, index) => paint(TONES[entries[index]?.decision ?? "nothing"], line5));
      return [paint("strong", header), ...painted].join("\n");
    }
  };
}
function shortened(text) {
  const [line5 = ""] = text.split("\n");
  return line5.length > LONGEST ? `${line5.slice(0, LONGEST - 1)}…` : line5;
}

// actions/promote/results.ts
init_oldest_node();
function resultsOf(applied) {
  return applied.step.group.verdicts.map((verdict) => resultOf(verdict, applied));
}
function resultOf(verdict, { step, pull, effect }) {
  const { environment, service } = verdict.read.facts;
  const result = (status, reason) => ({
    environment,
    service,
    status,
    reason
  });
  if (!isMove(verdict)) {
    const status = STATUS[verdict.decision.kind];
    if (effect.kind === "failed" && step.kind === "close") return result("failed", effect.reason);
    const foreign2 = step.kind === "foreign" && verdict.decision.kind !== "nothing";
    return result(foreign2 ? "refused" : status, foreign2 ? hands(step.reason) : verdict.decision.reason);
  }
  const change2 = versions(verdict.decision);
  switch (effect.kind) {
    case "opened":
    case "updated":
      return result("done", `${change2}: ${effect.kind} ${pull?.url ?? ""}`);
    case "kept":
      return result("nothing", `${change2}: ${pull?.url ?? ""} waits for ${waitsFor(verdict)}`);
    case "lost-race":
    case "closed-by-person":
      return result("waiting", effect.reason);
    case "failed":
      return result("failed", effect.reason);
    default:
      return result("refused", step.kind === "foreign" ? hands(step.reason) : change2);
  }
}
function hands(reason) {
  return `${reason}.
  Move that to a branch of its own and delete this one.`;
}
function waitsFor({ decision, read }) {
  const [closed2] = closedGates(decision);
  if (closed2 !== void 0) return `${closed2.gate}: ${closed2.reason}`;
  return read.target.merge === "auto" ? "its merge" : "review";
}

// actions/promote/signature.ts
init_oldest_node();
var signatureGate = outsideGates;
function reportVerification(trust, report) {
  if (trust === void 0) report.summary("signatures", ["signatures"], [[NOT_VERIFIED]]);
}

// actions/promote/promote.ts
var ROUNDS = 3;
async function promote(request2, context) {
  const trust = trustOf(request2);
  const outside = signatureGate({ trust, env: context.env, dryRun: context.dryRun });
  const bypasses = bypassesOf(request2, context.env);
  const api = budget(retryingFetch(limitsOf(context.env)));
  const forge = connectForge(context.env, api.fetch);
  const publisher = signedCommits(context.env);
  const git = openGit(context.workspace, {
    identity: { name: request2.botName, email: request2.botEmail },
    publisher,
    sources: { branch: request2.branch, token: context.env.SLIPWAY_SOURCE_TOKEN },
    ...context.env.SLIPWAY_TOKEN === void 0 ? {} : { token: context.env.SLIPWAY_TOKEN }
  });
  const { branch } = request2;
  if (await declaresPins(context.workspace)) {
    reportVerification(trust, context.report);
    return await promotePins({ git, branch, gate: outside, bypasses, forge: () => forge }, context);
  }
  const pushed = alsoPushed(outside, { git, forge, branch });
  const gate = request2.reRender ? alsoRenderedAgain(pushed, git) : pushed;
  const evaluate = evaluator({ git, forge, branch, clock: context.clock, gate, bypasses });
  const merging = { git, forge, branch, env: context.env, report: context.report, evaluate };
  const settled = [];
  let behind = /* @__PURE__ */ new Set();
  for (let round = 1; ; round += 1) {
    const { snapshot, groups } = await evaluate();
    const { tip, environments, standings } = snapshot;
    const steps = await Promise.all(
      groups.map((group) => stepFor(git, tip, group, context.env, behind.has(group.branch)))
    );
    if (round === 1) reportVerification(trust, context.report);
    if (context.dryRun) return planned(steps);
    const violations = round === 1 ? await lookAgain(merging, snapshot) : [];
    settled.push(...violations);
    if (violations.length > 0) continue;
    context.report.plan(steps.flatMap(describe));
    const orphans = orphansOf(groups, environments, snapshot);
    const done = await apply({ git, forge, tip, branch, standings, publisher }, steps, orphans);
    const { applied } = done;
    const { merges, notDeleted } = await mergeAll(merging, applied);
    settled.push(...done.leftOver, ...notDeleted);
    const again = whyAgain(applied, merges);
    if (again.length === 0 || round === ROUNDS) {
      context.report.info(`${api.spent()}.`);
      return outcome2(applied, merges, settled);
    }
    for (const [each, merged] of merges) if (isFinal(merged)) settled.push(...mergeResults(each, merged));
    behind = branchesBehind(merges);
    context.report.info(`Planning again: ${again.join("; ")}.`);
  }
}
function whyAgain(applied, merges) {
  return [
    ...applied.flatMap(({ effect }) => effect.kind === "lost-race" ? [effect.reason] : []),
    ...[...merges.values()].flatMap((merged) => merged.kind === "again" ? [merged.reason] : [])
  ];
}
function branchesBehind(merges) {
  return new Set(
    [...merges].flatMap(
      ([{ step }, merged]) => merged.kind === "again" && merged.rebuild ? [step.group.branch] : []
    )
  );
}
function outcome2(applied, merges, settled) {
  const results = /* @__PURE__ */ new Map();
  const say = (result) => results.set(`${result.environment}/${result.service}`, result);
  for (const each of applied) {
    const merged = merges.get(each);
    for (const result of resultsOf(each)) say(result);
    for (const result of merged === void 0 ? [] : mergeResults(each, merged)) say(result);
  }
  for (const result of settled) say(result);
  return { outputs: { pulls: JSON.stringify(openPulls(applied, merges)) }, results: [...results.values()] };
}
function openPulls(applied, merges) {
  return applied.flatMap((each) => {
    const { step, pull } = each;
    const merged = merges.get(each);
    const isGone = step.kind === "close" || merged !== void 0 && isFinal(merged);
    if (pull?.state !== "open" || isGone) return [];
    return step.group.verdicts.map(({ read: { facts } }) => ({
      environment: facts.environment,
      service: facts.service,
      number: pull.number,
      url: pull.url
    }));
  });
}

// actions/promote/request.ts
init_oldest_node();
var request = defineRequest({
  verb: "promote",
  summary: "Opens, updates or closes one pull request for each service and environment, depending on the gates.",
  inputs: {
    branch: {
      description: "Branch the environments live on.",
      schema: string().regex(/^[\w][\w./-]*$/, "not a branch name"),
      default: DEFAULTS.branch,
      setting: "branch"
    },
    "re-render": {
      description: "Whether a release that leaves the first environment must be what its source commit renders (true, false); needs helm.",
      schema: flag,
      default: "true"
    },
    ...bypassInputs,
    ...trustInputs,
    ...botInputs
  },
  outputs: {
    pulls: 'Open promotions: a JSON array of {"environment": …, "service": …, "number": …, "url": …}.'
  }
});

export {
  promote,
  request
};
