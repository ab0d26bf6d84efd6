import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { execa } from "execa";
import type { Platform } from "../platform/platform.ts";
import type { ForgeApi } from "./api.ts";

/** The platform's own key pair: there is no issuer here for identities of workflows. */
export interface SigningKey {
  /** Encrypted with the password. */
  readonly privateKey: string;
  readonly password: string;
  readonly publicKey: string;
}

/** Releases of main and hotfixes are signed with different key pairs, so that they cannot be confused. */
export type Signed = "main" | "hotfix";

const PLACES = {
  main: { folder: "signing", prefix: "SLIPWAY" },
  hotfix: { folder: "signing-hotfix", prefix: "SLIPWAY_HOTFIX" },
} as const satisfies Record<Signed, object>;

/** Creates the key pair once; a restarted platform keeps it, so that earlier releases can still be promoted. */
export async function signingKey(platform: Platform, signed: Signed): Promise<SigningKey> {
  const folder = platform.directory(PLACES[signed].folder);
  const prefix = `${folder}/cosign`;
  const passwordFile = `${folder}/password`;
  if (!existsSync(`${prefix}.pub`)) {
    const password = randomBytes(24).toString("base64url");
    await writeFile(passwordFile, password, { mode: 0o600 });
    // Of an interrupted start; cosign would ask whether to overwrite it.
    await rm(`${prefix}.key`, { force: true });
    await execa(platform.binary("cosign", "cosign"), ["generate-key-pair", `--output-key-prefix=${prefix}`], {
      env: { COSIGN_PASSWORD: password },
      timeout: 30_000,
    });
  }
  const read = (file: string) => readFile(file, "utf8");
  const [privateKey, password, publicKey] = await Promise.all([
    read(`${prefix}.key`),
    read(passwordFile),
    read(`${prefix}.pub`),
  ]);
  return { privateKey, password, publicKey };
}

/** Passes the key pair to the workflows: secrets to sign with, a variable to verify with. */
export async function publishSigningKey(
  admin: ForgeApi,
  repository: string,
  signed: Signed,
  key: SigningKey,
): Promise<void> {
  const { prefix } = PLACES[signed];
  const secrets = { [`${prefix}_COSIGN_KEY`]: key.privateKey, [`${prefix}_COSIGN_PASSWORD`]: key.password };
  for (const [name, data] of Object.entries(secrets)) {
    await admin.call("PUT", `${repository}/actions/secrets/${name}`, { data });
  }
  await admin.ensure("POST", `${repository}/actions/variables/${prefix}_COSIGN_PUBLIC_KEY`, {
    value: key.publicKey,
  });
}
