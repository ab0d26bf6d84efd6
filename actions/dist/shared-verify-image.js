// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  trustInputs
} from "./shared-6-verbs-c1086578.js";
import {
  attestedScan,
  describeRecord
} from "./shared-9-verbs-a1c0c02d.js";
import {
  NOT_VERIFIED,
  describeTrust,
  trustOf,
  verifySignature
} from "./shared-12-verbs-23e32673.js";
import {
  referenceOf
} from "./shared-13-verbs-10b04095.js";
import {
  imageInputs
} from "./shared-5-verbs-f9431fe2.js";
import {
  inParallel
} from "./shared-17-verbs-2776c8e5.js";
import {
  defineRequest,
  describeError
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/verify-image/request.ts
init_oldest_node();
var request = defineRequest({
  verb: "verify-image",
  summary: "Lets only images through that are signed by a key, or by one workflow on one ref.",
  inputs: { ...imageInputs, ...trustInputs },
  outputs: {
    images: 'What may continue: a JSON object, service to {"name": …, "digest": …}. All of them when there is nothing to verify against.'
  }
});

// actions/verify-image/verify-image.ts
init_oldest_node();
var PARALLEL = 2;
async function verifyImages(request2, context) {
  const trust = trustOf(request2);
  const entries = Object.entries(request2.images);
  if (trust === void 0 && entries.length > 0) context.report.warning(`Images are ${NOT_VERIFIED}.`);
  const results = await inParallel(
    entries,
    PARALLEL,
    ([service, { name, digest }]) => verifyOne(service, { registry: request2.registry, name, digest }, trust, context)
  );
  const passed = entries.filter((_, i) => results[i]?.status !== "failed");
  return { outputs: { images: JSON.stringify(Object.fromEntries(passed)) }, results };
}
async function verifyOne(service, image, trust, { env }) {
  if (trust === void 0)
    return { service, status: "nothing", reason: `${referenceOf(image)}: ${NOT_VERIFIED}` };
  try {
    await verifySignature(image, trust, env);
    const signed = `${referenceOf(image)} is signed by ${describeTrust(trust)}`;
    const record = await attestedScan(image, trust, env);
    const scanned = record === void 0 ? "what its scan excused is not attested" : describeRecord(record);
    return { service, status: "done", reason: `${signed}; ${scanned}` };
  } catch (error) {
    return { service, status: "failed", reason: describeError(error) };
  }
}

export {
  request,
  verifyImages
};
