// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  makePair
} from "./shared-bump-hotfix-promote.js";
import {
  exceptionsGate
} from "./shared-8-verbs-110048c6.js";
import {
  closed,
  open
} from "./shared-10-verbs-724d16fa.js";
import {
  land
} from "./shared-19-verbs-798eb292.js";
import {
  attestedScan
} from "./shared-4-verbs-5875c743.js";
import {
  verifySignature
} from "./shared-7-verbs-38329387.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  referenceOf,
  registry,
  repositoryOf
} from "./shared-8-verbs-b0a7742d.js";
import {
  UserError,
  describeError,
  exec
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/gate-answers/exceptions.ts
init_oldest_node();
async function recordedExceptionsGate(asked) {
  const { facts, target, release, trust, env } = asked;
  try {
    const record = await attestedScan({ registry: target.registry, ...release.image }, trust, env);
    return exceptionsGate({ ...facts, recorded: record?.excused });
  } catch (error) {
    if (error instanceof UserError) return closed("exceptions", error.message);
    throw error;
  }
}

// actions/lib/app/gate-answers/registry.ts
init_oldest_node();

// actions/lib/io/cosign/copy.ts
init_oldest_node();
var COPY_TIMEOUT_MS = 15 * 6e4;
var BESIDE = ["sig", "att", "sbom"];
async function missingParts(from, to, env) {
  const parts = await partsOf(from, env);
  const there = await Promise.all(
    parts.map(async ({ digest, reference }) => await digestAt(to, reference, env) === digest)
  );
  return parts.filter((_, i) => !there[i]);
}
async function copyParts(from, to, parts, env) {
  const nameOf = ({ registry: host, name }) => `${host}/${name}`;
  for (const { digest, reference } of parts) {
    const place = `${nameOf(to)}${reference.startsWith("sha256:") ? "@" : ":"}${reference}`;
    await exec("crane", ["copy", `${nameOf(from)}@${digest}`, place], { env, timeoutMs: COPY_TIMEOUT_MS });
  }
  const [lacking] = await missingParts(from, to, env);
  if (lacking === void 0) return;
  throw new UserError(
    `${referenceOf(to)}: copied, but the registry does not have ${lacking.digest} as ${lacking.reference}.
  Look into the registry's log, and for another run that pushes there; running again is safe.`
  );
}
async function partsOf(image, env) {
  const { digest } = image;
  const tag = digest.replace(":", "-");
  const [root, referrers, ...beside] = await Promise.all([
    digestAt(image, digest, env),
    referrersOf(image, env),
    ...BESIDE.map((kind) => digestAt(image, `${tag}.${kind}`, env))
  ]);
  if (root === void 0) {
    throw new UserError(
      `${referenceOf(image)}: the registry has no such image.
  Push it again, or look for what deletes images there.`
    );
  }
  return [
    { digest: root, reference: `sha-${tag.slice("sha256-".length, "sha256-".length + 12)}` },
    ...BESIDE.flatMap((kind, i) => {
      const found = beside[i];
      return found === void 0 ? [] : [{ digest: found, reference: `${tag}.${kind}` }];
    }),
    ...referrers.map((each) => ({ digest: each, reference: each }))
  ];
}
async function referrersOf(image, env) {
  return await registry(hostOf(image), { env }).referrers(repositoryOf(image), image.digest);
}
async function digestAt(image, reference, env) {
  return (await registry(hostOf(image), { env }).manifest(repositoryOf(image), reference))?.digest;
}
var hostOf = ({ registry: name }) => name.split("/", 1)[0] ?? "";

// actions/lib/app/gate-answers/registry.ts
async function registryGate(facts) {
  const { from, to, trust } = facts;
  if (trust !== void 0 && repositoryOf(from) !== repositoryOf(to)) {
    return closed(
      "registry",
      `${referenceOf(to)}: signed as ${repositoryOf(from)}, so a copy of that name would be refused.
  Give both registries the same path in environment.yaml; only the host may differ.`,
      { final: true }
    );
  }
  try {
    return await bring(facts);
  } catch (error) {
    if (error instanceof UserError) return closed("registry", error.message);
    throw error;
  }
}
async function bring({ from, to, version, trust, env, dryRun }) {
  const there = open("registry", `the image is in ${to.registry}, with its signature and attestations`);
  const missing = await missingParts(from, to, env);
  if (missing.length > 0 && dryRun)
    return open("registry", `the image would be copied from ${from.registry} to ${to.registry}`);
  if (missing.length > 0) {
    await copyParts(from, to, missing, env);
    if (trust !== void 0) await verifySignature(to, trust, env);
  }
  const [host = ""] = to.registry.split("/", 1);
  const pair = { host, repository: repositoryOf(to), digest: to.digest };
  if (version !== void 0 && !dryRun) await makePair({ ...pair, tag: version }, env);
  return there;
}

// actions/lib/app/promotions/approvals.ts
init_oldest_node();
function approvalsOf({ pulls, standings }, branch) {
  const pull = pulls.find(({ head }) => head === branch);
  if (pull === void 0) return void 0;
  return standings.get(pull.number)?.approvals ?? `nothing is known about ${pull.url}`;
}

// actions/lib/app/promotions/deletions.ts
init_oldest_node();
async function deleteBranches(git, branches) {
  const updates = branches.flatMap(
    ({ branch, branchTip }) => branchTip === void 0 ? [] : [{ ref: branch, to: null, expect: branchTip }]
  );
  try {
    const answers = await git.push(updates);
    return answers.flatMap(
      ({ ref, status, reason }) => status === "refused" ? [notDeleted(ref, reason)] : []
    );
  } catch (error) {
    const reason = describeError(error);
    return updates.map(({ ref }) => ({ service: ref, status: "failed", reason: `not deleted: ${reason}` }));
  }
}
function notDeleted(branch, words) {
  const pattern = branch.replace(/\/.*$/, "/*");
  return {
    service: branch,
    status: "failed",
    reason: `not deleted, the server refused: ${words}.
  Allow the bot to delete ${pattern}, or delete it: git push origin :refs/heads/${branch}`
  };
}

// actions/lib/app/promotions/marked-merged.ts
init_oldest_node();
import { setTimeout as pause } from "node:timers/promises";
var DEADLINE_MS = 1e4;
var INTERVAL_MS = 500;
async function waitUntilMarkedMerged({ git, forge, tip, base }, { head, headSha }) {
  if (headSha === void 0 || !await git.isAncestor(headSha, tip.commit)) return false;
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await pause(INTERVAL_MS))
    if (await forge.findPull({ head, base }) === void 0) return true;
  return false;
}

