// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  trailersOf
} from "./shared-12-verbs-9a11eebf.js";
import {
  firstLine
} from "./shared-13-verbs-25bca711.js";
import {
  releaseSchema
} from "./shared-14-verbs-d4a29309.js";
import {
  parseYaml
} from "./shared-15-verbs-200a5a2a.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/deployments/deployments.ts
init_oldest_node();
var PATHS = ":(glob)environments/*/*/release/release.yaml";
var FILE = /^environments\/([^/]+)\/([^/]+)\/release\/release\.yaml$/;
async function readDeployments(git, tip) {
  const [line, sides] = await Promise.all([
    git.records([tip], { pathspecs: [PATHS], isFirstParent: true }),
    git.records([tip], { pathspecs: [PATHS] })
  ]);
  const objects = line.flatMap(({ files }) => files.flatMap(({ object }) => object ?? []));
  const contents = await git.contents(objects);
  const known = new Map([...contents].map(([object, content]) => [object, parseRelease(content)]));
  return indexed(toDeployments(line, sides, known));
}
function indexed(newestFirst) {
  const byEnvironment = Map.groupBy(newestFirst, ({ environment }) => environment);
  const byPlace = Map.groupBy(newestFirst, ({ environment, service }) => `${environment}/${service}`);
  return {
    of: (environment, service) => byPlace.get(`${environment}/${service}`) ?? [],
    in: (environment) => byEnvironment.get(environment) ?? []
  };
}
function toDeployments(line, sides, releases) {
  const makers = makersOf(sides);
  const pinned = /* @__PURE__ */ new Map();
  const found = [];
  for (const record of line.toReversed()) {
    for (const { path, object } of record.files) {
      const [, environment = "", service = ""] = FILE.exec(path) ?? [];
      const release = object === void 0 ? void 0 : releases.get(object);
      const previous = pinned.get(path);
      pinned.set(path, release);
      const maker = makers.get(`${path} ${object}`)?.find((made) => made.committedAt <= record.committedAt);
      found.push({ environment, service, release, previous, ...wordsOf(service, record, maker ?? record) });
    }
  }
  return found.reverse();
}
function makersOf(sides) {
  const makers = /* @__PURE__ */ new Map();
  for (const record of sides) {
    if (record.parents.length > 1) continue;
    for (const { path, object } of record.files) {
      const key = `${path} ${object}`;
      const made = makers.get(key);
      if (made === void 0) makers.set(key, [record]);
      else made.push(record);
    }
  }
  return makers;
}
function wordsOf(service, landed, maker) {
  const isMerge = landed.parents.length > 1;
  const said = isMerge ? maker : landed;
  const trailers = trailersOf(said.message);
  const reasons = trailers.get("Slipway-Reason") ?? trailers.get("Slipway-Hotfix") ?? [];
  const verb = verbOf(said, trailers, landed);
  const own = `${service}: `;
  return {
    at: landed.committedAt,
    commit: landed.sha,
    // Who let a promotion in merged it; a revert quotes the actor of what it takes back.
    by: (verb === "bump" || verb === "rollback" ? first(trailers, "Actor") : void 0) ?? landed.author,
    verb,
    subject: firstLine(said.message),
    reason: reasons.length === 0 ? void 0 : reasons.join("; "),
    bypasses: (trailers.get("Slipway-Bypass") ?? []).flatMap(
      (bypass) => bypass.startsWith(own) ? [bypass.slice(own.length)] : []
    )
  };
}
var VERBS = ["bump", "promote", "hotfix", "rollback"];
function verbOf(said, trailers, landed) {
  if ([said, landed].some(({ message }) => /^(Revert\b|revert[(:])/.test(message))) return "revert";
  const verb = first(trailers, "Slipway-Verb");
  return VERBS.find((each) => each === verb) ?? "hand";
}
function first(trailers, name) {
  return trailers.get(name)?.[0];
}
var kind = { schema: releaseSchema, remedy: "" };
function parseRelease(content) {
  return parseYaml(content, "release.yaml", kind).value;
}

export {
  readDeployments
};
