// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  changeKind,
  describeChange,
  highest,
  highestTagged,
  nextVersion,
  recordedReleases
} from "./shared-bump-hotfix-next-version.js";
import {
  isBelow
} from "./shared-13-verbs-5a189a5d.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/versions/assign.ts
init_oldest_node();

// actions/lib/versions/changelog.ts
init_oldest_node();
var ORDER = [
  "breaking changes",
  "features",
  "fixes",
  "other changes",
  "chart and shared code"
];
function commitsOf(commits, own, paths) {
  const touches = (commit, folders) => commit.paths.some((path) => folders.some((folder) => isBelow(path, folder)));
  return {
    own: commits.filter((commit) => touches(commit, [own])),
    shared: commits.filter((commit) => !touches(commit, [own]) && touches(commit, paths))
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
  return /^fix[(!:]/i.test(message) ? "fixes" : "other changes";
}

// actions/lib/versions/assign.ts
function openVersions(place, services) {
  const { git, refs } = place;
  let recorded;
  const ranges = /* @__PURE__ */ new Map();
  const commitsSince = (base, source) => {
    const range = `${base}..${source}`;
    const commits = ranges.get(range) ?? git.logWithPaths(source, base);
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
      return { version: nextVersion(last.version, messages), changelog: changelogOf(commits) };
    }
  };
}

export {
  openVersions
};