// actions/lib/domain/promotions/person.ts
init_oldest_node();
async function personOn(git, verb, branchTip, since) {
  const own = new RegExp(`^Slipway-Verb: ${verb}$`, "m");
  const commits = await git.logWithPaths(branchTip, since);
  const found = commits.find(({ message, paths }) => paths.length > 0 && !own.test(message));
  return found === void 0 ? void 0 : `${shortSha(found.sha)} ${found.subject.slice(0, 80)}`;
}

// actions/lib/app/promotions/commit.ts
init_oldest_node();
var PREFIX = "slipway-commits/";
async function makeCommits(git, tip, branches, publisher) {
  const commits = await Promise.all(branches.map(({ plan }) => git.commit(tip.commit, plan)));
  if (publisher === void 0 || branches.length === 0) return commits.map((commit) => ({ commit }));
  const names = branches.map(({ branch }) => PREFIX + branch.replaceAll("/", "-"));
  const placed = await git.push(names.map((ref) => ({ ref, to: tip.commit, force: true })));
  const made = [];
  for (const [i, { plan }] of branches.entries()) {
    const place = placed[i];
    if (place?.status === "refused") {
      const failure = `${place.ref}: ${place.reason}.
  Allow the bot to push ${PREFIX}*`;
      made.push({ failure, isLostRace: false });
      continue;
    }
    const prepared = {
      branch: names[i] ?? "",
      tip: tip.commit,
      commit: commits[i] ?? "",
      message: plan.message
    };
    made.push(await signed(git, prepared, publisher));
  }
  return made;
}
async function tidy(git, branches, made) {
  const left = branches.flatMap(({ branch }, i) => {
    const one = made[i];
    const name = PREFIX + branch.replaceAll("/", "-");
    return one !== void 0 && "commit" in one ? [{ branch: name, branchTip: one.commit }] : [];
  });
  return await deleteBranches(git, left);
}
async function signed(git, prepared, publisher) {
  try {
    const { status, reason, commit } = await land(git, prepared, publisher);
    if (status === "pushed") return { commit };
    return { failure: reason ?? status, isLostRace: status === "lost-race" };
  } catch (error) {
    return { failure: describeError(error), isLostRace: false };
  }
}

export {
  recordedExceptionsGate,
  registryGate,
  approvalsOf,
  deleteBranches,
  waitUntilMarkedMerged,
  personOn,
  makeCommits,
  tidy
};
