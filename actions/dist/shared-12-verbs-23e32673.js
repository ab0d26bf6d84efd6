// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  referenceOf,
  registry,
  repositoryOf,
  withoutHost
} from "./shared-13-verbs-10b04095.js";
import {
  CommandFailed,
  UserError,
  _enum,
  array,
  exec,
  list,
  object,
  record,
  string,
  unknown
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/io/cosign/refusal.ts
init_oldest_node();
var SignatureRefused = class extends UserError {
  name = "SignatureRefused";
  reason;
  constructor(reason, message) {
    super(message);
    this.reason = reason;
  }
};

// actions/lib/io/cosign/attestations.ts
init_oldest_node();
var SCAN_TYPE = "https://slipway.dev/scan-image/v1";
var PREDICATE_TYPES = {
  sbom: "cyclonedx",
  provenance: "slsaprovenance1",
  scan: SCAN_TYPE
};
var PREDICATE_URIS = {
  sbom: "https://cyclonedx.org/bom",
  provenance: "https://slsa.dev/provenance/v1",
  scan: SCAN_TYPE
};
var ATTESTATION_NAMES = {
  sbom: "SBOM",
  provenance: "provenance",
  scan: "record of the scan"
};
var attestationKinds = list.pipe(
  array(_enum(["sbom", "provenance", "scan"], 'none of "sbom", "provenance" and "scan"'))
);

// actions/lib/io/cosign/trust.ts
init_oldest_node();
var GITHUB_ISSUER = "https://token.actions.githubusercontent.com";
function trustOf(request) {
  const { publicKey, identity, issuer, attestations } = request;
  if (publicKey !== void 0) return { kind: "key", publicKey: requirePublicKey(publicKey), attestations };
  if (identity === void 0) {
    if (attestations.length === 0) return void 0;
    throw new UserError(
      `attestations: ${attestations.join(", ")} cannot be verified without a public key or an identity.
  Give one of them, or no attestations.`
    );
  }
  if (/^https:\/\/[^@\s]+@refs\/[^\s]+$/.test(identity)) {
    return { kind: "identity", identity, issuer: issuer ?? GITHUB_ISSUER, attestations };
  }
  const caller = callerIn(identity);
  if (caller !== void 0) {
    return { kind: "identity", identity, issuer: issuer ?? GITHUB_ISSUER, attestations, caller };
  }
  throw new UserError(
    `identity: "${identity}" does not name one workflow on one ref.
  Give https://github.com/<owner>/<name>/.github/workflows/<file>@refs/heads/<branch>.`
  );
}
function callerIn(identity) {
  const found = /^(https:\/\/[^@\s]+)@\* called by ([\w.-]+\/[\w.-]+)@(refs\/\S+)$/.exec(identity);
  if (found === null) return void 0;
  const [, workflow = "", repository = "", ref = ""] = found;
  return { workflow, repository, ref };
}
function identityOf({ workflow, repository, ref }) {
  return `${workflow}@* called by ${repository}@${ref}`;
}
function isTrustedWorkflow(trust, workflow) {
  return trust.caller === void 0 ? workflow === trust.identity : workflow.startsWith(`${trust.caller.workflow}@`);
}
function requirePublicKey(text) {
  if (/^-----BEGIN PUBLIC KEY-----\s[\s\S]+-----END PUBLIC KEY-----$/.test(text.trim()))
    return `${text.trim()}
`;
  throw new UserError(
    "public-key: not a public key in PEM form.\n  Give the whole content of cosign.pub, from BEGIN PUBLIC KEY to END PUBLIC KEY."
  );
}
function describeTrust(trust) {
  return trust.kind === "key" ? "the given public key" : trust.identity;
}
var NOT_VERIFIED = "not verified: neither a public key nor an identity was given";

// actions/lib/io/cosign/verify-attestation.ts
init_oldest_node();

// actions/lib/io/cosign/run.ts
init_oldest_node();
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
var VERIFY_TIMEOUT_MS = 12e4;
async function askCosign(question, image, trust, env, isAnswer) {
  const folder = await mkdtemp(join(tmpdir(), "slipway-verify-"));
  try {
    const args = [...question, ...await trustArgs(trust, folder), referenceOf(image)];
    const options = { env: { ...env, ...trustEnvironment(trust) }, timeoutMs: VERIFY_TIMEOUT_MS };
    const answer = await exec("cosign", args, { ...options, allowFailure: true });
    if (answer.exitCode === 0 || isAnswer(answer)) return answer;
    const [verb] = question;
    throw new CommandFailed(`cosign ${verb}`, answer.exitCode, answer.stderr, lastError(answer.stderr));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
async function trustArgs(trust, folder) {
  if (trust.kind === "identity") {
    return [...identityArgs(trust), `--certificate-oidc-issuer=${trust.issuer}`];
  }
  const root = join(folder, "trusted-root.json");
  await writeFile(root, '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}\n');
  return ["--key=env://SLIPWAY_PUBLIC_KEY", "--private-infrastructure", `--trusted-root=${root}`];
}
function identityArgs({ identity, caller }) {
  if (caller === void 0) return [`--certificate-identity=${identity}`];
  const workflow = caller.workflow.replace(/[^\w/:-]/g, "\\$&");
  return [
    `--certificate-identity-regexp=^${workflow}@[^@\\s]+$`,
    `--certificate-github-workflow-repository=${caller.repository}`,
    `--certificate-github-workflow-ref=${caller.ref}`
  ];
}
function trustEnvironment(trust) {
  return trust.kind === "key" ? { SLIPWAY_PUBLIC_KEY: trust.publicKey } : {};
}
function lastError(stderr) {
  const lines = stderr.split("\n").filter((line) => line.startsWith("Error: "));
  return (lines.at(-1) ?? stderr.trim().split("\n").at(-1) ?? "").replace(/^Error: /, "");
}

// actions/lib/io/cosign/verify-attestation.ts
var NONE = /^Error: no matching attestations: *$|none of the attestations matched the predicate type/m;
var OTHER_IMAGE = /no matching subject digest found/;
var NOT_TRUSTED = /accepted signatures do not match threshold|none of the expected identities matched|cert verification failed|certificate signed by unknown authority/;
async function verifyAttestation(image, kind, trust, env) {
  const question = ["verify-attestation", "--output=json", `--type=${PREDICATE_TYPES[kind]}`];
  const answer = await askCosign(
    question,
    image,
    trust,
    env,
    ({ stderr }) => [NONE, OTHER_IMAGE, NOT_TRUSTED].some((words) => words.test(stderr))
  );
  if (answer.exitCode !== 0) throw await refusal(image, kind, trust, answer, env);
  const statements = statementsIn(answer.stdout).filter((each) => isAbout(each, image));
  if (statements.length === 0) throw wrongRepository(image, kind, answer.stdout);
  if (kind === "provenance") requireBuilder(image, trust, statements);
  return statements.map(({ predicate: predicate2 }) => predicate2);
}
async function refusal(image, kind, trust, { stderr }, env) {
  const [reference, name] = [referenceOf(image), ATTESTATION_NAMES[kind]];
  if (OTHER_IMAGE.test(stderr)) {
    return new SignatureRefused(
      "wrong image",
      `${reference}: the ${name} next to it was made for another image.
  Find out who put it there; build the image again.`
    );
  }
  if (NOT_TRUSTED.test(stderr) || await isThere(image, kind, env)) {
    return new SignatureRefused(
      trust.kind === "key" ? "wrong key" : "wrong identity",
      `${reference}: its ${name} is not signed by ${describeTrust(trust)}, or was changed since (${lastError(stderr)}).
  Find out who put it there; build the image again.`
    );
  }
  return new SignatureRefused(
    "unattested",
    `${reference}: no ${name} is attested.
  Attest it where the image was built (sign-image), or build it again there.`
  );
}
async function isThere(image, kind, env) {
  const args = ["download", "attestation", `--predicate-type=${PREDICATE_URIS[kind]}`, referenceOf(image)];
  const { stdout } = await exec("cosign", args, { env, allowFailure: true });
  return stdout.trim() !== "";
}
var envelope = object({ payload: string() });
var statement = object({
  subject: array(object({ name: string(), digest: record(string(), string()) })),
  predicate: unknown()
});
function statementsIn(stdout) {
  const lines = stdout.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const { payload } = envelope.parse(JSON.parse(line));
    return statement.parse(JSON.parse(Buffer.from(payload, "base64").toString("utf8")));
  });
}
function isAbout({ subject }, image) {
  return subject.some(
    ({ name, digest }) => withoutHost(name) === repositoryOf(image) && `sha256:${digest.sha256}` === image.digest
  );
}
function wrongRepository(image, kind, stdout) {
  const names = statementsIn(stdout).flatMap(({ subject }) => subject.map(({ name }) => withoutHost(name)));
  return new SignatureRefused(
    "wrong image",
    `${referenceOf(image)}: its ${ATTESTATION_NAMES[kind]} is of ${names.join(", ")}, not of ${repositoryOf(image)}.
  Do not copy images between repositories; build this one again.`
  );
}
var provenance = object({ runDetails: object({ builder: object({ id: string() }) }) });
function requireBuilder(image, trust, statements) {
  const builders = statements.flatMap(({ predicate: predicate2 }) => {
    const read = provenance.safeParse(predicate2);
    return read.success ? [read.data.runDetails.builder.id] : [];
  });
  if (trust.kind === "key" ? builders.length > 0 : builders.some((builder) => isTrustedWorkflow(trust, builder)))
    return;
  throw new SignatureRefused(
    "wrong identity",
    `${referenceOf(image)}: its provenance names ${builders.join(", ") || "nobody"} as builder, not ${describeTrust(trust)}.
  Build it by that workflow on that ref, or correct the identity.`
  );
}

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
  Build the image at ${shortSha(source)}, or release the commit it was built from.`
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
  if (answer.exitCode !== 0) throw refusal2(image, trust, answer);
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
function refusal2(image, trust, { exitCode, stderr }) {
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
      `${reference}: the signature next to it was made for another image.
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
  const expected = repositoryOf(image);
  if (claims.some(({ repository, digest }) => repository === expected && digest === image.digest)) return;
  throw new SignatureRefused(
    "wrong image",
    `${referenceOf(image)}: signed as ${claims.map(({ repository }) => repository).join(", ")}, not as ${expected}.
  Do not copy images between repositories; build this one again.`
  );
}

export {
  SignatureRefused,
  PREDICATE_TYPES,
  ATTESTATION_NAMES,
  attestationKinds,
  GITHUB_ISSUER,
  trustOf,
  identityOf,
  describeTrust,
  NOT_VERIFIED,
  verifyAttestation,
  builtFrom,
  verifySignature
};
