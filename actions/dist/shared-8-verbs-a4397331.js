// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  pinnedAt
} from "./shared-10-verbs-521d606e.js";
import {
  decodeFile
} from "./shared-11-verbs-b688f989.js";
import {
  UserError
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

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
    const pin = pinIn(contents.get(objectOf(record)), place);
    const last = episodes.at(-1)?.pin;
    if (pin === void 0 || last !== void 0 && isSamePin(last, pin)) continue;
    episodes.push({ pin, commit: record.sha, at: record.committedAt, record });
  }
  return episodes.toReversed();
}
function pinHistories(git, tip) {
  const read = /* @__PURE__ */ new Map();
  return (place) => {
    const history = read.get(place) ?? pinHistory(git, tip, place);
    read.set(place, history);
    return history;
  };
}
function isSamePin(one, other) {
  return one.digest !== void 0 && other.digest !== void 0 ? one.digest === other.digest : one.tag === other.tag && one.digest === other.digest;
}
function pinIn(content, place) {
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
  pinHistory,
  pinHistories,
  isSamePin,
  pinIn,
  pinRelease,
  environmentsWith
};
