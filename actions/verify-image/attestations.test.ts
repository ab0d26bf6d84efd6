/** sign-image and verify-image together, on a real registry: what is attested about an image, and what is not believed. */
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { provenanceOf } from "@slipway/lib/domain/images/provenance.ts";
import type { ScanRecord } from "@slipway/lib/domain/vulnerabilities/scan-record.ts";
import { GITHUB_ISSUER } from "@slipway/lib/io/cosign/trust.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { type KeyPair, startRegistry, type TestRegistry } from "@slipway/testing/registry/registry.ts";
import { cosignAs, makeAuthority } from "@slipway/testing/registry/workflow-identity.ts";
import { testContext } from "@slipway/testing/report.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { request as signRequest } from "../sign-image/request.ts";
import { signImages } from "../sign-image/sign-image.ts";
import { request } from "./request.ts";
import { verifyImages } from "./verify-image.ts";

let registry: TestRegistry;
let folder: TemporaryFolder;
let ours: KeyPair;
let theirs: KeyPair;

beforeAll(async () => {
  [registry, folder] = await Promise.all([startRegistry(), temporaryFolder()]);
  [ours, theirs] = await Promise.all([registry.keyPair(), registry.keyPair()]);
});
afterAll(() => Promise.all([registry[Symbol.asyncDispose](), folder[Symbol.asyncDispose]()]));

const WORKFLOW = "https://github.com/shop/platform/.github/workflows/deliver.yml";
const MAIN = `${WORKFLOW}@refs/heads/main`;
const NO_KEY = { COSIGN_PRIVATE_KEY: "", COSIGN_PASSWORD: "" };

const RUN = {
  PATH: process.env.PATH,
  HOME: "/nowhere",
  GITHUB_SERVER_URL: "https://forge.example.com",
  GITHUB_REPOSITORY: "shop/platform",
  GITHUB_WORKFLOW_REF: "shop/platform/.github/workflows/deliver.yml@refs/heads/main",
  GITHUB_RUN_ID: "17",
  GITHUB_SHA: "a".repeat(40),
};

interface Image {
  readonly name: string;
  readonly digest: string;
}

/** A pushed image, and next to it what build-image and scan-image would have written in `run`. */
async function built(content: string, run: NodeJS.ProcessEnv = RUN, name = "shop/product"): Promise<Image> {
  await mkdir(folder.path, { recursive: true });
  const at = new Date(0);
  const facts = { service: "product", source: "a".repeat(40), platforms: ["linux/amd64"], arguments: {} };
  const base = `node:24@sha256:${"b".repeat(64)}`;
  const provenance = provenanceOf({ ...facts, bases: [base], startedOn: at, finishedOn: at }, run);
  const sbom = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    components: [{ type: "library", name: content }],
  };
  await writeFile(join(folder.path, "product.provenance.json"), JSON.stringify(provenance));
  await writeFile(join(folder.path, "product.sbom.cdx.json"), JSON.stringify(sbom));
  return { name, digest: await registry.push(name, content) };
}

function sign(
  image: Image,
  pair: KeyPair,
  attestations = "sbom,provenance",
  run: Readonly<Record<string, string | undefined>> = RUN,
) {
  const images = JSON.stringify({ product: image });
  const raw = { images, registry: registry.host, layouts: folder.path, attestations };
  return signImages(signRequest.parse(raw), testContext(folder.path, { env: { ...run, ...pair.env } }));
}

function verify(image: Image, attestations = "sbom,provenance") {
  const images = JSON.stringify({ product: image });
  const raw = { images, registry: registry.host, "public-key": ours.publicKey, attestations };
  return verifyImages(request.parse(raw), testContext(folder.path, { env: RUN }));
}

async function expectRefused(image: Image, reason: RegExp): Promise<void> {
  const { results, outputs } = await verify(image);
  expect(results).toMatchObject([{ status: "failed", reason: expect.stringMatching(reason) }]);
  expect(outputs.images).toBe("{}");
}

const tagOf = ({ digest }: Image): string => `${digest.replace(":", "-")}.att`;

const attestations = z.object({
  layers: z.array(z.object({ annotations: z.object({ predicateType: z.string() }) })),
});

/** Types of the predicates that the registry has next to an image. */
async function attestedOf(image: Image): Promise<readonly string[]> {
  const { stdout } = await exec("crane", ["manifest", `${registry.host}/${image.name}:${tagOf(image)}`]);
  return attestations.parse(JSON.parse(stdout)).layers.map((layer) => layer.annotations.predicateType);
}

test("AP-25 SBOM and provenance are attested by digest, and what carries them continues", async () => {
  const image = await built("attested");
  expect((await sign(image, ours)).results).toMatchObject([
    { status: "done", reason: expect.stringContaining("with sbom and provenance") },
  ]);
  expect((await verify(image)).results).toMatchObject([{ status: "done" }]);
  expect(await attestedOf(image)).toEqual(["https://cyclonedx.org/bom", "https://slsa.dev/provenance/v1"]);
});

