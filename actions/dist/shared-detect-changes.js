// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  cutPoint
} from "./shared-check-gates-detect-changes-hotfix.js";
import {
  serviceInputs
} from "./shared-11-verbs-cb2f6bdd.js";
import {
  readRelease,
  releasedServices
} from "./shared-14-verbs-98873d3f.js";
import {
  branchInput,
  firstEnvironmentInput
} from "./shared-11-verbs-752aa88d.js";
import {
  LOCKFILES,
  ROOT_PACKAGE,
  isIn,
  surveyServices
} from "./shared-12-verbs-1039ce8e.js";
import {
  openGit
} from "./shared-19-verbs-798eb292.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  CONFIG_FILE,
  UserError,
  boolean,
  defineRequest,
  isFullSha,
  number,
  object,
  optionalText,
  parseJson,
  record,
  string,
  text
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/detect-changes/detect-changes.ts
init_oldest_node();

// actions/detect-changes/base.ts
init_oldest_node();
import { readFile } from "node:fs/promises";
var event = object({
  pull_request: object({ base: object({ sha: string() }) }).optional(),
  merge_group: object({ base_sha: string() }).optional()
});
async function baseOfEvent(env) {
  const { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path } = env;
  if (name !== "pull_request" && name !== "merge_group") return void 0;
  const read2 = event.safeParse(parseJson(await readFile(path ?? "", "utf8").catch(() => "")));
  const base = read2.data?.pull_request?.base.sha ?? read2.data?.merge_group?.base_sha;
  if (base !== void 0) return base;
  throw new UserError(
    `${path || "GITHUB_EVENT_PATH"}: the event ${name} names no base there.
  Give the input base: the commit it is to be merged into.`
  );
}
async function baseOfHotfix(git, branch, source) {
  await git.unshallow();
  const tip = (await git.fetch(branch)).get(branch);
  const cut = tip === void 0 ? void 0 : await cutPoint(git, tip, source);
  if (cut !== void 0) return cut;
  throw new UserError(
    `cut-from: ${shortSha(source)} shares no history with ${branch}.
  Cut the hotfix from a commit of ${branch}.`
  );
}
async function findBase(git, base, source) {
  const commit = await git.resolve(base) ?? await fetched(git, base);
  if (commit === void 0)
    return { unknown: `the base ${base.slice(0, 40)} is neither here nor on the remote` };
  await git.deepen([source, commit], async () => await git.mergeBase(commit, source) !== void 0);
  const from = await git.mergeBase(commit, source);
  return from === void 0 ? { unknown: `no common history with ${shortSha(commit)}` } : { from };
}
async function fetched(git, base) {
  if (!isFullSha(base) || /^0+$/.test(base)) return void 0;
  return await git.fetchCommit(base) ? base : void 0;
}

// actions/detect-changes/compare.ts
init_oldest_node();

// actions/lib/domain/services/lockfile.ts
init_oldest_node();
var lockfile = object({
  lockfileVersion: number().min(2),
  packages: record(
    string(),
    object({
      version: string().optional(),
      resolved: string().optional(),
      integrity: string().optional(),
      link: boolean().optional(),
      dependencies: record(string(), string()).optional(),
      devDependencies: record(string(), string()).optional(),
      optionalDependencies: record(string(), string()).optional(),
      peerDependencies: record(string(), string()).optional()
    })
  )
});
function parseLockfile(text2) {
  if (text2 === void 0) return void 0;
  const parsed = lockfile.safeParse(parseJson(text2.toString()));
  return parsed.success ? parsed.data : void 0;
}
function lockedFor(lock, workspaces) {
  const found = /* @__PURE__ */ new Map();
  const visit = (place) => {
    const entry = lock.packages[place];
    if (entry === void 0 || found.has(place)) return;
    found.set(place, entry);
    if (entry.link && entry.resolved !== void 0) visit(entry.resolved);
    const isWorkspace = !place.includes("node_modules/");
    for (const name of needsOf(entry, isWorkspace)) {
      const needed = installedPath(lock, place, name);
      if (needed !== void 0) visit(needed);
    }
  };
  for (const folder of workspaces) visit(folder);
  for (const name of Object.keys(lock.packages[""]?.dependencies ?? {})) {
    const needed = installedPath(lock, "", name);
    if (needed !== void 0) visit(needed);
  }
  return found;
}
function lockChanges(from, to, workspaces) {
  const before = lockedFor(from, workspaces);
  const after = lockedFor(to, workspaces);
  const places = [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])].sort();
  return places.filter(
    (place) => place.includes("node_modules/") && identity(before.get(place)) !== identity(after.get(place))
  ).map((place) => {
    const name = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
    const [old, now] = [before.get(place), after.get(place)];
    return `${name} ${old === void 0 ? "none" : old.version} → ${now === void 0 ? "none" : now.version}`;
  });
}
function identity(entry) {
  return JSON.stringify([entry?.version, entry?.resolved, entry?.integrity]);
}
function needsOf(entry, isWorkspace) {
  return Object.keys({
    ...entry.dependencies,
    ...entry.optionalDependencies,
    ...entry.peerDependencies,
    ...isWorkspace ? entry.devDependencies : {}
  });
}
function installedPath(lock, place, name) {
  for (let at = place; ; at = parentOf(at)) {
    const candidate = at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (Object.hasOwn(lock.packages, candidate)) return candidate;
    if (at === "") return void 0;
  }
}
function parentOf(place) {
  const slash = place.lastIndexOf("/");
  return slash < 0 ? "" : place.slice(0, slash);
}

