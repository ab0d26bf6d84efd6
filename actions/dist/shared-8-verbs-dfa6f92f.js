// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  CLOCK_SKEW_SECONDS,
  evidenceBranch,
  misplacement,
  parseEvidence
} from "./shared-11-verbs-7c3e42e6.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  UserError
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/evidence/history.ts
init_oldest_node();

// actions/lib/domain/evidence/episodes.ts
init_oldest_node();
function toEpisodes(reports) {
  const episodes = [];
  let open;
  let latest = Number.NEGATIVE_INFINITY;
  const close = (to) => {
    if (open !== void 0) episodes.push({ ...open.episode, to: new Date(to) });
    open = void 0;
  };
  for (const [index, { commit, committedAt, said }] of reports.entries()) {
    if (said === "unreadable" && index + 1 < reports.length) continue;
    if (typeof said === "string") {
      close(Math.max(committedAt.getTime(), latest));
    } else if (open !== void 0 && isSame(open.episode, said) && open.since === said.since) {
      open = { ...open, episode: { ...open.episode, ...wordsOf(said) } };
    } else {
      latest = Math.max(Date.parse(said.since), latest);
      close(endOf(committedAt, latest, open?.episode));
      open = { episode: begin(said, commit, new Date(latest)), since: said.since };
    }
  }
  return withoutOverlap(open === void 0 ? episodes : [...episodes, open.episode]);
}
function endOf(committedAt, began, ended) {
  const from = ended?.from.getTime() ?? Number.NEGATIVE_INFINITY;
  return Math.min(began, Math.max(committedAt.getTime(), from));
}
function isSame(episode, { releaseId, state }) {
  return episode.releaseId === releaseId && episode.state === state;
}
function begin(evidence, commit, from) {
  const { environment, cluster, service, releaseId, state } = evidence;
  return {
    environment,
    cluster,
    service,
    releaseId,
    state,
    ...wordsOf(evidence),
    from,
    to: void 0,
    commit
  };
}
function wordsOf({ version, digest, cause, step, message }) {
  return { version, digest, cause, step, message };
}
function withoutOverlap(episodes) {
  return episodes.map((episode, index) => {
    const next = episodes[index + 1]?.from;
    return next !== void 0 && episode.to !== void 0 && episode.to > next ? { ...episode, to: next } : episode;
  });
}

// actions/lib/domain/evidence/healthy-spans.ts
init_oldest_node();
function healthySpans(clusters) {
  const times = boundaries(clusters);
  const at = clusters.map(() => 0);
  const spans = [];
  times.forEach((from, index) => {
    const present = clusters.map((cluster, which) => episodeAt(cluster, at, which, from));
    const healthy = together(clusters, present, from);
    if (healthy === void 0) return;
    const to = index + 1 < times.length ? new Date(times[index + 1]) : void 0;
    const last = spans.at(-1);
    const goesOn = last?.span.to?.getTime() === from && last.made.every((one, which) => one === present[which]);
    if (goesOn) spans[spans.length - 1] = { ...last, span: { ...last.span, to } };
    else spans.push({ span: { ...healthy, from: new Date(from), to }, made: present });
  });
  return spans.map(({ span }) => span).reverse();
}
function boundaries(clusters) {
  const times = clusters.flatMap(({ joinedAt: joinedAt2, episodes }) => [
    ...joinedAt2 === void 0 ? [] : [joinedAt2],
    ...episodes.flatMap(({ from, to }) => to === void 0 ? [from] : [from, to])
  ]);
  return [...new Set(times.map((time) => time.getTime()))].sort((one, other) => one - other);
}
function episodeAt({ episodes }, at, which, time) {
  let index = at[which] ?? 0;
  while (index < episodes.length && (episodes[index]?.to?.getTime() ?? Infinity) <= time) index++;
  at[which] = index;
  const episode = episodes[index];
  return episode !== void 0 && episode.from.getTime() <= time ? episode : void 0;
}
function together(clusters, present, time) {
  const asked = present.filter((_, which) => (clusters[which]?.joinedAt?.getTime() ?? -Infinity) <= time);
  const [first] = asked;
  if (first?.releaseId == null) return void 0;
  const { releaseId, version, digest } = first;
  const agree = asked.every((one) => one?.state === "healthy" && one.releaseId === releaseId);
  return agree ? { releaseId, version, digest } : void 0;
}