/** What scan-image leaves next to the layout of an image it let through. */
async function scanned(image: Image, expires?: string, change: Partial<ScanRecord> = {}): Promise<void> {
  const finding = { kind: "vulnerability", id: "CVE-2026-0001", package: "left-pad" } as const;
  const exception = { owner: "@slipway/shop", reason: "not reached, see the issue" };
  const record: ScanRecord = {
    service: "product",
    digest: image.digest,
    scanner: { name: "trivy", version: "0.74.0" },
    database: { updatedAt: "2026-01-01T00:00:00.000Z", fixture: false },
    threshold: { severities: ["CRITICAL", "HIGH"], unfixable: "pass" },
    excused:
      expires === undefined
        ? []
        : [
            {
              finding: { ...finding, version: "1.0.0", severity: "HIGH" },
              exception: { ...exception, expires },
            },
          ],
    scannedAt: "2026-01-01T12:00:00.000Z",
    ...change,
  };
  await writeFile(join(folder.path, "product.scan.json"), JSON.stringify(record));
}

const SCAN = "https://slipway.dev/scan-image/v1";

test("what a scan excused is attested, and told by who verifies", async () => {
  const image = await built("scanned");
  await scanned(image, "2026-03-01");
  expect((await sign(image, ours, "scan")).results).toMatchObject([{ status: "done" }]);
  expect((await verify(image, "scan")).results).toMatchObject([
    {
      status: "done",
      reason: expect.stringMatching(
        /scanned on 2026-01-01 by trivy 0\.74\.0 and a database of 2026-01-01; excused: CVE-2026-0001 in left-pad until 2026-03-01 by @slipway\/shop$/,
      ),
    },
  ]);
});

test("a later scan of the same image takes the place of the earlier one, and the same scan adds nothing", async () => {
  const image = await built("scanned twice");
  await scanned(image);
  await sign(image, ours, "scan");
  await scanned(image, undefined, { scannedAt: "2026-01-02T12:00:00.000Z" });
  expect((await sign(image, ours, "scan")).results).toMatchObject([{ status: "nothing" }]);
  await scanned(image, "2026-04-01", { scannedAt: "2026-01-03T12:00:00.000Z" });
  expect((await sign(image, ours, "scan")).results).toMatchObject([{ status: "done" }]);
  expect(await attestedOf(image)).toEqual([SCAN]);
  const [result] = (await verify(image, "scan")).results;
  expect(result?.reason).toContain("excused: CVE-2026-0001 in left-pad until 2026-04-01");
});

test.each([
  ["of another image", { digest: `sha256:${"0".repeat(64)}` }, /the record is of product sha256:0000/],
  ["of another service", { service: "order" }, /the record is of order/],
  ["with an exception without an end", { excused: [{}] } as unknown as Partial<ScanRecord>, /no record of/],
])("a record %s is not attested, and nothing is signed", async (_, change, reason) => {
  const image = await built(`record ${String(reason)}`);
  await scanned(image, undefined, change);
  expect((await sign(image, ours, "scan")).results).toMatchObject([
    { status: "failed", reason: expect.stringMatching(reason) },
  ]);
  expect((await verify(image, "")).results).toMatchObject([
    { status: "failed", reason: expect.stringMatching(/not signed/) },
  ]);
});

test("an image from before there were records continues, and it is reported", async () => {
  const image = await built("never recorded");
  await sign(image, ours, "");
  expect((await verify(image, "")).results).toMatchObject([
    { status: "done", reason: expect.stringContaining("what its scan excused is not attested") },
  ]);
  expect((await verify(image, "scan")).results).toMatchObject([
    { status: "failed", reason: expect.stringContaining("no record of the scan is attested") },
  ]);
});

test("a record by another key is refused, though the signature is ours", async () => {
  const image = await built("record by another");
  await scanned(image);
  await sign(image, ours, "");
  await sign(image, theirs, "scan");
  expect((await verify(image, "")).results).toMatchObject([
    { status: "failed", reason: expect.stringContaining("its record of the scan is not signed by") },
  ]);
});

test("AP-25 what is attested already is not attested again", async () => {
  const image = await built("attested twice");
  await sign(image, ours);
  expect((await sign(image, ours)).results).toMatchObject([{ status: "nothing" }]);
  expect(await attestedOf(image)).toHaveLength(2);
});

test.each([
  ["sbom", /no provenance is attested/],
  ["", /no SBOM is attested/],
])('AP-25 an image with nothing more than "%s" attested is refused', async (attestations, reason) => {
  const image = await built(`only ${attestations}`);
  await sign(image, ours, attestations);
  await expectRefused(image, reason);
});

test("AP-25 attestations by another key are refused, though the signature is ours", async () => {
  const image = await built("attested by others");
  await sign(image, ours, "");
  await sign(image, theirs);
  await expectRefused(image, /its SBOM is not signed by the given public key, or was changed since/);
});

