// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  require_semver
} from "./shared-11-verbs-2b7917df.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/versions/next-version.ts
init_oldest_node();
var import_semver = __toESM(require_semver(), 1);

// actions/lib/versions/conventional-commits.ts
init_oldest_node();
var HEADER = /^(?<type>[a-zA-Z]+)(?:\([^()\n]*\))?(?<breaking>!)?: \S/;
var FOOTER = /^BREAKING[ -]CHANGE: \S/m;
function changeKind(message) {
  const header = HEADER.exec(message)?.groups;
  if (header?.breaking !== void 0 || FOOTER.test(message)) return "breaking";
  return header?.type?.toLowerCase() === "feat" ? "feature" : "other";
}
function largestChange(messages) {
  const kinds = new Set(messages.map(changeKind));
  if (kinds.has("breaking")) return "breaking";
  return kinds.has("feature") ? "feature" : "other";
}
function describeChange(message) {
  const subject = message.split("\n", 1)[0] ?? "";
  const words = subject.replace(/^[a-zA-Z]+(\([^()]*\))?!?: +/, "").trim();
  return words === "" ? subject.trim() : words;
}

// actions/lib/versions/next-version.ts
var FIRST = "0.1.0";
function nextVersion(current, messages) {
  if (current === void 0) return FIRST;
  const stable = (0, import_semver.compare)(current, "1.0.0") >= 0;
  const next = (0, import_semver.inc)(current, stable ? STABLE[largestChange(messages)] : EARLY[largestChange(messages)]);
  if (next === null) throw new TypeError(`${current} is not a version`);
  return next;
}
var STABLE = { breaking: "major", feature: "minor", other: "patch" };
var EARLY = { breaking: "minor", feature: "minor", other: "patch" };
function versionTag(service, version) {
  return `refs/tags/${service}-v${version}`;
}
function versionTags(service) {
  return versionTag(service, "*");
}
function highestTagged(refs, service) {
  const prefix = versionTag(service, "");
  const tagged = [...refs].filter(([ref]) => ref.startsWith(prefix)).map(([ref, commit]) => ({ version: ref.slice(prefix.length), commit })).filter(({ version }) => (0, import_semver.valid)(version) === version && !version.includes("-"));
  return tagged.toSorted((one, other) => (0, import_semver.compare)(other.version, one.version))[0];
}

// actions/lib/versions/released.ts
init_oldest_node();
var import_semver2 = __toESM(require_semver(), 1);
async function recordedReleases({ git, tip, refs, environment }, services) {
  const file = new RegExp(`^environments/${environment}/([^/]+)/release/release\\.yaml$`);
  const recorded = /* @__PURE__ */ new Map();
  if (tip === void 0 || tip.commit === "") return recorded;
  const since = await beforeAllTags(git, refs, services);
  const contents = await git.pastContents(tip.commit, `environments/${environment}`, {
    matching: file,
    since
  });
  for (const { path, content } of contents) {
    const service = file.exec(path)?.[1] ?? "";
    const release = readRecorded(content.toString());
    if (release !== void 0) recorded.set(service, [...recorded.get(service) ?? [], release]);
  }
  return recorded;
}
async function beforeAllTags(git, refs, services) {
  const tagged = services.map((service) => highestTagged(refs, service)?.commit);
  const known = [...new Set(tagged.filter((commit) => commit !== void 0))];
  if (known.length === 0 || tagged.includes(void 0)) return void 0;
  return git.sharedAncestor(known);
}
function readRecorded(text) {
  const version = /^version: "?(\d+\.\d+\.\d+)"?$/m.exec(text)?.[1];
  const commit = /^source: "?([0-9a-f]{40})"?$/m.exec(text)?.[1];
  return version === void 0 || commit === void 0 ? void 0 : { version, commit };
}
function highest(releases) {
  return releases.filter((release) => release !== void 0).toSorted((one, other) => (0, import_semver2.compare)(other.version, one.version))[0];
}

export {
  changeKind,
  describeChange,
  nextVersion,
  versionTag,
  versionTags,
  highestTagged,
  recordedReleases,
  readRecorded,
  highest
};
