/**
 * Stands in for GitHub's issuer and Sigstore's authority, neither of which a test can ask: a `cosign` that signs with a
 * certificate for the given workflow, and accepts the test's own authority. All else is the real cosign.
 */
import "reflect-metadata";
import type { webcrypto } from "node:crypto";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { exec } from "@slipway/lib/io/exec/exec.ts";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
/** Extension of Sigstore's certificates: the OIDC issuer, as plain bytes. */
const ISSUER_EXTENSION = "1.3.6.1.4.1.57264.1.1";
const HOUR_MS = 3_600_000;

/** Extensions: the repository and the ref of the run, which for a called workflow are the caller's. */
const RUN_EXTENSIONS = { repository: "1.3.6.1.4.1.57264.1.5", ref: "1.3.6.1.4.1.57264.1.6" } as const;

/** Writes a `cosign` into `folder` for a PATH; whoever has it signs as `identity`, vouched for by `issuer`. */
export async function cosignAs(
  folder: string,
  authority: Authority,
  identity: string,
  issuer: string,
  run: Partial<Record<keyof typeof RUN_EXTENSIONS, string>> = {},
) {
  const plain = (oid: string, text: string) =>
    new x509.Extension(oid, false, new TextEncoder().encode(text).buffer);
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: "02",
    issuer: authority.certificate.subject,
    notBefore: new Date(Date.now() - HOUR_MS),
    notAfter: new Date(Date.now() + HOUR_MS),
    signingKey: authority.keys.privateKey,
    publicKey: keys.publicKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(["1.3.6.1.5.5.7.3.3"]),
      new x509.SubjectAlternativeNameExtension([{ type: "url", value: identity }], true),
      plain(ISSUER_EXTENSION, issuer),
      ...(run.repository === undefined ? [] : [plain(RUN_EXTENSIONS.repository, run.repository)]),
      ...(run.ref === undefined ? [] : [plain(RUN_EXTENSIONS.ref, run.ref)]),
    ],
  });
  const file = (name: string) => join(folder, name);
  await writeFile(file("plain.key"), await privateKeyPem(keys.privateKey));
  await writeFile(file("leaf.pem"), certificate.toString("pem"));
  await writeFile(file("ca.pem"), authority.certificate.toString("pem"));
  const { stdout: real } = await exec("sh", ["-c", "command -v cosign"]);
  const cosign = real.trim();
  const env = { COSIGN_PASSWORD: "" };
  await exec(
    cosign,
    ["import-key-pair", `--key=${file("plain.key")}`, `--output-key-prefix=${file("leaf")}`],
    {
      env,
    },
  );
  const sign = `--tlog-upload=false --key=${file("leaf.key")} --certificate=${file("leaf.pem")} --certificate-chain=${file("ca.pem")}`;
  const verify = `--ca-roots=${file("ca.pem")} --insecure-ignore-sct --private-infrastructure`;
  const script = `#!/bin/sh
verb=$1; shift
export COSIGN_PASSWORD=
case $verb in
  sign|attest) exec ${cosign} $verb ${sign} "$@" ;;
  verify|verify-attestation) exec ${cosign} $verb ${verify} "$@" ;;
esac
`;
  await writeFile(file("cosign"), script);
  await chmod(file("cosign"), 0o755);
}

export interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

export async function makeAuthority(): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: "CN=test authority",
    notBefore: new Date(Date.now() - HOUR_MS),
    notAfter: new Date(Date.now() + HOUR_MS),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  return { certificate, keys };
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}
