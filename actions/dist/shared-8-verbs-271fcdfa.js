// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  RegistryError,
  registry
} from "./shared-13-verbs-10b04095.js";
import {
  UserError,
  isDigest
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/io/oci/image-pair.ts
init_oldest_node();
var PairRefused = class extends UserError {
  name = "PairRefused";
};
var TagTaken = class extends PairRefused {
  name = "TagTaken";
};
async function requirePair(pair, env) {
  const asked = registry(pair.host, { env });
  await requireDigest(asked, pair);
  if (pair.tag === void 0) return;
  const named = await digestOf(asked, pair, pair.tag);
  if (named === pair.digest) return;
  if (named === void 0) {
    throw new PairRefused(
      `${nameOf(pair)}:${pair.tag}: the registry has no such tag.
  Push the image with that tag before it is pinned.`
    );
  }
  throw otherImage(pair, pair.tag, named);
}
async function makePair(pair, env) {
  const asked = registry(pair.host, { env });
  await requireDigest(asked, pair);
  const named = await digestOf(asked, pair, pair.tag);
  if (named === pair.digest) return;
  if (named !== void 0) throw otherImage(pair, pair.tag, named);
  await asked.putTag(pair.repository, pair.digest, pair.tag);
  const now = await digestOf(asked, pair, pair.tag);
  if (now !== pair.digest) throw otherImage(pair, pair.tag, now ?? "nothing");
}
async function requireDigest(asked, pair) {
  if (await digestOf(asked, pair, pair.digest) === pair.digest) return;
  throw new PairRefused(
    `${nameOf(pair)}@${pair.digest}: the registry has no such image.
  Give the digest that the push reported.`
  );
}
async function digestOf(asked, { repository, host }, reference) {
  const found = await asked.manifest(repository, reference);
  if (found === void 0 || isDigest(found.digest)) return found?.digest;
  throw new RegistryError(
    `registry ${host}: ${repository}:${reference}: it does not say which digest that is.
  Ask for an image in a registry that sends Docker-Content-Digest.`
  );
}
function otherImage(pair, tag, named) {
  return new TagTaken(
    `${nameOf(pair)}:${tag}: names ${named}, not ${pair.digest}.
  A version never names two images: release the next version, or delete the tag if nothing was ever pinned with it.`
  );
}
function nameOf({ host, repository }) {
  return `${host}/${repository}`;
}
function registryOf(name) {
  const [first = "", ...rest] = name.split("/");
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  if (isHost && first !== "docker.io") return { host: first, repository: rest.join("/") };
  const path = first === "docker.io" ? rest.join("/") : name;
  return { host: "registry-1.docker.io", repository: path.includes("/") ? path : `library/${path}` };
}

export {
  PairRefused,
  TagTaken,
  requirePair,
  makePair,
  registryOf
};
