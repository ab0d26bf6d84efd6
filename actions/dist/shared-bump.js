// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  openVersions,
  versionTag,
  versionTags
} from "./shared-bump-next-version.js";
import {
  buildTarget,
  evidenceAt,
  peoplesFile,
  readEnvironments,
  renderManifests,
  requireEnvironment,
  verifyTarget
} from "./shared-bump-promote.js";
import {
  surveyServices
} from "./shared-bump-detect-changes-next-version-promote.js";
import {
  imageName,
  openGit,
  readRelease,
  releaseFolder,
  releaseId,
  releasePath,
  serviceInputs
} from "./shared-build-image-bump-detect-changes-next-version-promote.js";
import {
  inParallel
} from "./shared-build-image-bump-promote-sign-image-verify-image.js";
import {
  UserError,
  botInputs,
  commitSha,
  defineRequest,
  external_exports,
  imageDigest,
  json,
  serviceName,
  text
} from "./shared.js";

// actions/bump/bump.ts
import { setTimeout as pause } from "node:timers/promises";

// actions/bump/candidates.ts
async function prepare(source, images) {
  const survey = await surveyServices(source);
  const wanted = survey.services.filter(({ name }) => Object.hasOwn(images, name));
  const rendered = await renderManifests(source, wanted);
  const candidate = async (service) => {
    const { tier, ...found } = requireService(survey, service, source.commit);
    const image = requireImage(images, service);
    const result = rendered.get(service);
    if (result === void 0 || "fault" in result)
      throw result?.fault ?? new Error(`${service}: not rendered`);
    const { manifests } = result;
    const { paths } = await serviceInputs(source, { tier, ...found });
    const id = releaseId(manifests, image.digest);
    const release = { schema: 1, service, id, image, source: source.commit, strategy: tier };
    return { service, release, manifests, own: found.path, paths };
  };
  return Promise.all(
    Object.keys(images).map(
      (service) => candidate(service).catch((fault) => {
        if (fault instanceof UserError) return { service, fault };
        throw fault;
      })
    )
  );
}
function requireService(survey, name, commit) {
  const fault = survey.faults.get(name);
  if (fault !== void 0) throw fault;
  const service = survey.services.find((each) => each.name === name);
  if (service !== void 0) return service;
  throw new UserError(
    `services/${name}/service.yaml: not there at ${commit}, but an image of ${name} was given.
  Add the file, or leave ${name} out of images.`
  );
}
function requireImage(images, service) {
  const { name, digest } = images[service] ?? { name: "", digest: "" };
  if (name === imageName(service)) return { name, digest };
  throw new UserError(
    `images.${service}.name: ${JSON.stringify(name)}, but manifests name the image ${imageName(service)}.
  Give the name without registry and tag.`
  );
}

// actions/bump/message.ts
var SERVICE_ENTRIES = 20;
var MESSAGE_ENTRIES = 200;
var ENTRY_LENGTH = 120;
function bumpMessage(pins, provenance) {
  const { environment, source, run, actor } = provenance;
  const [first] = pins;
  const what = pins.length === 1 && first !== void 0 ? transition(first) : `${pins.length} services`;
  const room = Math.max(1, Math.min(SERVICE_ENTRIES, Math.floor(MESSAGE_ENTRIES / pins.length)));
  const lines = pins.flatMap((pin) => [
    `${transition(pin)} ${pin.release.image.digest}`,
    ...changelogLines(pin.changelog, room)
  ]);
  const trailers = [
    ...pins.map(({ release }) => `Release-Id: ${release.service}=${release.id}`),
    `Source: ${source}`,
    ...run === void 0 ? [] : [`Run: ${run}`],
    ...actor === void 0 ? [] : [`Actor: ${oneLine(actor)}`],
    "Slipway-Verb: bump"
  ];
  return [`bump(${environment}): ${what}`, "", ...lines, "", ...trailers, ""].join("\n");
}
function provenanceOf(env) {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  const known = server && repository && run;
  return {
    run: known ? `${server}/${repository}/actions/runs/${run}` : void 0,
    actor: env.GITHUB_ACTOR || void 0
  };
}
function transition({ old, release }) {
  return `${release.service} ${old === void 0 ? "" : `${old.version} → `}${release.version}`;
}
function changelogLines(changelog, room) {
  const shown = changelog.slice(0, room);
  const lines = shown.flatMap(({ section, text: text2, sha }, index) => {
    const heading = shown[index - 1]?.section === section ? [] : [`  ${section}`];
    return [...heading, `  - ${shorten(oneLine(text2))} (${sha.slice(0, 12)})`];
  });
  const left = changelog.length - shown.length;
  return left === 0 ? lines : [...lines, `  and ${left} more`];
}
function shorten(text2) {
  return text2.length > ENTRY_LENGTH ? `${text2.slice(0, ENTRY_LENGTH)}…` : text2;
}
function oneLine(text2) {
  return text2.replace(/\s+/g, " ").trim();
}