// actions/lib/domain/evidence/history.ts
var LIMIT = 2e4;
var FILE = /^([^/]+)\.json$/;
async function readHistory(git, refs, environments, options = {}) {
  const places = environments.flatMap(
    ({ name, clusters }) => clusters.map((cluster) => {
      const branch = evidenceBranch(name, cluster);
      return { environment: name, cluster, branch, tip: refs.get(branch) };
    })
  );
  const tips = places.flatMap(({ tip }) => tip === void 0 ? [] : [tip]);
  const known = await git.revisions(tips, { limit: LIMIT, ...options });
  const lines = await Promise.all(places.map((place) => readLine(git, place, known)));
  const objects = lines.flatMap(({ files }) => files.flatMap(({ object }) => object ?? []));
  const read = reader(await git.contents(objects));
  const branches = lines.map((line) => toBranch(line, read));
  return history(environments, branches);
}
async function readLine(git, place, known) {
  const files = [];
  let beganAt;
  let at = place.tip;
  for (let next = at && known.get(at); next !== void 0 && next !== ""; next = at && known.get(at)) {
    const { sha: commit, committedAt } = next;
    files.push(
      next.files.flatMap(({ path, object }) => {
        const service = FILE.exec(path)?.[1];
        return service === void 0 ? [] : [{ service, object, commit, committedAt }];
      })
    );
    beganAt = committedAt;
    at = next.parent;
  }
  if (at === void 0) return { place, files: files.reverse().flat(), beganAt };
  return { place, files: [...await filesAt(git, at), ...files.reverse().flat()], beganAt: void 0 };
}
async function filesAt(git, commit) {
  const tree = await git.tree(commit);
  const paths = (await tree.list("")).filter((path) => FILE.test(path));
  const entries = await Promise.all(paths.map((path) => tree.entry(path)));
  return paths.map((path, index) => ({
    service: FILE.exec(path)?.[1] ?? "",
    object: entries[index]?.object,
    commit,
    // Nothing begins because of this commit: `since` in the file says when it did.
    committedAt: /* @__PURE__ */ new Date(0)
  }));
}
function reader(contents) {
  const parsed = /* @__PURE__ */ new Map();
  return (object, where) => {
    const found = parsed.get(object) ?? parse(contents.get(object)?.toString("utf8") ?? "", where);
    parsed.set(object, found);
    return found;
  };
}
function parse(text, where) {
  try {
    return parseEvidence(text, where);
  } catch (error) {
    if (error instanceof UserError) return error.message.split("\n", 1)[0] ?? "unreadable";
    throw error;
  }
}
function toBranch({ place, files, beganAt }, read) {
  const reports = /* @__PURE__ */ new Map();
  const seen = /* @__PURE__ */ new Map();
  const notes = /* @__PURE__ */ new Set();
  let latest = Number.NEGATIVE_INFINITY;
  for (const { service, object, commit, committedAt } of files) {
    const where = `${place.branch}@${shortSha(commit)}:${service}.json`;
    const said = object === void 0 ? void 0 : read(object, where);
    const isOlder = committedAt.getTime() < latest - CLOCK_SKEW_SECONDS * 1e3;
    latest = Math.max(latest, committedAt.getTime());
    const fault = typeof said === "string" ? said : said && (misplacement(said, place.environment, place.cluster, service) ?? untimely(isOlder));
    if (fault !== void 0) notes.add(fault.startsWith(place.branch) ? fault : `${where}: ${fault}`);
    const evidence = fault === void 0 && typeof said !== "string" ? said : void 0;
    const sight = evidence?.releaseId && `${service} ${evidence.releaseId}`;
    if (sight && !seen.has(sight)) seen.set(sight, committedAt);
    const report = {
      commit,
      committedAt,
      said: evidence ?? (object === void 0 ? "gone" : "unreadable")
    };
    const all = reports.get(service) ?? [];
    all.push(report);
    reports.set(service, all);
  }
  const perService = [...reports].map(([service, all]) => [service, toEpisodes(all)]);
  const services = new Map(perService.filter(([, episodes]) => episodes.length > 0));
  return { place, joinedAt: joinedAt(beganAt, services), services, seen, notes: [...notes] };
}
function untimely(isOlder) {
  return isOlder ? "its commit is older than one before it, so it is not believed" : void 0;
}
function joinedAt(beganAt, services) {
  const firsts = [...services.values()].flatMap(([first]) => first === void 0 ? [] : [first.from]);
  return firsts.reduce((earliest, from) => earliest && from < earliest ? from : earliest, beganAt);
}
function history(environments, branches) {
  const ofEnvironment = new Map(
    environments.map(({ name }) => [name, branches.filter(({ place }) => place.environment === name)])
  );
  const spansOf = (environment, service) => healthySpans(
    (ofEnvironment.get(environment) ?? []).map(
      ({ joinedAt: joinedAt2, services }) => ({
        joinedAt: joinedAt2,
        episodes: services.get(service) ?? []
      })
    )
  );
  return {
    episodes: (environment, service, cluster) => (ofEnvironment.get(environment) ?? []).filter(({ place }) => cluster === void 0 || place.cluster === cluster).flatMap(({ services }) => (services.get(service) ?? []).toReversed()).sort((one, other) => other.from.getTime() - one.from.getTime()),
    healthySpans: spansOf,
    healthySince(environment, service, releaseId) {
      const [newest] = spansOf(environment, service);
      return newest?.releaseId === releaseId && newest.to === void 0 ? newest.from : void 0;
    },
    lastHealthy: (environment, service, isWanted = () => true) => spansOf(environment, service).find(isWanted),
    firstSeen(environment, service, releaseId) {
      const sights = (ofEnvironment.get(environment) ?? []).map(
        ({ seen }) => seen.get(`${service} ${releaseId}`)
      );
      const known = sights.filter((sight) => sight !== void 0);
      if (known.length < sights.length || known.length === 0) return void 0;
      return new Date(Math.max(...known.map((sight) => sight.getTime())));
    },
    services: (environment) => [
      ...new Set((ofEnvironment.get(environment) ?? []).flatMap(({ services }) => [...services.keys()]))
    ].sort(),
    notes: branches.flatMap(({ notes }) => notes)
  };
}

export {
  readHistory
};
