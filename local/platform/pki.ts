import "reflect-metadata";
import type { webcrypto } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";

type CryptoKey = webcrypto.CryptoKey;
type CryptoKeyPair = webcrypto.CryptoKeyPair;

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const yearMs = 365 * 24 * 3600 * 1000;
const { subtle } = globalThis.crypto;

/** A client or server of the cluster: Kubernetes reads the user from CN and the groups from O. */
export interface Identity {
  readonly name: string;
  readonly subject: string;
  /** Default namespace of its kubeconfig. */
  readonly namespace?: string;
  readonly dns?: readonly string[];
  readonly ips?: readonly string[];
  /** The authority that signs it; the cluster's own if absent. */
  readonly authority?: AuthorityName;
}

/**
 * The API server trusts the second authority when a certificate names another user in a header, so it signs
 * nothing else.
 */
type AuthorityName = "ca" | "front-proxy-ca";

interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly keys: CryptoKeyPair;
}

/**
 * Creates the cluster's authorities, its key for service-account tokens, and a key, certificate and
 * kubeconfig for each identity under `folder`. Existing files are kept, so a restarted platform keeps its
 * identities.
 * @param server address of the API server for the kubeconfigs
 */
export async function makePki(
  folder: string,
  server: string,
  identities: readonly Identity[],
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const authorities = {
    ca: await loadOrMakeAuthority(folder, "ca"),
    "front-proxy-ca": await loadOrMakeAuthority(folder, "front-proxy-ca"),
  };
  await makeServiceAccountKey(folder);
  for (const identity of identities) {
    if (existsSync(join(folder, `${identity.name}.kubeconfig`))) continue;
    await issue(folder, authorities[identity.authority ?? "ca"], identity);
    await writeSecret(
      join(folder, `${identity.name}.kubeconfig`),
      await kubeconfig(folder, identity, server),
    );
  }
}

async function loadOrMakeAuthority(folder: string, file: AuthorityName): Promise<Authority> {
  const certificateFile = join(folder, `${file}.crt`);
  const keyFile = join(folder, `${file}.key`);
  if (existsSync(certificateFile)) {
    const certificate = new x509.X509Certificate(await readFile(certificateFile, "utf8"));
    const [der] = x509.PemConverter.decode(await readFile(keyFile, "utf8"));
    const privateKey = await subtle.importKey("pkcs8", der ?? new ArrayBuffer(0), algorithm, true, ["sign"]);
    return { certificate, keys: { privateKey, publicKey: await certificate.publicKey.export() } };
  }
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: file === "ca" ? "CN=slipway-local" : `CN=slipway-local-${file}`,
    ...validity(),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  await writeSecret(keyFile, await privatePem(keys.privateKey));
  await writeFile(certificateFile, certificate.toString("pem"));
  return { certificate, keys };
}

async function issue(folder: string, authority: Authority, identity: Identity): Promise<void> {
  const keys = await newKeys();
  const names = [
    ...(identity.dns ?? []).map((value) => ({ type: "dns", value }) as const),
    ...(identity.ips ?? []).map((value) => ({ type: "ip", value }) as const),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    subject: identity.subject,
    issuer: authority.certificate.subject,
    ...validity(),
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  await writeFile(join(folder, `${identity.name}.crt`), certificate.toString("pem"));
  await writeSecret(join(folder, `${identity.name}.key`), await privatePem(keys.privateKey));
}

async function makeServiceAccountKey(folder: string): Promise<void> {
  if (existsSync(join(folder, "sa.pub"))) return;
  const keys = await newKeys();
  await writeSecret(join(folder, "sa.key"), await privatePem(keys.privateKey));
  const spki = await subtle.exportKey("spki", keys.publicKey);
  await writeFile(join(folder, "sa.pub"), x509.PemConverter.encode(spki, "PUBLIC KEY"));
}

async function kubeconfig(
  folder: string,
  { name, namespace = "default" }: Identity,
  server: string,
): Promise<string> {
  const base64 = async (file: string) => (await readFile(join(folder, file))).toString("base64");
  return JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        { name: "local", cluster: { server, "certificate-authority-data": await base64("ca.crt") } },
      ],
      users: [
        {
          name,
          user: {
            "client-certificate-data": await base64(`${name}.crt`),
            "client-key-data": await base64(`${name}.key`),
          },
        },
      ],
      contexts: [{ name: "local", context: { cluster: "local", user: name, namespace } }],
      "current-context": "local",
    },
    undefined,
    2,
  );
}

const newKeys = (): Promise<CryptoKeyPair> => subtle.generateKey(algorithm, true, ["sign", "verify"]);

const validity = () => ({
  notBefore: new Date(Date.now() - 3600_000),
  notAfter: new Date(Date.now() + 5 * yearMs),
});

const privatePem = async (key: CryptoKey): Promise<string> =>
  x509.PemConverter.encode(await subtle.exportKey("pkcs8", key), "PRIVATE KEY");

const writeSecret = (file: string, text: string): Promise<void> => writeFile(file, text, { mode: 0o600 });
