// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  prepare
} from "./shared-bump-hotfix.js";
import {
  PairRefused,
  makePair,
  placeOf,
  requirePair
} from "./shared-bump-hotfix-promote.js";
import {
  evidenceAt
} from "./shared-9-verbs-58214db3.js";
import {
  buildTargets,
  peoplesFile,
  verifyTarget
} from "./shared-10-verbs-5cdede6f.js";
import {
  signedCommits
} from "./shared-5-verbs-583f1538.js";
import {
  describeHold,
  holdOf,
  holdOn,
  readHolds
} from "./shared-10-verbs-4f8c7c1e.js";
import {
  readEnvironments,
  requireEnvironment,
  secondsOf
} from "./shared-11-verbs-4b8cf839.js";
import {
  STOP_REFS,
  describeStop,
  readStops,
  stopOf
} from "./shared-10-verbs-739bafee.js";
import {
  firstLine,
  oneLine
} from "./shared-13-verbs-25bca711.js";
import {
  openVersions
} from "./shared-bump-next-version.js";
import {
  versionTag,
  versionTags
} from "./shared-bump-hotfix-next-version.js";
import {
  require_semver
} from "./shared-11-verbs-2b7917df.js";
import {
  readRelease,
  releaseFolder,
  releasePath
} from "./shared-14-verbs-d4a29309.js";
import {
  openGit
} from "./shared-16-verbs-104996a2.js";
import {
  require_dist
} from "./shared-15-verbs-200a5a2a.js";
import {
  verifySignature
} from "./shared-6-verbs-8bee7aae.js";
import {
  NOT_VERIFIED,
  trustInputs,
  trustOf
} from "./shared-10-verbs-2915bda8.js";
import {
  repositoryOf
} from "./shared-12-verbs-8ece1974.js";
import {
  inParallel
} from "./shared-16-verbs-38138595.js";
import {
  BadRequest,
  UserError,
  array,
  botInputs,
  commitSha,
  defineRequest,
  external_exports,
  imageDigest,
  int,
  json,
  object,
  record,
  serviceName,
  strictObject,
  string,
  text,
  union
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/bump/bump.ts
init_oldest_node();
import { setTimeout as pause } from "node:timers/promises";

// actions/bump/files.ts
init_oldest_node();
var import_semver = __toESM(require_semver(), 1);

// actions/lib/pins/pins.ts
init_oldest_node();
var import_yaml2 = __toESM(require_dist(), 1);

// actions/lib/pins/errors.ts
init_oldest_node();
var MissingPin = class extends UserError {
  name = "MissingPin";
  file;
  constructor(file2, line, words, remedy) {
    super(`${place(file2, line)}: ${words}.
  ${remedy}`);
    this.file = file2;
  }
};
var AmbiguousPin = class extends UserError {
  name = "AmbiguousPin";
  file;
  lines;
  constructor(file2, lines, words, remedy) {
    super(`${place(file2, lines[0])}: ${words}, at lines ${lines.join(" and ")}.
  ${remedy}`);
    this.file = file2;
    this.lines = lines;
  }
};
var UnpinnableValue = class extends UserError {
  name = "UnpinnableValue";
  file;
  constructor(file2, line, words, remedy) {
    super(`${place(file2, line)}: ${words}.
  ${remedy}`);
    this.file = file2;
  }
};
function place(file2, line) {
  return line === void 0 ? file2 : `${file2}:${line}`;
}

// actions/lib/pins/scalar.ts
init_oldest_node();
var import_yaml = __toESM(require_dist(), 1);
import { isDeepStrictEqual } from "node:util";
function openYaml(text2, file2) {
  const lines = new import_yaml.LineCounter();
  const documents = (0, import_yaml.parseAllDocuments)(text2, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset) => offset === void 0 ? void 0 : lines.linePos(offset).line;
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (document === void 0) throw new MissingPin(file2, void 0, "the file is empty", "Add the entry.");
  const [error] = documents.flatMap((each) => each.errors);
  if (error?.code === "DUPLICATE_KEY") {
    const line = lineAt(error.pos[0]) ?? 1;
    throw new AmbiguousPin(file2, [line], "a key stands twice in one map", "Remove one of them.");
  }
  if (error !== void 0) {
    throw new UnpinnableValue(file2, lineAt(error.pos[0]), `not YAML: ${error.message}`, "Mend the file.");
  }
  if (second !== void 0) {
    const starts = [document, second].map((each) => lineAt(each.range?.[0]) ?? 1);
    throw new AmbiguousPin(
      file2,
      starts,
      "several documents in one file",
      "Keep the pin in a file of its own."
    );
  }
  return { file: file2, text: text2, document, lineAt };
}
function editOf(yaml, path2, value) {
  const { node, start, end } = scalarAt(yaml, path2);
  return node.value === value ? void 0 : { path: path2, value, start, end, text: written(value, node.type) };
}
function applyEdits(yaml, edits) {
  const ordered = edits.toSorted((one, other) => one.start - other.start);
  let replaced = "";
  let at = 0;
  for (const edit of ordered) {
    if (edit.start < at) throw unpinnable(yaml, edits, "it is to be replaced twice", "Pin each value once.");
    replaced += yaml.text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  replaced += yaml.text.slice(at);
  if (edits.length > 0) requireOnlyThese(yaml, replaced, edits);
  return replaced;
}
function scalarValue(yaml, path2) {
  return scalarAt(yaml, path2).node.value;
}
function scalarAt(yaml, path2) {
  const { file: file2, document } = yaml;
  const shown = formatPath(path2);
  let at = document.contents;
  for (const [depth, step] of path2.entries()) {
    requireNoAlias(yaml, at, path2.slice(0, depth));
    const next = (0, import_yaml.isMap)(at) || (0, import_yaml.isSeq)(at) ? at.get(step, true) : void 0;
    if (next === void 0) {
      const parent = (0, import_yaml.isNode)(at) ? yaml.lineAt(at.range?.[0]) : void 0;
      const words = `${shown}: there is no ${formatPath(path2.slice(0, depth + 1))}`;
      throw new MissingPin(
        file2,
        parent,
        words,
        "Add it with any value; only values that are there are replaced."
      );
    }
    at = next;
  }
  requireNoAlias(yaml, at, path2);
  const line = (0, import_yaml.isNode)(at) ? yaml.lineAt(at.range?.[0]) : void 0;
  if (!(0, import_yaml.isScalar)(at) || !at.range) {
    throw new UnpinnableValue(file2, line, `${shown} is a list or a map`, "Name a single value.");
  }
  if (at.type === "BLOCK_LITERAL" || at.type === "BLOCK_FOLDED") {
    throw new UnpinnableValue(file2, line, `${shown} is a block of text`, "Write it on one line.");
  }
  if (at.range[0] === at.range[1]) {
    throw new MissingPin(file2, line, `${shown} has no value`, 'Give it one, such as "".');
  }
  return { node: at, start: at.range[0], end: at.range[1] };
}
function requireNoAlias({ file: file2, lineAt }, node, path2) {
  if (!(0, import_yaml.isAlias)(node)) return;
  throw new UnpinnableValue(
    file2,
    lineAt(node.range?.[0]),
    `${formatPath(path2)} is the alias *${node.source}`,
    `Write the value out, or pin the place that has &${node.source}.`
  );
}
function written(value, type) {
  if (type === "QUOTE_SINGLE" && !new RegExp("\\p{Cc}", "u").test(value)) return `'${value.replaceAll("'", "''")}'`;
  if (type === "QUOTE_DOUBLE" || !readsAsItself(value)) return JSON.stringify(value);
  return value;
}
function readsAsItself(value) {
  return /^[A-Za-z0-9._/@:+-]+$/.test(value) && !value.endsWith(":") && (0, import_yaml.parse)(`[${value}]`)?.[0] === value;
}
function requireOnlyThese(yaml, replaced, edits) {
  const wanted = structuredClone(yaml.document.toJS());
  const apart = JSON.parse(JSON.stringify(wanted));
  for (const { path: path2, value } of edits) setValue(apart, path2, value);
  const now = JSON.parse(JSON.stringify(openYaml(replaced, yaml.file).document.toJS()));
  if (isDeepStrictEqual(now, apart)) return;
  throw unpinnable(
    yaml,
    edits,
    "replacing it would change other values too",
    "Give it a value of its own, without an anchor that others refer to."
  );
}
function unpinnable(yaml, edits, words, remedy) {
  const paths = edits.map(({ path: path2 }) => formatPath(path2)).join(", ");
  return new UnpinnableValue(yaml.file, void 0, `${paths}: ${words}`, remedy);
}
function setValue(content, path2, value) {
  let at = content;
  for (const step of path2.slice(0, -1)) at = at[step];
  at[path2.at(-1) ?? ""] = value;
}
function formatPath(path2) {
  return path2.map((step, index) => typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`).join("");
}

// actions/lib/pins/pins.ts
function kustomizationEdits(yaml, image2, pin) {
  const entry = imageEntry(yaml, image2);
  return editsOf(yaml, [
    [[...entry, "newTag"], pin.tag],
    [[...entry, "digest"], pin.digest]
  ]);
}
function helmValuesEdits(yaml, key, pin) {
  return editsOf(yaml, [
    [[...key, "tag"], pin.tag],
    [[...key, "digest"], pin.digest]
  ]);
}
function pathEdits(yaml, path2, value) {
  return editsOf(yaml, [[path2, value]]);
}
function editsOf(yaml, values) {
  const [old] = values.map(([path2]) => String(scalarValue(yaml, path2)));
  const edits = values.flatMap(([path2, value]) => editOf(yaml, path2, value) ?? []);
  return { old: old ?? "", edits };
}
function imageEntry({ file: file2, document, lineAt }, image2) {
  const images = (0, import_yaml2.isMap)(document.contents) ? document.contents.get("images", true) : void 0;
  const remedy = `Add under images: {name: ${image2}, newTag: "", digest: ""}.`;
  if (!(0, import_yaml2.isSeq)(images)) throw new MissingPin(file2, void 0, "there is no list images", remedy);
  const found = images.items.flatMap(
    (entry, index) => (0, import_yaml2.isMap)(entry) && entry.get("name") === image2 ? [{ index, line: lineAt(entry.range?.[0]) ?? 1 }] : []
  );
  const [only, second] = found;
  if (only === void 0) {
    throw new MissingPin(
      file2,
      lineAt(images.range?.[0]),
      `images has no entry named ${JSON.stringify(image2)}`,
      remedy
    );
  }
  if (second !== void 0) {
    throw new AmbiguousPin(
      file2,
      found.map(({ line }) => line),
      `${found.map(({ index }) => `images[${index}]`).join(" and ")} are named ${JSON.stringify(image2)}, so the pin is ambiguous`,
      "Give one entry a name of its own, or remove it."
    );
  }
  return ["images", only.index];
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
    `${transition(pin)} ${pin.release.image.digest}`,
    ...changelogLines(pin.changelog, room)
  ]);
  const trailers = [
    ...pins.map(({ release }) => `Release-Id: ${release.service}=${release.id}`),
    ...provenanceTrailers(provenance)
  ];
  return [`bump(${environment}): ${what}`, "", ...lines, "", ...trailers, ""].join("\n");
}
function filesMessage(transitions, provenance) {
  const [first = ""] = transitions;
  const what = transitions.length === 1 ? shorten(first.split(" ").slice(1, 5).join(" ")) : `${transitions.length} pins`;
  return [`bump: ${what}`, "", ...transitions, "", ...provenanceTrailers(provenance), ""].join("\n");
}
function provenanceTrailers({ source, run, actor }) {
  return [
    `Source: ${source}`,
    ...run === void 0 ? [] : [`Run: ${run}`],
    ...actor === void 0 ? [] : [`Actor: ${oneLine(actor)}`],
    "Slipway-Verb: bump"
  ];
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

// actions/bump/pin-images.ts
init_oldest_node();
var import_yaml3 = __toESM(require_dist(), 1);
function imageOf(pin, text2) {
  if ("image" in pin) {
    const { tag: tag2, digest: digest2 } = pin;
    return { ...placeOf(newNameOf(pin.image, text2) ?? pin.image), tag: tag2, digest: digest2 };
  }
  if ("values" in pin) {
    const { tag: tag2, digest: digest2 } = pin;
    return { ...placeOf(pin.repository ?? repositoryAt(pin, text2)), tag: tag2, digest: digest2 };
  }
  const [, name, tag, digest] = /^(?:(.+?)(?::([\w][\w.-]{0,127}))?@)?(sha256:[0-9a-f]{64})$/.exec(pin.value) ?? [];
  if (digest === void 0) return void 0;
  const repository = pin.repository ?? name;
  if (repository !== void 0) return { ...placeOf(repository), tag, digest };
  throw new PairRefused(
    `${pin.file}: ${digest} alone does not say which image it is of.
  Give the whole reference as value, or the pin's "repository".`
  );
}
async function requirePinned(pin, text2, env) {
  const image2 = imageOf(pin, text2);
  if (image2 !== void 0) await requirePair(image2, env);
}
var kustomization = external_exports.object({
  images: external_exports.array(external_exports.object({ name: external_exports.string(), newName: external_exports.string().optional() }))
});
function newNameOf(image2, text2) {
  const read = kustomization.safeParse(contentOf(text2));
  return read.data?.images.find(({ name }) => name === image2)?.newName;
}
var helmImage = external_exports.object({ repository: external_exports.string(), registry: external_exports.string().optional() });
function repositoryAt(pin, text2) {
  let at = contentOf(text2);
  for (const key of pin.values) at = external_exports.record(external_exports.string(), external_exports.unknown()).safeParse(at).data?.[String(key)];
  const { data } = helmImage.safeParse(at);
  if (data !== void 0) return data.registry ? `${data.registry}/${data.repository}` : data.repository;
  throw new PairRefused(
    `${pin.file}: no "repository" stands beside ${pin.values.join(".")}.tag, so nothing says which image that is.
  Give the pin's "repository".`
  );
}
function contentOf(text2) {
  if (text2 === void 0) return void 0;
  try {
    return (0, import_yaml3.parse)(text2, { maxAliasCount: 0 });
  } catch {
    return void 0;
  }
}

// actions/bump/files.ts
var PARALLEL = 4;
async function bumpFiles(git, request2, context) {
  let planned = { transitions: [], changes: [], results: [] };
  const plan = async (tip) => {
    const files = await readFiles(tip, request2.pins);
    const faults = await missingImages(files, request2.pins, context.env);
    planned = planFiles(files, request2.pins, faults);
    context.report.plan(planned.transitions);
    if (planned.changes.length === 0) return void 0;
    const provenance = { source: request2.source, ...provenanceOf(context.env) };
    return { changes: planned.changes, message: filesMessage(planned.transitions, provenance) };
  };
  if (context.dryRun) {
    const tip = (await git.fetch(request2.branch)).get(request2.branch);
    await plan(await git.tree(tip ?? request2.branch));
    return toOutcome(planned, "", true);
  }
  const { commit } = await git.pushReplanned(request2.branch, plan);
  return toOutcome(planned, commit ?? "", false);
}
async function readFiles(tip, pins) {
  const files = [...new Set(pins.map(({ file: file2 }) => file2))];
  const contents = await Promise.all(files.map((file2) => tip.read(file2)));
  return new Map(
    files.flatMap((file2, index) => {
      const bytes = contents[index];
      const text2 = bytes?.toString("utf8");
      return text2 !== void 0 && bytes?.equals(Buffer.from(text2)) ? [[file2, text2]] : [];
    })
  );
}
async function missingImages(files, pins, env) {
  const found = await inParallel(pins, PARALLEL, async (pin) => {
    try {
      await requirePinned(pin, files.get(pin.file), env);
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const status = error instanceof PairRefused ? "refused" : "failed";
      return [[pin, result(pin, status, error.message)]];
    }
  });
  return new Map(found.flat());
}
function planFiles(files, pins, faults = /* @__PURE__ */ new Map()) {
  const byFile = /* @__PURE__ */ new Map();
  for (const pin of pins.filter((each) => !faults.has(each)))
    byFile.set(pin.file, [...byFile.get(pin.file) ?? [], pin]);
  const plans = [...byFile].map(([file2, own]) => planFile(file2, files.get(file2), own));
  const results = new Map([...faults, ...plans.flatMap((plan) => [...plan.results])]);
  return {
    transitions: plans.flatMap(({ transitions }) => transitions),
    changes: plans.flatMap(({ change }) => change ?? []),
    results: pins.flatMap((pin) => results.get(pin) ?? [])
  };
}
function planFile(file2, text2, pins) {
  const results = /* @__PURE__ */ new Map();
  const edits = [];
  const transitions = [];
  try {
    const yaml = openFile(file2, text2);
    for (const pin of pins) {
      const planned = planPin(yaml, pin);
      results.set(pin, planned.result);
      edits.push(...planned.edits);
      transitions.push(...planned.transitions);
    }
    const content = applyEdits(yaml, edits);
    return content === text2 ? { results, transitions } : { results, transitions, change: { path: file2, content } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const failed = pins.map((pin) => [pin, result(pin, "failed", error.message)]);
    return pins.length === 1 || text2 === void 0 ? { results: new Map(failed), transitions: [] } : oneByOne(file2, text2, pins);
  }
}
function oneByOne(file2, text2, pins) {
  const results = /* @__PURE__ */ new Map();
  const transitions = [];
  let content = text2;
  for (const pin of pins) {
    const plan = planFile(file2, content, [pin]);
    for (const [each, outcome] of plan.results) results.set(each, outcome);
    transitions.push(...plan.transitions);
    content = plan.change?.content?.toString() ?? content;
  }
  return content === text2 ? { results, transitions } : { results, transitions, change: { path: file2, content } };
}
function openFile(file2, text2) {
  if (text2 !== void 0) return openYaml(text2, file2);
  throw new MissingPin(file2, void 0, "there is no such text file", "Give its path from the root.");
}
function planPin(yaml, pin) {
  const none = { edits: [], transitions: [] };
  try {
    const { old, edits } = editsOf2(yaml, pin);
    const words = `${old} → ${newValue(pin)}`;
    if (edits.length === 0) {
      return { ...none, result: result(pin, "nothing", `${newValue(pin)} stands there already`) };
    }
    if (isOlder(pin, old)) {
      const reason = `${words} would go back.
  Revert the commit that pinned ${old} instead.`;
      return { ...none, result: result(pin, "refused", reason) };
    }
    const digest = "digest" in pin ? ` ${pin.digest}` : "";
    return {
      edits,
      transitions: [`${pin.file} ${target(pin)} ${words}${digest}`],
      result: result(pin, "done", words)
    };
  } catch (error) {
    if (error instanceof UserError) return { ...none, result: result(pin, "failed", error.message) };
    throw error;
  }
}
function editsOf2(yaml, pin) {
  if ("image" in pin) return kustomizationEdits(yaml, pin.image, pin);
  if ("values" in pin) return helmValuesEdits(yaml, pin.values, pin);
  return pathEdits(yaml, pin.path, pin.value);
}
function isOlder(pin, old) {
  const next = newValue(pin);
  return (0, import_semver.valid)(old) !== null && (0, import_semver.valid)(next) !== null && (0, import_semver.lt)(next, old);
}
function newValue(pin) {
  return "tag" in pin ? pin.tag : pin.value;
}
function target(pin) {
  if ("image" in pin) return pin.image;
  return formatPath("values" in pin ? pin.values : pin.path);
}
function result(pin, status, reason) {
  return { service: `${pin.file} ${target(pin)}`, status, reason };
}
function toOutcome({ results }, commit, isDryRun) {
  const shown = results.map(
    (each) => isDryRun && each.status === "done" ? { ...each, status: "nothing", reason: `would pin ${each.reason}` } : each
  );
  return { outputs: { commit, releases: "{}" }, results: shown };
}

// actions/bump/plan.ts
init_oldest_node();

// actions/bump/blocked.ts
init_oldest_node();
async function openBlockade(git, tip, refs, environment, now) {
  const [stops, holds] = await Promise.all([readStops(git, refs), readHolds(tip, environment.name)]);
  const stop = stopOf(stops, environment.name);
  const descends = (ancestor, descendant) => git.isAncestor(ancestor, descendant);
  return {
    async reasonAgainst(release) {
      if (stop !== void 0) return describeStop(stop);
      const hold = await holdOn(holds, release, now, descends);
      return hold === void 0 ? void 0 : describeHold(hold);
    },
    reasonAgainstPinned(release) {
      const hold = holdOf(holds, release, now);
      return hold?.releaseId === release.id ? describeHold(hold) : void 0;
    }
  };
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
async function planBump(place2, candidates) {
  const versions = openVersions(
    { ...place2, environment: place2.environment.name },
    candidates.map(({ service }) => service)
  );
  const { git, tip, refs, environment, now } = place2;
  const blockade = openBlockade(git, tip, refs, environment, now);
  blockade.catch(() => void 0);
  const drafts = await Promise.all(
    candidates.map((candidate) => planService({ ...place2, versions, blockade }, candidate))
  );
  const plans = await verified(place2, drafts);
  return {
    pins: plans.flatMap(({ pin }) => pin ?? []),
    pinned: plans.flatMap(({ pinned }) => pinned ?? []),
    results: plans.map(({ result: result2 }) => result2),
    changes: plans.flatMap(({ changes }) => changes ?? []),
    replaceFolders: plans.flatMap(
      ({ pin }) => pin === void 0 ? [] : [releasePath(place2.environment.name, pin.release.service)]
    )
  };
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
    const target2 = targets.get(release.service);
    try {
      if (target2 === void 0) throw new Error(`${release.service}: not built`);
      if ("fault" in target2) throw target2.fault;
      verifyTarget(target2.manifests, environment, release);
      await tagImage(release);
      return draft;
    } catch (error) {
      if (error instanceof UserError)
        return { result: { ...draft.result, status: "failed", reason: error.message } };
      throw error;
    }
  });
}
var PARALLEL2 = 4;
async function planService(place2, candidate) {
  const { service } = candidate;
  const result2 = (status, reason) => ({
    service,
    environment: place2.environment.name,
    status,
    reason
  });
  try {
    if ("fault" in candidate) throw candidate.fault;
    const old = await readRelease(place2.tip, place2.environment.name, service);
    const blockade = await place2.blockade;
    if (old?.id === candidate.release.id) {
      const held = blockade.reasonAgainstPinned(old);
      if (held !== void 0) return { pinned: old, result: result2("refused", held) };
      return { pinned: old, result: result2("nothing", `${old.version} is the same image and manifests`) };
    }
    const disorder = old === void 0 ? void 0 : await outOfOrder(place2, old, candidate);
    if (disorder !== void 0) return { pinned: old, result: result2("refused", disorder) };
    const blocked = await blockade.reasonAgainst(candidate.release);
    if (blocked !== void 0) return { pinned: old, result: result2("refused", blocked) };
    const canary = old === void 0 ? void 0 : await runningCanary(place2.evidence, place2.environment, candidate, place2.now);
    if (canary !== void 0) return { pinned: old, result: result2("waiting", canary) };
    const { release, changelog, changes } = await build(place2, candidate, old);
    const reason = `${old?.version ?? "none"} → ${release.version}`;
    return { pinned: old, pin: { old, release, changelog }, changes, result: result2("done", reason) };
  } catch (error) {
    if (error instanceof UserError) return { result: result2("failed", error.message) };
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
  return { release, changelog, changes };
}
async function requirePeoplesFile(tip, environment, service) {
  const file2 = peoplesFile(environment.name, service);
  if (await tip.entry(file2) !== void 0) return;
  throw new UserError(`${file2}: not there, so ${service} has no place in ${environment.name}.
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
    const key = `${registry}/${release.image.name}@${release.image.digest} ${release.source}`;
    if (verified2.has(key)) return candidate;
    try {
      await verifySignature({ registry, ...release.image }, trust, env, release.source);
      verified2.add(key);
      return candidate;
    } catch (fault) {
      if (fault instanceof UserError) return { service, fault };
      throw fault;
    }
  };
  return (registry, candidates) => inParallel(candidates, PARALLEL3, (each) => check(registry, each));
}

// actions/bump/source.ts
init_oldest_node();
async function untrustedSource(git, source, branch, { GITHUB_SHA: run }) {
  if (run !== void 0 && run !== "" && run !== source) {
    return `source: ${source} is not ${run}, the commit of this run.
  Give the run's own commit, and start the run on ${branch}.`;
  }
  const tip = (await git.fetch(branch)).get(branch);
  if (tip !== void 0 && await git.isAncestor(source, tip)) return void 0;
  return `source: ${source} is not on ${branch}, so nobody has reviewed it.
  Merge it into ${branch}; the next run delivers it.`;
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
function imageTagger(registry, { env, dryRun }) {
  const [host = ""] = registry.split("/", 1);
  return async ({ image: { name, digest }, version }) => {
    const image2 = { host, repository: repositoryOf({ registry, name }), digest };
    if (dryRun) await requirePair({ ...image2, tag: void 0 }, env);
    else await makePair({ ...image2, tag: version }, env);
  };
}

// actions/bump/bump.ts
var LONGEST_PAUSE_MS = 5e3;
async function bump(request2, context) {
  const identity = { name: request2.botName, email: request2.botEmail };
  const git = openGit(context.workspace, {
    token: context.env.SLIPWAY_TOKEN,
    identity,
    publisher: signedCommits(context.env)
  });
  const trust = trustOf(request2);
  if (request2.pins.length > 0) return bumpFiles(git, requireOneMode(request2, trust), context);
  const check = signatureCheck(trust, context);
  await git.unshallow();
  const untrusted = await untrustedSource(git, request2.source, request2.branch, context.env);
  if (untrusted !== void 0) return refuseAll(request2, untrusted);
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
function refuseAll({ images, environment }, reason) {
  const results = Object.keys(images).map((service) => ({
    ...{ service, environment, reason },
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
  return { outputs: { commit, releases: JSON.stringify(Object.fromEntries(releases)) }, results };
}

// actions/bump/request.ts
init_oldest_node();
var duration = string().regex(/^(0|[1-9]\d*[smh])$/, "not a duration (0, 90s, 10m, 1h)").transform((value) => value === "0" ? 0 : secondsOf(value));
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
      schema: json(record(serviceName, object({ name: string(), digest: imageDigest }))),
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
    ...trustInputs,
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
