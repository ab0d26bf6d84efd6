// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  changeKind,
  describeChange,
  highest,
  highestTagged,
  isConventional,
  isFix,
  nextVersion,
  recordedReleases,
  releaseAsOf
} from "./shared-bump-hotfix-next-version.js";
import {
  isBelow,
  isIn
} from "./shared-12-verbs-1039ce8e.js";
import {
  require_semver
} from "./shared-15-verbs-41ae7a75.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  UserError
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/versions/assign.ts
init_oldest_node();

// actions/lib/domain/versions/changelog.ts
init_oldest_node();
var ORDER = [
  "breaking changes",
  "features",
  "fixes",
  "other changes",
  "chart and shared code"
];
function commitsOf(commits, own, paths) {
  const telling = commits.filter(({ isMerge, message }) => !isMerge || isConventional(message));
  const isOwn = ({ paths: touched }) => touched.some((path) => own === "" ? isIn(path, paths) : isBelow(path, own));
  return {
    own: telling.filter(isOwn),
    shared: telling.filter((commit) => !isOwn(commit) && commit.paths.some((path) => isIn(path, paths)))
  };
}
function changelogOf({ own, shared }) {
  const entries = [
    ...own.map(({ message, sha }) => ({ section: sectionOf(message), text: describeChange(message), sha })),
    ...shared.map(({ subject, sha }) => ({ section: "chart and shared code", text: subject, sha }))
  ];
  return entries.toSorted((one, other) => ORDER.indexOf(one.section) - ORDER.indexOf(other.section));
}
function sectionOf(message) {
  const kind = changeKind(message);
  if (kind === "breaking") return "breaking changes";
  if (kind === "feature") return "features";
  return isFix(message) ? "fixes" : "other changes";
}

// actions/lib/domain/versions/release-as.ts
init_oldest_node();
var import_semver = __toESM(require_semver(), 1);
function askedVersion(commits, last) {
  for (const { sha, message } of commits) {
    const asked = releaseAsOf(message)?.trim();
    if (asked === void 0) continue;
    const version = asked.replace(/^v/i, "");
    const isPlain = (0, import_semver.valid)(version) === version && !/[-+]/.test(version);
    if (isPlain && (0, import_semver.gt)(version, last)) return version;
    const form = isPlain ? `a version above ${last}, the highest ever released,` : "a version like 1.4.2";
    throw new UserError(
      `commit ${shortSha(sha)}: Release-As: expected ${form}, got ${JSON.stringify(asked)}.
  Commit a change of the service with another Release-As; the newest counts.`
    );
  }
  return void 0;
}

// actions/lib/domain/versions/assign.ts
function openVersions(place, services) {
  const { git, refs } = place;
  let recorded;
  const ranges = /* @__PURE__ */ new Map();
  const commitsSince = (base, source) => {
    const range = `${base}..${source}`;
    const commits = ranges.get(range) ?? git.logWithPaths(source, base, { mergesToo: true });
    ranges.set(range, commits);
    return commits;
  };
  return {
    async next({ service, source, own, paths, pinned }) {
      recorded ??= recordedReleases(place, services);
      const last = highest([
        highestTagged(refs, service),
        pinned && { version: pinned.version, commit: pinned.source },
        ...(await recorded).get(service) ?? []
      ]);
      if (last === void 0) return { version: nextVersion(void 0, []), changelog: [] };
      const base = await git.resolve(last.commit);
      if (base === void 0) return { version: nextVersion(last.version, []), changelog: [] };
      const commits = commitsOf(await commitsSince(base, source), own, paths);
      const messages = commits.own.map(({ message }) => message);
      const asked = askedVersion(commits.own, last.version);
      return { version: asked ?? nextVersion(last.version, messages), changelog: changelogOf(commits) };
    }
  };
}

export {
  openVersions
};
