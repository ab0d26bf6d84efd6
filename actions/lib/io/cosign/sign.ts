import { UserError } from "../../domain/errors/user-error.ts";
import { ownWorkflow } from "../../domain/images/own-workflow.ts";
import { exec } from "../exec/exec.ts";
import { type AttestationKind, PREDICATE_TYPES } from "./attestations.ts";
import { type PushedImage, referenceOf } from "./image.ts";
import { GITHUB_ISSUER, type Trust } from "./trust.ts";

const SIGN_TIMEOUT_MS = 120_000;

/** How to sign, and the trust that accepts what was signed so. */
export interface Signer {
  readonly trust: Trust;
  sign(image: PushedImage): Promise<void>;
  /** Binds the content of a file to the image. */
  attest(image: PushedImage, kind: AttestationKind, file: string): Promise<void>;
}

/**
 * With the key in COSIGN_PRIVATE_KEY (and COSIGN_PASSWORD), or without a key as the workflow that runs this on GitHub.
 * The key is only ever in the environment, never among the arguments that every process of the machine can read.
 */
export async function signerFrom(env: NodeJS.ProcessEnv): Promise<Signer> {
  if (env.COSIGN_PRIVATE_KEY) return await keySigner(env);
  if (env.ACTIONS_ID_TOKEN_REQUEST_URL && ownWorkflow(env) !== undefined) return keylessSigner(env);
  throw new UserError(
    "sign-image: there is nothing to sign with.\n  Give the job id-token: write to sign as its workflow on GitHub, or set COSIGN_PRIVATE_KEY and COSIGN_PASSWORD in its environment.",
  );
}

async function keySigner(env: NodeJS.ProcessEnv): Promise<Signer> {
  const key = "--key=env://COSIGN_PRIVATE_KEY";
  // Asked for a password at no terminal, cosign waits; an unset one is the empty one.
  const secrets = { ...env, COSIGN_PASSWORD: env.COSIGN_PASSWORD ?? "" };
  const { stdout, stderr, exitCode } = await exec("cosign", ["public-key", key], {
    env: secrets,
    allowFailure: true,
  });
  if (exitCode !== 0) {
    const cause = /decrypt/.test(stderr) ? "COSIGN_PASSWORD does not open it" : "it is not a key of cosign's";
    throw new UserError(
      `COSIGN_PRIVATE_KEY: ${cause}.\n  Make a pair with: cosign generate-key-pair; store cosign.key and its password as secrets.`,
    );
  }
  return {
    trust: { kind: "key", publicKey: stdout },
    // A key of one's own is for registries of one's own: their names have no place in a public log.
    ...signingWith(["--tlog-upload=false", key], secrets),
  };
}

function keylessSigner(env: NodeJS.ProcessEnv): Signer {
  const identity = ownWorkflow(env) ?? "";
  return {
    trust: { kind: "identity", identity, issuer: GITHUB_ISSUER },
    ...signingWith([], env),
  };
}

function signingWith(args: readonly string[], env: NodeJS.ProcessEnv): Pick<Signer, "sign" | "attest"> {
  const options = { env, timeoutMs: SIGN_TIMEOUT_MS };
  return {
    sign: async (image) => {
      await exec("cosign", ["sign", "--yes", ...args, referenceOf(image)], options);
    },
    attest: async (image, kind, file) => {
      // Not as a bundle (--new-bundle-format): where one refers to the image, cosign 2.6 reads the image's own signature from
      // bundles alone, which do not say for which repository it was made.
      // What a later scan says takes the place of what an earlier one said.
      const replace = kind === "scan" ? ["--replace"] : [];
      const what = [`--type=${PREDICATE_TYPES[kind]}`, `--predicate=${file}`, ...replace];
      await exec("cosign", ["attest", "--yes", ...args, ...what, referenceOf(image)], options);
    },
  };
}