// actions/bump/canary.ts
async function runningCanary(evidence, environment, { service, release }, now) {
  const { reports } = await evidence.read(environment, service, now);
  const running = reports.find(
    ({ evidence: { state, step: step2, stable } }) => state === "running" && step2 !== null && stable.releaseId !== release.id
  );
  if (running === void 0) return void 0;
  const { version, step } = running.evidence;
  const progress = `step ${step?.index} of ${step?.count}, ${step?.weight} % of the traffic`;
  return `the canary of ${version ?? "another release"} runs in ${running.cluster} (${progress}); the next run looks again`;
}

// actions/bump/plan.ts
var PARALLEL = 2;
async function planBump(place, candidates) {
  const versions = openVersions(
    { ...place, environment: place.environment.name },
    candidates.map(({ service }) => service)
  );
  const plans = await inParallel(
    candidates,
    PARALLEL,
    (candidate) => planService({ ...place, versions }, candidate)
  );
  return {
    pins: plans.flatMap(({ pin }) => pin ?? []),
    pinned: plans.flatMap(({ pinned }) => pinned ?? []),
    results: plans.map(({ result }) => result),
    changes: plans.flatMap(({ changes }) => changes ?? []),
    replaceFolders: plans.flatMap(
      ({ pin }) => pin === void 0 ? [] : [releasePath(place.environment.name, pin.release.service)]
    )
  };
}
async function planService(place, candidate) {
  const { service } = candidate;
  const result = (status, reason) => ({
    service,
    environment: place.environment.name,
    status,
    reason
  });
  try {
    if ("fault" in candidate) throw candidate.fault;
    const old = await readRelease(place.tip, place.environment.name, service);
    if (old?.id === candidate.release.id) {
      return { pinned: old, result: result("nothing", `${old.version} is the same image and manifests`) };
    }
    const disorder = old === void 0 ? void 0 : await outOfOrder(place, old, candidate);
    if (disorder !== void 0) return { pinned: old, result: result("refused", disorder) };
    const canary = old === void 0 ? void 0 : await runningCanary(place.evidence, place.environment, candidate, place.now);
    if (canary !== void 0) return { pinned: old, result: result("waiting", canary) };
    const { release, changelog, changes } = await build(place, candidate, old);
    const reason = `${old?.version ?? "none"} → ${release.version}`;
    return { pinned: old, pin: { old, release, changelog }, changes, result: result("done", reason) };
  } catch (error) {
    if (error instanceof UserError) return { result: result("failed", error.message) };
    throw error;
  }
}
async function outOfOrder({ git, environment }, old, { service, release }) {
  if (await git.isAncestor(old.source, release.source)) return void 0;
  const [from, to] = [old.source.slice(0, 12), release.source.slice(0, 12)];
  const known = await git.resolve(old.source) !== void 0;
  const remedy = known ? `Release a commit that contains ${from}.` : `${from} is in no branch of this clone; if history was rewritten on purpose, delete ${releasePath(environment.name, service)} in a commit and start anew.`;
  return `${to} does not contain ${from}, the source of ${old.version} pinned there.
  ${remedy}`;
}
async function build({ tip, environment, versions }, { service, release: nameless, manifests, own, paths }, pinned) {
  await requirePeoplesFile(tip, environment, service);
  const { source } = nameless;
  const { version, changelog } = await versions.next({ service, source, own, paths, pinned });
  const release = { ...nameless, version };
  const folder = releasePath(environment.name, service);
  const changes = [...releaseFolder(release, manifests)].map(([name, content]) => ({
    path: `${folder}/${name}`,
    content
  }));
  const built = await buildTarget(tip, environment.name, service, { changes, replaceFolders: [folder] });
  verifyTarget(built, environment, release);
  return { release, changelog, changes };
}
async function requirePeoplesFile(tip, environment, service) {
  const file = peoplesFile(environment.name, service);
  if (await tip.entry(file) !== void 0) return;
  throw new UserError(`${file}: not there, so ${service} has no place in ${environment.name}.
  Add it with this content, and the same for the environments after ${environment.name}:
    apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    namespace: ${environment.namespace}
    resources:
      - release
    images:
      - name: shop/${service}
        newName: ${environment.registry}/shop/${service}`);
}