test("AP-25 an SBOM whose payload was changed is refused", async () => {
  const image = await built("left-pad");
  await sign(image, ours);
  await registry.forgeAttestations(image.name, image.digest, image.digest, (payload) =>
    payload.replace("left-pad", "right-pad"),
  );
  await expectRefused(image, /its SBOM is not signed by the given public key, or was changed since/);
});

test("AP-25 an SBOM whose subject was changed is refused", async () => {
  const [honest, other] = [await built("honest"), await built("without its own SBOM")];
  await sign(other, ours, "");
  await built("honest");
  await sign(honest, ours);
  await registry.forgeAttestations(honest.name, honest.digest, other.digest, (payload) =>
    payload.replaceAll(honest.digest.slice(7), other.digest.slice(7)),
  );
  await expectRefused(other, /its SBOM is not signed by the given public key, or was changed since/);
});

test("AP-25 the SBOM of one image moved next to another is refused", async () => {
  const [honest, other] = [await built("has one"), await built("has none")];
  await sign(other, ours, "");
  await built("has one");
  await sign(honest, ours);
  await registry.forgeAttestations(honest.name, honest.digest, other.digest, (payload) => payload);
  await expectRefused(other, /the SBOM next to it was made for another image/);
});

test("AP-25 attestations copied with their image into another repository are refused there", async () => {
  const image = await built("copied", RUN, "shop/order");
  await sign(image, ours);
  const copy = { name: "shop/product", digest: image.digest };
  await registry.copy(`shop/order@${image.digest}`, "shop/product:copied");
  await registry.copy(`shop/order:${tagOf(image)}`, `shop/product:${tagOf(image)}`);
  await sign(copy, ours, "");
  await expectRefused(copy, /its SBOM is of shop\/order, not of shop\/product/);
});

test("AP-25 provenance of another run is not vouched for, and nothing is signed", async () => {
  const image = await built("of another run", { ...RUN, GITHUB_RUN_ID: "16" });
  expect((await sign(image, ours)).results).toMatchObject([
    { status: "failed", reason: expect.stringMatching(/the run is declared as .*\/16, but this is .*\/17/) },
  ]);
  await expectRefused(image, /: not signed\./);
});

test.each([
  ["product.sbom.cdx.json", "<html>", /not an SBOM in CycloneDX's JSON/],
  ["product.provenance.json", '{"buildDefinition": {}}', /no provenance of build-image's/],
])("a %s that is none is an error before anything is signed", async (file, text, reason) => {
  const image = await built(`broken ${file}`);
  await writeFile(join(folder.path, file), text);
  expect((await sign(image, ours)).results).toMatchObject([
    { status: "failed", reason: expect.stringMatching(reason) },
  ]);
  await expectRefused(image, /: not signed\./);
});

test("attestations are not demanded where there is nothing to verify them against", () => {
  const raw = { images: "{}", registry: registry.host, attestations: "sbom" };
  return expect(verifyImages(request.parse(raw), testContext(folder.path))).rejects.toThrow(
    /attestations: sbom cannot be verified without a public key or an identity/,
  );
});

const authority = await makeAuthority();

/** The environment of a job of the workflow `identity`, which signs without a key. */
async function jobOf(tools: TemporaryFolder, identity: string) {
  await cosignAs(tools.path, authority, identity, GITHUB_ISSUER);
  return {
    ...RUN,
    PATH: `${tools.path}${delimiter}${RUN.PATH}`,
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_WORKFLOW_REF: identity.replace("https://github.com/", ""),
    ACTIONS_ID_TOKEN_REQUEST_URL: "https://issuer.test",
  };
}

test.each<[string, string, RegExp | undefined]>([
  ["the workflow that is trusted", MAIN, undefined],
  [
    "another branch's workflow",
    `${WORKFLOW}@refs/heads/feature`,
    /its SBOM is not signed by .*refs\/heads\/main/,
  ],
])("AP-25 an image attested by %s, signed by the one that is trusted", async (name, identity, refused) => {
  await using mine = await temporaryFolder();
  await using other = await temporaryFolder();
  const [main, attester] = [await jobOf(mine, MAIN), await jobOf(other, identity)];
  const image = await built(name, attester);
  const noKey = { publicKey: "", env: NO_KEY };
  await sign(image, noKey, "", main);
  expect((await sign(image, noKey, "sbom,provenance", attester)).results).toMatchObject([{ status: "done" }]);
  const images = JSON.stringify({ product: image });
  const raw = { images, registry: registry.host, identity: MAIN, attestations: "sbom,provenance" };
  const { results } = await verifyImages(request.parse(raw), testContext(folder.path, { env: main }));
  if (refused === undefined) expect(results).toMatchObject([{ status: "done" }]);
  else expect(results).toMatchObject([{ status: "failed", reason: expect.stringMatching(refused) }]);
});
