// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  closed,
  open
} from "./shared-6-verbs-ad17e021.js";
import {
  NOT_VERIFIED,
  SignatureRefused,
  verifySignature
} from "./shared-5-verbs-7d6b1b90.js";
import {
  UserError
} from "./shared.js";

// actions/lib/gates/signature.ts
async function signatureGate({ target, release, trust, env }) {
  if (trust === void 0) return open("signature", NOT_VERIFIED);
  const { registry } = target;
  try {
    await verifySignature({ registry, ...release.image }, trust, env);
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
