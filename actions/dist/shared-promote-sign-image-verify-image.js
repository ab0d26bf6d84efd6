// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  registry
} from "./shared-build-image-promote-sign-image-verify-image.js";
import {
  CommandFailed,
  UserError,
  exec,
  external_exports,
  imageDigest,
  json,
  optionalText,
  serviceName
} from "./shared.js";

// actions/lib/cosign/trust.ts
var GITHUB_ISSUER = "https://token.actions.githubusercontent.com";
var trustInputs = {
  "public-key": {
    description: "Public key (PEM) that images must be signed with.",
    schema: optionalText,
    default: ""
  },
  identity: {
    description: "Workflow that images must be signed by, with its ref: https://github.com/<owner>/<name>/.github/workflows/deliver.yml@refs/heads/main. Not read when there is a public key.",
    schema: optionalText,
    default: ""
  },
  issuer: {
    description: "OIDC issuer that must have vouched for the identity.",
    schema: optionalText,
    default: GITHUB_ISSUER
  }
};
function trustOf({ publicKey, identity, issuer }) {
  if (publicKey !== void 0) return { kind: "key", publicKey: requirePublicKey(publicKey) };
  if (identity === void 0) return void 0;
  if (/^https:\/\/[^@\s]+@refs\/[^\s]+$/.test(identity)) {
    return { kind: "identity", identity, issuer: issuer ?? GITHUB_ISSUER };
  }
  throw new UserError(
    `identity: "${identity}" does not name one workflow on one ref.
  Give https://github.com/<owner>/<name>/.github/workflows/<file>@refs/heads/<branch>.`
  );
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

// actions/lib/cosign/image.ts
function referenceOf({ registry: registry2, name, digest }) {
  return `${registry2}/${name}@${digest}`;
}
function repositoryOf({ registry: registry2, name }) {
  return withoutHost(`${registry2}/${name}`);
}
function withoutHost(repository) {
  return repository.slice(repository.indexOf("/") + 1);
}
var imageInputs = {
  images: {
    description: 'Images, as build-image gives them: a JSON object, service to {"name": …, "digest": "sha256:…"}.',
    schema: json(external_exports.record(serviceName, external_exports.object({ name: external_exports.string().min(1), digest: imageDigest })))
  },
  registry: {
    description: "Registry, with a path if there is one, that holds the images: registry.example.com/team.",
    schema: external_exports.string().regex(/^[\w.[\]:-]+(\/[a-z0-9._-]+)*$/, "not a registry (host[:port][/path], without https://)")
  }
};

// actions/lib/cosign/verify.ts
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
var VERIFY_TIMEOUT_MS = 12e4;
var SignatureRefused = class extends UserError {
  name = "SignatureRefused";
  reason;
  constructor(reason, message) {
    super(message);
    this.reason = reason;
  }
};
async function verifySignature(image, trust, env) {
  await requirePushed(image, env);
  const answer = await askCosign(image, trust, env);
  if (answer.exitCode !== 0) throw refusal(image, trust, answer);
  requireClaims(image, answer.stdout);
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
var UNSIGNED = 10;
var NO_MATCH = 12;
async function askCosign(image, trust, env) {
  const folder = await mkdtemp(join(tmpdir(), "slipway-verify-"));
  try {
    const args = ["verify", ...await trustArgs(trust, folder), "--output=json", referenceOf(image)];
    const options = { env: { ...env, ...trustEnvironment(trust) }, timeoutMs: VERIFY_TIMEOUT_MS };
    const answer = await exec("cosign", args, { ...options, allowFailure: true });
    if ([0, UNSIGNED, NO_MATCH].includes(answer.exitCode)) return answer;
    throw new CommandFailed("cosign verify", answer.exitCode, answer.stderr, lastError(answer.stderr));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
async function trustArgs(trust, folder) {
  if (trust.kind === "identity") {
    return [`--certificate-identity=${trust.identity}`, `--certificate-oidc-issuer=${trust.issuer}`];
  }
  const root = join(folder, "trusted-root.json");
  await writeFile(root, '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}\n');
  return ["--key=env://SLIPWAY_PUBLIC_KEY", "--private-infrastructure", `--trusted-root=${root}`];
}
function trustEnvironment(trust) {
  return trust.kind === "key" ? { SLIPWAY_PUBLIC_KEY: trust.publicKey } : {};
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
var signatures = external_exports.array(
  external_exports.object({
    critical: external_exports.object({
      identity: external_exports.object({ "docker-reference": external_exports.string() }),
      image: external_exports.object({ "docker-manifest-digest": external_exports.string() })
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
function lastError(stderr) {
  const lines = stderr.split("\n").filter((line) => line.startsWith("Error: "));
  return (lines.at(-1) ?? stderr.trim().split("\n").at(-1) ?? "").replace(/^Error: /, "");
}

export {
  GITHUB_ISSUER,
  trustInputs,
  trustOf,
  describeTrust,
  NOT_VERIFIED,
  referenceOf,
  imageInputs,
  SignatureRefused,
  verifySignature
};
