// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  closed,
  open
} from "./shared-10-verbs-724d16fa.js";
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
    await verifySignature({ registry, ...release.image }, trust, env, release.source);
    return open("signature", "the image is signed");
  } catch (error) {
    if (error instanceof SignatureRefused) return closed("signature", error.message, { final: true });
    if (error instanceof UserError) return closed("signature", error.message);
    throw error;
  }
}

export {
  signatureGate
};
