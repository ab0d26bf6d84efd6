// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  attestedScan,
  parseScanRecord,
  saysTheSame
} from "./shared-9-verbs-a1c0c02d.js";
import {
  ATTESTATION_NAMES,
  GITHUB_ISSUER,
  PREDICATE_TYPES,
  SignatureRefused,
  attestationKinds,
  builtFrom,
  describeTrust,
  verifyAttestation,
  verifySignature
} from "./shared-12-verbs-23e32673.js";
import {
  ownWorkflow,
  parseProvenance,
  requireOwnRun
} from "./shared-build-image-sign-image.js";
import {
  referenceOf
} from "./shared-13-verbs-10b04095.js";
import {
  layoutsFolder,
  provenanceFile,
  sbomFile,
  scanFile
} from "./shared-4-verbs-6ef34bb8.js";
import {
  imageInputs,
  layoutsInput
} from "./shared-5-verbs-f9431fe2.js";
import {
  inParallel
} from "./shared-17-verbs-2776c8e5.js";
import {
  UserError,
  array,
  defineRequest,
  describeError,
  exec,
  literal,
  object,
  parseJson,
  unknown
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/sign-image/request.ts
init_oldest_node();
var request = defineRequest({
  verb: "sign-image",
  summary: "Signs pushed images, and attests what was found out about them, by their digest with cosign; verifies all of it in the registry.",
  inputs: {
    ...imageInputs,
    attestations: {
      description: "What is attested next to the signature: provenance (written by build-image), sbom and scan (written by scan-image), with commas between them, or nothing.",
      schema: attestationKinds,
      default: ""
    },
    layouts: layoutsInput
  },
  outputs: {
    images: 'What is signed: a JSON object, service to {"name": …, "digest": …}. A service that failed is not in it.'
  }
});

// actions/sign-image/sign-image.ts
init_oldest_node();

// actions/lib/io/cosign/sign.ts
init_oldest_node();
var SIGN_TIMEOUT_MS = 12e4;
async function signerFrom(env) {
  if (env.COSIGN_PRIVATE_KEY) return await keySigner(env);
  if (env.ACTIONS_ID_TOKEN_REQUEST_URL && ownWorkflow(env) !== void 0) return keylessSigner(env);
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
    ...signingWith(["--tlog-upload=false", key], secrets)
  };
}
function keylessSigner(env) {
  const identity = ownWorkflow(env) ?? "";
  return {
    trust: { kind: "identity", identity, issuer: GITHUB_ISSUER },
    ...signingWith([], env)
  };
}
function signingWith(args, env) {
  const options = { env, timeoutMs: SIGN_TIMEOUT_MS };
  return {
    sign: async (image) => {
      await exec("cosign", ["sign", "--yes", ...args, referenceOf(image)], options);
    },
    attest: async (image, kind, file) => {
      const replace = kind === "scan" ? ["--replace"] : [];
      const what = [`--type=${PREDICATE_TYPES[kind]}`, `--predicate=${file}`, ...replace];
      await exec("cosign", ["attest", "--yes", ...args, ...what, referenceOf(image)], options);
    }
  };
}

// actions/sign-image/predicate.ts
init_oldest_node();
import { readFile } from "node:fs/promises";
var FILES = {
  sbom: sbomFile,
  provenance: provenanceFile,
  scan: scanFile
};
async function predicateFile(kind, subject, env) {
  const { service } = subject;
  if (kind === "scan") await scanRecord(subject);
  const { file, text } = await readPredicate(kind, subject);
  if (kind === "sbom") requireSbom(text, file);
  if (kind === "provenance") requireOwnRun(parseProvenance(text, file), service, env, file);
  return { kind, file };
}
async function provenance(subject) {
  const { file, text } = await readPredicate("provenance", subject);
  return parseProvenance(text, file);
}
async function scanRecord(subject) {
  const { file, text } = await readPredicate("scan", subject);
  const record = parseScanRecord(text, file);
  if (record.service === subject.service && record.digest === subject.digest) return record;
  throw new UserError(
    `${file}: the record is of ${record.service} ${record.digest}, but this is ${subject.service} ${subject.digest}.
  Run scan-image again, with the same folder and images.`
  );
}
async function readPredicate(kind, { layouts, service }) {
  const file = FILES[kind](layouts, service);
  const text = await readFile(file, "utf8").catch((error) => {
    const writer = kind === "provenance" ? "build-image" : "scan-image";
    throw new UserError(
      `${file}: the ${ATTESTATION_NAMES[kind]} cannot be read (${error.code}).
  Run ${writer} before, with the same folder, or leave ${kind} out of attestations.`
    );
  });
  return { file, text };
}
var sbom = object({ bomFormat: literal("CycloneDX"), components: array(unknown()) });
function requireSbom(text, file) {
  if (sbom.safeParse(parseJson(text)).success) return;
  throw new UserError(`${file}: not an SBOM in CycloneDX's JSON.
  Run scan-image again.`);
}

