// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  require_semver
} from "./shared-15-verbs-41ae7a75.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/versions/next-version.ts
init_oldest_node();
var import_semver = __toESM(require_semver(), 1);

// actions/lib/domain/versions/conventional-commits.ts
init_oldest_node();

// actions/lib/domain/versions/commit-message.ts
init_oldest_node();
var SPACE = "[\\ufeff\\t\\v\\f \\u00a0]";
var TYPE = `[^()\\ufeff\\t\\v\\f \\u00a0\\r\\n!:]+`;
var SCOPE = "\\((?<scope>[^()\\r\\n]+)\\)";
var MARKED = `(?:${SCOPE}(?:(?<long>BREAKING[ -]CHANGE)|(?<late>!))?|(?<mark>!))?`;
var LINE = "[^\\r\\n]*";
var SEPARATOR = "(?<separator>:| #)";
var HEADER = new RegExp(`^(?<type>${TYPE})${MARKED}${SEPARATOR}${SPACE}*(?<text>${LINE})`);
var FOOTER = new RegExp(
  `^(?:(?<breaking>BREAKING[ -]CHANGE)|(?!BREAKING[ -]CHANGE)(?<type>${TYPE})${MARKED})${SEPARATOR}${SPACE}*(?<text>${LINE})$`
);
var IN_BODY = new RegExp(`^BREAKING[ -]CHANGE:${SPACE}*(?<text>${LINE})$`);
var ANYWHERE = /BREAKING-CHANGE:\s*\S/;
var CONTINUED = new RegExp(`^${SPACE}+`);
var NEXT_COMMIT = /\r?\n\r?\n(?=(?:feat|fix|docs|style|refactor|perf|test|build|ci|chore|revert)(?:\([^\n]*?\))?: )/;
function parseMessage(message) {
  return splitMessage(message).flatMap((part) => parseOne(part));
}
function splitMessage(message) {
  const [first = "", ...others] = message.split("BEGIN_NESTED_COMMIT");
  const nested = others.map((part) => part.split("END_NESTED_COMMIT"));
  const outside = first + nested.map(([, ...rest]) => rest.join("END_NESTED_COMMIT")).join("");
  return [...outside.split(NEXT_COMMIT), ...nested.map(([inside = ""]) => inside)];
}
function parseOne(message) {
  const text = message.trim();
  const header = HEADER.exec(text);
  if (header?.groups === void 0) return [];
  const { type = "", long, late, mark = late ?? long, text: subject = "" } = header.groups;
  const { body, footers } = partsOf(text.slice(header[0].length));
  const inFooters = footers.map(parseFooter);
  const breaking = mark !== void 0 && subject !== "" || breaksInBody(body) || inFooters.some((footer) => footer.breaking);
  const releaseAs = inFooters.findLast((footer) => footer.releaseAs !== void 0)?.releaseAs;
  return [...inFooters.flatMap(({ commits }) => commits), { type, breaking, subject, releaseAs }];
}
function partsOf(rest) {
  const lines = rest.split(/[\r\n]+/).filter((line) => line !== "");
  const kinds = lines.map((line) => FOOTER.test(line) ? "footer" : CONTINUED.test(line) ? "more" : "text");
  const start = kinds.indexOf("footer", kinds.lastIndexOf("text") + 1);
  if (start < 0) return { body: lines, footers: [] };
  const footers = [];
  for (const [index, line] of lines.slice(start).entries()) {
    if (kinds[start + index] === "footer") footers.push([line]);
    else footers.at(-1)?.push(line.replace(CONTINUED, ""));
  }
  return { body: lines.slice(0, start), footers };
}
function breaksInBody(body) {
  const marked = body.findIndex((line) => IN_BODY.test(line));
  if (marked >= 0 && (IN_BODY.exec(body[marked] ?? "")?.groups?.text !== "" || marked < body.length - 1))
    return true;
  return ANYWHERE.test(body.join("\n"));
}
function parseFooter([first = "", ...more]) {
  const {
    breaking,
    type = "",
    scope,
    separator = "",
    text = "",
    ...marks
  } = FOOTER.exec(first)?.groups ?? {};
  const mark = marks.mark ?? marks.late ?? marks.long ?? "";
  const last = more.at(-1) ?? text;
  if (breaking !== void 0) {
    return { breaking: [text, ...more].some((line) => line !== ""), releaseAs: void 0, commits: [] };
  }
  const head = `${type}${scope === void 0 ? "" : `(${scope})`}${mark}`;
  const again = [`${head}${separator === ":" ? ": " : ""}${text}`, ...more].join("\n");
  return {
    breaking: mark.startsWith("BREAKING") && last !== "",
    releaseAs: type.toLowerCase() === "release-as" ? last : void 0,
    commits: parseOne(again)
  };
}

// actions/lib/domain/versions/conventional-commits.ts
function changeKind(message) {
  return largest(parseMessage(message).map(kindOf));
}
function largestChange(messages) {
  return largest(messages.map(changeKind));
}
function isConventional(message) {
  return parseMessage(message).length > 0;
}
function isFix(message) {
  return parseMessage(message).some(({ type }) => type.toLowerCase() === "fix");
}
function releaseAsOf(message) {
  return parseMessage(message).find(({ releaseAs }) => releaseAs !== void 0)?.releaseAs;
}
function describeChange(message) {
  const subject = message.split(/\r?\n/, 1)[0] ?? "";
  const words = parseMessage(subject).at(-1)?.subject.trim() ?? "";
  return words === "" ? subject.trim() : words;
}
function kindOf({ type, breaking }) {
  if (breaking) return "breaking";
  return /^feat(ure)?$/i.test(type) ? "feature" : "other";
}
function largest(kinds) {
  if (kinds.includes("breaking")) return "breaking";
  return kinds.includes("feature") ? "feature" : "other";
}

// actions/lib/domain/versions/next-version.ts
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

// actions/lib/domain/versions/released.ts
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
  isConventional,
  isFix,
  releaseAsOf,
  describeChange,
  nextVersion,
  versionTag,
  versionTags,
  highestTagged,
  recordedReleases,
  readRecorded,
  highest
};
