// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  MOST_TAKEN,
  imageTagger,
  nextPatch,
  prepare
} from "./shared-bump-hotfix.js";
import {
  PairRefused,
  TagTaken,
  registryOf,
  requirePair
} from "./shared-8-verbs-271fcdfa.js";
import {
  ownCommitsOf
} from "./shared-9-verbs-c4664bd4.js";
import {
  findManualRollbacks,
  freezeGate,
  isClosed
} from "./shared-10-verbs-724d16fa.js";
import {
  evidenceAt
} from "./shared-11-verbs-7c3e42e6.js";
import {
  buildTargets,
  overlayPath,
  verifyTarget
} from "./shared-11-verbs-697a9736.js";
import {
  trustInputs
} from "./shared-6-verbs-c1086578.js";
import {
  MissingPin,
  UnpinnableValue,
  applyEdits,
  decodeFile,
  formatPath,
  helmValuesEdits,
  kustomizationEdits,
  kustomizationNewName,
  openYaml,
  pathEdits,
  readText
} from "./shared-11-verbs-b688f989.js";
import {
  signedCommits
} from "./shared-5-verbs-583f1538.js";
import {
  describeHold,
  holdOf,
  holdOn,
  isExpired,
  readDeployments,
  readHolds,
  toHold
} from "./shared-11-verbs-57297b5c.js";
import {
  readEnvironments,
  requireEnvironment,
  secondsOf
} from "./shared-13-verbs-8f9a8474.js";
import {
  EVERYWHERE,
  STOP_REFS,
  describeStop,
  readStops,
  stopOf
} from "./shared-11-verbs-0f2be35d.js";
import {
  runAddress
} from "./shared-6-verbs-b1207528.js";
import {
  trailersOf
} from "./shared-13-verbs-1f159689.js";
import {
  firstLine,
  oneLine
} from "./shared-15-verbs-e34f738c.js";
import {
  openVersions
} from "./shared-bump-next-version.js";
import {
  versionTag,
  versionTags
} from "./shared-bump-hotfix-next-version.js";
import {
  readRelease,
  releaseChanges,
  releaseFolder,
  releasePath
} from "./shared-14-verbs-98873d3f.js";
import {
  botInputs,
  branchInput,
  firstEnvironmentInput
} from "./shared-11-verbs-752aa88d.js";
import {
  SYMBOLIC_LINK,
  commandFor,
  commitAddress,
  openGit,
  shortNameOf
} from "./shared-19-verbs-798eb292.js";
import {
  releaseImages
} from "./shared-16-verbs-64058615.js";
import {
  GITHUB_ISSUER,
  NOT_VERIFIED,
  trustOf,
  verifySignature
} from "./shared-12-verbs-23e32673.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  inParallel
} from "./shared-17-verbs-2776c8e5.js";
import {
  BadRequest,
  UserError,
  array,
  commitSha,
  defineRequest,
  imageDigest,
  imageKey,
  int,
  json,
  object,
  optionalText,
  record,
  strictObject,
  string,
  union
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/bump/request.ts
init_oldest_node();
var duration = string().regex(/^(0|[1-9]\d*[smh])$/, "not a duration (0, 90s, 10m, 1h)").transform((value) => value === "0" ? 0 : secondsOf(value));
var DEFAULT_WAIT_SECONDS = 600;
var path = array(union([string().min(1), int().min(0)])).min(1).or(
  string().min(1).transform((keys) => keys.split("."))
);
var file = string().regex(/^(?!\/)(?!.*(^|\/)\.{0,2}(\/|$))[^\n]+$/, "not a path from the repository's root");
var word = string().regex(/^[\x21-\x7e]+$/, "not a single word");
var image = { tag: word, digest: imageDigest };
var filePin = union(
  [
    strictObject({ file, image: word, ...image }),
    strictObject({ file, values: path, ...image, repository: word.optional() }),
    strictObject({ file, path, value: word, repository: word.optional() })
  ],
  'not {"file", "image", "tag", "digest"}, {"file", "values", "tag", "digest"} or {"file", "path", "value"}'
);
var request = defineRequest({
  verb: "bump",
  summary: "Pins built images in the first environment, with the manifests rendered for them: one commit, one push.",
  inputs: {
    images: {
      description: 'What was built (output of build-image): a JSON object, service to {"name": …, "digest": "sha256:…"}.',
      schema: json(record(imageKey, object({ name: string(), digest: imageDigest }))),
      default: "{}"
    },
    pins: {
      description: 'Instead of images, for repositories without release folders: a JSON array of values to replace in files of the branch, each {"file", "image", "tag", "digest"} for an entry of a kustomization, {"file", "values", "tag", "digest"} for a map of Helm values, or {"file", "path", "value"}. A path is a list, or keys with dots. The registry must have the image; "repository" says which it is where the file does not.',
      schema: json(array(filePin)),
      default: "[]"
    },
    source: {
      description: "Full sha of the commit the images were built from; manifests are rendered at it.",
      schema: commitSha
    },
    repository: {
      description: "Address of the repository that source is a commit of, one of `sources` in slipway.yaml of the checkout: for a separate configuration repository. When empty, source is a commit of the checkout's own repository.",
      schema: optionalText,
      default: ""
    },
    environment: firstEnvironmentInput(
      "Environment to pin in; it must be one that follows no other. With pins: the one they are written for, whose stop, holds and freezes count, next to those of an environment that a file's path names."
    ),
    wait: {
      description: "How long to wait for a service whose canary runs (0, 90s, 10m); what still waits then is left to the next run. Not with pins.",
      schema: duration,
      default: "10m"
    },
    branch: branchInput("Branch the environments live on."),
    ...trustInputs,
    ...botInputs
  },
  outputs: {
    commit: "Full sha of the commit that pinned the releases, the last one when some were waited for; empty when nothing had to be pinned.",
    releases: 'What was pinned: a JSON object, service to {"id": …, "version": …, "digest": …}. A service that failed is not in it.'
  }
});

// actions/bump/bump.ts
init_oldest_node();
import { setTimeout as pause } from "node:timers/promises";

// actions/bump/files.ts
init_oldest_node();

// actions/bump/files-order.ts
init_oldest_node();

// actions/bump/files-plan.ts
init_oldest_node();

// actions/lib/domain/versions/order.ts
init_oldest_node();
var RANKS = ["alpha", "beta", "milestone", "preview", "rc"];
var SAME_WORD = {
  a: "alpha",
  b: "beta",
  m: "milestone",
  pre: "preview",
  c: "rc",
  cr: "rc"
};
var UNRANKED = ["dev", "snapshot", "nightly", "canary", "next", "insiders", "ea"];
var DATE = /^(?<year>20\d\d)([-._]?)(?<month>0[1-9]|1[0-2])\2(?<day>0[1-9]|[12]\d|3[01])(?<rest>(?!\d).*|(?:[01]\d|2[0-3])\d{2,4}(?!\d).*)?$/;
var NUMBERS = /^(?<numbers>\d+(?:\.\d+)*)(?<rest>(?:[-_+.].*|(?:a|b|c|rc|alpha|beta|pre|preview|dev)\d*(?:[-_+.].*)?)?)$/i;
var PREFIX = /^(?:v(?=\d)|(?<word>[A-Za-z][A-Za-z_/-]*?)[-._/]?(?:v(?=\d))?(?=\d))/;
var NO_COUNTER = /^(?:sha|git|commit|rev|g|pr|mr|pull|issue|ticket|bug|bugfix|feat|feature|fix|hotfix|branch|[A-Z][A-Z_]+)$/;
var LIKE_COMMITS = [7, 8, 40];
function isOlderTag(next, old) {
  const [to, from] = [readTag(next), readTag(old)];
  if (to === void 0 || from === void 0) return false;
  if (to.kind !== from.kind || to.prefix !== from.prefix) return false;
  const numbers = compareNumbers(to.numbers, from.numbers);
  if (numbers !== 0 || to.numbers.length !== from.numbers.length) return numbers < 0;
  const stages = compareStages(to.stage, from.stage);
  if (stages !== 0) return stages < 0;
  return to.date !== void 0 && from.date !== void 0 && to.date < from.date;
}
function readTag(tag) {
  const found = PREFIX.exec(tag);
  const prefix = (found?.groups?.word ?? "").toLowerCase();
  const rest = tag.slice(found?.[0].length ?? 0);
  const date = readDate(rest);
  if (date !== void 0) return { kind: "date", prefix, numbers: date, stage: void 0, date: void 0 };
  const { numbers, rest: suffix = "" } = NUMBERS.exec(rest)?.groups ?? {};
  if (numbers === void 0) return void 0;
  const parts = numbers.split(".").map(BigInt);
  if (parts.length === 1 && !isCounter(found?.groups?.word ?? "", numbers, suffix)) return void 0;
  const kind = parts.length === 1 ? "counter" : "version";
  return { kind, prefix, numbers: parts, stage: readStage(suffix), date: dateIn(suffix) };
}
function isCounter(word2, digits, suffix) {
  if (NO_COUNTER.test(word2)) return false;
  return suffix === "" ? !LIKE_COMMITS.includes(digits.length) : word2 === "";
}
function readDate(text) {
  const { year, month, day, rest = "" } = DATE.exec(text)?.groups ?? {};
  if (year === void 0 || month === void 0 || day === void 0) return void 0;
  const more = /^(?:[-._T]?\d{1,6}(?![\da-z]))*/i.exec(rest)?.[0] ?? "";
  return [year, month, day, ...more.match(/\d+/g) ?? []].map(BigInt);
}
function readStage(suffix) {
  const found = /^[-_.]?(?<word>[a-z]+)[-_.]?(?<numbers>\d+(?:\.\d+)*)?(?![\da-z])/i.exec(suffix)?.groups;
  const word2 = found?.word?.toLowerCase();
  if (word2 === void 0) return void 0;
  const isShort = word2.length === 1;
  const full = isShort && /^[-_.]/.test(suffix) ? word2 : SAME_WORD[word2] ?? word2;
  if (!RANKS.includes(full) && !UNRANKED.includes(full)) return void 0;
  return { word: full, numbers: found?.numbers?.split(".").map(BigInt) ?? [] };
}
function dateIn(suffix) {
  const found = /(?:^|[-_.+])(20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?)(?=$|[-_.+])/.exec(suffix);
  return found?.[1] === void 0 ? void 0 : BigInt(found[1].padEnd(14, "0"));
}
function compareStages(to, from) {
  if (to === void 0 || from === void 0) return Number(to === void 0) - Number(from === void 0);
  if (to.word === from.word) return compareNumbers(to.numbers, from.numbers);
  const [rank, other] = [RANKS.indexOf(to.word), RANKS.indexOf(from.word)];
  return rank < 0 || other < 0 ? 0 : rank - other;
}
function compareNumbers(to, from) {
  for (const [index, number] of to.entries()) {
    const other = from[index];
    if (other === void 0) return 0;
    if (number !== other) return number < other ? -1 : 1;
  }
  return 0;
}
function isOlderValue(next, old) {
  const [to, from] = [readReference(next), readReference(old)];
  return to.name === from.name && isOlderTag(to.tag, from.tag);
}
function readReference(value) {
  const [plain = ""] = value.split("@");
  const colon = plain.lastIndexOf(":");
  if (colon < plain.lastIndexOf("/")) return { name: plain, tag: "" };
  return { name: plain.slice(0, Math.max(colon, 0)), tag: plain.slice(colon + 1) };
}

// actions/bump/files-plan.ts
function planFiles(files, pins, obstacles) {
  const byFile = Map.groupBy(pins, ({ file: file2 }) => file2);
  const plans = [...byFile].map(([file2, own]) => planFile(file2, files.get(file2), own, obstacles));
  const results = new Map(plans.flatMap((plan) => [...plan.results]));
  return {
    transitions: plans.flatMap(({ transitions }) => transitions),
    changes: plans.flatMap(({ change }) => change ?? []),
    results: pins.flatMap((pin) => results.get(pin) ?? [])
  };
}
function isPinned(yaml, pin) {
  return editsOf(yaml, pin).edits.length === 0;
}
function planFile(file2, decoded, pins, obstacles) {
  if (decoded === void 0) return { results: /* @__PURE__ */ new Map(), transitions: [] };
  if (decoded instanceof UserError) return failed(pins, decoded);
  const { text, encode } = decoded;
  const results = /* @__PURE__ */ new Map();
  const edits = [];
  const transitions = [];
  try {
    const yaml = openYaml(text, file2);
    for (const pin of pins) {
      const planned = planPin(yaml, pin, obstacles.get(pin));
      results.set(pin, planned.result);
      edits.push(...planned.edits);
      transitions.push(...planned.transitions);
    }
    const content = applyEdits(yaml, edits);
    return content === text ? { results, transitions } : { results, transitions, change: { path: file2, content: encode(content) } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return pins.length === 1 ? failed(pins, error) : oneByOne(file2, decoded, pins, obstacles);
  }
}
function failed(pins, { message }) {
  const results = pins.map((pin) => [pin, result(pin, "failed", message)]);
  return { results: new Map(results), transitions: [] };
}
function oneByOne(file2, decoded, pins, obstacles) {
  const results = /* @__PURE__ */ new Map();
  const transitions = [];
  const asText = { text: decoded.text, encode: (text2) => Buffer.from(text2) };
  let { text } = decoded;
  for (const pin of pins) {
    const plan = planFile(file2, { ...asText, text }, [pin], obstacles);
    for (const [each, outcome] of plan.results) results.set(each, outcome);
    transitions.push(...plan.transitions);
    text = plan.change?.content?.toString() ?? text;
  }
  return text === decoded.text ? { results, transitions } : { results, transitions, change: { path: file2, content: decoded.encode(text) } };
}
function planPin(yaml, pin, obstacle) {
  const none = { edits: [], transitions: [] };
  try {
    const { old, edits } = editsOf(yaml, pin);
    const words = `${old} → ${newValue(pin)}`;
    if (edits.length === 0) {
      return { ...none, result: result(pin, "nothing", `${newValue(pin)} is there already`) };
    }
    if (obstacle !== void 0) return { ...none, result: obstructed(pin, obstacle) };
    if (isOlderValue(newValue(pin), old)) {
      const reason = `${words} would go back.
  Revert the commit that pinned ${old} instead.`;
      return { ...none, result: result(pin, "refused", reason) };
    }
    const digest = "digest" in pin ? ` ${pin.digest}` : "";
    return {
      edits,
      transitions: [`${pin.file} ${targetOf(pin)} ${words}${digest}`],
      result: result(pin, "done", words)
    };
  } catch (error) {
    if (error instanceof UserError) return { ...none, result: result(pin, "failed", error.message) };
    throw error;
  }
}
function obstructed(pin, obstacle) {
  return typeof obstacle === "string" ? result(pin, "refused", obstacle) : result(pin, obstacle.status, obstacle.reason);
}
function editsOf(yaml, pin) {
  if ("image" in pin) return kustomizationEdits(yaml, pin.image, pin);
  if ("values" in pin) return helmValuesEdits(yaml, pin.values, pin);
  return pathEdits(yaml, pin.path, pin.value);
}
function newValue(pin) {
  return "tag" in pin ? pin.tag : pin.value;
}
function targetOf(pin) {
  if ("image" in pin) return pin.image;
  return formatPath("values" in pin ? pin.values : pin.path);
}
function result(pin, status, reason) {
  return { service: `${pin.file} ${targetOf(pin)}`, status, reason };
}

// actions/bump/files-order.ts
var LOOKED_AT = 100;
async function findLate({ git, tip }, { source, repository }, pins) {
  if (repository === void 0) return /* @__PURE__ */ new Map();
  const found = await Promise.all(
    pins.map(async (pin) => {
      const records = await git.records([tip.commit], {
        pathspecs: [`:(literal)${pin.file}`],
        isFirstParent: true,
        limit: LOOKED_AT
      });
      const before = records.map((record2) => sourceOf(record2, pin)).find((each) => each !== void 0);
      if (before === void 0 || await git.isAncestor(before, source)) return [];
      const words = `${shortSha(source)} does not contain ${shortSha(before)}, which is pinned there, in ${repository}.`;
      return [[pin, `${words}
  Pin a build of a commit that contains ${shortSha(before)}.`]];
    })
  );
  return new Map(found.flat());
}
function sourceOf({ message }, pin) {
  const trailers = trailersOf(message);
  if (trailers.get("Slipway-Verb")?.[0] !== "bump") return void 0;
  const isOfPin = message.split("\n").some((line) => line.startsWith(`${pin.file} ${targetOf(pin)} `));
  return isOfPin ? trailers.get("Source")?.[0] : void 0;
}

// actions/bump/message.ts
init_oldest_node();
var SERVICE_ENTRIES = 20;
var MESSAGE_ENTRIES = 200;
var ENTRY_LENGTH = 120;
function bumpMessage(pins, provenance) {
  const { environment } = provenance;
  const [first] = pins;
  const what = pins.length === 1 && first !== void 0 ? transition(first) : `${pins.length} services`;
  const room = Math.max(1, Math.min(SERVICE_ENTRIES, Math.floor(MESSAGE_ENTRIES / pins.length)));
  const lines = pins.flatMap((pin) => [
    [transition(pin), ...releaseImages(pin.release).map(({ digest }) => digest)].join(" "),
    ...changelogLines(pin.changelog, room, pin.release.repository)
  ]);
  const trailers = [
    ...pins.map(({ release }) => `Release-Id: ${release.service}=${release.id}`),
    ...attributionTrailers(provenance)
  ];
  return [`bump(${environment}): ${what}`, "", ...lines, "", ...trailers, ""].join("\n");
}
function filesMessage(transitions, provenance) {
  const [first = ""] = transitions;
  const what = transitions.length === 1 ? shorten(first.split(" ").slice(1, 5).join(" ")) : `${transitions.length} pins`;
  return [`bump: ${what}`, "", ...transitions, "", ...attributionTrailers(provenance), ""].join("\n");
}
function attributionTrailers({ source, repository, run, actor }) {
  return [
    `Source: ${source}`,
    ...repository === void 0 ? [] : [`Source-Commit: ${commitAddress(repository, source)}`],
    ...run === void 0 ? [] : [`Run: ${run}`],
    ...actor === void 0 ? [] : [`Actor: ${oneLine(actor)}`],
    "Slipway-Verb: bump"
  ];
}
function runOf(env) {
  return { run: runAddress(env), actor: env.GITHUB_ACTOR || void 0 };
}
function transition({ old, release }) {
  return `${release.service} ${old === void 0 ? "" : `${old.version} → `}${release.version}`;
}
function changelogLines(changelog, room, repository) {
  const place = repository === void 0 ? "" : `${shortNameOf(repository)}@`;
  const shown = changelog.slice(0, room);
  const lines = shown.flatMap(({ section, text, sha }, index) => {
    const heading = shown[index - 1]?.section === section ? [] : [`  ${section}`];
    return [...heading, `  - ${shorten(oneLine(text))} (${place}${shortSha(sha)})`];
  });
  const left = changelog.length - shown.length;
  return left === 0 ? lines : [...lines, `  and ${left} more`];
}
function shorten(text) {
  return text.length > ENTRY_LENGTH ? `${text.slice(0, ENTRY_LENGTH)}…` : text;
}

// actions/bump/missing-images.ts
init_oldest_node();

// actions/bump/pin-images.ts
init_oldest_node();
function imageOf(pin, yaml) {
  if ("image" in pin) {
    const { tag: tag2, digest: digest2 } = pin;
    return { ...registryOf(kustomizationNewName(yaml, pin.image) || pin.image), tag: tag2, digest: digest2 };
  }
  if ("values" in pin) {
    const { tag: tag2, digest: digest2 } = pin;
    return { ...registryOf(pin.repository ?? repositoryAt(pin, yaml)), tag: tag2, digest: digest2 };
  }
  const [, name, tag, digest] = /^(?:(.+?)(?::([\w][\w.-]{0,127}))?@)?(sha256:[0-9a-f]{64})$/.exec(pin.value) ?? [];
  if (digest === void 0) return void 0;
  const repository = pin.repository ?? name;
  if (repository !== void 0) return { ...registryOf(repository), tag, digest };
  throw new PairRefused(
    `${pin.file}: ${digest} alone does not say which image it is of.
  Give the whole reference as value, or the pin's "repository".`
  );
}
async function requirePinned(pin, yaml, env) {
  const image2 = imageOf(pin, yaml);
  if (image2 !== void 0) await requirePair(image2, env);
}
function repositoryAt({ file: file2, values }, yaml) {
  const repository = readText(yaml, [...values, "repository"]);
  const host = readText(yaml, [...values, "registry"]);
  if (repository) return host ? `${host}/${repository}` : repository;
  throw new PairRefused(
    `${file2}: no "repository" is next to ${formatPath(values)}.tag, so nothing says which image that is.
  Give the pin's "repository".`
  );
}

// actions/bump/missing-images.ts
var PARALLEL = 4;
async function findMissingImages(files, pins, env) {
  const opened = /* @__PURE__ */ new Map();
  for (const file2 of new Set(pins.map((pin) => pin.file))) {
    const read = files.get(file2);
    if (read !== void 0 && !(read instanceof UserError)) opened.set(file2, openYaml(read.text, file2));
  }
  const found = await inParallel(pins, PARALLEL, async (pin) => {
    const yaml = opened.get(pin.file);
    try {
      if (yaml !== void 0) await requirePinned(pin, yaml, env);
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const status = error instanceof PairRefused ? "refused" : "failed";
      return [[pin, { status, reason: error.message }]];
    }
  });
  return new Map(found.flat());
}

// actions/bump/obstacles.ts
init_oldest_node();
async function findObstacles(place, request2) {
  const environments = await readEnvironments(place.tip);
  const stops = await readStops(place.git, place.refs);
  const holds2 = await Promise.all(
    environments.map(async ({ name }) => [name, await readHolds(place.tip, name)])
  );
  const blockers = { environments, stops, holds: new Map(holds2) };
  const found = await Promise.all(
    request2.pins.map(async (pin) => [pin, await obstacleOf(place, blockers, request2, pin)])
  );
  return new Map(found.flatMap(([pin, reason]) => reason === void 0 ? [] : [[pin, reason]]));
}
async function obstacleOf(place, blockers, request2, pin) {
  const owner = ownerOf(blockers.environments, pin.file);
  if (owner !== void 0) return owner;
  const names = environmentsOf(blockers, request2, pin.file);
  const stop = names.map((name) => stopOf(blockers.stops, name)).find((each) => each !== void 0);
  if (stop !== void 0) return describeStop(stop);
  for (const environment of blockers.environments.filter(({ name }) => names.includes(name))) {
    const { freezes, longestRolloutSeconds } = environment;
    const gate = freezeGate({ freezes, longestRolloutSeconds, now: place.now });
    if (isClosed(gate)) return `${environment.name}: ${gate.reason}.
  Pin again when the freeze has ended.`;
    const hold = await holdAgainst(place, blockers.holds.get(environment.name) ?? [], request2.source, pin);
    if (hold !== void 0) return describeHold(hold);
  }
  return void 0;
}
function ownerOf(environments, file2) {
  const [root, name, folder, more] = file2.split("/");
  const environment = environments.find((each) => each.name === name);
  if (root !== "environments" || environment === void 0) return void 0;
  if (environment.after !== void 0) {
    return `releases come into ${environment.name} from ${environment.after}, not by a pin.
  Pin in the first environment; promote moves releases on.`;
  }
  if (more === "release") {
    return `${file2} is in a generated release folder.
  Give images instead of pins: bump renders the folder whole.`;
  }
  if (folder === "holds" || folder === "environment.yaml") {
    return `${file2} says what may come into ${environment.name}; it is no place for a pin.
  Change it by a reviewed commit, or with \`slipway hold\`.`;
  }
  return void 0;
}
function environmentsOf(blockers, { environment }, file2) {
  const [root, folder = ""] = file2.split("/");
  if (root === "environments" && file2.split("/").length > 2) return [folder];
  const known = /* @__PURE__ */ new Set([
    ...blockers.environments.map(({ name }) => name),
    ...blockers.stops.map((stop) => stop.environment)
  ]);
  known.delete(EVERYWHERE);
  const parts = file2.toLowerCase().split("/");
  const words = /* @__PURE__ */ new Set([...parts, ...parts.flatMap((part) => part.split(/[._-]/))]);
  return [environment, ...[...known].filter((name) => words.has(name.toLowerCase()))];
}
async function holdAgainst({ git, now }, holds2, source, pin) {
  const standing = holds2.filter((hold) => !isExpired(hold, now));
  const value = "tag" in pin ? `${pin.tag}@${pin.digest}` : pin.value;
  const ofDigest = standing.find(({ digest }) => value.includes(digest));
  if (ofDigest !== void 0) return ofDigest;
  const words = new Set(`${pin.file}/${"image" in pin ? pin.image : value}`.split(/[/:@]/));
  const services = [...new Set(standing.map(({ service }) => service))].filter(
    (service) => words.has(service)
  );
  const descends = (ancestor, descendant) => git.isAncestor(ancestor, descendant);
  for (const service of services) {
    const ofVersion = standing.find((hold2) => hold2.service === service && words.has(hold2.version));
    if (ofVersion !== void 0) return ofVersion;
    const image2 = { name: "", digest: "" };
    const hold = await holdOn(standing, { service, id: "", image: image2, source }, now, descends);
    if (hold !== void 0) return hold;
  }
  return void 0;
}

// actions/bump/put-back.ts
init_oldest_node();
async function findPutBack(place, { source }, pins) {
  const byFile = Map.groupBy(pins, ({ file: file2 }) => file2);
  const found = await Promise.all(
    [...byFile].map(async ([file2, own]) => {
      const history = await readHistory(place, file2);
      return Promise.all(own.map(async (pin) => [pin, await putBack(place, source, history, pin)]));
    })
  );
  return new Map(
    found.flat().flatMap(([pin, reason]) => reason === void 0 ? [] : [[pin, reason]])
  );
}
async function readHistory({ git, tip }, file2) {
  const records = await git.records([tip.commit], {
    pathspecs: [`:(literal)${file2}`],
    isFirstParent: true,
    limit: LOOKED_AT2
  });
  const objectOf = ({ files }) => files.find(({ path: path2 }) => path2 === file2)?.object;
  const contents = await git.contents(records.flatMap((record2) => objectOf(record2) ?? []));
  return records.map((record2) => ({ record: record2, content: contents.get(objectOf(record2) ?? "") }));
}
var LOOKED_AT2 = 100;
async function putBack({ git, isOwn }, source, history, pin) {
  const index = history.findIndex(({ content }) => holds(content, pin));
  const by = history[index - 1]?.record;
  if (by === void 0 || await git.isAncestor(by.sha, source)) return void 0;
  if (await isOwn?.(by.sha) === true) return void 0;
  const { author, sha, message } = by;
  return `${author} replaced it in ${shortSha(sha)}: ${firstLine(message)}.
  Pin another build, one of a commit that contains that one, or change the value by a commit of your own.`;
}
function holds(content, pin) {
  if (content === void 0) return false;
  try {
    return isPinned(openYaml(decodeFile(content, pin.file).text, pin.file), pin);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

// actions/bump/source.ts
init_oldest_node();
async function untrustedSource(git, { source, repository, branch }, { GITHUB_SHA: run }) {
  if (run !== void 0 && run !== "" && run !== source) {
    return `source: ${source} is not ${run}, the commit of this run.
  Give the run's own commit, and start the run on ${branch}.`;
  }
  const own = (await git.fetch(branch)).get(branch);
  const tip = repository === void 0 ? own : await git.fetchSource(repository);
  if (tip !== void 0 && await git.isAncestor(source, tip)) return void 0;
  const place = repository === void 0 ? branch : `the branch of ${repository} that releases are made of`;
  return `source: ${source} is not on ${place}, so it has not been reviewed.
  Merge it into ${repository === void 0 ? branch : "it"}; the next run delivers it.`;
}

// actions/bump/files.ts
async function bumpFiles(git, request2, context, forgeEnv = context.env) {
  await git.unshallow();
  const untrusted = request2.repository === void 0 ? void 0 : await untrustedSource(git, request2, context.env);
  if (untrusted !== void 0) return refuseAll(request2, untrusted);
  let planned = { transitions: [], changes: [], results: [] };
  const plan = async (tip, refs) => {
    planned = await planOn({ git, tip, refs, now: context.clock.now() }, request2, forgeEnv);
    context.report.plan(planned.transitions);
    if (planned.changes.length === 0) return void 0;
    const { source, repository } = request2;
    const provenance = { source, repository, ...runOf(context.env) };
    return { changes: planned.changes, message: filesMessage(planned.transitions, provenance) };
  };
  if (context.dryRun) {
    const refs = await git.fetch(request2.branch, ...STOP_REFS);
    await plan(await git.tree(refs.get(request2.branch) ?? request2.branch), refs);
    return toOutcome(planned, "", true);
  }
  const { commit } = await git.pushReplanned(request2.branch, plan, { alsoFetch: STOP_REFS });
  return toOutcome(planned, commit ?? "", false);
}
async function planOn(place, request2, env) {
  const { git, tip } = place;
  const { pins } = request2;
  const [files, obstacles] = await Promise.all([readFiles(tip, pins), findObstacles(place, request2)]);
  const draft = planFiles(files, pins, obstacles);
  const changing = pins.filter((_, index) => draft.results[index]?.status === "done");
  const [putBack2, missing, late] = await Promise.all([
    findPutBack({ git, tip, isOwn: ownCommitsOf(env) }, request2, changing),
    findMissingImages(files, changing, env),
    findLate(place, request2, changing)
  ]);
  if (putBack2.size + missing.size + late.size === 0) return draft;
  return planFiles(files, pins, new Map([...obstacles, ...missing, ...putBack2, ...late]));
}
function refuseAll({ pins }, reason) {
  const results = pins.map((pin) => ({
    service: `${pin.file} ${targetOf(pin)}`,
    status: "refused",
    reason
  }));
  return { outputs: { commit: "", releases: "{}" }, results, failsWhenRefused: true };
}
async function readFiles(tip, pins) {
  const files = [...new Set(pins.map(({ file: file2 }) => file2))];
  return new Map(await Promise.all(files.map(async (file2) => [file2, await readFile(tip, file2)])));
}
async function readFile(tip, file2) {
  const [bytes, entry] = await Promise.all([tip.read(file2), tip.entry(file2)]);
  if (bytes === void 0) {
    return new MissingPin(file2, void 0, "there is no such text file", "Give its path from the root.");
  }
  if (entry?.mode === SYMBOLIC_LINK) {
    const words = `a symbolic link to ${JSON.stringify(bytes.toString())}`;
    return new UnpinnableValue(file2, void 0, words, "Name the file that it leads to.");
  }
  try {
    return decodeFile(bytes, file2);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}
function toOutcome({ results }, commit, isDryRun) {
  const shown = results.map(
    (each) => isDryRun && each.status === "done" ? { ...each, status: "nothing", reason: `would pin ${each.reason}` } : each
  );
  return { outputs: { commit, releases: "{}" }, results: shown, failsWhenRefused: true };
}

// actions/bump/place.ts
init_oldest_node();

// actions/lib/io/git/checkout.ts
init_oldest_node();
async function readCheckout(folder) {
  const git = commandFor(folder);
  const root = (await git(["rev-parse", "--show-toplevel"])).text.trim();
  const head = await git(["rev-parse", "--verify", "--quiet", "HEAD"], { allowFailure: true });
  if (head.exitCode !== 0) {
    throw new UserError(`${root}: nothing is committed yet.
  Commit your files, then run this again.`);
  }
  const [origin, untracked] = await Promise.all([
    git(["remote", "get-url", "origin"], { allowFailure: true }),
    commandFor(root)(["ls-files", "-z", "--others", "--exclude-standard"])
  ]);
  return {
    root,
    origin: origin.exitCode === 0 ? origin.text.trim() : void 0,
    untracked: untracked.text.split("\0").filter((path2) => path2 !== "")
  };
}
function publicAddress(origin) {
  const web = /^(https?:\/\/)(?:[^@/\s]*@)?([^@\s]+)$/.exec(origin);
  if (web !== null) return withSuffix(`${web[1]}${web[2]}`);
  const ssh = /^ssh:\/\/(?:[^@/\s]*@)?([^:/\s]+)(?::\d+)?\/(\S+)$/.exec(origin);
  const short = /^(?:[\w.-]+@)([\w.-]+):(?!\/)(\S+)$/.exec(origin);
  const [, host, path2] = ssh ?? short ?? [];
  return host === void 0 || path2 === void 0 ? void 0 : withSuffix(`https://${host}/${path2}`);
}
function withSuffix(address) {
  const plain = address.replace(/\/+$/, "");
  return plain.endsWith(".git") ? plain : `${plain}.git`;
}
function fullNameOfAddress(address) {
  return new URL(address).pathname.replace(/^\/|\.git$/g, "");
}
function nameOfAddress(address) {
  const last = address.replace(/\.git$/, "").split("/").at(-1) ?? "";
  const name = last.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+/, "");
  const trimmed = name.slice(0, 32).replace(/-+$/, "");
  return trimmed === "" ? void 0 : trimmed;
}

// actions/bump/place.ts
async function forgeEnvironment({ env, workspace }, { repository }) {
  if (repository === void 0 || !env.GITHUB_REPOSITORY) return env;
  const { origin = "" } = await readCheckout(workspace);
  const address = publicAddress(origin);
  if (address !== void 0) return { ...env, GITHUB_REPOSITORY: fullNameOfAddress(address) };
  throw new UserError(
    `git remote origin: ${JSON.stringify(origin)} does not say which repository of the forge this checkout is of.
  Check the configuration repository out by its address (actions/checkout with \`repository\`).`
  );
}

// actions/bump/plan.ts
init_oldest_node();

// actions/bump/blocked.ts
init_oldest_node();
async function openBlockade(git, tip, refs, environment, now) {
  const [stops, holds2, putBack2] = await Promise.all([
    readStops(git, refs),
    readHolds(tip, environment.name),
    readPutBack(git, tip, environment)
  ]);
  const stop = stopOf(stops, environment.name);
  const freeze = freezeOf(environment, now);
  const descends = (ancestor, descendant) => git.isAncestor(ancestor, descendant);
  return {
    async reasonAgainst(release) {
      if (stop !== void 0) return describeStop(stop);
      if (freeze !== void 0) return freeze;
      const hold = await holdOn(holds2, release, now, descends);
      return hold === void 0 ? againstPutBack(putBack2, release, now, descends) : describeHold(hold);
    },
    reasonAgainstPinned(release) {
      const hold = holdOf(holds2, release, now);
      return hold?.releaseId === release.id ? describeHold(hold) : void 0;
    }
  };
}
function freezeOf({ name, freezes, longestRolloutSeconds }, now) {
  const gate = freezeGate({ freezes, longestRolloutSeconds, now });
  if (!isClosed(gate)) return void 0;
  return `${name}: ${gate.reason}.
  The first run after the freeze pins what is the newest then.`;
}
async function readPutBack(git, tip, environment) {
  const known = readDeployments(git, tip.commit);
  const deployments = () => known;
  const back = await findManualRollbacks({ git, tip, environments: [environment], deployments });
  return [...back, ...revertedFirsts(await known, environment.name)];
}
function revertedFirsts(deployments, environment) {
  const services = Map.groupBy(deployments.in(environment), ({ service }) => service);
  return [...services.values()].flatMap(([newest]) => {
    if (newest?.verb !== "revert" || newest.release !== void 0 || newest.previous === void 0) return [];
    const { by, commit, subject, at, previous } = newest;
    const reason = `${by} removed it with ${shortSha(commit)}: ${subject}`;
    return [
      { hold: toHold(environment, previous, { cause: "person", reason, by, at, until: null }), commit }
    ];
  });
}
async function againstPutBack(putBack2, release, now, descends) {
  for (const { hold, commit } of putBack2.filter((each) => each.hold.service === release.service)) {
    const isSame = holdOf([hold], release, now) !== void 0;
    if (!isSame && await descends(commit, release.source)) continue;
    return `${hold.version} was put back in ${hold.environment}: ${hold.reason}.
  Release a change of ${hold.service} from a commit that contains ${shortSha(commit)}.`;
  }
  return void 0;
}

// actions/bump/canary.ts
init_oldest_node();
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
async function planBump(place, candidates) {
  const versions = openVersions(
    { ...place, environment: place.environment.name },
    candidates.map(({ service }) => service)
  );
  const { git, tip, refs, environment, now } = place;
  const blockade = openBlockade(git, tip, refs, environment, now);
  blockade.catch(() => void 0);
  const drafts = await Promise.all(
    candidates.map((candidate) => planService({ ...place, versions, blockade }, candidate))
  );
  const plans = await withFreeVersions(place, await verified(place, drafts));
  return {
    pins: plans.flatMap(({ pin }) => pin ?? []),
    pinned: plans.flatMap(({ pinned }) => pinned ?? []),
    results: plans.map(({ result: result2 }) => result2),
    changes: plans.flatMap(({ changes }) => changes ?? []),
    replaceFolders: plans.flatMap(
      ({ pin }) => pin === void 0 ? [] : [releasePath(place.environment.name, pin.release.service)]
    )
  };
}
async function withFreeVersions(place, plans, attempts = MOST_TAKEN) {
  const drafts = plans.flatMap(({ taken }) => taken === void 0 ? [] : withNextPatch(place, taken));
  if (attempts === 0 || drafts.length === 0) return plans;
  const renamed = (await verified(place, drafts))[Symbol.iterator]();
  const merged = plans.map((plan) => plan.taken === void 0 ? plan : renamed.next().value ?? plan);
  return withFreeVersions(place, merged, attempts - 1);
}
function withNextPatch({ environment }, { pinned, pin, manifests }) {
  const release = { ...pin.release, version: nextPatch(pin.release.version) };
  return pinPlan(environment, { pinned, pin: { ...pin, release }, manifests });
}
async function verified({ tip, environment, tagImage }, drafts) {
  const releases = drafts.flatMap(({ pin }) => pin?.release ?? []);
  const targets = await buildTargets(
    tip,
    environment.name,
    releases.map(({ service }) => service),
    {
      changes: drafts.flatMap(({ changes }) => changes ?? []),
      replaceFolders: releases.map(({ service }) => releasePath(environment.name, service))
    }
  );
  return await inParallel(drafts, PARALLEL2, async (draft) => {
    if (draft.pin === void 0) return draft;
    const { release } = draft.pin;
    const target = targets.get(release.service);
    try {
      if (target === void 0) throw new Error(`${release.service}: not built`);
      if ("fault" in target) throw target.fault;
      verifyTarget(target.manifests, environment, release);
      await tagImage(release);
      return draft;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const failed2 = { result: { ...draft.result, status: "failed", reason: error.message } };
      return error instanceof TagTaken && isDraft(draft) ? { ...failed2, taken: draft } : failed2;
    }
  });
}
var PARALLEL2 = 4;
var isDraft = (plan) => plan.pin !== void 0 && plan.manifests !== void 0;
function pinPlan({ name }, { pinned, pin, manifests }) {
  const { old, release } = pin;
  const changes = releaseChanges(name, release.service, releaseFolder(release, manifests));
  const reason = `${old?.version ?? "none"} → ${release.version}`;
  const result2 = { service: release.service, environment: name, status: "done", reason };
  return { pinned, pin, manifests, changes, result: result2 };
}
async function planService(place, candidate) {
  const { service } = candidate;
  const result2 = (status, reason) => ({
    service,
    environment: place.environment.name,
    status,
    reason
  });
  try {
    if ("fault" in candidate) throw candidate.fault;
    const old = await readRelease(place.tip, place.environment.name, service);
    const blockade = await place.blockade;
    if (old?.id === candidate.release.id) {
      const held = blockade.reasonAgainstPinned(old);
      if (held !== void 0) return { pinned: old, result: result2("refused", held) };
      return { pinned: old, result: result2("nothing", `${old.version} is the same image and manifests`) };
    }
    const disorder = old === void 0 ? void 0 : await outOfOrder(place, old, candidate);
    if (disorder !== void 0) return { pinned: old, result: result2("refused", disorder) };
    const blocked = await blockade.reasonAgainst(candidate.release);
    if (blocked !== void 0) return { pinned: old, result: result2("refused", blocked) };
    const canary = old === void 0 ? void 0 : await runningCanary(place.evidence, place.environment, candidate, place.now);
    if (canary !== void 0) return { pinned: old, result: result2("waiting", canary) };
    const pin = await namedPin(place, candidate, old);
    return pinPlan(place.environment, { pinned: old, pin, manifests: candidate.manifests });
  } catch (error) {
    if (error instanceof UserError) return { result: result2("failed", error.message) };
    throw error;
  }
}
async function outOfOrder({ git, environment }, old, { service, release }) {
  if (await git.isAncestor(old.source, release.source)) return void 0;
  const [from, to] = [shortSha(old.source), shortSha(release.source)];
  const known = await git.resolve(old.source) !== void 0;
  const remedy = known ? `Release a commit that contains ${from}.` : `${from} is in no branch of this clone; if history was rewritten on purpose, delete ${releasePath(environment.name, service)} in a commit and start again.`;
  return `${to} does not contain ${from}, the source of ${old.version} pinned there.
  ${remedy}`;
}
async function namedPin({ tip, environment, versions }, { service, release: nameless, own, paths }, old) {
  await requireOverlay(tip, environment, nameless);
  const { source } = nameless;
  const { version, changelog } = await versions.next({ service, source, own, paths, pinned: old });
  return { old, release: { ...nameless, version }, changelog };
}
async function requireOverlay(tip, environment, { service, image: image2 }) {
  const file2 = overlayPath(environment.name, service);
  if (await tip.entry(file2) !== void 0) return;
  throw new UserError(`${file2}: not there, so ${service} has no place in ${environment.name}.
  Add it with this content, and the same for the environments after ${environment.name}:
    apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    namespace: ${environment.namespace}
    resources:
      - release
    images:
      - name: ${image2.name}
        newName: ${environment.registry}/${image2.name}`);
}

// actions/bump/signatures.ts
init_oldest_node();
var PARALLEL3 = 4;
function signatureCheck(trust, { env, report }) {
  if (trust === void 0) {
    report.warning(`Images are ${NOT_VERIFIED}.`);
    return async (_registry, candidates) => candidates;
  }
  const verified2 = /* @__PURE__ */ new Set();
  const check = async (registry, candidate) => {
    if ("fault" in candidate) return candidate;
    const { service, release } = candidate;
    try {
      for (const image2 of releaseImages(release)) {
        const key = `${registry}/${image2.name}@${image2.digest} ${release.source}`;
        if (!verified2.has(key)) await verifySignature({ registry, ...image2 }, trust, env, release.source);
        verified2.add(key);
      }
      return candidate;
    } catch (fault) {
      if (fault instanceof UserError) return { service, fault };
      throw fault;
    }
  };
  return (registry, candidates) => inParallel(candidates, PARALLEL3, (each) => check(registry, each));
}

// actions/bump/tags.ts
init_oldest_node();
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
  const forgeEnv = await forgeEnvironment(context, request2);
  const git = openGit(context.workspace, {
    token: context.env.SLIPWAY_TOKEN,
    identity,
    publisher: signedCommits(forgeEnv),
    sources: { branch: request2.branch, token: context.env.SLIPWAY_SOURCE_TOKEN }
  });
  const trust = trustOf(request2);
  if (request2.pins.length > 0) return bumpFiles(git, requireOneMode(request2, trust), context, forgeEnv);
  const check = signatureCheck(trust, context);
  await git.unshallow();
  const untrusted = await untrustedSource(git, request2, context.env);
  if (untrusted !== void 0) return refuseAll2(request2, untrusted);
  const candidates = await prepare(git, request2);
  const deadline = performance.now() + request2.wait * 1e3;
  const rounds = [await pinRound(git, request2, context, candidates, check)];
  for (let left = waitingOf(rounds, candidates); left.length > 0; left = waitingOf(rounds, candidates)) {
    if (context.dryRun || performance.now() >= deadline) break;
    await pause(Math.min(LONGEST_PAUSE_MS, request2.wait * 1e3 / 5));
    rounds.push(await pinRound(git, request2, context, left, check));
  }
  return toOutcome2(rounds, context.dryRun);
}
function refuseAll2({ images, environment }, reason) {
  const results = Object.keys(images).map((service) => ({
    service,
    environment,
    reason,
    status: "refused"
  }));
  return { outputs: { commit: "", releases: "{}" }, results };
}
function requireOneMode(request2, trust) {
  const findings = [];
  if (Object.keys(request2.images).length > 0) {
    findings.push(
      "bump: both images and pins are given.\n  Give images where there are release folders, pins where there are none."
    );
  }
  if (trust !== void 0) {
    findings.push(
      "bump: pins are not verified, but a public key or an identity is given.\n  Verify their images before (verify-image), and leave it out here."
    );
  }
  if (trust === void 0 && request2.issuer !== void 0 && request2.issuer !== GITHUB_ISSUER) {
    findings.push("bump: pins are not verified, but an issuer is given.\n  Leave issuer out.");
  }
  if (request2.wait !== DEFAULT_WAIT_SECONDS) {
    findings.push("bump: no canary is waited for with pins, but wait is given.\n  Leave wait out.");
  }
  if (findings.length > 0) throw new BadRequest(findings);
  return request2;
}
async function pinRound(git, request2, context, candidates, check) {
  const also = [...candidates.map(({ service }) => versionTags(service)), ...alsoRead(request2)];
  let planned = { pins: [], pinned: [], results: [], changes: [], replaceFolders: [] };
  let refs = /* @__PURE__ */ new Map();
  const plan = async (tip, fetched) => {
    const environment = await firstEnvironment(tip, request2.environment);
    refs = fetched;
    const evidence = evidenceAt(git, refs);
    const verified2 = await check(environment.registry, candidates);
    const tagImage = imageTagger(environment.registry, context);
    const now = context.clock.now();
    planned = await planBump({ git, tip, refs, environment, evidence, now, tagImage }, verified2);
    context.report.plan(planned.results.map(({ service, reason }) => `${service}: ${firstLine(reason)}`));
    if (planned.pins.length === 0) return void 0;
    const provenance = {
      environment: environment.name,
      source: request2.source,
      repository: request2.repository,
      ...runOf(context.env)
    };
    return { ...planned, message: bumpMessage(planned.pins, provenance) };
  };
  if (context.dryRun) {
    await planOnly(git, request2.branch, also, plan);
    return { plan: planned, commit: void 0 };
  }
  const { commit } = await git.pushReplanned(request2.branch, plan, { alsoFetch: also });
  const releases = [...planned.pinned, ...planned.pins.map(({ release }) => release)];
  const own = releases.filter(({ repository }) => repository === void 0);
  await tagReleases(git, refs, own, context.report);
  return { plan: planned, commit };
}
function alsoRead({ environment }) {
  return [`evidence/${environment}/*`, `heartbeat/${environment}/*`, ...STOP_REFS];
}
function waitingOf(rounds, candidates) {
  const waiting = rounds.at(-1)?.plan.results.filter(({ status }) => status === "waiting") ?? [];
  return candidates.filter(({ service }) => waiting.some((result2) => result2.service === service));
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
function toOutcome2(rounds, isDryRun) {
  const landed = rounds.filter(({ commit: commit2 }) => commit2 !== void 0);
  const pins = landed.flatMap(({ plan }) => plan.pins);
  const releases = pins.map(({ release: { service, id, version, image: image2 } }) => [
    service,
    { id, version, digest: image2.digest }
  ]);
  const last = new Map(rounds.flatMap(({ plan }) => plan.results.map((result2) => [result2.service, result2])));
  const results = [...last.values()].map(
    (result2) => isDryRun && result2.status === "done" ? { ...result2, status: "nothing", reason: `would pin ${result2.reason}` } : result2
  );
  const commit = landed.at(-1)?.commit ?? "";
  return {
    outputs: { commit, releases: JSON.stringify(Object.fromEntries(releases)) },
    results,
    failsWhenRefused: true
  };
}

export {
  readCheckout,
  publicAddress,
  fullNameOfAddress,
  nameOfAddress,
  request,
  bump
};