// actions/sign-image/sign-image.ts
var PARALLEL = 2;
var ROUNDS = 3;
async function signImages(request2, context) {
  const entries = Object.entries(request2.images);
  if (entries.length === 0) return { outputs: { images: "{}" }, results: [] };
  const signer = await signerFrom(context.env);
  const layouts = layoutsFolder(request2.layouts, context.workspace, context.env);
  const { registry, attestations } = request2;
  const results = await inParallel(
    entries,
    PARALLEL,
    ([service, { name, digest }]) => signOne({ service, image: { registry, name, digest }, attestations, layouts }, signer, context)
  );
  const signed = entries.filter((_, i) => results[i]?.status !== "failed");
  return { outputs: { images: JSON.stringify(Object.fromEntries(signed)) }, results };
}
async function signOne(target, signer, context) {
  const { env, report, dryRun } = context;
  const { service, image } = target;
  const reference = referenceOf(image);
  const by = signer.trust.kind === "key" ? "the key" : describeTrust(signer.trust);
  try {
    const steps = await missing(target, signer, env);
    const what = steps.map(({ says }) => says).join(", ");
    if (steps.length === 0)
      return { service, status: "nothing", reason: `${reference} is signed by ${by} already` };
    report.plan([`${service}: ${what} ${reference} by ${by}`]);
    if (dryRun) return { service, status: "nothing", reason: `would ${what} ${reference}` };
    await applyUntilThere(target, steps, signer, env);
    return { service, status: "done", reason: `signed ${reference} by ${by}${withAttested(target)}` };
  } catch (error) {
    return { service, status: "failed", reason: describeError(error) };
  }
}
async function applyUntilThere(target, first, signer, env) {
  const trust = { ...signer.trust, attestations: target.attestations };
  let steps = first;
  for (let round = 1; ; round += 1) {
    for (const step of steps) await step.apply();
    try {
      await verifySignature(target.image, trust, env);
      return;
    } catch (error) {
      if (round === ROUNDS || !(error instanceof SignatureRefused)) throw error;
      steps = await missing(target, signer, env);
    }
  }
}
function withAttested({ attestations }) {
  return attestations.length === 0 ? "" : `, with ${attestations.join(" and ")}`;
}
async function missing(target, signer, env) {
  const { service, image, layouts } = target;
  const subject = { service, digest: image.digest, layouts };
  const isSigned = await isMade(() => verifySignature(image, signer.trust, env));
  const isAttested = (kind) => {
    if (kind === "scan") return isScanAttested(image, subject, signer, env);
    if (kind === "provenance") return isBuildAttested(image, subject, signer, env);
    return isMade(() => verifyAttestation(image, kind, signer.trust, env));
  };
  const files = [];
  for (const kind of target.attestations) {
    if (isSigned && await isAttested(kind)) continue;
    files.push(await predicateFile(kind, subject, env));
  }
  const sign = { says: "sign", apply: () => signer.sign(image) };
  return [
    ...isSigned ? [] : [sign],
    ...files.map(({ kind, file }) => ({
      says: `attest ${kind} of`,
      apply: () => signer.attest(image, kind, file)
    }))
  ];
}
async function isScanAttested(image, subject, { trust }, env) {
  const attested = await attestedScan(image, trust, env).catch((error) => {
    if (error instanceof SignatureRefused && error.reason !== "absent") return void 0;
    throw error;
  });
  return attested !== void 0 && saysTheSame(attested, await scanRecord(subject));
}
async function isBuildAttested(image, subject, { trust }, env) {
  const attested = await verifyAttestation(image, "provenance", trust, env).catch((error) => {
    if (error instanceof SignatureRefused && error.reason !== "absent") return [];
    throw error;
  });
  const known = builtFrom(attested);
  return attested.length > 0 && builtFrom([await provenance(subject)]).every((each) => known.includes(each));
}
async function isMade(verify) {
  try {
    await verify();
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
