// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  releaseFiles,
  releasePath
} from "./shared-14-verbs-98873d3f.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/releases/contents.ts
init_oldest_node();
function isSame(one, other) {
  return one.size === other.size && [...one].every(([name, bytes]) => {
    const expected = other.get(name);
    return expected !== void 0 && Buffer.from(bytes).equals(Buffer.from(expected));
  });
}
async function isPlain(tree, environment, service) {
  const paths = await tree.list(releasePath(environment, service));
  const entries = await Promise.all(paths.map((path) => tree.entry(path)));
  return entries.every((entry) => entry?.mode === "100644");
}
async function isExactly(tree, environment, service, files) {
  if (!await isPlain(tree, environment, service)) return false;
  return isSame(await releaseFiles(tree, environment, service), files);
}

export {
  isSame,
  isPlain,
  isExactly
};
