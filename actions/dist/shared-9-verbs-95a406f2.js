// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  closed,
  open
} from "./shared-10-verbs-724d16fa.js";
import {
  releaseImages
} from "./shared-16-verbs-64058615.js";
import {
  NOT_VERIFIED,
  SignatureRefused,
  verifySignature
} from "./shared-12-verbs-23e32673.js";
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
    const images = releaseImages(release);
    for (const image of images) await verifySignature({ registry, ...image }, trust, env, release.source);
    return open(
      "signature",
      images.length === 1 ? "the image is signed" : `all ${images.length} images are signed`
    );
  } catch (error) {
    if (error instanceof SignatureRefused) return closed("signature", error.message, { final: true });
    if (error instanceof UserError) return closed("signature", error.message);
    throw error;
  }
}

export {
  signatureGate
};
