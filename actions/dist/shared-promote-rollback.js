// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  MissingPin,
  UnpinnableValue,
  applyEdits,
  decodeFile,
  helmValuesEdits,
  imageEntry,
  kustomizationEdits,
  kustomizationNewName,
  openYaml,
  pathEdits,
  readText
} from "./shared-bump-promote-rollback.js";
import {
  SYMBOLIC_LINK
} from "./shared-19-verbs-798eb292.js";
import {
  CONFIG_FILE,
  UserError,
  isDigest,
  parseConfig,
  readConfig,
  require_dist
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/pins/mode.ts
init_oldest_node();
import { readFile } from "node:fs/promises";
import { join } from "node:path";
async function declaresPins(workspace) {
  const text = await readFile(join(workspace, CONFIG_FILE), "utf8").catch(() => void 0);
  return text !== void 0 && parseConfig(text).pins !== void 0;
}
async function pinsOf(tip) {
  const { pins } = await readConfig(tip);
  if (pins !== void 0) return pins;
  throw new UserError(
    `${CONFIG_FILE}: pins: declared in this checkout, and not on the branch.
  Merge it, or check out the tip of the branch.`
  );
}

// actions/lib/app/pins/files.ts
init_oldest_node();

// actions/lib/domain/errors/or-message.ts
init_oldest_node();
async function orMessage(read) {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

// actions/lib/domain/pins/place.ts
init_oldest_node();

// actions/lib/domain/pins/digest-key.ts
init_oldest_node();
var import_yaml = __toESM(require_dist(), 1);
import { isDeepStrictEqual } from "node:util";
var PLACEHOLDER = "digest: none";
function withDigestKey(yaml, tag) {
  const { text, file, document, lineAt } = yaml;
  const parent = nodeAt(document.contents, tag.slice(0, -1));
  if (!(0, import_yaml.isMap)(parent)) {
    throw new MissingPin(
      file,
      void 0,
      `there is no ${tag.slice(0, -1).join(".")}`,
      "Add it with its tag."
    );
  }
  if (parent.has("digest")) return text;
  const pair = parent.items.find(({ key: key2 }) => (0, import_yaml.isScalar)(key2) && key2.value === tag.at(-1));
  const [key, value] = [pair?.key, pair?.value];
  if (!(0, import_yaml.isScalar)(key) || !(0, import_yaml.isScalar)(value) || !key.range || !value.range) {
    throw new MissingPin(
      file,
      lineAt(parent.range?.[0]),
      `there is no ${tag.join(".")}`,
      "Add it with any value."
    );
  }
  const added = parent.flow ? spliced(text, value.range[1], `, ${PLACEHOLDER}`) : spliced(
    text,
    endOfLine(text, value.range[1]),
    `${lineEnd(text)}${indent(text, key.range[0])}${PLACEHOLDER}`
  );
  requireOnlyAdded(yaml, added, tag);
  return added;
}
function nodeAt(root, path) {
  let at = root;
  for (const step of path) at = (0, import_yaml.isMap)(at) || (0, import_yaml.isSeq)(at) ? at.get(step, true) : void 0;
  return at;
}
function spliced(text, at, added) {
  return text.slice(0, at) + added + text.slice(at);
}
function endOfLine(text, from) {
  const end = text.indexOf("\n", from);
  if (end === -1) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}
function lineEnd(text) {
  return text.includes("\r\n") ? "\r\n" : "\n";
}
function indent(text, key) {
  return " ".repeat(key - (text.lastIndexOf("\n", key - 1) + 1));
}
function requireOnlyAdded(yaml, added, tag) {
  const after = openYaml(added, yaml.file).document;
  after.deleteIn([...tag.slice(0, -1), "digest"]);
  if (isDeepStrictEqual(after.toJS(), yaml.document.toJS())) return;
  throw new UnpinnableValue(
    yaml.file,
    void 0,
    `a digest cannot be added next to ${tag.join(".")} without changing more`,
    'Add the key by hand: digest: "".'
  );
}

// actions/lib/domain/pins/place.ts
function pinnedAt(text, place) {
  const yaml = openYaml(text, place.file);
  if ("path" in place) return reference(yaml, place.path);
  if ("image" in place) {
    const entry = imageEntry(yaml, place.image);
    const repository2 = kustomizationNewName(yaml, place.image) ?? place.image;
    return {
      repository: repository2,
      tag: tagAt(yaml, [...entry, "newTag"]),
      digest: digestAt(yaml, [...entry, "digest"])
    };
  }
  const repository = readText(yaml, [...place.values, "repository"]) ?? place.repository;
  if (repository === void 0) {
    throw new MissingPin(
      place.file,
      void 0,
      `${place.values.join(".")} has no repository`,
      "Name the image in slipway.yaml: repository, next to values."
    );
  }
  const [tag, digest] = [
    [...place.values, "tag"],
    [...place.values, "digest"]
  ];
  return { repository, tag: tagAt(yaml, tag), digest: digestAt(yaml, digest) };
}
function withPin(text, place, pin) {
  if ("path" in place) {
    const yaml2 = openYaml(text, place.file);
    const { repository } = reference(yaml2, place.path);
    return applyEdits(yaml2, pathEdits(yaml2, place.path, `${repository}:${pin.tag}@${pin.digest}`).edits);
  }
  const opened = openYaml(text, place.file);
  const tag = "image" in place ? [...imageEntry(opened, place.image), "newTag"] : [...place.values, "tag"];
  const yaml = openYaml(withDigestKey(opened, tag), place.file);
  const { edits } = "image" in place ? kustomizationEdits(yaml, place.image, pin) : helmValuesEdits(yaml, place.values, pin);
  return applyEdits(yaml, edits);
}
function describePin({ tag, digest }) {
  return digest === void 0 ? tag : `${tag}@${digest.slice(0, 19)}`;
}
var REFERENCE = /^([^\s:@]+(?::\d+\/[^\s:@]+)?):([\w][\w.-]{0,127})(?:@(sha256:[0-9a-f]{64}))?$/;
function reference(yaml, path) {
  const text = readText(yaml, path);
  const [, repository, tag, digest] = REFERENCE.exec(text ?? "") ?? [];
  if (repository !== void 0 && tag !== void 0) return { repository, tag, digest };
  throw new UnpinnableValue(
    yaml.file,
    void 0,
    `${path.join(".")} is ${text === void 0 ? "no text" : JSON.stringify(text)}, which is no image with a tag`,
    "Write name:tag, or name:tag@sha256:…."
  );
}
function tagAt(yaml, path) {
  const tag = readText(yaml, path);
  if (tag !== void 0 && tag !== "") return tag;
  const words = `${path.join(".")} is no text`;
  throw new UnpinnableValue(yaml.file, void 0, words, 'Write the tag there, in quotes: "1.10".');
}
function digestAt(yaml, path) {
  const digest = readText(yaml, path);
  return digest !== void 0 && isDigest(digest) ? digest : void 0;
}

// actions/lib/app/pins/files.ts
async function readPin(tree, place) {
  return await orMessage(async () => pinnedAt((await decoded(tree, place.file)).text, place));
}
async function pinChanges(tree, pins) {
  const byFile = Map.groupBy(pins, ({ place }) => place.file);
  return Promise.all(
    [...byFile].map(async ([path, own]) => {
      const { text, encode } = await decoded(tree, path);
      return { path, content: encode(own.reduce((before, pin) => withPin(before, pin.place, pin), text)) };
    })
  );
}
async function decoded(tree, file) {
  const [bytes, entry] = await Promise.all([tree.read(file), tree.entry(file)]);
  if (bytes === void 0) {
    throw new MissingPin(file, void 0, "there is no such file", "Correct pins in slipway.yaml.");
  }
  if (entry?.mode === SYMBOLIC_LINK) {
    throw new UnpinnableValue(file, void 0, "a symbolic link", "Name the file that it leads to.");
  }
  return decodeFile(bytes, file);
}

// actions/lib/domain/pins/history.ts
init_oldest_node();
var LOOKED_AT = 500;
async function pinHistory(git, tip, place) {
  const records = await git.records([tip], {
    pathspecs: [`:(literal)${place.file}`],
    isFirstParent: true,
    limit: LOOKED_AT
  });
  const objectOf = (record) => record.files.find(({ path }) => path === place.file)?.object ?? "";
  const contents = await git.contents(records.map(objectOf).filter((object) => /[1-9a-f]/.test(object)));
  const episodes = [];
  for (const record of records.toReversed()) {
    const pin = readable(contents.get(objectOf(record)), place);
    const last = episodes.at(-1)?.pin;
    if (pin === void 0 || last !== void 0 && isSamePin(last, pin)) continue;
    episodes.push({ pin, commit: record.sha, at: record.committedAt });
  }
  return episodes.toReversed();
}
function isSamePin(one, other) {
  return one.digest !== void 0 && other.digest !== void 0 ? one.digest === other.digest : one.tag === other.tag && one.digest === other.digest;
}
function readable(content, place) {
  if (content === void 0) return void 0;
  try {
    return pinnedAt(decodeFile(content, place.file).text, place);
  } catch (error) {
    if (error instanceof UserError) return void 0;
    throw error;
  }
}

// actions/lib/app/pins/release.ts
init_oldest_node();
var STRATEGY = "pin";
function pinRelease(service, pin, { registry, name }, lines, tip) {
  const { repository, tag, digest } = pin;
  if (!repository.startsWith(`${registry}/`)) {
    throw new UserError(
      `environments/${name}/environment.yaml: registry: ${registry} is not where ${service} comes from, which is ${repository}.
  Write the registry that the image's name begins with.`
    );
  }
  const origin = lines.map((line) => line.findLast((each) => isSamePin(each.pin, pin))).find(Boolean);
  return {
    schema: 1,
    service,
    // What a tag without a digest names is not known: it equals no other pin.
    id: digest ?? `${repository}:${tag}`,
    version: tag,
    image: { name: repository.slice(registry.length + 1), digest: digest ?? "" },
    source: origin?.commit ?? tip,
    strategy: STRATEGY
  };
}
function environmentsWith({ services }, service, environments) {
  const own = services[service] ?? {};
  return environments.filter(({ name }) => own[name] !== void 0);
}

export {
  pinnedAt,
  describePin,
  declaresPins,
  pinsOf,
  orMessage,
  pinHistory,
  isSamePin,
  readPin,
  pinChanges,
  pinRelease,
  environmentsWith
};
