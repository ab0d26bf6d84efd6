// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  closed,
  open
} from "./shared-10-verbs-724d16fa.js";
import {
  releaseFiles,
  releasePath
} from "./shared-14-verbs-98873d3f.js";
import {
  NOT_VERIFIED,
  SignatureRefused,
  verifySignature
} from "./shared-7-verbs-38329387.js";
import {
  UserError
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/gate-answers/signature.ts
init_oldest_node();
async function signatureGate({ target, release, trust, env }) {
  if (trust === void 0) return open("signature", NOT_VERIFIED);
  const { registry } = target;
  try {
    await verifySignature({ registry, ...release.image }, trust, env, release.source);
    return open("signature", "the image is signed");
  } catch (error) {
    if (error instanceof SignatureRefused) return closed("signature", error.message, { final: true });
    if (error instanceof UserError) return closed("signature", error.message);
    throw error;
  }
}

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
  signatureGate,
  isSame,
  isPlain,
  isExactly
};
