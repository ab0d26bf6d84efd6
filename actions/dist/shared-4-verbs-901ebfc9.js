// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  releaseFiles,
  releasePath
} from "./shared-14-verbs-d4a29309.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/releases/contents.ts
init_oldest_node();
function isSame(one, other) {
  return one.size === other.size && [...one].every(([name, bytes]) => {
    const wanted = other.get(name);
    return wanted !== void 0 && Buffer.from(bytes).equals(Buffer.from(wanted));
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
