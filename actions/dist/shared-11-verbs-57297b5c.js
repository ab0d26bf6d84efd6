// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  trailersOf
} from "./shared-13-verbs-1f159689.js";
import {
  firstLine
} from "./shared-15-verbs-e34f738c.js";
import {
  releaseSchema
} from "./shared-14-verbs-98873d3f.js";
import {
  Findings,
  UserError,
  _enum,
  digest,
  iso_exports,
  literal,
  parseYaml,
  require_dist,
  sha,
  strictObject,
  string
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/deployments/deployments.ts
init_oldest_node();
var FILE = /^environments\/([^/]+)\/([^/]+)\/release\/release\.yaml$/;
async function readDeployments(git, tip, service = "*") {
  const pathspecs = [`:(glob)environments/*/${service}/release/release.yaml`];
  const [line, sides] = await Promise.all([
    git.records([tip], { pathspecs, isFirstParent: true }),
    git.records([tip], { pathspecs })
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
    maker: said.sha,
    // The person who merged a promotion; a revert quotes the actor of the reverted commit.
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

// actions/lib/domain/holds/hold.ts
init_oldest_node();
var import_yaml2 = __toESM(require_dist(), 1);
var time = iso_exports.datetime("expected a time in UTC like 2026-01-01T00:00:00Z");
var holdSchema = strictObject({
  schema: literal(1, "only schema 1 is known").describe("version of this format"),
  environment: string().min(1).describe("environment that the release is kept out of"),
  service: string().min(1).describe("name of the service"),
  releaseId: digest.describe("id of the held release"),
  digest: digest.describe("image digest of the held release"),
  version: string().regex(/^\w[\w.-]{0,127}$/, "expected a version like 1.4.2, or a tag").describe("version of the held release; the tag, where pins stand in files of your own"),
  source: sha.describe("commit that the held release was built from"),
  cause: _enum(["rollback", "failed", "error", "person"], 'expected "rollback", "failed", "error" or "person"').describe(
    "`rollback`: rolled back by order; `failed`: its canary failed; `error`: its canary could not be judged; `person`: held or reverted by a person"
  ),
  reason: string().min(1, "expected a reason").describe("why it is held"),
  by: string().min(1, "expected a name").describe("who set the hold"),
  at: time.describe("when it was set, UTC"),
  until: time.nullable().describe("when it expires; `null`: when a newer release arrives or an owner lifts it")
});
var kind2 = {
  schema: holdSchema,
  remedy: "Put it back as `slipway hold` writes it, or delete the file to lift the hold."
};
var HEADER = "# Written by `slipway rollback` and `slipway hold`. Deleting it lifts the hold: an owner's act.\n";
var ID_DIGITS = 12;
function holdsFolder(environment) {
  return `environments/${environment}/holds`;
}
function holdFile(environment, service, releaseId) {
  const digits = releaseId.replace(/^sha256:/, "").slice(0, ID_DIGITS);
  return `${holdsFolder(environment)}/${service}-${digits}.yaml`;
}
function parseHold(text, where) {
  const { value, findings } = parseYaml(text, where, kind2);
  Findings.throwIfAny(findings);
  const hold = value;
  const place = holdFile(hold.environment, hold.service, hold.releaseId);
  if (place === where) return hold;
  throw new Findings([`${where}: holds what belongs into ${place}.
  Move it there, or delete the file.`]);
}
function formatHold(hold) {
  const ordered = {
    schema: 1,
    environment: hold.environment,
    service: hold.service,
    releaseId: hold.releaseId,
    digest: hold.digest,
    version: hold.version,
    source: hold.source,
    cause: hold.cause,
    reason: hold.reason,
    by: hold.by,
    at: hold.at,
    until: hold.until
  };
  const style = { lineWidth: 0, defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" };
  return `${HEADER}${(0, import_yaml2.stringify)(ordered, style)}`;
}
function toHold(environment, release, { at, ...order }) {
  const { service, id, image, version, source } = release;
  return {
    schema: 1,
    environment,
    service,
    releaseId: id,
    digest: image.digest,
    version,
    source,
    ...order,
    at: toSeconds(at)
  };
}
function toSeconds(time2) {
  return `${time2.toISOString().slice(0, 19)}Z`;
}

// actions/lib/domain/holds/holds.ts
init_oldest_node();
function holdIn(bytes, path) {
  try {
    return parseHold(bytes, path);
  } catch (error) {
    if (error instanceof UserError) return void 0;
    throw error;
  }
}
var NO_HOLDS = ["README.md", ".gitkeep"];
async function readHolds(tree, environment) {
  const folder = holdsFolder(environment);
  const paths = (await tree.list(folder)).filter((path) => !NO_HOLDS.includes(path.slice(folder.length + 1)));
  const contents = await Promise.all(paths.map((path) => tree.read(path)));
  const findings = [];
  const holds = paths.flatMap((path, index) => {
    try {
      return [parseHold(contents[index] ?? "", path)];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      findings.push(...error instanceof Findings ? error.findings : [error.message]);
      return [];
    }
  });
  Findings.throwIfAny(findings);
  return holds;
}
function isExpired({ until }, now) {
  return until !== null && Date.parse(until) <= now.getTime();
}
function holdOf(holds, release, now) {
  return standing(holds, release, now).find((hold) => isOf(hold, release));
}
async function holdOn(holds, candidate, now, descends) {
  const own = holdOf(holds, candidate, now);
  if (own !== void 0) return own;
  const others = standing(holds, candidate, now);
  const newer = await Promise.all(
    others.map(async ({ source }) => source !== candidate.source && descends(source, candidate.source))
  );
  return others.find((_, index) => !newer[index]);
}
function standing(holds, { service }, now) {
  return holds.filter((hold) => hold.service === service && !isExpired(hold, now)).sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}
function isOf({ releaseId, digest: digest2 }, { id, image }) {
  return releaseId === id || digest2 === image.digest;
}
function describeHold(hold) {
  const { version, environment, service, cause, reason, by, at, until } = hold;
  const end = until === null ? "It ends with a release whose source contains the held one's, or by" : `It ends at ${until}, with a release whose source contains the held one's, or by`;
  return `${version} is held in ${environment} since ${at} (${cause}, by ${by}): ${reason.replace(/\s+/g, " ").trim()}.
  ${end} \`slipway hold --lift --environment ${environment} --service ${service}\`.`;
}

export {
  readDeployments,
  makersOf,
  wordsOf,
  holdsFolder,
  holdFile,
  parseHold,
  formatHold,
  toHold,
  toSeconds,
  holdIn,
  readHolds,
  isExpired,
  holdOf,
  holdOn,
  describeHold
};
