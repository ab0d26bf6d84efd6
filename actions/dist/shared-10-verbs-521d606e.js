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
} from "./shared-11-verbs-b688f989.js";
import {
  SYMBOLIC_LINK
} from "./shared-19-verbs-798eb292.js";
import {
  UserError,
  isDigest,
  require_dist
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

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

// actions/lib/app/pins/files.ts
init_oldest_node();
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

export {
  pinnedAt,
  describePin,
  orMessage,
  readPin,
  pinChanges
};