// actions/lib/domain/services/root-package.ts
init_oldest_node();
var OF_NO_EFFECT = /* @__PURE__ */ new Set([
  ...["name", "version", "description", "private", "license", "author", "contributors", "repository", "bugs"],
  ...[
    "homepage",
    "keywords",
    "funding",
    "devDependencies",
    "optionalDependencies",
    "engines",
    "bin",
    "files"
  ]
]);
var INSTALL_SCRIPTS = ["preinstall", "install", "postinstall", "prepare", "prebuild", "postbuild"];
function rootChanges(before, after) {
  const [old, now] = [read(before), read(after)];
  if (old === void 0 || now === void 0) return void 0;
  const keys = [.../* @__PURE__ */ new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return keys.filter((key) => !OF_NO_EFFECT.has(key) && effectOf(key, old[key]) !== effectOf(key, now[key]));
}
function effectOf(key, value) {
  if (key !== "scripts" || typeof value !== "object" || value === null) return JSON.stringify(value);
  return JSON.stringify(INSTALL_SCRIPTS.map((name) => value[name])).replace(
    /^\[(null,?)*\]$/,
    ""
  ) || void 0;
}
function read(content) {
  try {
    const value = JSON.parse(content?.toString().replace(/^\ufeff/, "") ?? "{}");
    return typeof value === "object" && value !== null ? value : void 0;
  } catch {
    return void 0;
  }
}

// actions/detect-changes/compare.ts
var SHOWN = 3;
function compare(git, from, source) {
  const changedPaths = once(
    async () => (await git.changedPaths(from, source.commit)).map(({ path }) => path)
  );
  const lockfiles = once(() => readLockfiles(git, from, source));
  const root = once(() => rootReasons(git, from, source));
  const before = once(async () => (await surveyServices(await git.tree(from))).services);
  return {
    async reasonFor(service) {
      const inputs = await serviceInputs(source, service);
      const paths = await changedPaths();
      const touched = paths.filter((path) => isIn(path, inputs.paths));
      const isNode = inputs.workspaces.length > 0;
      const isLocked = isNode && paths.some((path) => LOCKFILES.some((lockfile2) => lockfile2 === path));
      const locked = isLocked ? lockReasons(await lockfiles(), inputs.workspaces) : [];
      const inRoot = isNode && paths.includes(ROOT_PACKAGE) ? await root() : [];
      const configured = paths.includes(CONFIG_FILE) ? configReasons(await before(), service) : [];
      const all = [.../* @__PURE__ */ new Set([...touched.map(printable), ...locked, ...inRoot, ...configured])];
      if (all.length === 0) return void 0;
      const doubts = inputs.doubts.map((doubt) => `; ${doubt}`).join("");
      const more = all.length > SHOWN ? ` and ${all.length - SHOWN} more` : "";
      return `changed since ${shortSha(from)}: ${all.slice(0, SHOWN).join(", ")}${more}${doubts}`;
    }
  };
}
function configReasons(before, service) {
  const old = before.find(({ name }) => name === service.name);
  if (old === void 0) return [];
  const keys = ["image", "build", "rendering"];
  return keys.filter((key) => JSON.stringify(old[key]) !== JSON.stringify(service[key])).map((key) => `${CONFIG_FILE}: ${key}`);
}
function once(ask) {
  let answer;
  return () => {
    answer ??= ask();
    return answer;
  };
}
function printable(path) {
  return new RegExp("\\p{Cc}", "u").test(path) ? JSON.stringify(path) : path;
}
async function readLockfiles(git, from, source) {
  const [[, old], [name, now]] = await Promise.all([lockfileOf(await git.tree(from)), lockfileOf(source)]);
  return { name, old: parseLockfile(old), now: parseLockfile(now) };
}
async function lockfileOf(tree) {
  const contents = await Promise.all(LOCKFILES.map((name) => tree.read(name)));
  const found = contents.findIndex((content) => content !== void 0);
  return [LOCKFILES[found] ?? LOCKFILES[1], contents[found]];
}
function lockReasons({ name, old, now }, workspaces) {
  if (old === void 0 || now === void 0) return [`${name} (cannot be compared)`];
  return lockChanges(old, now, workspaces).map((words) => `${name}: ${words}`);
}
async function rootReasons(git, from, source) {
  const before = await git.tree(from);
  const [old, now] = await Promise.all([before.read(ROOT_PACKAGE), source.read(ROOT_PACKAGE)]);
  const keys = rootChanges(old, now);
  if (keys === void 0) return [`${ROOT_PACKAGE} (cannot be compared)`];
  return keys.map((key) => `${ROOT_PACKAGE}: ${key}`);
}

// actions/detect-changes/detect-changes.ts
async function detectChanges(request2, context) {
  const git = openGit(context.workspace, { token: context.env.SLIPWAY_TOKEN, identity: NOBODY });
  const source = await git.tree(request2.source);
  const survey = await surveyServices(source);
  requireAny(survey, source.commit);
  const base = request2.base ?? (request2.cutFrom === void 0 ? await baseOfEvent(context.env) : await baseOfHotfix(git, request2.cutFrom, source.commit));
  const verdicts = base === void 0 ? await sincePinned(git, source, survey, request2) : await sinceBase(git, source, survey, base);
  return toOutcome(source.commit, verdicts);
}
function requireAny({ services, faults }, commit) {
  if (services.length + faults.size > 0) return;
  throw new UserError(
    `services/: no service.yaml at ${shortSha(commit)}.
  Check out the repository that holds the services, or add services/<name>/service.yaml.`
  );
}
var NOBODY = { name: "slipway", email: "slipway@localhost" };
async function sincePinned(git, source, survey, { branch, environment }) {
  const tip = (await git.fetch(branch)).get(branch);
  if (tip === void 0) {
    throw new UserError(
      `branch ${branch}: not on the remote.
  Name the branch that environments/ lives on.`
    );
  }
  const pins = await git.tree(tip);
  await deepenToPins(git, pins, source, survey, environment);
  const comparisons = /* @__PURE__ */ new Map();
  const comparisonWith = (commit) => {
    const known2 = comparisons.get(commit) ?? compare(git, commit, source);
    comparisons.set(commit, known2);
    return known2;
  };
  const verdicts = await verdictsOf(survey, async (service) => {
    const pinned = await readRelease(pins, environment, service.name);
    if (pinned === void 0) return need(service.name, "first release");
    const unclear = await unclearHistory(git, pinned, source.commit);
    if (unclear !== void 0) return { service: service.name, ...unclear };
    const reason = await comparisonWith(pinned.source).reasonFor(service);
    if (reason !== void 0) return need(service.name, reason);
    return spare(service.name, `nothing changed since ${pinned.version} (${shortSha(pinned.source)})`);
  });
  const known = new Set(verdicts.map((verdict) => verdict.service));
  const gone = (await releasedServices(pins, environment)).filter((name) => !known.has(name));
  const kept = gone.map(
    (name) => spare(name, `not in services/ any more; its release in ${environment} stays`)
  );
  return [...verdicts, ...kept];
}
async function deepenToPins(git, pins, source, { services }, environment) {
  const read2 = services.map(({ name }) => readRelease(pins, environment, name).catch(() => void 0));
  const sources = new Set((await Promise.all(read2)).flatMap((release) => release?.source ?? []));
  const isPlaced = async (pinned) => await git.resolve(pinned) !== void 0 && (await git.isAncestor(pinned, source.commit) || await git.isAncestor(source.commit, pinned));
  await git.deepen(
    [source.commit, pins.commit],
    async () => (await Promise.all([...sources].map(isPlaced))).every((placed) => placed)
  );
}
async function unclearHistory(git, pinned, source) {
  const from = `the source of ${pinned.version}, ${shortSha(pinned.source)},`;
  if (await git.resolve(pinned.source) === void 0) {
    return { needed: true, reason: `${from} is not in this clone, so everything may have changed` };
  }
  if (await git.isAncestor(pinned.source, source)) return void 0;
  if (await git.isAncestor(source, pinned.source)) {
    return { needed: false, reason: `${from} is newer than ${shortSha(source)}` };
  }
  return { needed: true, reason: `${from} is not an ancestor of ${shortSha(source)}` };
}
async function sinceBase(git, source, survey, base) {
  const found = await findBase(git, base, source.commit);
  if ("unknown" in found) {
    return verdictsOf(
      survey,
      async ({ name }) => need(name, `${found.unknown}, so everything may have changed`)
    );
  }
  const { from } = found;
  const comparison = compare(git, from, source);
  const verdicts = await verdictsOf(survey, async (service) => {
    const reason = await comparison.reasonFor(service);
    return reason === void 0 ? spare(service.name, `nothing changed since ${shortSha(from)}`) : need(service.name, reason);
  });
  const before = await surveyServices(await git.tree(from));
  const known = new Set(verdicts.map((verdict) => verdict.service));
  const gone = [...before.services.map(({ name }) => name), ...before.faults.keys()].filter(
    (name) => !known.has(name)
  );
  return [
    ...verdicts,
    ...gone.map((name) => spare(name, "removed or renamed here: there is nothing to build"))
  ];
}
async function verdictsOf({ services, faults }, verdictOf) {
  const judged = services.map(
    (service) => verdictOf(service).catch((error) => {
      if (error instanceof UserError) return need(service.name, error.message);
      throw error;
    })
  );
  const faulty = [...faults].map(([name, fault]) => need(name, fault.message));
  return [...await Promise.all(judged), ...faulty].toSorted((a, b) => a.service.localeCompare(b.service));
}
function toOutcome(source, verdicts) {
  const needed = verdicts.filter((verdict) => verdict.needed);
  const results = verdicts.map(
    ({ service, needed: isNeeded, reason }) => ({
      service,
      status: isNeeded ? "done" : "nothing",
      reason: isNeeded ? `needs a release: ${reason}` : reason
    })
  );
  const outputs = {
    services: JSON.stringify(needed.map((verdict) => verdict.service)),
    reasons: JSON.stringify(Object.fromEntries(needed.map(({ service, reason }) => [service, reason]))),
    selection: needed.length === 0 ? "none" : "some",
    source
  };
  return { outputs, results };
}
function need(service, reason) {
  return { service, needed: true, reason };
}
function spare(service, reason) {
  return { service, needed: false, reason };
}

// actions/detect-changes/request.ts
init_oldest_node();
var request = defineRequest({
  verb: "detect-changes",
  summary: "Says which services need a release, and why.",
  inputs: {
    source: {
      description: "Commit that would be released: a sha or a ref of the checkout.",
      schema: text,
      default: "HEAD"
    },
    base: {
      description: "The commit that the source is to be merged into: what changed since their common ancestor is reported. When empty, the event's own for pull_request and merge_group; for all others, what changed since the release pinned in the environment.",
      schema: optionalText,
      default: ""
    },
    "cut-from": {
      description: "For a hotfix: branch it was cut from. What its own commits changed is reported, also after they were merged back.",
      schema: optionalText,
      default: ""
    },
    environment: firstEnvironmentInput("Environment whose pinned releases are compared with the source."),
    branch: branchInput("Branch whose tip says what is pinned.")
  },
  outputs: {
    services: "Names of the services that need a release: a JSON array, [] when there is none.",
    reasons: "Why each of them needs one: a JSON object, service to text.",
    selection: "some, or none when no service needs a release; the summary says why for each.",
    source: "Full sha of the commit they would be released from."
  }
});

export {
  detectChanges,
  request
};