// actions/bump/tags.ts
async function tagReleases(git, refs, releases, report) {
  const missing = releases.map(({ service, version, source }) => ({ ref: versionTag(service, version), to: source, expect: null })).filter(({ ref }) => !refs.has(ref));
  if (missing.length === 0) return;
  const warn = (words) => report.warning(`${words}
  The pins stand; the next bump tries again.`);
  try {
    for (const { ref, status, reason } of await git.push(missing)) {
      if (status === "refused" || status === "lost-race") warn(`${ref} was not pushed: ${reason}.`);
    }
  } catch (error) {
    warn(`Version tags were not pushed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

// actions/bump/bump.ts
var LONGEST_PAUSE_MS = 5e3;
async function bump(request2, context) {
  const identity = { name: request2.botName, email: request2.botEmail };
  const git = openGit(context.workspace, { token: context.env.SLIPWAY_TOKEN, identity });
  await git.unshallow();
  const candidates = await prepare(await git.tree(request2.source), request2.images);
  const deadline = performance.now() + request2.wait * 1e3;
  const rounds = [await pinRound(git, request2, context, candidates)];
  for (let left = waitingOf(rounds, candidates); left.length > 0; left = waitingOf(rounds, candidates)) {
    if (context.dryRun || performance.now() >= deadline) break;
    await pause(Math.min(LONGEST_PAUSE_MS, request2.wait * 1e3 / 5));
    rounds.push(await pinRound(git, request2, context, left));
  }
  return toOutcome(rounds, context.dryRun);
}
async function pinRound(git, request2, context, candidates) {
  const also = [...candidates.map(({ service }) => versionTags(service)), ...evidenceRefs(request2)];
  let planned = { pins: [], pinned: [], results: [], changes: [], replaceFolders: [] };
  let refs = /* @__PURE__ */ new Map();
  const plan = async (tip, fetched) => {
    const environment = await firstEnvironment(tip, request2.environment);
    refs = fetched;
    const evidence = evidenceAt(git, refs);
    planned = await planBump({ git, tip, refs, environment, evidence, now: context.clock.now() }, candidates);
    context.report.plan(planned.results.map(({ service, reason }) => `${service}: ${firstLine(reason)}`));
    if (planned.pins.length === 0) return void 0;
    const provenance = {
      environment: environment.name,
      source: request2.source,
      ...provenanceOf(context.env)
    };
    return { ...planned, message: bumpMessage(planned.pins, provenance) };
  };
  if (context.dryRun) {
    await planOnly(git, request2.branch, also, plan);
    return { plan: planned, commit: void 0 };
  }
  const { commit } = await git.pushReplanned(request2.branch, plan, { alsoFetch: also });
  const releases = [...planned.pinned, ...planned.pins.map(({ release }) => release)];
  await tagReleases(git, refs, releases, context.report);
  return { plan: planned, commit };
}
function evidenceRefs({ environment }) {
  return [`evidence/${environment}/*`, `heartbeat/${environment}/*`];
}
function waitingOf(rounds, candidates) {
  const waiting = rounds.at(-1)?.plan.results.filter(({ status }) => status === "waiting") ?? [];
  return candidates.filter(({ service }) => waiting.some((result) => result.service === service));
}
async function firstEnvironment(tip, name) {
  const environment = requireEnvironment(await readEnvironments(tip), name);
  if (environment.after === void 0) return environment;
  throw new UserError(
    `environment ${name}: releases come here from ${environment.after}, not from a build.
  Bump the first environment; promote moves releases on.`
  );
}
async function planOnly(git, branch, also, plan) {
  const refs = await git.fetch(branch, ...also);
  await plan(await git.tree(refs.get(branch) ?? branch), refs);
}
function toOutcome(rounds, isDryRun) {
  const landed = rounds.filter(({ commit: commit2 }) => commit2 !== void 0);
  const pins = landed.flatMap(({ plan }) => plan.pins);
  const releases = pins.map(({ release: { service, id, version, image } }) => [
    service,
    { id, version, digest: image.digest }
  ]);
  const last = new Map(rounds.flatMap(({ plan }) => plan.results.map((result) => [result.service, result])));
  const results = [...last.values()].map(
    (result) => isDryRun && result.status === "done" ? { ...result, status: "nothing", reason: `would pin ${result.reason}` } : result
  );
  const commit = landed.at(-1)?.commit ?? "";
  return { outputs: { commit, releases: JSON.stringify(Object.fromEntries(releases)) }, results };
}
function firstLine(text2) {
  return text2.split("\n", 1)[0] ?? "";
}

// actions/bump/request.ts
var SECONDS = { s: 1, m: 60, h: 3600 };
var duration = external_exports.string().regex(/^(0|[1-9]\d*[smh])$/, "not a duration (0, 90s, 10m, 1h)").transform(
  (value) => value === "0" ? 0 : Number.parseInt(value, 10) * SECONDS[value.slice(-1)]
);
var request = defineRequest({
  verb: "bump",
  summary: "Pins built images in the first environment, with the manifests rendered for them: one commit, one push.",
  inputs: {
    images: {
      description: 'What was built (output of build-image): a JSON object, service to {"name": …, "digest": "sha256:…"}.',
      schema: json(external_exports.record(serviceName, external_exports.object({ name: external_exports.string(), digest: imageDigest })))
    },
    source: {
      description: "Full sha of the commit the images were built from; manifests are rendered at it.",
      schema: commitSha
    },
    environment: {
      description: "Environment to pin in; it must be one that follows no other.",
      schema: text,
      default: "dev"
    },
    wait: {
      description: "How long to wait for a service whose canary runs (0, 90s, 10m); what still waits then is left to the next run.",
      schema: duration,
      default: "10m"
    },
    branch: {
      description: "Branch the environments live on.",
      schema: text,
      default: "main"
    },
    ...botInputs
  },
  outputs: {
    commit: "Full sha of the commit that pinned the releases, the last one when some were waited for; empty when nothing had to be pinned.",
    releases: 'What was pinned: a JSON object, service to {"id": …, "version": …, "digest": …}. A service that failed is not in it.'
  }
});

export {
  bump,
  request
};
