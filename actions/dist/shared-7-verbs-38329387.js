// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  SignatureRefused,
  askCosign,
  describeTrust,
  lastError,
  verifyAttestation
} from "./shared-12-verbs-23e32673.js";
import {
  registry
} from "./shared-8-verbs-b0a7742d.js";
import {
  referenceOf,
  repositoryOf,
  withoutHost
} from "./shared-14-verbs-c81eb2e9.js";
import {
  array,
  object,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/io/cosign/built-from.ts
init_oldest_node();
var predicate = object({
  buildDefinition: object({
    resolvedDependencies: array(object({ digest: object({ gitCommit: string().optional() }) })).min(1)
  })
});
function builtFrom(predicates) {
  return predicates.flatMap((each) => {
    const read = predicate.safeParse(each);
    return read.data?.buildDefinition.resolvedDependencies[0]?.digest.gitCommit ?? [];
  });
}
function requireBuiltFrom(image, source, predicates) {
  const commits = [...new Set(builtFrom(predicates))];
  if (commits.includes(source)) return;
  throw new SignatureRefused(
    "wrong source",
    `${referenceOf(image)}: its provenance says it was built from ${commits.join(", ") || "no commit"}, the release says ${source}.
  Build the image at ${source.slice(0, 12)}, or release the commit it was built from.`
  );
}

// actions/lib/io/cosign/verify.ts
init_oldest_node();
var UNSIGNED = 10;
var NO_MATCH = 12;
async function verifySignature(image, trust, env, source) {
  await requirePushed(image, env);
  const answer = await askCosign(
    ["verify", "--output=json"],
    image,
    trust,
    env,
    ({ exitCode }) => [UNSIGNED, NO_MATCH].includes(exitCode)
  );
  if (answer.exitCode !== 0) throw refusal(image, trust, answer);
  requireClaims(image, answer.stdout);
  for (const kind of trust.attestations ?? []) {
    const predicates = await verifyAttestation(image, kind, trust, env);
    if (kind === "provenance" && source !== void 0) requireBuiltFrom(image, source, predicates);
  }
}
async function requirePushed(image, env) {
  const [host = ""] = image.registry.split("/", 1);
  const repository = repositoryOf(image);
  if (await registry(host, { env }).manifest(repository, image.digest) !== void 0) return;
  throw new SignatureRefused(
    "absent",
    `${referenceOf(image)}: the registry has no such image.
  Push it again, or look for what deletes images there.`
  );
}
function refusal(image, trust, { exitCode, stderr }) {
  const reference = referenceOf(image);
  if (exitCode === UNSIGNED) {
    return new SignatureRefused(
      "unsigned",
      `${reference}: not signed.
  Sign it where it was built (sign-image), or build it again there.`
    );
  }
  if (/digest in claim/.test(stderr)) {
    return new SignatureRefused(
      "wrong image",
      `${reference}: the signature beside it was made for another image.
  Find out who put it there; build the image again.`
    );
  }
  if (trust.kind === "key") {
    return new SignatureRefused(
      "wrong key",
      `${reference}: signed, but not with ${describeTrust(trust)}, or changed since.
  Compare the key with the one sign-image uses; build the image again.`
    );
  }
  return new SignatureRefused(
    "wrong identity",
    `${reference}: signed, but not by ${trust.identity} as vouched for by ${trust.issuer}: ${lastError(stderr)}
  Build it by that workflow on that ref, or correct the identity.`
  );
}
var signatures = array(
  object({
    critical: object({
      identity: object({ "docker-reference": string() }),
      image: object({ "docker-manifest-digest": string() })
    })
  })
).min(1);
function requireClaims(image, stdout) {
  const claims = signatures.parse(JSON.parse(stdout)).map(({ critical }) => ({
    repository: withoutHost(critical.identity["docker-reference"]),
    digest: critical.image["docker-manifest-digest"]
  }));
  const wanted = repositoryOf(image);
  if (claims.some(({ repository, digest }) => repository === wanted && digest === image.digest)) return;
  throw new SignatureRefused(
    "wrong image",
    `${referenceOf(image)}: signed as ${claims.map(({ repository }) => repository).join(", ")}, not as ${wanted}.
  Do not copy images between repositories; build this one again.`
  );
}

export {
  builtFrom,
  verifySignature
};
