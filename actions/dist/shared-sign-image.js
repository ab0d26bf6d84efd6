// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  GITHUB_ISSUER,
  SignatureRefused,
  describeTrust,
  imageInputs,
  referenceOf,
  verifySignature
} from "./shared-promote-sign-image-verify-image.js";
import {
  inParallel
} from "./shared-build-image-bump-promote-setup-tools-sign-image-verify-image.js";
import {
  UserError,
  defineRequest,
  describeError,
  exec
} from "./shared.js";

// actions/sign-image/request.ts
var request = defineRequest({
  verb: "sign-image",
  summary: "Signs pushed images by their digest with cosign, and verifies each signature in the registry.",
  inputs: imageInputs,
  outputs: {
    images: 'What is signed: a JSON object, service to {"name": …, "digest": …}. A service that failed is not in it.'
  }
});

// actions/lib/cosign/sign.ts
var SIGN_TIMEOUT_MS = 12e4;
async function signerFrom(env) {
  if (env.COSIGN_PRIVATE_KEY) return await keySigner(env);
  if (env.ACTIONS_ID_TOKEN_REQUEST_URL && env.GITHUB_WORKFLOW_REF) return keylessSigner(env);
  throw new UserError(
    "sign-image: there is nothing to sign with.\n  Give the job id-token: write to sign as its workflow on GitHub, or set COSIGN_PRIVATE_KEY and COSIGN_PASSWORD in its environment."
  );
}
async function keySigner(env) {
  const key = "--key=env://COSIGN_PRIVATE_KEY";
  const secrets = { ...env, COSIGN_PASSWORD: env.COSIGN_PASSWORD ?? "" };
  const { stdout, stderr, exitCode } = await exec("cosign", ["public-key", key], {
    env: secrets,
    allowFailure: true
  });
  if (exitCode !== 0) {
    const cause = /decrypt/.test(stderr) ? "COSIGN_PASSWORD does not open it" : "it is not a key of cosign's";
    throw new UserError(
      `COSIGN_PRIVATE_KEY: ${cause}.
  Make a pair with: cosign generate-key-pair; store cosign.key and its password as secrets.`
    );
  }
  return {
    trust: { kind: "key", publicKey: stdout },
    // A key of one's own is for registries of one's own: their names have no place in a public log.
    sign: (image) => run(["--tlog-upload=false", key], image, secrets)
  };
}
function keylessSigner(env) {
  const server = env.GITHUB_SERVER_URL ?? "https://github.com";
  const identity = `${server}/${env.GITHUB_WORKFLOW_REF}`;
  return {
    trust: { kind: "identity", identity, issuer: GITHUB_ISSUER },
    sign: (image) => run([], image, env)
  };
}
async function run(args, image, env) {
  await exec("cosign", ["sign", "--yes", ...args, referenceOf(image)], { env, timeoutMs: SIGN_TIMEOUT_MS });
}

// actions/sign-image/sign-image.ts
var PARALLEL = 2;
async function signImages(request2, context) {
  const entries = Object.entries(request2.images);
  if (entries.length === 0) return { outputs: { images: "{}" }, results: [] };
  const signer = await signerFrom(context.env);
  const results = await inParallel(
    entries,
    PARALLEL,
    ([service, { name, digest }]) => signOne(service, { registry: request2.registry, name, digest }, signer, context)
  );
  const signed = entries.filter((_, i) => results[i]?.status !== "failed");
  return { outputs: { images: JSON.stringify(Object.fromEntries(signed)) }, results };
}
async function signOne(service, image, signer, { env, report, dryRun }) {
  const reference = referenceOf(image);
  const by = signer.trust.kind === "key" ? "the key" : describeTrust(signer.trust);
  try {
    if (await isSigned(image, signer, env))
      return { service, status: "nothing", reason: `${reference} is signed by ${by} already` };
    report.plan([`${service}: sign ${reference} by ${by}`]);
    if (dryRun) return { service, status: "nothing", reason: `would sign ${reference}` };
    await signer.sign(image);
    await verifySignature(image, signer.trust, env);
    return { service, status: "done", reason: `signed ${reference} by ${by}` };
  } catch (error) {
    return { service, status: "failed", reason: describeError(error) };
  }
}
async function isSigned(image, { trust }, env) {
  try {
    await verifySignature(image, trust, env);
    return true;
  } catch (error) {
    if (error instanceof SignatureRefused && error.reason !== "absent") return false;
    throw error;
  }
}

export {
  request,
  signImages
};
