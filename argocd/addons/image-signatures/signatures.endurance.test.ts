/**
 * The policy as evaluated by Kyverno itself, with images and signatures in a real registry. Building
 * Kyverno's command line takes minutes.
 */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { type KeyPair, startRegistry, type TestRegistry } from "@slipway/testing/registry/registry.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { buildCommandLine } from "./kyverno/module.ts";

const UNSIGNED = /an image is not signed by this repository's deliver\.yml/;
const NAMESPACE = "shop-prod";

let folder: TemporaryFolder;
let registry: TestRegistry;
let program: string;
let own: KeyPair;
let signed: string;
let unsigned: string;
let foreign: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  program = await buildCommandLine(folder.path);
  registry = await startRegistry();
  own = await registry.keyPair();
  signed = await push("signed");
  unsigned = await push("unsigned");
  foreign = await push("foreign");
  await sign(signed, own);
  await sign(foreign, await registry.keyPair());
  await writeFile(join(folder.path, "policy.yaml"), policyTrusting(own.publicKey));
  await writeFile(join(folder.path, "values.yaml"), stringify(VALUES));
}, 3_600_000);

afterAll(async () => {
  await registry?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

const VALUES = {
  apiVersion: "cli.kyverno.io/v1alpha1",
  kind: "Values",
  metadata: { name: "values" },
  namespaceSelector: [{ name: NAMESPACE, labels: { "slipway.dev/environment": "prod" } }],
};

async function push(content: string): Promise<string> {
  return `${registry.host}/shop/product@${await registry.push("shop/product", content)}`;
}

async function sign(reference: string, { env }: KeyPair): Promise<void> {
  const key = ["--yes", "--tlog-upload=false", "--key=env://COSIGN_PRIVATE_KEY"];
  await exec("cosign", ["sign", ...key, reference], { env: { ...process.env, ...env } });
}

/** The policy itself, with a key instead of GitHub's identities: tests do not reach Sigstore's services. */
function policyTrusting(publicKey: string): string {
  const policy = parse(readFileSync(join(import.meta.dirname, "policy.yaml"), "utf8"));
  policy.spec.attestors[0].cosign = {
    key: { data: publicKey },
    ctlog: { insecureIgnoreTlog: true, insecureIgnoreSCT: true },
  };
  return stringify(policy);
}

interface Images {
  readonly main: string;
  readonly init?: string;
  readonly debug?: string;
}

/** Kyverno's result for a pod: its counts, and its findings. */
async function verdictOn({ main, init, debug }: Images, namespace = NAMESPACE): Promise<string> {
  const container = (name: string, image: string | undefined) =>
    image === undefined ? [] : [{ name, image }];
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "pod", namespace },
    spec: {
      containers: container("main", main),
      initContainers: container("init", init),
      ephemeralContainers: container("debug", debug),
    },
  };
  await writeFile(join(folder.path, "pod.yaml"), stringify(pod));
  const { stdout } = await exec(
    program,
    ["apply", "policy.yaml", "--resource=pod.yaml", "--registry", "--detailed-results", "-f=values.yaml"],
    { cwd: folder.path, allowFailure: true, timeoutMs: 120_000 },
  );
  return stdout;
}

test("a pod with signed images starts", async () => {
  expect(await verdictOn({ main: signed, init: signed })).toMatch(/pass: 1, fail: 0, warn: 0, error: 0/);
});

test("an unsigned image is refused, in every kind of container", async () => {
  for (const images of [
    { main: unsigned },
    { main: signed, init: unsigned },
    { main: signed, debug: unsigned },
  ]) {
    const verdict = await verdictOn(images);
    expect(verdict, JSON.stringify(images)).toMatch(/pass: 0, fail: 1/);
    expect(verdict).toMatch(UNSIGNED);
  }
});

test("an image signed with another key is refused", async () => {
  expect(await verdictOn({ main: foreign })).toMatch(UNSIGNED);
});

test("a signature that was copied from another image is refused", async () => {
  const other = await push("other");
  const digest = (reference: string) => reference.split("@")[1] ?? "";
  await registry.forgeSignature("shop/product", digest(signed), digest(other));
  expect(await verdictOn({ main: other })).toMatch(UNSIGNED);
});

test("an image without a digest is refused", async () => {
  expect(await verdictOn({ main: `${registry.host}/shop/product:latest` })).toMatch(/does not have a digest/);
});

test("the mesh's proxy by digest is left to the other admission policies; a similar name is not", async () => {
  const digest = signed.split("@")[1];
  expect(await verdictOn({ main: signed, init: `docker.io/istio/proxyv2@${digest}` })).toMatch(
    /pass: 1, fail: 0/,
  );
  const alike = `${registry.host}/istio/proxyv2@${await registry.push("istio/proxyv2", "alike")}`;
  expect(await verdictOn({ main: alike })).toMatch(UNSIGNED);
});

test("a namespace that is not an environment is not checked", async () => {
  expect(await verdictOn({ main: unsigned }, "logging")).toMatch(/pass: 0, fail: 0, warn: 0, error: 0/);
});

test("a registry that does not answer is an error, which the policy's failurePolicy refuses", async () => {
  await registry.stop();
  expect(await verdictOn({ main: signed })).toMatch(/pass: 0, fail: 0, warn: 0, error: 1/);
  expect(parse(policyTrusting("")).spec.failurePolicy).toBe("Fail");
});
