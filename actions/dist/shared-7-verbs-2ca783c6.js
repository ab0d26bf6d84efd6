// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  makePair
} from "./shared-8-verbs-271fcdfa.js";
import {
  exceptionsGate
} from "./shared-8-verbs-110048c6.js";
import {
  closed,
  open,
  worstOf
} from "./shared-10-verbs-724d16fa.js";
import {
  releaseImages
} from "./shared-16-verbs-64058615.js";
import {
  attestedScan
} from "./shared-9-verbs-a1c0c02d.js";
import {
  verifySignature
} from "./shared-12-verbs-23e32673.js";
import {
  referenceOf,
  registry,
  repositoryOf
} from "./shared-13-verbs-10b04095.js";
import {
  UserError,
  exec
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/gate-answers/exceptions.ts
init_oldest_node();
async function recordedExceptionsGate(asked) {
  const { facts, target, release, trust, env } = asked;
  try {
    const answers = [];
    for (const image of releaseImages(release)) {
      const record = await attestedScan({ registry: target.registry, ...image }, trust, env);
      answers.push(exceptionsGate({ ...facts, recorded: record?.excused }));
    }
    return worstOf(answers);
  } catch (error) {
    if (error instanceof UserError) return closed("exceptions", error.message);
    throw error;
  }
}

// actions/lib/app/gate-answers/registry.ts
init_oldest_node();

// actions/lib/io/cosign/copy.ts
init_oldest_node();
var COPY_TIMEOUT_MS = 15 * 6e4;
var BESIDE = ["sig", "att", "sbom"];
async function missingParts(from, to, env) {
  const parts = await partsOf(from, env);
  const there = await Promise.all(
    parts.map(async ({ digest, reference }) => await digestAt(to, reference, env) === digest)
  );
  return parts.filter((_, i) => !there[i]);
}
async function copyParts(from, to, parts, env) {
  const nameOf = ({ registry: host, name }) => `${host}/${name}`;
  for (const { digest, reference } of parts) {
    const place = `${nameOf(to)}${reference.startsWith("sha256:") ? "@" : ":"}${reference}`;
    await exec("crane", ["copy", `${nameOf(from)}@${digest}`, place], { env, timeoutMs: COPY_TIMEOUT_MS });
  }
  const [lacking] = await missingParts(from, to, env);
  if (lacking === void 0) return;
  throw new UserError(
    `${referenceOf(to)}: copied, but the registry does not have ${lacking.digest} as ${lacking.reference}.
  Look into the registry's log, and for another run that pushes there; running again is safe.`
  );
}
async function partsOf(image, env) {
  const { digest } = image;
  const tag = digest.replace(":", "-");
  const [root, referrers, ...beside] = await Promise.all([
    digestAt(image, digest, env),
    referrersOf(image, env),
    ...BESIDE.map((kind) => digestAt(image, `${tag}.${kind}`, env))
  ]);
  if (root === void 0) {
    throw new UserError(
      `${referenceOf(image)}: the registry has no such image.
  Push it again, or look for what deletes images there.`
    );
  }
  return [
    { digest: root, reference: `sha-${tag.slice("sha256-".length, "sha256-".length + 12)}` },
    ...BESIDE.flatMap((kind, i) => {
      const found = beside[i];
      return found === void 0 ? [] : [{ digest: found, reference: `${tag}.${kind}` }];
    }),
    ...referrers.map((each) => ({ digest: each, reference: each }))
  ];
}
async function referrersOf(image, env) {
  return await registry(hostOf(image), { env }).referrers(repositoryOf(image), image.digest);
}
async function digestAt(image, reference, env) {
  return (await registry(hostOf(image), { env }).manifest(repositoryOf(image), reference))?.digest;
}
var hostOf = ({ registry: name }) => name.split("/", 1)[0] ?? "";

// actions/lib/app/gate-answers/registry.ts
async function registryGate(facts) {
  const { from, to, trust } = facts;
  if (trust !== void 0 && repositoryOf(from) !== repositoryOf(to)) {
    return closed(
      "registry",
      `${referenceOf(to)}: signed as ${repositoryOf(from)}, so a copy of that name would be refused.
  Give both registries the same path in environment.yaml; only the host may differ.`,
      { final: true }
    );
  }
  try {
    return await bring(facts);
  } catch (error) {
    if (error instanceof UserError) return closed("registry", error.message);
    throw error;
  }
}
async function bring({ from, to, version, trust, env, dryRun }) {
  const there = open("registry", `the image is in ${to.registry}, with its signature and attestations`);
  const missing = await missingParts(from, to, env);
  if (missing.length > 0 && dryRun)
    return open("registry", `the image would be copied from ${from.registry} to ${to.registry}`);
  if (missing.length > 0) {
    await copyParts(from, to, missing, env);
    if (trust !== void 0) await verifySignature(to, trust, env);
  }
  const [host = ""] = to.registry.split("/", 1);
  const pair = { host, repository: repositoryOf(to), digest: to.digest };
  if (version !== void 0 && !dryRun) await makePair({ ...pair, tag: version }, env);
  return there;
}

export {
  recordedExceptionsGate,
  registryGate
};
